"""From what the provider says to an account: only those who were invited, and of the same organisation."""

import hashlib
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api import audit
from api.access.permissions import ROLES, Role
from api.access.principal import Principal
from api.problems import Problem
from api.store.tables import AccountRow, OrganisationRow
from api.store.types import now
from models.text import message


def match_account(session: Session, issuer: str, claims: dict[str, Any]) -> AccountRow:
    """The account of whoever signed in; found by address the first time, by the provider's name for them after.

    Raises
    ------
    Problem
        403 when nobody invited them, or they are of another organisation than the account.
    """
    subject = hashlib.sha256(f"{issuer}\n{claims['sub']}".encode()).hexdigest()
    account = session.scalar(select(AccountRow).where(AccountRow.oidc_subject == subject))
    if account is None:
        account = _invited(session, claims)
        account.oidc_subject, account.invitation_hash, account.invitation_ends = subject, None, None
        account.version += 1
        principal = Principal(account.organisation_id, f"account:{account.id}", Role(account.role), ROLES[Role.READER])
        audit.record(session, principal, "account.bind", account.id)
    if account.disabled_at is not None or not _same_organisation(session, account, claims):
        raise uninvited()
    return account


def uninvited() -> Problem:
    """The same answer whatever the reason, so that nobody learns who has an account."""
    return Problem(403, "not-invited", message("no account was made for you here: ask your administrator"))


def _invited(session: Session, claims: dict[str, Any]) -> AccountRow:
    """An account of that address that belongs to nobody of the provider's yet."""
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") is False:
        raise uninvited()
    account = session.scalar(
        select(AccountRow).where(AccountRow.email == email.strip().lower(), AccountRow.oidc_subject.is_(None))
    )
    if account is None:
        raise uninvited()
    still_invited = account.invitation_ends is not None and account.invitation_ends > now()
    if account.password_hash is None and not still_invited:
        raise uninvited()
    return account


def _same_organisation(session: Session, account: AccountRow, claims: dict[str, Any]) -> bool:
    siret = session.get_one(OrganisationRow, account.organisation_id).siret
    return bool(siret) and claims.get("siret") == siret
