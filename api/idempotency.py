"""Requests that may be sent again (header Idempotency-Key): one effect, and the same answer each time.

The key is taken in the transaction of its effect. Whoever sends the same key meanwhile waits for that transaction
to end (SQLite: at its beginning; PostgreSQL: at the key), and then gets its answer, or takes the key if it failed.
Only what succeeded is kept: after a problem the same key may be used again.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, NoReturn, TypeVar

from fastapi import Depends, FastAPI, Header, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from api.access import Caller
from api.deps import CurrentSeal
from api.problems import Problem
from api.store.sealing import Seal
from api.store.tables import IdempotencyRow
from api.store.types import now
from models.text import message

KEPT = timedelta(hours=24)
"""How long an answer is kept."""
HEADERS = ("etag", "location")
Answer = TypeVar("Answer", bound=BaseModel)

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,200}$",
        description="A word of the caller's own; the same request sent again with it has no second effect",
        examples=["5f0c6a52-booking"],
    ),
]


class ReplayedError(Exception):
    """The request was answered before; carries the answer."""

    def __init__(self, status: int, body: Any, headers: dict[str, str]) -> None:
        self.status, self.body, self.headers = status, body, headers
        super().__init__("answered before")


@dataclass(frozen=True)
class Once:
    """A request's key, if it has one: `claim` before anything is changed, `keep` the answer at the end."""

    organisation_id: str
    key: str | None
    digest: bytes
    seal: Seal

    def peek(self, session: Session) -> None:
        """Answer at once what was answered before; the key is not taken yet.

        Raises
        ------
        ReplayedError, Problem
            As `claim`.
        """
        if self.key is not None and (row := session.get(IdempotencyRow, (self.organisation_id, self.key))):
            self._replay(row)

    def claim(self, session: Session) -> None:
        """Take the key.

        Raises
        ------
        ReplayedError
            When the request was answered before.
        Problem
            422 when the key was used for another request.
        """
        if self.key is None:
            return
        values = {
            "organisation_id": self.organisation_id,
            "key": self.key,
            "request_hash": self.digest,
            "status": 0,
            "headers": {},
            "made_at": now(),
        }
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        taking = insert(IdempotencyRow).values(values).on_conflict_do_nothing().returning(IdempotencyRow.key)
        if session.scalar(taking) is not None:
            return
        self._replay(session.get_one(IdempotencyRow, (self.organisation_id, self.key)))

    def _replay(self, row: IdempotencyRow) -> NoReturn:
        if row.request_hash != self.digest or row.sealed is None:
            raise Problem(422, "key-used", message("this Idempotency-Key was used for another request"))
        raise ReplayedError(row.status, self.seal.open(row.sealed, self._owner), dict(row.headers))

    def keep(self, session: Session, answer: Answer, response: Response, status: int) -> Answer:
        """Keep what is answered, and hand it on.

        Parameters
        ----------
        response
            Its ETag and Location are kept as well.
        """
        if self.key is not None:
            row = session.get_one(IdempotencyRow, (self.organisation_id, self.key))
            row.status, row.sealed = status, self.seal.close(answer.model_dump(mode="json"), self._owner)
            row.headers = {name: response.headers[name] for name in HEADERS if name in response.headers}
            session.flush()
        return answer

    @property
    def _owner(self) -> str:
        return f"{self.organisation_id}/idempotency/{self.key}"


async def _digest(request: Request) -> bytes:
    """A hash of what is asked, the caller's aside; the body was read before."""
    parts = (request.method, request.url.path, request.url.query)
    return hashlib.sha256("\n".join(parts).encode() + b"\n" + await request.body()).digest()


def once(
    principal: Caller, asked: Annotated[bytes, Depends(_digest)], seal: CurrentSeal, idempotency_key: Key = None
) -> Once:
    """The key of a request, bound to its caller."""
    digest = hashlib.sha256(asked + principal.actor.encode()).digest()
    return Once(principal.organisation_id, idempotency_key, digest, seal)


CurrentOnce = Annotated[Once, Depends(once, scope="function")]


def forget_answers(session: Session, moment: datetime) -> None:
    """Forget the answers that are too old to be asked for again."""
    session.execute(delete(IdempotencyRow).where(IdempotencyRow.made_at < moment - KEPT))


def install(app: FastAPI) -> None:
    """Answer what was answered before as it was."""

    @app.exception_handler(ReplayedError)
    def _replayed(_: Request, known: ReplayedError) -> JSONResponse:
        return JSONResponse(known.body, known.status, headers={**known.headers, "Idempotency-Replayed": "true"})
