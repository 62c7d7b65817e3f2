"""Every route, role and organisation; routes that are added are walked without being named here."""

import pytest

from api.access.permissions import ROLES, Permission, Role
from api.store.tables import ApiKeyRow, TerritoryRow
from api.store.types import now
from models.territory import Territory
from tests.api.access.walk import Operation, everything, fill_tables, operations, pages, table_of
from tests.api.service import Service

WITHOUT_CREDENTIAL = {
    ("POST", "/v1/session"),
    ("POST", "/v1/password"),
    ("GET", "/v1/oidc/login"),
    ("GET", "/v1/oidc/callback"),
}
"""How somebody becomes a caller."""
WHOEVER_CALLS = {("GET", "/v1/me"), ("DELETE", "/v1/session"), ("POST", "/v1/oidc/logout")}
"""What a caller of any role may do."""
FOR_EVERYBODY = (
    "/healthz",
    "/readyz",
    "/metrics",
    "/feeds/",
    "/open/",
    "/villages/",
    "/invitation",
    "/sign-in",
    "/sign-out",
    "/static",
)
"""Beginnings of addresses outside ``/v1`` that anybody may ask for."""
REFUSED_UNREAD = {400, 404, 406, 411, 412, 413, 415, 422, 428}
"""Answers to a change of what is another organisation's: its body may be refused before its id is looked up."""


SAID_ONCE = {
    "territory": Territory(id="queyras", name="Queyras").model_dump(mode="json"),
    "cycle_weeks": 1,
    "anchor": "2027-01-04",
    "week": "2027-01-04",
    "settings": {},
}
"""The body of a territory without anything in it."""


def territory(service: Service, organisation: str, slug: str) -> str:
    owner = service.organisation(organisation)
    with service.store.writing() as session:
        row = TerritoryRow(organisation_id=owner, slug=slug, name=slug.title(), body=SAID_ONCE)
        session.add(row)
        session.flush()
        return row.id


def send(service: Service, operation: Operation, values: dict[str, str], headers: dict[str, str]) -> int:
    url = "/v1" + operation.url(values)
    return service.client.request(operation.method, url, headers=headers, follow_redirects=False).status_code


def test_every_route_names_one_permission_or_is_listed_here(service: Service) -> None:
    found = operations(service.app)
    assert found
    unlisted = [
        (one.method, one.path)
        for one in found
        if len(one.permissions) != 1 and (one.method, one.path) not in WITHOUT_CREDENTIAL | WHOEVER_CALLS
    ]
    assert unlisted == []
    listed = {(one.method, one.path): one for one in found}
    for name in WITHOUT_CREDENTIAL & listed.keys():
        assert not listed[name].permissions
        assert not listed[name].asks_who
    for name in WHOEVER_CALLS & listed.keys():
        assert listed[name].asks_who


def test_without_a_good_credential_nothing_is_answered(service: Service) -> None:
    territory(service, "queyras", "queyras")
    ended = service.caller(Role.ADMIN)
    with service.store.writing() as session:
        session.query(ApiKeyRow).update({ApiKeyRow.revoked_at: now()})
    credentials: tuple[dict[str, str], ...] = (
        {},
        {"Authorization": "Bearer x"},
        {"Authorization": "Basic x"},
        {"Cookie": "halte_session=x"},
    )
    let_in = [
        (one.method, one.path, status)
        for one in operations(service.app)
        if (one.method, one.path) not in WITHOUT_CREDENTIAL
        for headers in (*credentials, dict(ended.headers))
        if (status := send(service, one, {"territory": "queyras"}, dict(headers))) != 401
    ]
    assert let_in == []


def test_pages_are_for_everybody_by_name_or_for_who_signed_in(service: Service) -> None:
    territory(service, "queyras", "queyras")
    readers = pages(service.app)
    assert any(of_signed_in for _, _, of_signed_in in readers)
    for method, path, of_signed_in in readers:
        if not of_signed_in:
            assert path == "/" or path.startswith(FOR_EVERYBODY), path
            continue
        url = Operation(method, path, frozenset(), asks_who=False).url({"territory": "queyras"})
        answer = service.client.request(method, url, follow_redirects=False)
        assert answer.status_code == 303, (method, path)
        assert answer.headers["location"].startswith("/sign-in"), (method, path)


@pytest.mark.parametrize("role", Role)
def test_a_role_is_refused_what_it_may_not_and_nothing_else(service: Service, role: Role) -> None:
    territory(service, "queyras", "queyras")
    headers = dict(service.caller(role).headers)
    wrong = []
    for one in operations(service.app):
        if not one.permissions:
            continue
        may = one.permissions <= ROLES[role]
        status = send(service, one, {"territory": "queyras"}, headers)
        if (status == 401) or (not may and status != 403) or (may and status >= 500):
            wrong.append((one.method, one.path, status))
    assert wrong == []


def test_what_is_another_organisation_s_is_not_there(service: Service) -> None:
    theirs = service.organisation("andorra")
    with_rows = territory(service, "andorra", "andorra")
    with service.store.writing() as session:
        ids = fill_tables(session, theirs, with_rows)
        before = everything(session, theirs)
    headers = {**service.caller(Role.ADMIN).headers, "If-Match": "*"}
    unknown, wrong = [], []
    for one in operations(service.app):
        parameters = [name for name in one.parameters if name != "organisation"]
        if not parameters or not one.permissions:
            continue
        values = {"territory": "andorra"}
        for name in parameters:
            table = table_of(name)
            if table is not None and table.name in ids and name != "territory":
                values[name] = ids[table.name]
        if not values.keys() & set(parameters):
            unknown.append(one.path)
        status = send(service, one, values, headers)
        if status != 404 and (one.method in {"GET", "DELETE"} or status not in REFUSED_UNREAD):
            wrong.append((one.method, one.path, status))
    assert wrong == []
    assert unknown == [], "tell tests.api.access.walk which table these ids are of"
    with service.store.reading() as session:
        after = everything(session, theirs)
    assert {name for name in after if after[name] != before[name]} == set()


def test_a_program_s_scopes_narrow_its_role(service: Service) -> None:
    made = service.caller(Role.ADMIN)(
        "POST", "/keys", json={"name": "k", "role": "admin", "scopes": [Permission.AUDIT.value]}
    ).json()
    headers = {"Authorization": f"Bearer {made['secret']}"}
    territory(service, "queyras", "queyras")
    let_in = [
        (one.method, one.path)
        for one in operations(service.app)
        if one.permissions
        and one.permissions != {Permission.AUDIT}
        and send(service, one, {"territory": "queyras"}, headers) != 403
    ]
    assert let_in == []
