"""One state of the whole database, written to a file while the service goes on."""

import hashlib
import json
import os
import tempfile
import zipfile
from pathlib import Path

from sqlalchemy import Connection, Table, select

from api.backups.format import KEY_MARK, MANIFEST, VERSION, Manifest, TableEntry, encoders, file_of, tables
from api.store.engine import Store
from api.store.sealing import Seal
from api.store.types import now
from models.base import Fault

ROWS_AT_ONCE = 200


def back_up(store: Store, seal: Seal, path: Path) -> Manifest:
    """Write a backup; the file is there as a whole, readable to its owner alone, or not at all.

    Raises
    ------
    Fault
        When the tables are not of this version.
    OSError
        When the file cannot be written.
    """
    if not store.is_current():
        raise Fault("the database is not of this version: start the service once, then back it up")
    handle, temporary = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest = _write(store, seal, archive)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)  # noqa: PTH105 - it may be there, and is replaced as a whole
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return manifest


def _write(store: Store, seal: Seal, archive: zipfile.ZipFile) -> Manifest:
    entries = {}
    engine = store.engine if store.is_sqlite else store.engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection:  # one transaction: one state of all tables
        for table in tables():
            entries[table.name] = _write_table(connection, table, archive)
    manifest = Manifest(
        version=VERSION,
        revision=store.revision(),
        key_mark=seal.mark(KEY_MARK).hex(),
        made_at=now(),
        tables=entries,
    )
    archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
    return manifest


def _write_table(connection: Connection, table: Table, archive: zipfile.ZipFile) -> TableEntry:
    digest, number, coders = hashlib.sha256(), 0, encoders(table)
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=ROWS_AT_ONCE)
    with archive.open(file_of(table.name), "w", force_zip64=True) as file:
        for row in connection.execute(query).mappings():
            values = {
                name: coders[name](value) if name in coders and value is not None else value
                for name, value in row.items()
            }
            line = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            file.write(line)
            number += 1
    return TableEntry(rows=number, sha256=digest.hexdigest())
