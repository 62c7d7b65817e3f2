"""What a backup is: a zip of one file of JSON lines a table, and a manifest with their checksums.

Values are as the columns' types give them: moments and dates in ISO 8601, bytes in base64. The order of tables is
that of their references, the order of rows that of their keys.
"""

import base64
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Column, Date, DateTime, LargeBinary, Table
from sqlalchemy.types import TypeDecorator

from api.store.tables import Base

VERSION = 1
MANIFEST = "manifest.json"
KEY_MARK = "halte backup"
"""What is marked with the installation's key, to know whether a backup's personal data can be opened."""
LEFT_OUT = frozenset({"sign_ins"})
"""Tables that a backup has no use for: whoever was signed in signs in anew."""


class TableEntry(BaseModel):
    """One table of a backup."""

    rows: int
    sha256: str


class Manifest(BaseModel):
    """What the backup says of itself."""

    version: int
    revision: str
    key_mark: str
    made_at: datetime
    tables: dict[str, TableEntry]


def tables() -> list[Table]:
    """The tables of a backup, each after those it refers to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]


def file_of(table: str) -> str:
    """The file of a table within the zip."""
    return f"tables/{table}.jsonl"


def encoders(table: Table) -> dict[str, Callable[[Any], Any]]:
    """How values of the columns that need it become JSON."""
    return {column.name: _ENCODE[kind] for column in table.c if (kind := _kind(column)) in _ENCODE}


def decoders(table: Table) -> dict[str, Callable[[Any], Any]]:
    """How they come back."""
    return {column.name: _DECODE[kind] for column in table.c if (kind := _kind(column)) in _DECODE}


def _kind(column: Column[Any]) -> type:
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    return next((one for one in (LargeBinary, DateTime, Date) if isinstance(kind, one)), object)


_ENCODE: dict[type, Callable[[Any], Any]] = {
    LargeBinary: lambda value: base64.b64encode(value).decode(),
    DateTime: lambda value: value.isoformat(),
    Date: lambda value: value.isoformat(),
}
_DECODE: dict[type, Callable[[Any], Any]] = {
    LargeBinary: base64.b64decode,
    DateTime: datetime.fromisoformat,
    Date: date.fromisoformat,
}
