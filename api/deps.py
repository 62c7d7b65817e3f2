"""What endpoints are handed: settings, store, one transaction, seal, language, part of a list, version."""

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Annotated, Any, TypeVar, cast

from fastapi import Depends, Header, Query, Request, Response
from pydantic import BaseModel
from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute, Session

from api.language import language_of
from api.problems import Problem
from api.settings import Settings
from api.store.engine import Store
from api.store.sealing import Seal
from api.store.types import now
from models.text import Language, message

READING = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_ITEMS = 200
Item = TypeVar("Item")
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


def get_settings(request: Request) -> Settings:
    """The settings the application was made with."""
    return cast("Settings", request.app.state.settings)


def get_store(request: Request) -> Store:
    """The database."""
    return cast("Store", request.app.state.store)


def get_seal(request: Request) -> Seal:
    """What opens personal data."""
    return cast("Seal", request.app.state.seal)


def reads(endpoint: Endpoint) -> Endpoint:
    """Mark an endpoint that changes nothing in its request's transaction, whatever its method: others need not wait."""
    endpoint.reads = True  # type: ignore[attr-defined] # `transaction` looks for it
    return endpoint


def transaction(request: Request) -> Iterator[Session]:
    """One transaction for the request, kept before the answer is sent, or not at all when the endpoint fails."""
    store = get_store(request)
    only_reads = request.method in READING or getattr(request.scope.get("endpoint"), "reads", False)
    with store.reading() if only_reads else store.writing() as session:
        yield session


def get_clock(request: Request) -> Callable[[], datetime]:
    """What tells the moment it is; tests set another on the application."""
    return cast("Callable[[], datetime]", getattr(request.app.state, "clock", now))


def moment(request: Request) -> datetime:
    """The moment a request is answered at."""
    return get_clock(request)()


CurrentSettings = Annotated[Settings, Depends(get_settings)]
CurrentStore = Annotated[Store, Depends(get_store)]
CurrentSeal = Annotated[Seal, Depends(get_seal)]
Transaction = Annotated[Session, Depends(transaction, scope="function")]
CurrentClock = Annotated[Callable[[], datetime], Depends(get_clock)]
CurrentLanguage = Annotated[Language, Depends(language_of)]
CurrentMoment = Annotated[datetime, Depends(moment, scope="function")]


class PageOut(BaseModel):
    """A part of a list; ``next`` is the cursor of the part after it, if there is one."""

    next: str | None = None


@dataclass(frozen=True)
class Page:
    """The part of a list that is asked for: so many items after the one named."""

    limit: int
    after: str | None

    def select(self, query: Select[Any], key: InstrumentedAttribute[str], *, newest_first: bool = False) -> Select[Any]:
        """The query of this part, with one item more to know whether there is another part."""
        if self.after is not None:
            query = query.where(key < self.after if newest_first else key > self.after)
        return query.order_by(key.desc() if newest_first else key).limit(self.limit + 1)

    def cut(self, items: Sequence[Item], key: Any) -> tuple[list[Item], str | None]:
        """The items of this part, and the cursor of the next."""
        if len(items) <= self.limit:
            return list(items), None
        kept = list(items[: self.limit])
        return kept, base64.urlsafe_b64encode(str(key(kept[-1])).encode()).decode()

    def fill(self, items: Iterable[Item], keep: Callable[[Item], bool], key: Any) -> tuple[list[Item], str | None]:
        """The first items that are kept, of those after the cursor, and the cursor of the next part."""
        return self.cut(list(islice(filter(keep, items), self.limit + 1)), key)


def page(
    limit: Annotated[int, Query(ge=1, le=MOST_ITEMS, description="Items of one part")] = 50,
    cursor: Annotated[str | None, Query(max_length=400, description="`next` of the part before")] = None,
) -> Page:
    """The part that the query asks for.

    Raises
    ------
    Problem
        400 when the cursor is none that was given out.
    """
    if cursor is None:
        return Page(limit, None)
    try:
        after = base64.urlsafe_b64decode(cursor.encode("ascii")).decode()
    except (binascii.Error, ValueError):
        after = "\0"
    if not after.isprintable():
        raise Problem(400, "cursor", message("the cursor is not one that a list gave"))
    return Page(limit, after)


CurrentPage = Annotated[Page, Depends(page)]


def etag_of(version: int | str) -> str:
    """The ETag of a version."""
    return f'"{version}"'


@dataclass(frozen=True)
class Match:
    """The version a change was made from, as If-Match names it."""

    header: str | None

    def check(self, version: int | str) -> None:
        """Let a change through only if it was made from the present version.

        Raises
        ------
        Problem
            428 when no version is named, 412 when it is not the present one.
        """
        if self.header is None:
            raise Problem(428, "version-needed", message("name the version you changed, in If-Match"))
        if self.header.strip() != "*" and etag_of(version) not in [tag.strip() for tag in self.header.split(",")]:
            raise Problem(
                412,
                "changed-meanwhile",
                message("somebody changed it meanwhile: read it again, then change it"),
                headers={"ETag": etag_of(version)},
            )


def match(if_match: Annotated[str | None, Header(description="ETag of the version that is changed")] = None) -> Match:
    """The version that a change names."""
    return Match(if_match)


CurrentMatch = Annotated[Match, Depends(match)]


def tag(response: Response, version: int | str) -> None:
    """Send the version along."""
    response.headers["ETag"] = etag_of(version)
