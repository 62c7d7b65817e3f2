"""Who asks too often, and who guesses passwords."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.access.permissions import Role
from api.app import create_app
from api.middleware import limits
from api.middleware.limits import Allowance
from api.settings import Settings
from tests.api.service import Service


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    settings = Settings(data_dir=tmp_path, requests_per_minute=5, sign_ins_per_minute=3)
    app = create_app(settings)
    with TestClient(app, client=("192.0.2.1", 1)) as client:
        yield Service(app, client, settings)


def test_an_allowance_comes_back_evenly() -> None:
    moment = [0.0]
    allowance = Allowance(6, lambda: moment[0])
    assert [allowance.wait_s(b"a") for _ in range(7)] == [0, 0, 0, 0, 0, 0, 10]
    assert allowance.wait_s(b"b") == 0
    moment[0] = 10.0
    assert [allowance.wait_s(b"a") for _ in range(2)] == [0, 10]
    moment[0] = 1000.0
    assert [allowance.wait_s(b"a") for _ in range(7)] == [0, 0, 0, 0, 0, 0, 10]


def test_callers_who_asked_longest_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_CALLERS", 2)
    allowance = Allowance(1, lambda: 0.0)
    for caller in (b"a", b"b", b"c"):
        assert allowance.wait_s(caller) == 0
    assert [allowance.knows(caller) for caller in (b"a", b"b", b"c")] == [False, True, True]


def test_who_asks_too_often_is_told_when_to_come_again(service: Service) -> None:
    statuses = [service.client.get("/v1/me").status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    refused = service.client.get("/v1/me")
    assert refused.json()["code"] == "too-many-requests"
    assert 1 <= int(refused.headers["retry-after"]) <= 12
    assert service.client.get("/healthz").status_code == 200


def test_a_good_key_has_an_allowance_of_its_own_and_made_up_ones_do_not(service: Service) -> None:
    reader = service.caller(Role.READER)
    assert reader("GET", "/me").status_code == 200
    made_up = [service.client.get("/v1/me", headers={"Authorization": f"Bearer {k}"}).status_code for k in range(5)]
    assert made_up == [401] * 4 + [429]
    assert [reader("GET", "/me").status_code for _ in range(6)] == [200] * 5 + [429]


def test_a_made_up_key_on_a_public_route_is_no_good_key(service: Service) -> None:
    headers = {"Authorization": "Bearer made-up"}
    statuses = [service.client.get("/v1/openapi.json", headers=headers).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]


def test_attempts_to_sign_in_are_fewer(service: Service) -> None:
    guess = {"email": "camille@queyras.example", "password": "devine"}
    statuses = [service.client.post("/v1/session", json=guess).status_code for _ in range(4)]
    assert statuses == [401, 401, 401, 429]


def test_forms_sent_without_an_account_are_as_few(service: Service) -> None:
    statuses = [
        service.client.post("/sign-in", data={"email": "x@y.example", "password": "z"}).status_code for _ in "1234"
    ]
    assert statuses[3] == 429
    assert 429 not in statuses[:3]
    assert service.client.post("/villages/a/b/c/need", data={"what": "x"}).status_code == 429


def test_an_ipv6_network_is_one_caller(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path, requests_per_minute=2))
    with TestClient(app, client=("2001:db8::1", 1)) as one, TestClient(app, client=("2001:db8::ffff:2", 1)) as other:
        assert [one.get("/v1/me").status_code, other.get("/v1/me").status_code] == [401, 401]
        assert one.get("/v1/me").status_code == 429
