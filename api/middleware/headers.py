"""What browsers are told to refuse, unless an endpoint has told them itself."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOTHING = "default-src 'none'; frame-ancestors 'none'"
"""Content security policy of what is no page: nothing may load, nothing may frame it."""
PAGE = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""Of a page that holds all it needs (the maps): its own scripts and styles, and no request to anywhere."""


class SecurityHeaders:
    """Adds the headers that an answer does not have yet.

    Parameters
    ----------
    https : bool
        Whether the service is reached by HTTPS alone, so that browsers may be told to insist on it.
    """

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self._app = app
        self._always = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
        if https:
            self._always["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on a request, and its answer with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        private = scope["path"].startswith("/v1")

        async def with_headers(part: Message) -> None:
            if part["type"] == "http.response.start":
                headers = MutableHeaders(scope=part)
                for name, value in self._always.items():
                    headers.setdefault(name, value)
                is_page = headers.get("content-type", "").startswith("text/html")
                headers.setdefault("Content-Security-Policy", PAGE if is_page else NOTHING)
                if private:
                    headers.setdefault("Cache-Control", "no-store")
            await send(part)

        await self._app(scope, receive, with_headers)
