"""Fixtures of the service: the same tests on SQLite and on a real PostgreSQL server."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, sync_playwright

from api.app import create_app
from api.settings import Settings
from tests.api.databases import KINDS, Databases, postgresql_bin
from tests.api.service import Service


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.close()


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    programs = postgresql_bin()
    if request.param == "postgresql" and programs is None:
        pytest.skip("needs a PostgreSQL server (Debian package postgresql)")
    url = databases.fresh(request.param, programs)
    yield url
    databases.drop(url)


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path / "data", database_url=database, requests_per_minute=100_000, sign_ins_per_minute=100_000
    )


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    app = create_app(settings)
    with TestClient(app, raise_server_exceptions=True) as client:
        yield Service(app, client, settings)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium")
    if executable is None:
        pytest.skip("needs the Debian package chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield launched
        launched.close()
