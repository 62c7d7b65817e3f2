"""Signing in through a provider that acts as ProConnect does."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import httpx2
import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api.access.dependencies import COOKIE, CSRF_HEADER
from api.access.permissions import Role
from api.app import create_app
from api.settings import Settings
from api.store.tables import AccountRow, AuditRow, OrganisationRow
from api.store.types import now
from tests.api.service import Service

SIRET = "20006754500017"
EMAIL = "camille@queyras.example"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("provider.py")), str(port)]
    environment = {**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        url = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                httpx.get(url + "/jwks")
                break
            except httpx.TransportError:
                assert process.poll() is None, process.stderr.read() if process.stderr else ""
                time.sleep(0.1)
        yield url
        process.terminate()


@pytest.fixture
def service(issuer: str, tmp_path: Path) -> Iterator[Service]:
    httpx.put(issuer + "/lying", json={"userinfo": False, "sub": ""})
    settings = Settings(
        data_dir=tmp_path,
        base_url="http://testserver",
        oidc_issuer=issuer,
        oidc_client_id="halte",
        oidc_client_secret=SecretStr("secret"),
        sign_ins_per_minute=1000,
    )
    app = create_app(settings)
    with TestClient(app) as client:
        service = Service(app, client, settings)
        service.organisation("queyras")
        with service.store.writing() as session:
            session.query(OrganisationRow).one().siret = SIRET
        yield service


def is_known_as(issuer: str, sub: str, **claims: object) -> None:
    said = {"email": EMAIL, "siret": SIRET, **claims}
    assert httpx.put(f"{issuer}/users/{sub}", json=said).status_code == 204


def go(service: Service, sub: str) -> str:
    """To the provider, and back as far as the address it sends to."""
    sent = service.client.get("/v1/oidc/login", follow_redirects=False)
    assert sent.status_code == 303, sent.text
    back = httpx.post(sent.headers["location"], data={"sub": sub})
    assert back.status_code == 302, back.text
    return back.headers["location"]


def sign_in(service: Service, sub: str) -> httpx2.Response:
    return service.client.get(go(service, sub))


def test_an_invited_account_signs_in_by_address_first_then_by_the_provider_s_name(
    service: Service, issuer: str
) -> None:
    service.account(EMAIL, Role.READER)
    is_known_as(issuer, "sub-1", email=EMAIL.upper())
    first = sign_in(service, "sub-1")
    assert first.status_code == 200, first.text
    assert service.client.get("/v1/me").json()["role"] == "reader"
    is_known_as(issuer, "sub-1", email="autre@queyras.example")
    assert sign_in(service, "sub-1").status_code == 200
    is_known_as(issuer, "sub-2")
    service.client.cookies.clear()
    assert sign_in(service, "sub-2").json()["code"] == "not-invited"
    with service.store.reading() as session:
        assert [row.action for row in session.query(AuditRow)] == ["account.bind"]
        assert "sub-1" not in (session.query(AccountRow).one().oidc_subject or "")


def test_who_was_not_invited_or_is_of_another_organisation_is_refused_alike(service: Service, issuer: str) -> None:
    is_known_as(issuer, "sub-3", email="personne@queyras.example")
    unknown = sign_in(service, "sub-3")
    service.account(EMAIL)
    is_known_as(issuer, "sub-4", siret="11111111111111")
    other = sign_in(service, "sub-4")
    service.account("ancien@queyras.example", disabled_at=now())
    is_known_as(issuer, "sub-5", email="ancien@queyras.example")
    disabled = sign_in(service, "sub-5")
    is_known_as(issuer, "sub-6", email_verified=False)
    unverified = sign_in(service, "sub-6")
    assert {answer.status_code for answer in (unknown, other, disabled, unverified)} == {403}
    assert len({answer.text for answer in (unknown, other, disabled, unverified)}) == 1
    assert service.client.get("/v1/me").status_code == 401
    with service.store.reading() as session:
        assert {row.oidc_subject for row in session.query(AccountRow)} == {None}


def test_an_invitation_that_ended_is_no_longer_good(service: Service, issuer: str) -> None:
    account = service.account(EMAIL)
    with service.store.writing() as session:
        row = session.get_one(AccountRow, account)
        row.password_hash, row.invitation_ends = None, now()
    is_known_as(issuer, "sub-7")
    assert sign_in(service, "sub-7").status_code == 403


def test_another_state_another_browser_or_a_code_used_twice_is_refused(service: Service, issuer: str) -> None:
    service.account(EMAIL)
    is_known_as(issuer, "sub-8")
    back = go(service, "sub-8")
    query = parse_qs(urlsplit(back).query)
    changed = service.client.get("/v1/oidc/callback", params={"code": query["code"][0], "state": "other"})
    assert changed.json()["code"] == "oidc"
    kept = dict(service.client.cookies)
    service.client.cookies.clear()
    assert service.client.get(back).status_code == 401
    service.client.cookies.update(kept)
    assert service.client.get(back).status_code == 200
    service.client.cookies.update(kept)
    assert service.client.get(back).status_code == 401
    assert service.client.get("/v1/oidc/callback?error=access_denied&state=x").status_code == 401


def test_a_code_that_another_flow_got_is_refused(service: Service, issuer: str) -> None:
    service.account(EMAIL)
    is_known_as(issuer, "sub-9")
    stolen = parse_qs(urlsplit(go(service, "sub-9")).query)["code"][0]
    own = parse_qs(urlsplit(go(service, "sub-9")).query)
    params = {"code": stolen, "state": own["state"][0]}
    assert service.client.get("/v1/oidc/callback", params=params).status_code == 401


@pytest.mark.parametrize("lie", [{"userinfo": True}, {"sub": "somebody-else"}])
def test_userinfo_that_is_not_signed_or_of_somebody_else_is_refused(
    service: Service, issuer: str, lie: dict[str, object]
) -> None:
    service.account(EMAIL)
    is_known_as(issuer, "sub-10")
    httpx.put(issuer + "/lying", json=lie)
    assert sign_in(service, "sub-10").status_code == 401


def test_leaving_ends_the_session_here_and_tells_where_to_end_it_there(service: Service, issuer: str) -> None:
    service.account(EMAIL)
    is_known_as(issuer, "sub-11")
    token = sign_in(service, "sub-11").json()["csrf_token"]
    cookie = service.client.cookies[COOKIE]
    assert service.client.post("/v1/oidc/logout").status_code == 403
    left = service.client.post("/v1/oidc/logout", headers={CSRF_HEADER: token})
    assert left.json()["url"].startswith(issuer + "/oauth2/end_session?id_token_hint=")
    assert httpx.get(left.json()["url"]).status_code == 200
    service.client.cookies.set(COOKIE, cookie)
    assert service.client.get("/v1/me").status_code == 401


def test_without_a_provider_there_is_nothing_here_and_a_silent_one_is_told(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(data_dir=tmp_path))) as client:
        assert client.get("/v1/oidc/login").status_code == 404
    settings = Settings(data_dir=tmp_path, oidc_issuer="http://127.0.0.1:9", oidc_client_id="halte")
    with TestClient(create_app(settings)) as client:
        assert client.get("/v1/oidc/login").status_code == 503
