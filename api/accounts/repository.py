"""Rows of accounts and keys, bound to an organisation."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.access.permissions import Role
from api.deps import Page
from api.owned import of_organisation
from api.problems import not_found
from api.store.tables import AccountRow, ApiKeyRow, OrganisationRow, TerritoryRow


class Accounts:
    """Accounts and keys of one organisation."""

    def __init__(self, session: Session, organisation_id: str) -> None:
        self._session, self._organisation_id = session, organisation_id

    def organisation(self) -> OrganisationRow:
        """The organisation itself."""
        return self._session.get_one(OrganisationRow, self._organisation_id)

    def account(self, id_: str) -> AccountRow:
        """One account.

        Raises
        ------
        Problem
            404 when the organisation has none of that id.
        """
        return of_organisation(self._session, AccountRow, id_, self._organisation_id)

    def accounts(self, page: Page) -> tuple[list[AccountRow], str | None]:
        """A part of the accounts."""
        query = select(AccountRow).where(AccountRow.organisation_id == self._organisation_id)
        rows = self._session.scalars(page.select(query, AccountRow.id)).all()
        return page.cut(rows, lambda row: row.id)

    def email_is_taken(self, email: str) -> bool:
        """Whether an account of any organisation has the address."""
        return self._session.scalar(select(AccountRow.id).where(AccountRow.email == email)) is not None

    def other_admins(self, account: AccountRow) -> int:
        """How many other administrators can sign in."""
        query = select(func.count()).where(
            AccountRow.organisation_id == self._organisation_id,
            AccountRow.role == Role.ADMIN.value,
            AccountRow.disabled_at.is_(None),
            AccountRow.id != account.id,
        )
        return self._session.scalar(query) or 0

    def territory_id(self, slug: str | None) -> str | None:
        """Id of a territory by the name its addresses have.

        Raises
        ------
        Problem
            404 when the organisation has none of that name.
        """
        if slug is None:
            return None
        found = self._session.scalar(
            select(TerritoryRow.id).where(
                TerritoryRow.organisation_id == self._organisation_id, TerritoryRow.slug == slug
            )
        )
        if found is None:
            raise not_found()
        return found

    def territory_slug(self, id_: str | None) -> str | None:
        """The name in addresses of a territory by its id."""
        return None if id_ is None else self._session.scalar(select(TerritoryRow.slug).where(TerritoryRow.id == id_))

    def key(self, id_: str) -> ApiKeyRow:
        """One key.

        Raises
        ------
        Problem
            404 when the organisation has none of that id.
        """
        return of_organisation(self._session, ApiKeyRow, id_, self._organisation_id)

    def keys(self, page: Page) -> tuple[list[ApiKeyRow], str | None]:
        """A part of the keys."""
        query = select(ApiKeyRow).where(ApiKeyRow.organisation_id == self._organisation_id)
        rows = self._session.scalars(page.select(query, ApiKeyRow.id)).all()
        return page.cut(rows, lambda row: row.id)
