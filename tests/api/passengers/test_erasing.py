"""Forgotten on request, in time, and again after a backup is restored."""

import json
from datetime import date, timedelta

import pytest

from api.access.permissions import Role
from api.passengers.erasing import erase_due, replay_erasures
from api.passengers.erasure_log import FILE, read_erasures
from api.store.tables import (
    EntityRow,
    ErasureRow,
    IdentityRow,
    PassengerMarkRow,
    PassengerRow,
    TerritoryRow,
)
from api.territories.snapshots import assemble, freeze
from tests.api.bookings.town import put_town
from tests.api.passengers.test_endpoints import DOOR, add
from tests.api.service import As, Service


@pytest.fixture
def agent(service: Service) -> As:
    put_town(service)
    return service.caller(Role.AGENT)


def with_door(agent: As) -> tuple[str, str]:
    anne = add(agent)
    made = agent("POST", f"/passengers/{anne}/doors", json=DOOR)
    return anne, str(made.json()["doors"][0]["id"])


def snapshot(service: Service) -> None:
    with service.store.writing() as session:
        territory = session.query(TerritoryRow).one()
        seal = service.app.state.seal
        freeze(session, seal, territory, assemble(session, seal, territory)[0], "test")


def traces(service: Service, anne: str, door: str) -> dict[str, int]:
    with service.store.reading() as session:
        return {
            "passenger": session.query(PassengerRow).filter_by(id=anne).count(),
            "marks": session.query(PassengerMarkRow).filter_by(passenger_id=anne).count(),
            "address": session.query(EntityRow).filter_by(kind="addresses", id=door).count(),
            "identity": session.query(IdentityRow).filter_by(kind="addresses", id=door).count(),
        }


def test_an_erased_passenger_leaves_nothing_but_the_log(service: Service, agent: As) -> None:
    anne, door = with_door(agent)
    snapshot(service)
    assert all(traces(service, anne, door).values())
    assert agent("DELETE", f"/passengers/{anne}").status_code == 428
    assert agent("DELETE", f"/passengers/{anne}", headers={"If-Match": "*"}).status_code == 204
    assert not any(traces(service, anne, door).values())
    assert agent("GET", f"/passengers/{anne}").status_code == 404
    lines = (service.settings.data_dir / FILE).read_text(encoding="utf-8").split()
    assert {json.loads("".join(line))["subject"] for line in _lines(lines)} == {anne, door}


def _lines(words: list[str]) -> list[str]:
    return " ".join(words).replace("} {", "}\n{").split("\n")


def test_a_passenger_is_forgotten_so_many_days_after_the_last_ride(service: Service, agent: As) -> None:
    anne, door = with_door(agent)
    with service.store.writing() as session:
        session.get_one(PassengerRow, anne).last_ride = date(2030, 1, 1)
    days = timedelta(days=service.settings.passenger_days)
    for today, erased in ((date(2030, 1, 1) + days, 0), (date(2030, 1, 2) + days, 1)):
        with service.store.writing() as session:
            assert erase_due(session, service.settings, today) == erased
    assert not any(traces(service, anne, door).values())


def test_a_restored_backup_forgets_again(service: Service, agent: As) -> None:
    anne, door = with_door(agent)
    snapshot(service)
    tables = (PassengerRow, PassengerMarkRow, EntityRow, IdentityRow)
    with service.store.reading() as session:
        backup = [
            (table, {c.key: getattr(row, c.key) for c in table.__table__.columns})
            for table in tables
            for row in session.query(table)
        ]
    agent("DELETE", f"/passengers/{anne}", headers={"If-Match": "*"})
    with service.store.writing() as session:
        for table in (ErasureRow, *reversed(tables)):
            session.query(table).delete()
        for table, values in backup:
            session.add(table(**values))
            session.flush()
    assert all(traces(service, anne, door).values())
    for new in (2, 0):
        with service.store.writing() as session:
            assert replay_erasures(session, read_erasures(service.settings.data_dir)) == new
        assert not any(traces(service, anne, door).values())


def test_a_line_cut_short_by_a_crash_harms_no_other(service: Service, agent: As) -> None:
    first, _ = with_door(agent)
    agent("DELETE", f"/passengers/{first}", headers={"If-Match": "*"})
    path = service.settings.data_dir / FILE
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole[:-9], encoding="utf-8")
    second, _ = with_door(agent)
    agent("DELETE", f"/passengers/{second}", headers={"If-Match": "*"})
    known = {one.subject for one in read_erasures(service.settings.data_dir)}
    with service.store.reading() as session:
        assert known == {row.subject for row in session.query(ErasureRow)}


def test_what_fails_is_not_written_to_the_log(service: Service, agent: As) -> None:
    anne, _ = with_door(agent)
    path = service.settings.data_dir / FILE
    assert agent("DELETE", f"/passengers/{anne}", headers={"If-Match": '"9"'}).status_code == 412
    assert not path.exists()
