"""A backup put into a database: the whole of it, or nothing."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Column, Table, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from api.backups.format import KEY_MARK, MANIFEST, VERSION, Manifest, decoders, file_of, tables
from api.passengers.erasing import replay_erasures
from api.passengers.erasure_log import Erasure
from api.store.engine import Store
from api.store.sealing import Seal
from api.store.tables import Base, DeliveryRow, ErasureRow, OrganisationRow
from api.store.types import now
from models.base import Fault

ROWS_AT_ONCE = 200


def read_manifest(archive: zipfile.ZipFile, store: Store, seal: Seal) -> Manifest:
    """What a backup says of itself, once every table's checksum is right.

    Raises
    ------
    Fault
        When it is not a whole backup of this version, or its personal data was sealed with another key.
    """
    try:
        manifest = Manifest.model_validate_json(archive.read(MANIFEST))
    except (KeyError, ValidationError):
        raise Fault("the file is not a backup of Halte") from None
    if manifest.version != VERSION or manifest.revision != store.revision():
        raise Fault("the backup is of another version of Halte: restore it with that version, then upgrade")
    if manifest.key_mark != seal.mark(KEY_MARK).hex():
        raise Fault("the backup's personal data was sealed with another key: put that key in place first")
    for table in tables():
        entry = manifest.tables.get(table.name)
        if entry is None or _digest(archive, table) != entry.sha256:
            raise Fault("the backup is damaged: table {table} is not what was written", table=table.name)
    return manifest


def restore(
    store: Store, seal: Seal, path: Path, erasures: Iterable[Erasure] = (), *, replace: bool = False
) -> Manifest:
    """Put a backup into the database.

    Messages that were waiting are given up: they tell of changes that are old by now. Whoever was signed in signs in
    anew.

    Parameters
    ----------
    erasures : iterable of Erasure
        What was forgotten, as the log beside the database tells; what the database itself knows of is added. All of
        it is forgotten again.
    replace : bool
        Whether what the database holds may be lost.

    Raises
    ------
    Fault
        When the file cannot be restored, or the database holds something; nothing is changed then.
    OSError
        When the file cannot be read.
    """
    store.migrate()
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = read_manifest(archive, store, seal)
            with store.writing() as session:
                if not replace and session.scalar(select(func.count()).select_from(OrganisationRow)):
                    raise Fault("the database is not empty: its data would be lost (--force)")
                known = {one.id: one for one in (*erasures, *_known(session))}
                for table in reversed(Base.metadata.sorted_tables):
                    session.execute(delete(table))
                for table in tables():
                    _fill(session, table, _rows(archive, table))
                waiting = DeliveryRow.delivered_at.is_(None) & DeliveryRow.given_up_at.is_(None)
                session.execute(update(DeliveryRow).where(waiting).values(given_up_at=now(), next_at=None))
                there = set(session.scalars(select(OrganisationRow.id)))
                replay_erasures(session, [one for one in known.values() if one.organisation_id in there])
    except zipfile.BadZipFile:
        raise Fault("the file is not a backup of Halte") from None
    return manifest


def _known(session: Session) -> list[Erasure]:
    rows = session.scalars(select(ErasureRow)).all()
    return [Erasure(row.id, row.organisation_id, row.kind, row.subject, row.erased_at.isoformat()) for row in rows]


def _digest(archive: zipfile.ZipFile, table: Table) -> str | None:
    try:
        with archive.open(file_of(table.name)) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    except KeyError:
        return None


def _rows(archive: zipfile.ZipFile, table: Table) -> Iterator[dict[str, Any]]:
    coders = decoders(table)
    with archive.open(file_of(table.name)) as file:
        for line in file:
            values = json.loads(line)
            for name, decode in coders.items():
                if values[name] is not None:
                    values[name] = decode(values[name])
            yield values


def _fill(session: Session, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    """Insert rows; what refers to the table itself is set once all of them are there."""
    own = [column for column in table.c if any(one.column.table is table for one in column.foreign_keys)]
    later: list[dict[str, Any]] = []
    batch: list[dict[str, Any]] = []
    for row in rows:
        later += [{"of": row["id"], column.name: row[column.name]} for column in own if row[column.name] is not None]
        batch.append({**row, **dict.fromkeys((column.name for column in own), None)})
        if len(batch) == ROWS_AT_ONCE:
            session.execute(table.insert(), batch)
            batch = []
    if batch:
        session.execute(table.insert(), batch)
    for column in own:
        _refer(session, table, column, [one for one in later if column.name in one])


def _refer(session: Session, table: Table, column: Column[Any], later: list[dict[str, Any]]) -> None:
    if later:
        change = table.update().where(table.c.id == bindparam("of")).values({column.name: bindparam("to")})
        session.connection().execute(change, [{"of": one["of"], "to": one[column.name]} for one in later])
