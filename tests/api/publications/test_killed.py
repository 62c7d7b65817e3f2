"""A publisher killed at any moment: all of a version is there, or nothing."""

import multiprocessing
import os
import random
import shutil
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.publications.calendars import read_events
from api.publications.publishing import publish_plan
from api.settings import Settings
from api.store.engine import Store
from api.store.sealing import Seal
from api.store.tables import DeliveryRow, PlanRow, PublicationRow, PublishedFileRow, TerritoryRow
from tests.api.planned import principal
from tests.api.service import Service
from tests.api.village import published, stored, village

MOMENTS = 25
WHEN = datetime(2027, 1, 12, 5, tzinfo=UTC)
"""The day before what changes, so that there is somebody to tell."""
State = tuple[list[tuple[int, int]], dict[str, str], int, dict[str, int]]


def state_of(url: str, settings: Settings) -> State:
    """Versions, files, messages and sequence numbers of the calendars: what a publication changes."""
    store = Store(url)
    with store.reading() as session:
        versions = sorted((row.major, row.minor) for row in session.query(PublicationRow))
        files = {row.path: row.etag for row in session.query(PublishedFileRow)}
        events = read_events(session, Seal(settings.key), session.query(TerritoryRow).one())
        sequences = {event.uid: event.sequence for event in events}
        found = versions, files, session.query(DeliveryRow).count(), sequences
    store.close()
    return found


def publish_in(url: str, settings: Settings, plan: str, begun: str) -> None:
    """Publish a plan in a database, in a process of its own."""
    store, seal = Store(url), Seal(settings.key)
    with store.writing() as session:
        row = session.get_one(PlanRow, plan)
        territory = session.get_one(TerritoryRow, row.territory_id)
        Path(begun).touch()
        publish_plan(session, settings, seal, territory, row, principal(row.organisation_id), moment=WHEN)


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_killed_publisher_leaves_all_or_nothing(service: Service, tmp_path: Path) -> None:
    planner, plan, _ = published(service)
    for kind, subject in (("person", "ana"), ("commune", "c")):
        body = {"kind": kind, "subject": subject, "email": "x@q.example"}
        assert planner("POST", "/territories/road/subscribers", json=body).status_code == 201
    later = stored(service, village(start="09:00"), plan)
    with service.store.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    prepared = Path(service.settings.database_url.removeprefix("sqlite:///"))
    before = state_of(service.settings.database_url, service.settings)
    context, chance = multiprocessing.get_context("forkserver"), random.Random(1)
    context.set_forkserver_preload(["tests.api.publications.test_killed"])
    outcomes: list[State] = []
    lasts = 0.0
    for number in range(MOMENTS):
        copy, begun = tmp_path / f"{number}.sqlite3", tmp_path / f"{number}.begun"
        shutil.copyfile(prepared, copy)
        url = f"sqlite:///{copy}"
        child = context.Process(target=publish_in, args=(url, service.settings, later, str(begun)))
        child.start()
        while not begun.exists():
            time.sleep(0.001)
        began = time.monotonic()
        if number == 0:  # the first is left alone, to know how long it takes and what comes of it
            child.join()
            lasts = time.monotonic() - began
            assert child.exitcode == 0
        else:
            time.sleep(chance.uniform(0, 1.2 * lasts))
            assert child.pid is not None
            if child.is_alive():
                os.kill(child.pid, signal.SIGKILL)
            child.join()
        outcomes.append(state_of(url, service.settings))
    after = outcomes[0]
    assert after[0] == [(1, 0), (2, 0)]
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert all(outcome in (before, after) for outcome in outcomes)
    assert before in outcomes
