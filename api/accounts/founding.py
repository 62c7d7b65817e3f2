"""The first administrator of an organisation, made by whoever runs the machine; nobody has default credentials."""

from pydantic import Field, SecretStr, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from api import audit
from api.access.permissions import ROLES, Role
from api.access.principal import Principal
from api.access.secrets import hash_password
from api.accounts.schemas import Email, Incoming, Password
from api.accounts.sign_in import invite
from api.store.tables import AccountRow, OrganisationRow
from models.base import Fault, Name

OPERATOR = "operator"
"""Who acts in the log when a command of this machine does."""


class Founding(Incoming):
    """What an organisation and its administrator are made from."""

    organisation: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")
    title: Name
    siret: str = Field(pattern=r"^([0-9]{14})?$")
    name: Name
    email: Email
    password: Password | None


def found(
    session: Session, organisation: str, title: str, siret: str, name: str, email: str, password: str | None
) -> str | None:
    """Make an administrator, and the organisation when there is none of that short name.

    Returns
    -------
    str or None
        The invitation, when no password was given.

    Raises
    ------
    Fault
        When something given cannot be, or the address has an account.
    """
    given = _checked(organisation, title or organisation, siret, name, email, password)
    row = session.scalar(select(OrganisationRow).where(OrganisationRow.slug == given.organisation))
    if row is None:
        row = OrganisationRow(slug=given.organisation, name=given.title, siret=given.siret)
        session.add(row)
        session.flush()
    if session.scalar(select(AccountRow.id).where(AccountRow.email == given.email)):
        raise Fault("there is an account of this address already")
    account = AccountRow(organisation_id=row.id, email=given.email, name=given.name, role=Role.ADMIN.value)
    invitation = invite(account) if given.password is None else None
    if given.password is not None:
        account.password_hash = hash_password(given.password.get_secret_value())
    session.add(account)
    session.flush()
    operator = Principal(row.id, OPERATOR, Role.ADMIN, ROLES[Role.ADMIN])
    audit.record(session, operator, "account.found", account.id, role=account.role)
    return invitation


def _checked(organisation: str, title: str, siret: str, name: str, email: str, password: str | None) -> Founding:
    try:
        return Founding(
            organisation=organisation,
            title=title,
            siret=siret,
            name=name,
            email=email,
            password=None if password is None else SecretStr(password),
        )
    except ValidationError as fault:
        wrong = ", ".join(sorted({str(one["loc"][0]) for one in fault.errors()}))
        raise Fault("cannot be taken: {fields} (a password has 12 to 200 letters)", fields=wrong) from None
