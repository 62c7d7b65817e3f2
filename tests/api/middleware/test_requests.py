"""Ids of requests, their lines in the log, and the metrics."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api.app import create_app
from api.logs import JsonLines, bound
from api.settings import Settings

TOKEN = "t0ken-of-metrics"  # noqa: S105 - of a test


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What the service logs."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(JsonLines().format(record))

    logger, keep = logging.getLogger("halte"), Keep()
    logger.addHandler(keep)
    logger.setLevel(logging.INFO)
    yield written
    logger.removeHandler(keep)
    logger.setLevel(logging.NOTSET)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(Settings(data_dir=tmp_path, metrics_token=SecretStr(TOKEN)))

    @app.get("/broken")
    def broken() -> None:
        raise ValueError("camille@queyras.example")

    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_a_line_tells_the_route_and_no_secret(client: TestClient, lines: list[str]) -> None:
    client.cookies.set("halte_session", "SECRET-cookie")
    answer = client.get("/v1/accounts/SECRET-id?token=SECRET-query", headers={"Authorization": "Bearer SECRET-key"})
    client.get("/SECRET-path")
    first, second = (json.loads(line) for line in lines)
    assert "SECRET" not in "".join(lines)
    assert first["route"] == "/v1/accounts/{account}"
    assert (first["method"], first["status"]) == ("GET", 401)
    assert first["request"] == answer.headers["x-request-id"]
    assert second["route"] == "(none)"


def test_a_request_keeps_the_id_it_comes_with_unless_it_is_none(client: TestClient) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "proxy-7"}).headers["x-request-id"] == "proxy-7"
    made = client.get("/healthz", headers={"X-Request-ID": 'a"b{}'}).headers["x-request-id"]
    assert re.fullmatch("[0-9a-z]{26}", made)


def test_what_breaks_is_answered_with_a_problem_and_logged_without_its_words(
    client: TestClient, lines: list[str]
) -> None:
    answer = client.get("/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert json.loads(lines[-1])["status"] == 500
    fault = ValueError("camille@queyras.example")
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, "Exception in ASGI application\n", (), None)
    record.exc_info = (ValueError, fault, None)
    line = JsonLines().format(record)
    assert "camille" not in line
    assert json.loads(line)["error"][0]["class"] == "ValueError"


def test_lines_within_a_job_name_it() -> None:
    record = logging.LogRecord("halte.jobs", logging.INFO, "", 0, "begun", (), None)
    with bound(job="j1"), bound(request="r1"):
        inside = json.loads(JsonLines().format(record))
    assert (inside["job"], inside["request"]) == ("j1", "r1")
    assert "job" not in json.loads(JsonLines().format(record))


def test_metrics_are_for_whoever_has_the_token(client: TestClient) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer other"}).status_code == 404
    client.get("/v1/accounts/some-id")
    text = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    assert 'halte_requests_total{method="GET",route="/v1/accounts/{account}",status="401"} 1.0' in text
    assert 'halte_jobs{state="queued"} 0.0' in text
    assert "some-id" not in text


def test_without_a_token_metrics_are_for_this_machine_alone(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path))
    with TestClient(app, client=("127.0.0.1", 1)) as here, TestClient(app, client=("192.0.2.1", 1)) as there:
        assert here.get("/metrics").status_code == 200
        assert here.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 404
        assert there.get("/metrics").status_code == 404
