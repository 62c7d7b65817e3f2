"""Databases of the tests: SQLite files, and a PostgreSQL server of each test process."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

from api.store.engine import Store

KINDS = ("sqlite", "postgresql")


def postgresql_bin() -> Path | None:
    """Folder of a PostgreSQL server's programs, Debian's newest or the path's."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def as_server(command: list[str]) -> list[str]:
    """A command as a user the server runs as: it refuses to be root."""
    return (
        ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
        if os.geteuid() == 0
        else command
    )


@contextlib.contextmanager
def postgresql_server(programs: Path) -> Iterator[str]:
    """A server with an empty cluster, on a free port of this machine; its address without a database's name."""
    with tempfile.TemporaryDirectory(prefix="halte-pg-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        data = folder / "data"
        setup = ["--auth=trust", "--username=halte", "--encoding=UTF8", "--locale=C", "--no-sync"]
        subprocess.run(as_server([str(programs / "initdb"), "-D", str(data), *setup]), check=True, capture_output=True)
        options = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_connections=60"
        )
        control = [str(programs / "pg_ctl"), "-D", str(data), "-w"]
        log = ["-l", str(folder / "log"), "-o", options]
        subprocess.run(as_server([*control, *log, "start"]), check=True, capture_output=True)
        try:
            yield f"postgresql://halte@127.0.0.1:{port}"
        finally:
            subprocess.run(as_server([*control, "-m", "immediate", "stop"]), check=True, capture_output=True)


class Databases:
    """Fresh databases with today's tables, copied from one that was migrated."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0
        self._server: str | None = None
        self._open = contextlib.ExitStack()
        self._sqlite: Path | None = None

    def fresh(self, kind: str, programs: Path | None) -> str:
        """Address of a new database."""
        self._made += 1
        if kind == "sqlite":
            target = self._folder / f"{self._made}.sqlite3"
            shutil.copyfile(self._sqlite_template(), target)
            return f"sqlite:///{target}"
        assert programs is not None
        server = self._postgresql(programs)
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE t{self._made} TEMPLATE template_halte".encode())
        return f"{server}/t{self._made}"

    def drop(self, url: str) -> None:
        """Forget a database."""
        if url.startswith("postgresql"):
            server, _, name = url.rpartition("/")
            with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
        else:
            for path in self._folder.glob(Path(url).name + "*"):
                path.unlink()

    def close(self) -> None:
        """Stop the server."""
        self._open.close()

    def _sqlite_template(self) -> Path:
        if self._sqlite is None:
            self._sqlite = self._folder / "template.sqlite3"
            _migrate(f"sqlite:///{self._sqlite}")
        return self._sqlite

    def _postgresql(self, programs: Path) -> str:
        if self._server is None:
            self._server = self._open.enter_context(postgresql_server(programs))
            with psycopg.connect(f"{self._server}/postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE template_halte")
            _migrate(f"{self._server}/template_halte".replace("postgresql://", "postgresql+psycopg://"))
        return self._server


def _migrate(url: str) -> None:
    store = Store(url)
    store.migrate()
    if store.is_sqlite:
        with store.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    store.close()
