"""The first administrator, a backup and a restore from the command line."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from api.app import create_app
from api.cli import app
from api.settings import Settings
from tests.api.service import PASSWORD

WHO = ["--organisation", "queyras", "--name", "Camille", "--email", "Camille@queyras.example"]


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HALTE_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=typed)


def test_an_administrator_signs_in_with_the_password_that_was_typed_twice(data: Path) -> None:
    assert run("admin", "create", *WHO, typed=f"{PASSWORD}\n{PASSWORD}\n").exit_code == 0
    with TestClient(create_app(Settings(data_dir=data))) as client:
        body = {"email": "camille@queyras.example", "password": PASSWORD}
        assert client.post("/v1/session", json=body).status_code == 201
        assert client.get("/v1/me").json()["role"] == "admin"
    assert run("admin", "create", *WHO, typed=f"{PASSWORD}\n{PASSWORD}\n").exit_code == 2


def test_an_invitation_is_printed_and_good_once(data: Path) -> None:
    printed = run("admin", "create", *WHO, "--invite").output
    invitation = printed.split("/invitation?secret=")[1].split()[0]
    with TestClient(create_app(Settings(data_dir=data))) as client:
        body = {"invitation": invitation, "password": PASSWORD}
        assert client.post("/v1/password", json=body).status_code == 204
        assert client.post("/v1/password", json=body).status_code == 401


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [
        (WHO, f"{PASSWORD}\nautre chose\n"),
        (WHO, "court\ncourt\n"),
        ([*WHO[:1], "Pas un nom", *WHO[2:]], f"{PASSWORD}\n{PASSWORD}\n"),
        ([*WHO[:5], "pas une adresse"], f"{PASSWORD}\n{PASSWORD}\n"),
        ([*WHO, "--siret", "12"], f"{PASSWORD}\n{PASSWORD}\n"),
    ],
)
def test_what_cannot_be_taken_makes_nothing(data: Path, arguments: list[str], typed: str) -> None:
    assert run("admin", "create", *arguments, typed=typed).exit_code == 2
    assert run("admin", "create", *WHO, "--invite").exit_code == 0
    del data


def test_a_backup_comes_back(data: Path, tmp_path: Path) -> None:
    run("admin", "create", *WHO, "--invite")
    file = str(tmp_path / "backup.zip")
    assert run("backup", file).exit_code == 0
    assert run("restore", file).exit_code == 2
    assert run("restore", file, "--force").exit_code == 0
    (data / "halte.sqlite3").unlink()
    assert run("restore", file).exit_code == 0
    assert run("admin", "create", *WHO, "--invite").exit_code == 2
    assert run("restore", str(tmp_path / "none.zip")).exit_code == 2
    assert run("backup", str(tmp_path / "none" / "backup.zip")).exit_code == 2


def test_settings_that_cannot_be_are_all_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HALTE_SESSION_HOURS", "0")
    monkeypatch.setenv("HALTE_SECRET_KEY", "pas une clé")
    told = run("backup", str(tmp_path / "b.zip"))
    assert told.exit_code == 2
    assert "HALTE_SESSION_HOURS" in told.output
    assert "HALTE_SECRET_KEY" in told.output
    assert "pas une clé" not in told.output
