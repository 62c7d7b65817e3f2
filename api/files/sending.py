"""How published files are sent: with ETag and date, and not again to whoever has them."""

from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from api.exports.feeds.alarms import with_alarms
from api.files.shelf import Key, Named, Shelf
from api.problems import not_found

PUBLIC, PRIVATE = "public, max-age=300", "private, max-age=300"


async def send(request: Request, key: Key, alarm: int | None = None) -> Response:
    """A file as its reader asks for it: whole, or 304 when they have it.

    Raises
    ------
    Problem
        404 when nothing lies there.
    """
    if "\x00" in request.scope["path"]:  # PostgreSQL takes none
        raise not_found()
    shelf: Shelf = request.app.state.shelf
    known, file = shelf.at_hand(key)
    if not known:
        file = await run_in_threadpool(shelf.fetch, key)
    if file is None:
        raise not_found()
    public = isinstance(key, Named)
    etag = file.etag if alarm is None else f'{file.etag[:-1]}-a{alarm}"'
    headers = {
        "ETag": etag,
        "Last-Modified": format_datetime(file.changed_at, usegmt=True),
        "Cache-Control": PUBLIC if public else PRIVATE,
    }
    if public:
        headers["Access-Control-Allow-Origin"] = "*"
    if is_known(request, etag, file.changed_at):
        return Response(status_code=304, headers=headers)
    body = file.body if alarm is None else with_alarms(file.body, alarm)
    return Response(body, headers=headers, media_type=file.media_type)


def files_of(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """How an operation that answers with a file is documented."""
    bare = sorted({media_type.partition(";")[0] for media_type in media_types})
    content = {one: {"schema": {} if one.endswith("json") else {"type": "string"}} for one in bare}
    return {
        200: {"description": "The file", "content": content},
        304: {"description": "The reader has it already"},
    }


def has_tag(request: Request, etag: str) -> bool:
    """Whether the reader names this ETag as the one they have."""
    asked = request.headers.get("if-none-match", "")
    tags = [tag.strip().removeprefix("W/") for tag in asked.split(",")]
    return "*" in tags or etag in tags


def is_known(request: Request, etag: str, changed_at: datetime) -> bool:
    """Whether the reader has this state: by its ETag, or by its date where no ETag is sent (RFC 9110, 13.2.2)."""
    if "if-none-match" in request.headers:
        return has_tag(request, etag)
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except ValueError:
        return False
    return moment.tzinfo is not None and changed_at.replace(microsecond=0) <= moment
