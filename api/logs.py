"""Logs: one JSON object a line, with the request's or job's id; of an error where it happened, not what it held.

Messages of exceptions may hold what somebody typed or a row's values; the class and the places in the code are kept.
"""

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

_bound: ContextVar[dict[str, str] | None] = ContextVar("halte_log_fields", default=None)


@contextmanager
def bound(**fields: str) -> Iterator[None]:
    """Within the block every line of the log carries the fields (``request``, ``job``)."""
    token = _bound.set({**(_bound.get() or {}), **fields})
    try:
        yield
    finally:
        _bound.reset(token)


class JsonLines(logging.Formatter):
    """A record as one line of JSON; ``extra={"fields": {...}}`` adds to it, as ``extra={"job": ...}`` does."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **(_bound.get() or {}),
            **{name: getattr(record, name) for name in ("job", "request") if hasattr(record, name)},
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = _chain(record.exc_info[1])
            # The message was made from the exception by whoever logged it; its class and place say enough.
            line["message"] = str(record.msg).partition("\n")[0] if not record.args else "error"
        return json.dumps({key: value for key, value in line.items() if value is not None}, ensure_ascii=False)


def configure(level: str) -> None:
    """Write the logs of the whole process as lines of JSON to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    logging.getLogger("uvicorn.access").disabled = True  # it would write addresses with their tokens
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)  # they write the addresses they ask, tokens included


def _chain(fault: BaseException) -> list[dict[str, Any]]:
    links: list[dict[str, Any]] = []
    seen: BaseException | None = fault
    while seen is not None and len(links) < 5:
        frames = [f"{one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(seen.__traceback__)]
        links.append({"class": type(seen).__qualname__, "frames": frames[-12:]})
        seen = seen.__cause__ or seen.__context__
    return links
