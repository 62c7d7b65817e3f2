"""Signing in with a password, and out."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.access.secrets import hash_password, hash_secret, is_outdated, is_password, new_secret
from api.problems import Problem
from api.store.tables import AccountRow, SignInRow
from api.store.types import now
from models.text import message

INVITATION = timedelta(days=7)


def sign_in(session: Session, email: str, password: str, lasts: timedelta) -> tuple[str, SignInRow, str]:
    """Cookie, its row and CSRF token of somebody who knows the password.

    Raises
    ------
    Problem
        401, the same whether the address, the password or the account is not good.
    """
    account = session.scalar(select(AccountRow).where(AccountRow.email == email))
    good = is_password(password, account.password_hash if account else None)
    if account is None or not good or account.disabled_at is not None:
        raise Problem(401, "sign-in", message("the address or the password is not right"))
    if account.password_hash is not None and is_outdated(account.password_hash):
        account.password_hash = hash_password(password)
    return open_session(session, account, lasts)


def open_session(session: Session, account: AccountRow, lasts: timedelta) -> tuple[str, SignInRow, str]:
    """A new cookie for an account; those that ended are forgotten."""
    session.execute(delete(SignInRow).where(SignInRow.ends_at <= now()))
    token, csrf = new_secret(), new_secret()
    row = SignInRow(
        token_hash=hash_secret(token), csrf_hash=hash_secret(csrf), account_id=account.id, ends_at=now() + lasts
    )
    session.add(row)
    return token, row, csrf


def sign_out(session: Session, token: str) -> None:
    """Forget a cookie."""
    session.execute(delete(SignInRow).where(SignInRow.token_hash == hash_secret(token)))


def sign_out_everywhere(session: Session, account_id: str) -> None:
    """Forget all cookies of an account: its password, role or state changed."""
    session.execute(delete(SignInRow).where(SignInRow.account_id == account_id))


def invite(account: AccountRow) -> str:
    """A secret that its owner chooses a password with; an older one is no longer good."""
    secret = new_secret()
    account.invitation_hash, account.invitation_ends = hash_secret(secret), now() + INVITATION
    return secret


def accept(session: Session, invitation: str, password: str) -> AccountRow:
    """Choose a password.

    Raises
    ------
    Problem
        401 when the invitation is not, or no longer, good.
    """
    account = session.scalar(select(AccountRow).where(AccountRow.invitation_hash == hash_secret(invitation)))
    if account is None or account.invitation_ends is None or account.invitation_ends <= now() or account.disabled_at:
        raise Problem(401, "invitation", message("this invitation is no longer good: ask for another"))
    account.password_hash, account.invitation_hash, account.invitation_ends = hash_password(password), None, None
    sign_out_everywhere(session, account.id)
    return account
