"""From a request to its caller, and to what the caller may do."""

import secrets
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.access.permissions import ROLES, Permission, Role
from api.access.principal import Principal
from api.access.secrets import hash_secret
from api.deps import Transaction, get_store
from api.problems import Problem, forbidden, unauthenticated
from api.store.tables import AccountRow, ApiKeyRow, SignInRow
from api.store.types import now
from models.text import message

COOKIE = "halte_session"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def caller(request: Request, session: Transaction) -> Principal:
    """Whoever makes the request.

    Raises
    ------
    Problem
        401 without a valid credential; 403 when a page's request lacks its CSRF token.
    """
    header = request.headers.get("authorization")
    if header is not None:
        scheme, _, secret = header.partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise unauthenticated()
        found = _by_key(session, secret.strip())
    else:
        found = _by_cookie(request, session)
    request.state.principal = found
    return found


def _by_key(session: Session, secret: str) -> Principal:
    row = session.scalar(select(ApiKeyRow).where(ApiKeyRow.secret_hash == hash_secret(secret)))
    if row is None or row.revoked_at is not None or (row.ends_at is not None and row.ends_at <= now()):
        raise unauthenticated()
    role = Role(row.role)
    granted = ROLES[role] & {Permission(scope) for scope in row.scopes} if row.scopes else ROLES[role]
    return Principal(row.organisation_id, f"key:{row.id}", role, frozenset(granted))


def _by_cookie(request: Request, session: Session) -> Principal:
    sign_in, account = signed_in(request, session)
    if request.method not in SAFE_METHODS:
        check_csrf(sign_in, request.headers.get(CSRF_HEADER, ""))
    return principal_of(account)


def signed_in(request: Request, session: Session) -> tuple[SignInRow, AccountRow]:
    """The sign-in of a request's cookie, and whose it is.

    Raises
    ------
    Problem
        401 when it is not, or no longer, good.
    """
    token = request.cookies.get(COOKIE)
    if not token:
        raise unauthenticated()
    found = session.execute(
        select(SignInRow, AccountRow)
        .join(AccountRow, AccountRow.id == SignInRow.account_id)
        .where(SignInRow.token_hash == hash_secret(token))
    ).one_or_none()
    if found is None or found[0].ends_at <= now() or found[1].disabled_at is not None:
        raise unauthenticated()
    return found[0], found[1]


def check_csrf(sign_in: SignInRow, sent: str) -> None:
    """Let a change through only if it comes from a page of this sign-in.

    Raises
    ------
    Problem
        403 when the token is not the page's.
    """
    if not secrets.compare_digest(hash_secret(sent), sign_in.csrf_hash):
        raise Problem(403, "csrf", message("the page is out of date; load it again"))


def principal_of(account: AccountRow) -> Principal:
    """An account as the caller of a request."""
    role = Role(account.role)
    return Principal(
        account.organisation_id,
        f"account:{account.id}",
        role,
        ROLES[role],
        account.id,
        account.territory_id,
        account.person,
    )


Caller = Annotated[Principal, Depends(caller, scope="function")]


def needs(permission: Permission) -> Callable[..., Principal]:
    """A dependency that lets through those who have the permission, and hands on who they are."""

    def allowed(principal: Caller) -> Principal:
        if not principal.may(permission):
            raise forbidden()
        return principal

    allowed.permission = permission  # type: ignore[attr-defined] # the walk over all routes reads it
    return allowed


def admits(permission: Permission) -> Callable[[Request], None]:
    """A dependency that turns away, in a transaction of its own, whoever may not.

    For routes that take long to read what is sent: the route's own transaction begins after that, and `needs` asks
    once more.
    """

    def admitted(request: Request) -> None:
        with get_store(request).reading() as session:
            if not caller(request, session).may(permission):
                raise forbidden()

    return admitted


def permission_of(dependency: Callable[..., Any] | None) -> Permission | None:
    """The permission that a dependency asks for, if it is one of `needs`."""
    found = getattr(dependency, "permission", None)
    return found if isinstance(found, Permission) else None
