"""What browsers are told to refuse."""

from pathlib import Path

from fastapi import FastAPI, Response
from fastapi.testclient import TestClient

from api.app import create_app
from api.middleware.headers import NOTHING, PAGE, SecurityHeaders
from api.settings import Settings


def test_answers_carry_them_problems_too(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(data_dir=tmp_path))) as client:
        for answer in (client.get("/healthz"), client.get("/v1/me"), client.get("/nowhere")):
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["content-security-policy"] == NOTHING
            assert "strict-transport-security" not in answer.headers
        assert client.get("/v1/me").headers["cache-control"] == "no-store"


def test_browsers_are_told_to_insist_on_https_where_there_is(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, base_url="https://halte.example")
    with TestClient(create_app(settings)) as client:
        assert client.get("/healthz").headers["strict-transport-security"] == "max-age=31536000"


def test_what_an_endpoint_says_itself_stays() -> None:
    app = FastAPI()
    app.add_middleware(SecurityHeaders, https=False)

    @app.get("/page")
    def page() -> Response:
        return Response("<p>", media_type="text/html")

    @app.get("/own")
    def own() -> Response:
        return Response("<p>", media_type="text/html", headers={"Content-Security-Policy": "sandbox"})

    with TestClient(app) as client:
        assert client.get("/page").headers["content-security-policy"] == PAGE
        assert client.get("/own").headers["content-security-policy"] == "sandbox"
