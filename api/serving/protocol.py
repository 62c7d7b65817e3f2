"""HTTP/1.1 as uvicorn speaks it, with a limit on the time until a request's headers are there."""

import asyncio
from typing import cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


class _Punctual(H11Protocol):
    """Closes a connection whose request does not begin, or whose headers do not end, in time.

    uvicorn itself waits without end for both; a body's time is `api.middleware.body`'s.
    """

    header_seconds = 10.0
    _due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Run the clock while headers are awaited, from the first of their bytes on."""
        if self.conn.their_state is not h11.IDLE or self.transport.is_closing():
            self._forget()
        elif self._due is None:
            self._due = self.loop.call_later(self.header_seconds, self.transport.close)

    def _forget(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None


def punctual(seconds: float) -> type[asyncio.Protocol]:
    """The protocol with a limit on the time until headers are there."""
    made = type("Punctual", (_Punctual,), {"header_seconds": seconds})
    return cast("type[asyncio.Protocol]", made)
