"""The file that erasures are kept in beside the database, so that a restored backup can be told of them.

It holds pseudonyms only, is only ever added to, and lists each erasure once its transaction is kept.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from api.store.tables import ErasureRow

FILE = "erasures.jsonl"


@dataclass(frozen=True)
class Erasure:
    """One line of the log."""

    id: str
    organisation_id: str
    kind: str
    subject: str
    erased_at: str

    def values(self) -> dict[str, Any]:
        """The columns of its row."""
        return {**asdict(self), "erased_at": datetime.fromisoformat(self.erased_at)}


def read_erasures(data_dir: Path) -> Iterator[Erasure]:
    """Every erasure of the log, the oldest first; a line that was cut short by a crash is left out."""
    path = data_dir / FILE
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            try:
                yield Erasure(**json.loads(line))
            except (json.JSONDecodeError, TypeError):
                continue


def append_after_commit(session: Session, data_dir: Path) -> None:
    """Once the transaction is kept, write every erasure the log does not have yet."""
    session.flush()
    rows = session.scalars(select(ErasureRow).order_by(ErasureRow.id)).all()
    known = [Erasure(r.id, r.organisation_id, r.kind, r.subject, r.erased_at.isoformat()) for r in rows]

    @event.listens_for(session, "after_commit", once=True)
    def _append(_: Session) -> None:
        written = {one.id for one in read_erasures(data_dir)}
        _write(data_dir, [one for one in known if one.id not in written])


def _write(data_dir: Path, erasures: list[Erasure]) -> None:
    if not erasures:
        return
    data_dir.mkdir(parents=True, exist_ok=True)
    handle = os.open(data_dir / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        # An empty line first ends a line that a crash cut short.
        file.writelines(["\n", *(json.dumps(asdict(one)) + "\n" for one in erasures)])
        file.flush()
        os.fsync(file.fileno())
