"""Each request has an id, a line in the log and its place in the metrics; the line tells the route, not the address."""

import logging
import re
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.logs import bound
from api.middleware.answering import answer_instead, header
from api.middleware.metrics import Metrics
from api.problems import Problem
from api.store.ids import new_id
from models.text import message

LOG = logging.getLogger("halte.requests")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
VERSION = "/v1"
UNKNOWN = "(none)"
"""Route of requests that no route answers: their addresses are whatever somebody typed."""
_ID = re.compile(rb"[A-Za-z0-9_.-]{1,64}")


class RequestLog:
    """Writes one line a request, and answers what nothing else answered with a problem."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on a request under its id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = header(scope, b"x-request-id")
        request_id = sent.decode() if _ID.fullmatch(sent) else new_id()
        began, status = time.perf_counter(), 0

        async def noted(part: Message) -> None:
            nonlocal status
            if part["type"] == "http.response.start":
                status = part["status"]
                MutableHeaders(scope=part)["X-Request-ID"] = request_id
            await send(part)

        with bound(request=request_id):
            try:
                await self._app(scope, receive, noted)
            except Exception:
                if not status:
                    broken = Problem(500, "internal", message("something went wrong here; it was noted"))
                    await answer_instead(broken, scope, receive, noted)
                raise
            finally:
                self._tell(scope, status or 499, time.perf_counter() - began)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        route = _template(scope)
        principal = scope.get("state", {}).get("principal")
        self._metrics.count(method, route, status, seconds)
        LOG.info(
            "request",
            extra={
                "fields": {
                    "method": method,
                    "route": route,
                    "status": status,
                    "ms": round(seconds * 1000, 1),
                    "actor": principal.actor if principal else None,
                }
            },
        )


def _template(scope: Scope) -> str:
    """The route as it was declared; what it was included under is not part of it."""
    path: str | None = getattr(scope.get("route"), "path", None)
    if path is None:
        return UNKNOWN
    return path if path.startswith(VERSION) or not scope["path"].startswith(VERSION) else VERSION + path
