"""The tables on either database: migrations, transactions, sealing, ids."""

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from pydantic import SecretStr

from api.settings import Settings
from api.store.engine import Store
from api.store.ids import new_id
from api.store.sealing import Seal, plain_phone, plain_words
from api.store.tables import Base, OrganisationRow
from models.base import Fault


@pytest.fixture
def store(settings: Settings) -> Store:
    return Store(settings.database)


def test_the_migrations_make_the_tables_of_the_code(store: Store) -> None:
    assert store.is_current()
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    store.close()


def test_what_fails_is_not_kept_and_what_reads_does_not_write(store: Store) -> None:
    def fail() -> None:
        with store.writing() as session:
            session.add(OrganisationRow(slug="a", name="A"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.reading() as session:
        session.add(OrganisationRow(slug="b", name="B"))
        session.flush()
    with store.reading() as session:
        assert session.query(OrganisationRow).count() == 0
    store.close()


def test_writers_wait_for_each_other(store: Store) -> None:
    with store.writing() as session:
        session.add(OrganisationRow(slug="a", name="0"))

    def count() -> None:
        for _ in range(10):
            with store.writing() as session:
                row = session.query(OrganisationRow).with_for_update().one()
                row.name = str(int(row.name) + 1)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as session:
        row = session.query(OrganisationRow).one()
        assert row.name == "40"
        assert row.made_at.utcoffset() is not None
    store.close()


def test_ids_sort_by_the_time_they_were_made() -> None:
    made = [new_id() for _ in range(200)]
    assert len(set(made)) == 200
    assert [one[:10] for one in made] == sorted(one[:10] for one in made)


def test_what_is_sealed_opens_for_its_owner_and_key_alone() -> None:
    seal = Seal(b"k" * 32)
    sealed = seal.close({"name": "Mme Géraud"}, "p1")
    assert b"raud" not in sealed
    assert seal.open(sealed, "p1") == {"name": "Mme Géraud"}
    for other, owner in ((seal, "p2"), (Seal(b"q" * 32), "p1")):
        with pytest.raises(Fault):
            other.open(sealed, owner)


def test_names_are_found_by_their_beginnings_and_phones_however_written() -> None:
    seal = Seal(b"k" * 32)
    marks = seal.marks(plain_words("Géraud-Lévêque, Anne"))
    assert seal.mark("ger") in marks
    assert seal.mark("leveque") in marks
    assert seal.mark("eraud") not in marks
    assert seal.mark("ge") not in marks
    assert plain_phone("+33 4 92 46 00 01") == plain_phone("04.92.46.00.01") == "0492460001"


def test_the_key_is_made_once_and_readable_to_its_owner_alone(settings: Settings) -> None:
    key = settings.key
    path = settings.data_dir / "secret.key"
    assert path.stat().st_mode & 0o077 == 0
    assert Settings(data_dir=settings.data_dir).key == key
    assert len(key) == 32


def test_a_key_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Settings(secret_key=SecretStr("c2hvcnQ="))
