"""Pages of those who sign in: who reads them, and the way to the sign-in for everybody else."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Form, Request

from api.access import Permission, Principal
from api.access.dependencies import SAFE_METHODS, check_csrf, principal_of, signed_in
from api.deps import Transaction
from api.problems import Problem, forbidden
from api.store.tables import AccountRow, TerritoryRow
from api.territories.dependencies import Slug, find_territory
from models.text import message

CSRF_COOKIE = "halte_csrf"
"""The page's token, which only pages of this host can read and send back."""


class SignInNeeded(Problem):
    """Answered by the way to the sign-in rather than by an error."""

    def __init__(self, back: str) -> None:
        super().__init__(303, "sign-in", message("sign in first"), headers={"Location": sign_in_page(back)})


def sign_in_page(back: str) -> str:
    """Address of the sign-in, which then leads to another page."""
    return f"/sign-in?back={quote(back, safe='')}"


def safe_way(back: str) -> str:
    """An address on this host, or the first page: a sign-in never leads elsewhere."""
    good = back.startswith("/") and not back.startswith(("//", "/\\")) and not any(ord(c) < 32 for c in back)
    return back if good else "/planner"


@dataclass(frozen=True)
class Reader:
    """Somebody signed in, and the token that their page's forms carry."""

    principal: Principal
    account: AccountRow
    csrf: str


def reader(request: Request, session: Transaction, csrf: Annotated[str, Form()] = "") -> Reader:
    """Whoever reads a page or sends its form.

    Raises
    ------
    SignInNeeded
        When nobody is signed in.
    Problem
        403 when a form is not of this sign-in's pages.
    """
    here = str(request.url.path) if request.method in SAFE_METHODS else "/planner"
    try:
        sign_in, account = signed_in(request, session)
    except Problem:
        raise SignInNeeded(here) from None
    if request.method not in SAFE_METHODS:
        check_csrf(sign_in, csrf)
    principal = principal_of(account)
    request.state.principal = principal
    return Reader(principal, account, request.cookies.get(CSRF_COOKIE, ""))


CurrentReader = Annotated[Reader, Depends(reader, scope="function")]


def own_territory(territory: Slug, session: Transaction, current: CurrentReader) -> TerritoryRow:
    """The territory that a page is about, of the reader's organisation.

    Raises
    ------
    Problem
        404 when the organisation has none of that name.
    """
    return find_territory(session, current.principal.organisation_id, territory)


OwnTerritory = Annotated[TerritoryRow, Depends(own_territory, scope="function")]


def let(current: Reader, permission: Permission) -> None:
    """Go on only if the reader may.

    Raises
    ------
    Problem
        403 when they may not.
    """
    if not current.principal.may(permission):
        raise forbidden()
