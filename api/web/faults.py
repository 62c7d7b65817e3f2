"""Problems as pages: whoever reads with a browser is told in words, and shown the way back."""

import json
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.language import language_of
from api.web.environment import POLICY, render
from api.web.texts import planner_texts

PROGRAMS = ("/v1", "/feeds/", "/open/", "/static/")
"""Beginnings of addresses that programs ask for."""


class FaultPages:
    """Turns problem details into a page, where a browser asked for one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on a request; of its answer, a problem becomes a page."""
        if not _is_read(scope):
            await self._app(scope, receive, send)
            return
        begun: Message | None = None
        body = b""

        async def told(part: Message) -> None:
            nonlocal begun, body
            if part["type"] == "http.response.start" and _is_problem(part):
                begun = part
            elif begun is None:
                await send(part)
            else:
                body += part.get("body", b"")
                if not part.get("more_body"):
                    await _send_page(begun, json.loads(body), HTTPConnection(scope), send)

        await self._app(scope, receive, told)


def _is_read(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["path"].startswith(PROGRAMS):
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")


def _is_problem(part: Message) -> bool:
    content = Headers(raw=part["headers"]).get("content-type", "")
    return bool(part["status"] >= 400 and content.startswith(problems.MEDIA_TYPE))


async def _send_page(begun: Message, problem: dict[str, Any], request: HTTPConnection, send: Send) -> None:
    language = language_of(request)
    page = render(
        "fault.html",
        language,
        t=planner_texts(language),
        title=problem["title"],
        detail=problem["detail"],
        notices=[f"{one['what']} {one['remedy']}".strip() for one in problem["notices"]],
        territory="",
        root="/planner",
        reader=None,
        csrf="",
        other={"language": "en" if language == "fr" else "fr", "link": f"?lang={'en' if language == 'fr' else 'fr'}"},
    )
    headers = MutableHeaders(raw=list(begun["headers"]))
    headers["Content-Type"], headers["Content-Length"] = "text/html; charset=utf-8", str(len(page))
    headers["Content-Security-Policy"] = POLICY
    await send({**begun, "headers": headers.raw})
    await send({"type": "http.response.body", "body": b"" if request.scope["method"] == "HEAD" else page})
