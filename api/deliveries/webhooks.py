"""One message to one webhook: signed, to the address that was looked at, no redirect followed."""

import contextlib
import hashlib
import hmac
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from api.deliveries.addresses import resolve

TIMEOUT_S = 10.0
_DONE = range(200, 300)


class NotTaken(Exception):  # noqa: N818 - says what happened
    """The other side answered that it did not take the message."""


def send(url: str, secret: str, delivery: str, payload: dict[str, Any], now: datetime, *, allow_private: bool) -> None:
    """Post a message.

    The body is signed with HMAC-SHA256 over ``TIMESTAMP.BODY``: header ``Halte-Signature: sha256=HEX``, the timestamp
    (seconds since 1970) in ``Halte-Timestamp``. ``Halte-Delivery`` is the same when the message is sent again.

    Raises
    ------
    OSError
        When the host cannot be reached, or is none that may be called.
    NotTaken
        When the answer is no success; a redirect is none.
    """
    parts = urlsplit(url)
    body = json.dumps({"id": delivery, **payload}, ensure_ascii=False, sort_keys=True).encode()
    stamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Halte",
        "Halte-Delivery": delivery,
        "Halte-Timestamp": stamp,
        "Halte-Signature": signature(secret, stamp, body),
    }
    path = parts.path or "/"
    try:
        with _connected(parts.scheme, parts.hostname or "", parts.port, allow_private=allow_private) as connection:
            connection.request("POST", f"{path}?{parts.query}" if parts.query else path, body, headers)
            status = connection.getresponse().status
    except http.client.HTTPException as fault:
        raise NotTaken(type(fault).__name__) from None
    if status not in _DONE:
        raise NotTaken(f"status {status}")


def signature(secret: str, stamp: str, body: bytes) -> str:
    """The signature of a body sent at a time."""
    signed = hmac.digest(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={signed.hex()}"


@contextlib.contextmanager
def _connected(
    scheme: str, host: str, port: int | None, *, allow_private: bool
) -> Iterator[http.client.HTTPConnection]:
    """A connection to the address that was looked at; the certificate still has to be the host's.

    An answer may come byte by byte: whatever is still going on when the time is over ends there.
    """
    kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    connection = kind(host, port, timeout=TIMEOUT_S)
    plain = _reach(resolve(host, connection.port, allow_private=allow_private), connection.port)
    same = plain.dup()  # TLS takes the first for itself
    ends = threading.Timer(TIMEOUT_S, _end, (same,))
    ends.start()
    try:
        secure = scheme == "https"
        connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
        yield connection
    finally:
        ends.cancel()
        connection.close()
        plain.close()
        same.close()


def _reach(addresses: list[str], port: int) -> socket.socket:
    """A connection to the first address that takes one."""
    *others, last = addresses
    for address in others:
        with contextlib.suppress(OSError):
            return socket.create_connection((address, port), TIMEOUT_S)
    return socket.create_connection((last, port), TIMEOUT_S)


def _end(plain: socket.socket) -> None:
    with contextlib.suppress(OSError):
        plain.shutdown(socket.SHUT_RDWR)
