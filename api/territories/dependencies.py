"""The territory that a path names, bound to the caller's organisation."""

from typing import Annotated

from fastapi import Depends, Path
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.access import Caller
from api.deps import Transaction
from api.problems import not_found
from api.store.tables import TerritoryRow
from models.base import Id

Slug = Annotated[Id, Path(description="The territory's id, as in its instance", examples=["queyras"])]


def territory(territory: Slug, session: Transaction, principal: Caller) -> TerritoryRow:
    """The caller's territory of that name.

    Raises
    ------
    Problem
        404 when the caller's organisation has none.
    """
    return find_territory(session, principal.organisation_id, territory)


def changed_territory(territory: Slug, session: Transaction, principal: Caller) -> TerritoryRow:
    """The same, for a change: changes of one territory's data wait for each other.

    So what If-Match is compared with is still so when the change is written.
    """
    return find_territory(session, principal.organisation_id, territory, changing=True)


def find_territory(session: Session, organisation_id: str, slug: str, *, changing: bool = False) -> TerritoryRow:
    """The organisation's territory of that name.

    Parameters
    ----------
    changing : bool
        Whether changes of the same territory wait until the transaction ends.

    Raises
    ------
    Problem
        404 when the organisation has none.
    """
    query = select(TerritoryRow).where(TerritoryRow.organisation_id == organisation_id, TerritoryRow.slug == slug)
    if changing:  # SQLite, which has no such lock, lets one writer in at a time anyway
        query = query.with_for_update(key_share=True)
    row = session.scalar(query)
    if row is None:
        raise not_found()
    return row


CurrentTerritory = Annotated[TerritoryRow, Depends(territory, scope="function")]
ChangedTerritory = Annotated[TerritoryRow, Depends(changed_territory, scope="function")]
