"""Loans: the lender is without the thing, the borrower sees what it is and when it is to be had, and no more."""

from typing import Any

import pytest

from api.access.permissions import Role
from api.store.tables import AuditRow
from tests.api.service import Service
from tests.api.territories.made import QUEYRAS, make

LOANS = f"{QUEYRAS}/loans"
LOAN = {"kind": "vehicles", "item": "m1", "borrower": "andorra", "first": "2027-01-13", "last": "2027-01-16"}
ANY = {"If-Match": "*"}


def test_the_borrower_sees_what_it_is_and_when_it_is_to_be_had(service: Service) -> None:
    planner = make(service)
    borrower = service.caller(Role.PLANNER, "andorra")
    vehicle = planner("GET", f"{QUEYRAS}/vehicles/m1").json()["value"]
    absence = {"start": "2027-01-14T10:00", "end": "2027-01-14T12:00", "reason": "révision secrète"}
    planner("PUT", f"{QUEYRAS}/vehicles/m1", json=vehicle | {"unavailable": [absence]}, headers=ANY)
    made = planner("POST", LOANS, json=LOAN)
    assert made.status_code == 201, made.text
    whole = {"start": "06:30", "end": "20:00"}
    assert borrower("GET", "/borrowed").json()["items"] == [
        {
            "id": made.json()["id"],
            "kind": "vehicles",
            "item": "m1",
            "name": "Minibus 1",
            "first": "2027-01-13",
            "last": "2027-01-16",
            "availability": [
                {"date": "2027-01-13", "windows": [whole]},
                {"date": "2027-01-14", "windows": [whole | {"end": "10:00"}, whole | {"start": "12:00"}]},
                {"date": "2027-01-15", "windows": [whole]},
                {"date": "2027-01-16", "windows": []},
            ],
        }
    ]
    assert borrower("GET", f"{QUEYRAS}/vehicles/m1").status_code == 404
    assert borrower("GET", LOANS).status_code == 404
    assert borrower("DELETE", f"{LOANS}/{made.json()['id']}", headers=ANY).status_code == 404
    assert planner("GET", "/borrowed").json()["items"] == []
    assert service.caller(Role.PLANNER, "ailleurs")("GET", "/borrowed").json()["items"] == []


def test_the_lender_s_weeks_are_planned_without_it_until_the_loan_ends(service: Service) -> None:
    planner = make(service)
    service.organisation("andorra")
    made = planner("POST", LOANS, json=LOAN)

    def unavailable() -> list[dict[str, Any]]:
        id_ = planner("POST", f"{QUEYRAS}/instances").json()["id"]
        vehicles = planner("GET", f"{QUEYRAS}/instances/{id_}").json()["vehicles"]
        return next(one["unavailable"] for one in vehicles if one["id"] == "m1")

    assert unavailable() == [{"start": "2027-01-13T00:00", "end": "2027-01-17T00:00", "reason": "Andorra"}]
    path = f"{LOANS}/{made.json()['id']}"
    assert planner("DELETE", path).status_code == 428
    assert planner("DELETE", path, headers={"If-Match": '"4"'}).status_code == 412
    assert planner("DELETE", path, headers={"If-Match": made.headers["etag"]}).status_code == 204
    assert unavailable() == []
    assert planner("GET", path).json()["ended_at"] is not None
    assert service.caller(Role.READER, "andorra")("GET", "/borrowed").json()["items"] == []
    assert planner("POST", LOANS, json=LOAN).status_code == 201
    with service.store.reading() as session:
        lines = [row.action for row in session.query(AuditRow).order_by(AuditRow.id) if row.action.startswith("loan")]
        assert lines == ["loan.make", "loan.end", "loan.make"]


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"borrower": "nulle-part"}, 422, "borrower"),
        ({"borrower": "queyras"}, 422, "borrower"),
        ({"item": "m99"}, 422, "item"),
        ({"kind": "people"}, 422, "kind"),
        ({"last": "2027-01-12"}, 422, ""),
        ({"last": "2029-01-12"}, 422, ""),
        ({"first": "9999-12-31", "last": "9999-12-31"}, 422, "first"),
        ({"first": "2027-01-16", "last": "2027-01-20"}, 409, None),
    ],
)
def test_a_loan_that_cannot_be_is_refused(
    service: Service, change: dict[str, str], status: int, field: str | None
) -> None:
    planner = make(service)
    service.organisation("andorra")
    assert planner("POST", LOANS, json=LOAN).status_code == 201
    refused = planner("POST", LOANS, json=LOAN | change)
    assert refused.status_code == status
    if field is not None:
        assert refused.json()["notices"][0]["field"] == field
    assert service.caller(Role.READER)("POST", LOANS, json=LOAN).status_code == 403
