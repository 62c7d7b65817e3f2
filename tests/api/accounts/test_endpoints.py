"""Signing in, inviting, keys: who gets in, and who does not."""

from datetime import timedelta

from api.access.dependencies import COOKIE, CSRF_HEADER
from api.access.permissions import Role
from api.store.tables import ApiKeyRow, AuditRow, SignInRow
from api.store.types import now
from tests.api.service import PASSWORD, Service


def sign_in(service: Service, email: str, password: str = PASSWORD) -> dict[str, str]:
    answer = service.client.post("/v1/session", json={"email": email, "password": password})
    assert answer.status_code == 201, answer.text
    assert "httponly" in answer.headers["set-cookie"].lower()
    return {CSRF_HEADER: answer.json()["csrf_token"]}


def test_whoever_signs_in_is_known_by_the_cookie(service: Service) -> None:
    service.account("camille@queyras.example", Role.READER)
    sign_in(service, "Camille@Queyras.example")
    me = service.client.get("/v1/me").json()
    assert me["role"] == "reader"
    assert me["organisation"] == "queyras"
    assert "plans:read" in me["permissions"]


def test_a_wrong_password_an_unknown_address_and_a_disabled_account_are_answered_alike(service: Service) -> None:
    service.account("camille@queyras.example")
    service.account("ancien@queyras.example", disabled_at=now())
    answers = [
        service.client.post("/v1/session", json={"email": email, "password": password})
        for email, password in (
            ("camille@queyras.example", "pas celle-ci du tout"),
            ("personne@queyras.example", PASSWORD),
            ("ancien@queyras.example", PASSWORD),
        )
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].headers["content-type"] == "application/problem+json"


def test_a_change_by_cookie_needs_the_token_of_the_page(service: Service) -> None:
    service.account("camille@queyras.example", Role.ADMIN)
    token = sign_in(service, "camille@queyras.example")
    body = {"name": "Passerelle", "role": "reader"}
    assert service.client.post("/v1/keys", json=body).json()["code"] == "csrf"
    assert service.client.post("/v1/keys", json=body, headers={CSRF_HEADER: "x"}).status_code == 403
    assert service.client.post("/v1/keys", json=body, headers=token).status_code == 201


def test_a_sign_in_ends_by_signing_out_and_by_time(service: Service) -> None:
    service.account("camille@queyras.example")
    token = sign_in(service, "camille@queyras.example")
    kept = service.client.cookies[COOKIE]
    assert service.client.delete("/v1/session", headers=token).status_code == 204
    service.client.cookies.set(COOKIE, kept)
    assert service.client.get("/v1/me").status_code == 401
    service.client.cookies.clear()
    sign_in(service, "camille@queyras.example")
    assert service.client.get("/v1/me").status_code == 200
    with service.store.writing() as session:
        session.query(SignInRow).update({SignInRow.ends_at: now() - timedelta(seconds=1)})
    assert service.client.get("/v1/me").status_code == 401


def test_an_invited_account_chooses_its_password_once(service: Service) -> None:
    admin = service.caller(Role.ADMIN)
    body = {"email": "Luc@queyras.example", "name": "Luc", "role": "planner"}
    invited = admin("POST", "/accounts", json=body)
    assert invited.status_code == 201
    assert admin("POST", "/accounts", json=body).status_code == 409
    choice = {"invitation": invited.json()["invitation"], "password": PASSWORD}
    assert service.client.post("/v1/session", json={"email": body["email"], "password": PASSWORD}).status_code == 401
    assert service.client.post("/v1/password", json={**choice, "password": "court"}).status_code == 422
    assert service.client.post("/v1/password", json=choice).status_code == 204
    assert service.client.post("/v1/password", json=choice).status_code == 401
    sign_in(service, "luc@queyras.example")


def test_the_last_administrator_stays(service: Service) -> None:
    account = service.account("a@queyras.example", Role.ADMIN)
    admin = service.caller(Role.ADMIN)
    tag = admin("GET", f"/accounts/{account}").headers["etag"]
    change = {"name": "A", "role": "reader"}
    assert admin("PUT", f"/accounts/{account}", json=change).status_code == 428
    assert admin("PUT", f"/accounts/{account}", json=change, headers={"If-Match": '"9"'}).status_code == 412
    refused = admin("PUT", f"/accounts/{account}", json=change, headers={"If-Match": tag})
    assert refused.json()["code"] == "last-admin"
    service.account("b@queyras.example", Role.ADMIN)
    assert admin("PUT", f"/accounts/{account}", json=change, headers={"If-Match": tag}).status_code == 200


def test_a_changed_account_signs_in_anew(service: Service) -> None:
    account = service.account("luc@queyras.example", Role.PLANNER)
    admin = service.caller(Role.ADMIN)
    sign_in(service, "luc@queyras.example")
    change = {"name": "Luc", "role": "planner", "disabled": True}
    assert admin("PUT", f"/accounts/{account}", json=change, headers={"If-Match": '"1"'}).status_code == 200
    assert service.client.get("/v1/me").status_code == 401


def test_accounts_of_another_organisation_are_not_there(service: Service) -> None:
    theirs = service.account("x@andorra.example", organisation="andorra")
    admin = service.caller(Role.ADMIN)
    assert admin("GET", f"/accounts/{theirs}").status_code == 404
    change = {"name": "X", "role": "admin"}
    assert admin("PUT", f"/accounts/{theirs}", json=change, headers={"If-Match": "*"}).status_code == 404
    assert "andorra" not in admin("GET", "/accounts").text


def test_a_key_does_what_its_scopes_say_until_it_is_revoked(service: Service) -> None:
    admin = service.caller(Role.ADMIN)
    assert admin("POST", "/keys", json={"name": "k", "role": "reader", "scopes": ["publish"]}).json()["code"] == "scope"
    made = admin("POST", "/keys", json={"name": "k", "role": "planner", "scopes": ["plans:read"], "days": 1}).json()
    headers = {"Authorization": f"Bearer {made['secret']}"}
    assert service.client.get("/v1/me", headers=headers).json()["permissions"] == ["plans:read"]
    assert service.client.get("/v1/accounts", headers=headers).status_code == 403
    turned = admin("POST", f"/keys/{made['id']}/rotation").json()
    assert service.client.get("/v1/me", headers=headers).status_code == 401
    headers = {"Authorization": f"Bearer {turned['secret']}"}
    assert service.client.get("/v1/me", headers=headers).status_code == 200
    assert admin("DELETE", f"/keys/{made['id']}").status_code == 204
    assert service.client.get("/v1/me", headers=headers).status_code == 401
    assert made["secret"] not in admin("GET", "/keys").text


def test_a_key_past_its_end_is_no_longer_good(service: Service) -> None:
    reader = service.caller(Role.READER)
    assert reader("GET", "/me").status_code == 200
    with service.store.writing() as session:
        session.query(ApiKeyRow).update({ApiKeyRow.ends_at: now()})
    assert reader("GET", "/me").status_code == 401


def test_lists_come_in_parts(service: Service) -> None:
    admin = service.caller(Role.ADMIN)
    made = [service.account(f"a{k}@queyras.example") for k in range(5)]
    seen, cursor = [], ""
    while True:
        part = admin("GET", f"/accounts?limit=2{cursor}").json()
        seen += [one["id"] for one in part["items"]]
        if part["next"] is None:
            break
        cursor = f"&cursor={part['next']}"
    assert seen == made
    assert admin("GET", "/accounts?cursor=%C3%A9").status_code == 400
    assert admin("GET", "/accounts?limit=0").status_code == 422


def test_what_was_done_is_logged_without_secrets(service: Service) -> None:
    admin = service.caller(Role.ADMIN)
    invited = admin("POST", "/accounts", json={"email": "l@q.example", "name": "Luc", "role": "crew"}).json()
    with service.store.reading() as session:
        lines = session.query(AuditRow).all()
        assert [(line.action, line.subject) for line in lines] == [("account.invite", invited["id"])]
        assert lines[0].actor.startswith("key:")
        assert "Luc" not in str(lines[0].detail)


def test_problems_are_told_in_the_caller_s_language(service: Service) -> None:
    french = service.client.get("/v1/me").json()
    english = service.client.get("/v1/me", headers={"Accept-Language": "en-GB,fr;q=0.5"}).json()
    assert french["code"] == english["code"] == "unauthenticated"
    assert english["detail"] == "sign in, or send a valid key"
    assert french["detail"] != english["detail"]
