"""Bodies that are too long or too slow."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path, max_body_bytes=1000, body_seconds=0.2)
    with TestClient(create_app(settings)) as client:
        yield client


def test_a_body_longer_than_its_header_may_say_is_refused_unread(client: TestClient) -> None:
    answer = client.post("/v1/session", content=b"x" * 1001, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "too-long")
    absurd = client.post("/v1/session", content=b"x", headers={"Content-Length": "9" * 40})
    assert absurd.status_code == 413


def test_a_body_without_a_length_is_refused_when_too_much_has_come(client: TestClient) -> None:
    answer = client.post(
        "/v1/session", content=(b"x" * 100 for _ in range(20)), headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too-long")


def test_a_body_of_the_greatest_length_is_read(client: TestClient) -> None:
    answer = client.post("/v1/session", content=b" " * 1000, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422


def test_a_body_that_does_not_come_in_time_is_given_up(client: TestClient) -> None:
    sent: list[Any] = []

    async def slow() -> None:
        async def receive() -> dict[str, Any]:
            await asyncio.sleep(0.1)
            return {"type": "http.request", "body": b" ", "more_body": True}

        async def send(part: Any) -> None:
            sent.append(part)

        scope = {
            "type": "http", "method": "POST", "path": "/v1/session", "raw_path": b"/v1/session", "query_string": b"",
            "headers": [(b"content-type", b"application/json")], "client": ("192.0.2.1", 1), "scheme": "http",
            "server": ("halte", 80), "root_path": "", "http_version": "1.1",
        }  # fmt: skip
        await client.app(scope, receive, send)

    asyncio.run(slow())
    assert sent[0]["status"] == 408
