"""A service to try: territories, a key that works, and a plan if asked for."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api import demo
from api.app import create_app
from api.cli import app
from api.settings import Settings
from instances.bundled import bundled


def test_the_demo_can_be_planned_with_and_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALTE_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(demo, "bundled", lambda: {demo.QUICK: bundled()[demo.QUICK]})
    monkeypatch.setattr("api.cli.demo.SECONDS", 1.0)
    first = CliRunner().invoke(app, ["demo"]).output
    printed = CliRunner().invoke(app, ["demo", "--with-plan"])
    assert printed.exit_code == 0, printed.output
    keys = [text.split("HALTE_KEY=")[1].split()[0] for text in (first, printed.output)]
    with TestClient(create_app(Settings(data_dir=tmp_path))) as client:
        ended, good = ({"Authorization": f"Bearer {key}"} for key in keys)
        assert client.get("/v1/territories", headers=ended).status_code == 401
        (territory,) = client.get("/v1/territories", headers=good).json()["items"]
        plans = client.get(f"/v1/territories/{territory['id']}/plans", headers=good).json()["items"]
        assert any(plan["label"] == "demo" for plan in plans)
