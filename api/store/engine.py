"""The connection to the database, and transactions that read or write."""

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_MS = 15_000
"""How long a SQLite transaction waits for another's write to end."""


class Store:
    """One database, SQLite or PostgreSQL.

    Parameters
    ----------
    url : str
        As SQLAlchemy reads it; the folder of a SQLite file is made if it is missing.
    """

    def __init__(self, url: str) -> None:
        address = make_url(url)
        self.is_sqlite = address.get_backend_name() == "sqlite"
        if self.is_sqlite and address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        self.url = url
        self.engine = (
            _sqlite(url)
            if self.is_sqlite
            else create_engine(url, pool_pre_ping=True, pool_size=10, hide_parameters=True)
        )
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._count = itertools.count(1)
        self.commits = 0
        """Changes with every transaction of this process that was kept: what was read before may be old."""

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that reads one state of the database; what it writes is not kept."""
        with self._sessions() as session:
            yield session
            session.rollback()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that is kept as a whole, or not at all when the block fails."""
        with self._sessions() as session:
            if self.is_sqlite:
                session.connection(execution_options={"halte_begin": "IMMEDIATE"})
            try:
                yield session
                session.commit()
                self.commits = next(self._count)
            except BaseException:
                session.rollback()
                raise

    def migrate(self) -> None:
        """Bring the tables up to date."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with self.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def is_current(self) -> bool:
        """Whether the tables are those of this version."""
        with self.engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
        return found == self.revision()

    def revision(self) -> str:
        """The version that tables of this code have."""
        head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
        assert head is not None  # noqa: S101 - there is a first migration
        return head

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url, connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False}, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where SQLAlchemy says, as its manual advises
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL", f"busy_timeout={BUSY_MS}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        mode = connection.get_execution_options().get("halte_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine
