"""Rows by their ids, bound to their owner: what belongs to somebody else is not there."""

from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from api.problems import not_found
from api.store.tables import TerritoryRow


class _OfTerritory(Protocol):
    @property
    def territory_id(self) -> str: ...


class _OfOrganisation(Protocol):
    @property
    def organisation_id(self) -> str: ...


OfTerritory = TypeVar("OfTerritory", bound=_OfTerritory)
OfOrganisation = TypeVar("OfOrganisation", bound=_OfOrganisation)


def of_territory(session: Session, table: type[OfTerritory], id_: str, territory: TerritoryRow) -> OfTerritory:
    """A row of a territory.

    Raises
    ------
    Problem
        404 when the territory has none of that id.
    """
    row = session.get(table, id_)
    if row is None or row.territory_id != territory.id:
        raise not_found()
    return row


def of_organisation(session: Session, table: type[OfOrganisation], id_: str, organisation_id: str) -> OfOrganisation:
    """A row of an organisation.

    Raises
    ------
    Problem
        404 when the organisation has none of that id.
    """
    row = session.get(table, id_)
    if row is None or row.organisation_id != organisation_id:
        raise not_found()
    return row
