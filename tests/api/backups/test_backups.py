"""A database in a file and back: the same, on either kind and from one to the other, or nothing at all."""

import hashlib
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.backups.backup import back_up
from api.backups.format import MANIFEST, file_of, tables
from api.backups.restore import restore
from api.passengers.erasure_log import Erasure
from api.store.engine import Store
from api.store.ids import new_id
from api.store.sealing import Seal
from api.store.tables import DeliveryRow, OrganisationRow, PassengerRow, PlanRow, TerritoryRow
from api.store.types import now
from models.base import Fault
from tests.api.access.walk import fill_tables
from tests.api.databases import KINDS, Databases, postgresql_bin

KEY = bytes(range(32))


@pytest.fixture
def store(database: str) -> Any:
    made = Store(database.replace("postgresql://", "postgresql+psycopg://"))
    yield made
    made.close()


def fill(store: Store) -> None:
    """An organisation with a row in every table, plans that refer to each other in either order."""
    with store.writing() as session:
        organisation = OrganisationRow(slug="queyras", name="Queyras – « à l’est »")
        session.add(organisation)
        session.flush()
        territory = TerritoryRow(organisation_id=organisation.id, slug="queyras", name="Queyras", body={"a": [1, None]})
        session.add(territory)
        session.flush()
        ids = fill_tables(session, organisation.id, territory.id)
        first = session.get_one(PlanRow, ids["plans"])
        first.body = bytes(range(256)) * 5
        values = {column.key: getattr(first, column.key) for column in PlanRow.__table__.c}
        second = PlanRow(**{**values, "id": "0" * 26, "previous_id": first.id})
        session.add(second)


def content(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    with store.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in tables()
        }


@pytest.mark.parametrize("kind", KINDS)
def test_a_database_comes_back_as_it_was(store: Store, kind: str, databases: Databases, tmp_path: Path) -> None:
    fill(store)
    manifest = back_up(store, Seal(KEY), tmp_path / "backup.zip")
    assert manifest.tables["plans"].rows == 2
    assert (tmp_path / "backup.zip").stat().st_mode & 0o77 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["backup.zip"]
    programs = postgresql_bin()
    if kind == "postgresql" and programs is None:
        pytest.skip("needs a PostgreSQL server (Debian package postgresql)")
    url = databases.fresh(kind, programs)
    other = Store(url.replace("postgresql://", "postgresql+psycopg://"))
    restore(other, Seal(KEY), tmp_path / "backup.zip")
    before, after = content(store), content(other)
    del before["deliveries"], after["deliveries"]
    assert after == before
    with other.reading() as session:
        assert session.scalars(select(DeliveryRow)).one().given_up_at is not None
    other.close()
    databases.drop(url)


def test_a_database_that_holds_something_is_left_alone_unless_told(store: Store, tmp_path: Path) -> None:
    fill(store)
    back_up(store, Seal(KEY), tmp_path / "backup.zip")
    with store.writing() as session:
        session.add(OrganisationRow(slug="andorra", name="Andorra"))
    before = content(store)
    with pytest.raises(Fault, match="not empty"):
        restore(store, Seal(KEY), tmp_path / "backup.zip")
    assert content(store) == before
    restore(store, Seal(KEY), tmp_path / "backup.zip", replace=True)
    assert len(content(store)["organisations"]) == 1


def rewrite(source: Path, target: Path, change: dict[str, bytes | None]) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            body = change.get(name, old.read(name))
            if body is not None:
                new.writestr(name, body)


def test_what_is_not_a_whole_backup_changes_nothing(store: Store, tmp_path: Path) -> None:
    fill(store)
    good = tmp_path / "backup.zip"
    back_up(store, Seal(KEY), good)
    before = content(store)
    plans, manifest = file_of("plans"), json.loads(zipfile.ZipFile(good).read(MANIFEST))
    lines = zipfile.ZipFile(good).read(plans)
    bad = {
        "damaged": {plans: lines.replace(b"0", b"1", 1)},
        "table plans": {plans: None},
        "not a backup": {MANIFEST: None},
        "another version": {MANIFEST: json.dumps({**manifest, "revision": "9999"}).encode()},
        "another key": {MANIFEST: json.dumps({**manifest, "key_mark": "00"}).encode()},
    }
    for words, change in bad.items():
        rewrite(good, tmp_path / "bad.zip", change)  # type: ignore[arg-type]
        with pytest.raises(Fault, match=words):
            restore(store, Seal(KEY), tmp_path / "bad.zip", replace=True)
    (tmp_path / "cut.zip").write_bytes(good.read_bytes()[:-100])
    with pytest.raises(Fault, match="not a backup"):
        restore(store, Seal(KEY), tmp_path / "cut.zip", replace=True)
    assert content(store) == before


def test_a_row_that_does_not_fit_undoes_the_rest(store: Store, tmp_path: Path) -> None:
    fill(store)
    good = tmp_path / "backup.zip"
    manifest = back_up(store, Seal(KEY), good)
    before = content(store)
    lines = zipfile.ZipFile(good).read(file_of("webhooks"))
    row = {**json.loads(lines), "id": new_id(), "organisation_id": "nobody"}
    changed = lines + json.dumps(row).encode() + b"\n"
    manifest.tables["webhooks"].sha256 = hashlib.sha256(changed).hexdigest()
    rewrite(good, tmp_path / "bad.zip", {file_of("webhooks"): changed, MANIFEST: manifest.model_dump_json().encode()})
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        restore(store, Seal(KEY), tmp_path / "bad.zip", replace=True)
    assert content(store) == before


def test_a_backup_that_cannot_be_written_leaves_the_old_one(store: Store, tmp_path: Path) -> None:
    fill(store)
    path = tmp_path / "backup.zip"
    back_up(store, Seal(KEY), path)
    kept = path.read_bytes()
    shutil.copy(path, tmp_path / "kept.zip")
    store.engine.dispose()
    broken = Store("sqlite:///" + str(tmp_path / "empty.sqlite3"))
    with pytest.raises(Fault, match="not of this version"):
        back_up(broken, Seal(KEY), path)
    broken.close()
    assert path.read_bytes() == kept


def test_what_was_forgotten_after_the_backup_is_forgotten_again(store: Store, tmp_path: Path) -> None:
    fill(store)
    back_up(store, Seal(KEY), tmp_path / "backup.zip")
    with store.writing() as session:
        passenger = session.scalars(select(PassengerRow)).one()
        log = [Erasure(new_id(), passenger.organisation_id, "passengers", passenger.id, now().isoformat())]
        log.append(Erasure(new_id(), new_id(), "passengers", new_id(), now().isoformat()))  # of nobody in the backup
    restore(store, Seal(KEY), tmp_path / "backup.zip", log, replace=True)
    assert content(store)["passengers"] == []
    assert {row[3] for row in content(store)["erasures"]} >= {passenger.id}
