"""How often a caller may ask, and how often an address may try to sign in, or send a form without an account.

A caller is a credential that was found good before, else an address: whoever tries made-up keys is counted by address,
and many people behind one address do not use up each other's share once they have signed in.
"""

import hashlib
import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie

from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.dependencies import COOKIE
from api.middleware.answering import answer_instead, header
from api.problems import Problem
from models.text import message

MOST_CALLERS = 50_000
"""Callers that are counted at once; who asked longest ago is forgotten first."""
MINUTE_S = 60.0
SIGN_IN = frozenset(
    {
        ("POST", "/sign-in"),
        ("POST", "/invitation"),
        ("POST", "/v1/session"),
        ("POST", "/v1/password"),
        ("GET", "/v1/oidc/login"),
        ("GET", "/v1/oidc/callback"),
    }
)
UNCOUNTED = frozenset({"/healthz", "/readyz"})


class Allowance:
    """So many requests a minute for each caller (generic cell rate algorithm: one number a caller).

    Parameters
    ----------
    per_minute : int
        Requests that may come at once, and that come back evenly within a minute.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._every_s, self._clock = MINUTE_S / per_minute, clock
        self._due: OrderedDict[bytes, float] = OrderedDict()

    def knows(self, caller: bytes) -> bool:
        """Whether the caller is being counted."""
        return caller in self._due

    def meet(self, caller: bytes) -> None:
        """Begin to count a caller."""
        self._keep(caller, self._clock())

    def wait_s(self, caller: bytes) -> int:
        """Count one request: 0 when it may pass, else whole seconds until one may."""
        moment = self._clock()
        due = max(self._due.get(caller, moment), moment)
        over = due + self._every_s - moment - MINUTE_S
        if over > 1e-9:
            return math.ceil(over)
        self._keep(caller, due + self._every_s)
        return 0

    def _keep(self, caller: bytes, due: float) -> None:
        self._due[caller] = due
        self._due.move_to_end(caller)
        if len(self._due) > MOST_CALLERS:
            self._due.popitem(last=False)


class RateLimit:
    """Answers 429, with when to come again, to those who ask too often."""

    def __init__(self, app: ASGIApp, requests_per_minute: int, sign_ins_per_minute: int) -> None:
        self._app = app
        self._requests, self._sign_ins = Allowance(requests_per_minute), Allowance(sign_ins_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on a request that its caller may make."""
        if scope["type"] != "http" or scope["path"] in UNCOUNTED:
            await self._app(scope, receive, send)
            return
        credential, address = _credential(scope), _address(scope)
        known = credential is not None and self._requests.knows(credential)
        wait = self._requests.wait_s(credential if known and credential is not None else address)
        if not wait and (_signs_in(scope) or (not known and _is_form(scope))):
            wait = self._sign_ins.wait_s(address)
        if wait:
            too_many = Problem(
                429,
                "too-many-requests",
                message("too many requests: wait {seconds} s", seconds=wait),
                headers={"Retry-After": str(wait)},
            )
            await answer_instead(too_many, scope, receive, send)
            return
        await self._app(scope, receive, send)
        if credential is not None and not known and scope.get("state", {}).get("principal") is not None:
            self._requests.meet(credential)


def _signs_in(scope: Scope) -> bool:
    return (scope["method"], scope["path"]) in SIGN_IN


def _is_form(scope: Scope) -> bool:
    """What residents send without an account: as few a minute as attempts to sign in."""
    return bool(scope["method"] == "POST" and not scope["path"].startswith("/v1/"))


def _credential(scope: Scope) -> bytes | None:
    """A hash of the key or cookie that a request comes with."""
    sent = header(scope, b"authorization")
    if not sent and (cookies := header(scope, b"cookie")):
        try:
            morsel = SimpleCookie(cookies.decode("latin-1")).get(COOKIE)
        except CookieError:
            morsel = None
        sent = morsel.value.encode() if morsel else b""
    return hashlib.sha256(sent).digest() if sent else None


def _address(scope: Scope) -> bytes:
    """The caller's address; of IPv6 the network, which is one customer's."""
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host.encode()
    return address.packed[:8] if address.version == 6 else address.packed
