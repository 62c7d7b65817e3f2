"""Routes of accounts: who am I, sign in and out, invite, change, and programs' keys."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api import audit
from api.access import Caller, Permission, Principal, Role, needs
from api.access.dependencies import COOKIE
from api.access.permissions import ROLES
from api.access.secrets import hash_password, hash_secret, is_password, new_secret
from api.accounts import schemas
from api.accounts.repository import Accounts
from api.accounts.sign_in import accept, invite, sign_in, sign_out, sign_out_everywhere
from api.deps import CurrentMatch, CurrentPage, CurrentSettings, Transaction, tag
from api.problems import Problem, conflict, forbidden, responses
from api.store.tables import AccountRow, ApiKeyRow
from api.store.types import now
from models.text import message

router = APIRouter(tags=["accounts"], responses=responses(401, 403, 422))
Admin = Annotated[Principal, Depends(needs(Permission.ACCOUNTS))]
KeyAdmin = Annotated[Principal, Depends(needs(Permission.KEYS))]
Own = Annotated[Principal, Depends(needs(Permission.OWN_ACCOUNT))]


@router.post("/session", response_model=schemas.SignInOut, status_code=201)
def open_a_session(
    body: schemas.SignInIn, response: Response, session: Transaction, settings: CurrentSettings
) -> schemas.SignInOut:
    """Sign in with address and password: a cookie, and the token to send with every change."""
    lasts = timedelta(hours=settings.session_hours)
    token, row, csrf = sign_in(session, body.email, body.password.get_secret_value(), lasts)
    response.set_cookie(
        COOKIE, token, max_age=int(lasts.total_seconds()), httponly=True, secure=settings.secure, samesite="lax"
    )
    return schemas.SignInOut(csrf_token=csrf, ends_at=row.ends_at)


@router.delete("/session", status_code=204)
def close_the_session(request: Request, response: Response, session: Transaction, principal: Caller) -> None:
    """Sign out."""
    if principal.account_id is not None:
        sign_out(session, request.cookies.get(COOKIE, ""))
    response.delete_cookie(COOKIE)


@router.post("/password", status_code=204)
def choose_a_password(body: schemas.PasswordIn, session: Transaction) -> None:
    """Choose the password of an account one was invited to."""
    accept(session, body.invitation.get_secret_value(), body.password.get_secret_value())


@router.put("/me/password", status_code=204)
def change_my_password(body: schemas.PasswordChange, session: Transaction, principal: Own) -> None:
    """Change one's own password; all other sign-ins end."""
    account = session.get(AccountRow, principal.account_id) if principal.account_id else None
    if account is None:
        raise forbidden()
    if not is_password(body.old.get_secret_value(), account.password_hash):
        raise Problem(403, "password", message("the old password is not right"))
    account.password_hash = hash_password(body.new.get_secret_value())
    sign_out_everywhere(session, account.id)
    audit.record(session, principal, "account.password", account.id)


@router.get("/me", response_model=schemas.MeOut)
def me(session: Transaction, principal: Caller) -> schemas.MeOut:
    """Who the caller is and what they may do."""
    accounts = Accounts(session, principal.organisation_id)
    return schemas.MeOut(
        actor=principal.actor,
        organisation=accounts.organisation().slug,
        role=principal.role,
        permissions=sorted(principal.permissions),
        territory=accounts.territory_slug(principal.territory_id),
        person=principal.person,
    )


@router.get("/accounts", response_model=schemas.AccountsOut)
def list_accounts(session: Transaction, principal: Admin, page: CurrentPage) -> schemas.AccountsOut:
    """The organisation's accounts."""
    accounts = Accounts(session, principal.organisation_id)
    rows, after = accounts.accounts(page)
    return schemas.AccountsOut(items=[_account(row, accounts) for row in rows], next=after)


@router.post("/accounts", response_model=schemas.InvitedOut, status_code=201, responses=responses(404, 409))
def invite_somebody(
    body: schemas.AccountIn, response: Response, session: Transaction, principal: Admin
) -> schemas.InvitedOut:
    """Make an account; the answer holds the secret to choose its password with, told this once."""
    accounts = Accounts(session, principal.organisation_id)
    if accounts.email_is_taken(body.email):
        raise conflict("email-taken", message("there is an account of this address already"))
    row = AccountRow(
        organisation_id=principal.organisation_id,
        email=body.email,
        name=body.name,
        role=body.role.value,
        person=body.person,
        territory_id=accounts.territory_id(body.territory),
    )
    secret = invite(row)
    session.add(row)
    session.flush()
    audit.record(session, principal, "account.invite", row.id, role=row.role)
    tag(response, row.version)
    return schemas.InvitedOut(
        **_account(row, accounts).model_dump(), invitation=secret, invitation_ends=row.invitation_ends or now()
    )


@router.get("/accounts/{account}", response_model=schemas.AccountOut, responses=responses(404))
def read_account(account: str, response: Response, session: Transaction, principal: Admin) -> schemas.AccountOut:
    """One account."""
    accounts = Accounts(session, principal.organisation_id)
    row = accounts.account(account)
    tag(response, row.version)
    return _account(row, accounts)


@router.put("/accounts/{account}", response_model=schemas.AccountOut, responses=responses(404, 409, 412, 428))
def change_account(
    account: str,
    body: schemas.AccountChange,
    response: Response,
    session: Transaction,
    principal: Admin,
    match: CurrentMatch,
) -> schemas.AccountOut:
    """Change an account; whoever it belongs to signs in anew. The last administrator stays one."""
    accounts = Accounts(session, principal.organisation_id)
    row = accounts.account(account)
    match.check(row.version)
    if (body.role is not Role.ADMIN or body.disabled) and row.role == Role.ADMIN and not accounts.other_admins(row):
        raise conflict("last-admin", message("the organisation would have no administrator left"))
    row.name, row.role, row.person = body.name, body.role.value, body.person
    row.territory_id = accounts.territory_id(body.territory)
    row.disabled_at = (row.disabled_at or now()) if body.disabled else None
    row.version += 1
    sign_out_everywhere(session, row.id)
    audit.record(session, principal, "account.change", row.id, role=row.role, disabled=body.disabled)
    tag(response, row.version)
    return _account(row, accounts)


@router.get("/keys", response_model=schemas.KeysOut)
def list_keys(session: Transaction, principal: KeyAdmin, page: CurrentPage) -> schemas.KeysOut:
    """The organisation's keys, without their secrets."""
    rows, after = Accounts(session, principal.organisation_id).keys(page)
    return schemas.KeysOut(items=[_key(row) for row in rows], next=after)


@router.post("/keys", response_model=schemas.KeyMadeOut, status_code=201)
def make_key(body: schemas.KeyIn, response: Response, session: Transaction, principal: KeyAdmin) -> schemas.KeyMadeOut:
    """Make a key for a program; its secret is told this once."""
    if beyond := set(body.scopes) - ROLES[body.role]:
        raise Problem(
            422,
            "scope",
            message("the role {role} may not: {scopes}", role=body.role.value, scopes=", ".join(sorted(beyond))),
        )
    secret = new_secret()
    row = ApiKeyRow(
        organisation_id=principal.organisation_id,
        name=body.name,
        secret_hash=hash_secret(secret),
        role=body.role.value,
        scopes=[scope.value for scope in body.scopes],
        made_by=principal.account_id,
        ends_at=now() + timedelta(days=body.days) if body.days else None,
    )
    session.add(row)
    session.flush()
    audit.record(session, principal, "key.make", row.id, role=row.role)
    tag(response, row.version)
    return schemas.KeyMadeOut(**_key(row).model_dump(), secret=secret)


@router.post("/keys/{key}/rotation", response_model=schemas.KeyMadeOut, status_code=201, responses=responses(404, 409))
def rotate_key(key: str, session: Transaction, principal: KeyAdmin) -> schemas.KeyMadeOut:
    """Give a key a new secret, told this once; the old one ends at once."""
    row = Accounts(session, principal.organisation_id).key(key)
    if row.revoked_at is not None:
        raise conflict("revoked", message("the key was revoked"))
    secret = new_secret()
    row.secret_hash = hash_secret(secret)
    row.version += 1
    audit.record(session, principal, "key.rotate", row.id)
    return schemas.KeyMadeOut(**_key(row).model_dump(), secret=secret)


@router.delete("/keys/{key}", status_code=204, responses=responses(404))
def revoke_key(key: str, session: Transaction, principal: KeyAdmin) -> None:
    """End a key; it stays in the list."""
    row = Accounts(session, principal.organisation_id).key(key)
    row.revoked_at = row.revoked_at or now()
    row.version += 1
    audit.record(session, principal, "key.revoke", row.id)


def _account(row: AccountRow, accounts: Accounts) -> schemas.AccountOut:
    return schemas.AccountOut(
        id=row.id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        territory=accounts.territory_slug(row.territory_id),
        person=row.person,
        disabled=row.disabled_at is not None,
        made_at=row.made_at,
    )


def _key(row: ApiKeyRow) -> schemas.KeyOut:
    return schemas.KeyOut(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        scopes=[Permission(scope) for scope in row.scopes],
        made_at=row.made_at,
        ends_at=row.ends_at,
        revoked=row.revoked_at is not None,
    )
