"""The territory that a path names, bound to the caller's organisation."""

from typing import Annotated

from fastapi import Depends, Path
from sqlalchemy import select

from api.access import Caller
from api.deps import Transaction
from api.problems import not_found
from api.store.tables import TerritoryRow

Slug = Annotated[str, Path(max_length=160, description="The territory's id, as in its instance", examples=["queyras"])]


def territory(territory: Slug, session: Transaction, principal: Caller) -> TerritoryRow:
    """The caller's territory of that name.

    Raises
    ------
    Problem
        404 when the caller's organisation has none.
    """
    query = select(TerritoryRow).where(
        TerritoryRow.organisation_id == principal.organisation_id, TerritoryRow.slug == territory
    )
    row = session.scalar(query)
    if row is None:
        raise not_found()
    return row


CurrentTerritory = Annotated[TerritoryRow, Depends(territory, scope="function")]
