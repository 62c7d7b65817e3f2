"""Rows of published files: all replaced in the transaction of the publication; what is the same keeps its ETag."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.files.rendering import File
from api.store.sealing import Seal
from api.store.tables import PublishedFileRow, TerritoryRow

_SHOWN = 32
"""Letters of an ETag: 128 bits of SHA-256."""


def etag_of(body: bytes) -> str:
    """The ETag of a file: it changes with the content alone."""
    return f'"{hashlib.sha256(body).hexdigest()[:_SHOWN]}"'


def replace_files(
    session: Session, seal: Seal, territory: TerritoryRow, files: Sequence[File], moment: datetime, *, whole: bool
) -> None:
    """Put files in the place of those of the same paths.

    Parameters
    ----------
    whole : bool
        Whether these are all: others are taken away.
    """
    query = select(PublishedFileRow).where(PublishedFileRow.territory_id == territory.id)
    rows = {row.path: row for row in session.scalars(query)}
    for file in files:
        row = rows.pop(file.path, None)
        tag = etag_of(file.body)
        if row is not None and (row.etag, row.media_type, row.audience) == (tag, file.media_type, file.audience):
            continue
        if row is None:
            row = PublishedFileRow(territory_id=territory.id, path=file.path)
            session.add(row)
        row.audience, row.media_type, row.etag, row.changed_at = file.audience, file.media_type, tag, moment
        public = file.audience == "public"
        row.body = file.body if public else seal.close_bytes(file.body, _owner(territory.id, file.path))
    if whole:
        for row in rows.values():
            session.delete(row)
    session.flush()


def body_of(seal: Seal, row: PublishedFileRow) -> bytes:
    """The content of a file."""
    return row.body if row.audience == "public" else seal.open_bytes(row.body, _owner(row.territory_id, row.path))


def _owner(territory_id: str, path: str) -> str:
    return f"{territory_id}/file/{path}"
