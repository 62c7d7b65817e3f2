"""No request is longer than the limit, whatever it says of its length, and none comes slower than it may."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.middleware.answering import answer_instead, header
from api.problems import Problem
from models.text import message


class BodyLimit:
    """Bounds the bytes of a request's body, and the seconds until it is there.

    Parameters
    ----------
    most_bytes : int
        A body of more is answered 413, when its header says so or when that many have come.
    seconds : float
        A body that is not there by then is answered 408.
    """

    def __init__(self, app: ASGIApp, most_bytes: int, seconds: float) -> None:
        self._app, self._most, self._seconds = app, most_bytes, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on a request whose body is counted while it is read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        stated = header(scope, b"content-length")
        if stated.isdigit() and (len(stated) > 18 or int(stated) > self._most):
            too_long = Problem(413, "too-long", message("the request is longer than this service takes"))
            await answer_instead(too_long, scope, receive, send)
            return
        got, whole, ends = 0, False, asyncio.get_running_loop().time() + self._seconds

        async def counted() -> Message:
            nonlocal got, whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout_at(ends):
                    part = await receive()
            except TimeoutError:
                raise HTTPException(408) from None
            got += len(part.get("body", b""))
            whole = not part.get("more_body", False)
            if got > self._most:
                raise HTTPException(413)
            return part

        await self._app(scope, counted, send)
