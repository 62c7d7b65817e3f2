"""Routes of the caller's own organisation."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlalchemy import select

from api import audit
from api.access import Permission, Principal, needs
from api.deps import CurrentMatch, Transaction, tag
from api.organisations.schemas import OrganisationIn, OrganisationOut
from api.problems import responses
from api.store.tables import OrganisationRow

router = APIRouter(prefix="/organisation", tags=["organisation"], responses=responses(401, 403, 422))
Reads = Annotated[Principal, Depends(needs(Permission.ORGANISATION_READ))]
Changes = Annotated[Principal, Depends(needs(Permission.ORGANISATION_WRITE))]


@router.get("", response_model=OrganisationOut)
def read_organisation(response: Response, session: Transaction, principal: Reads) -> OrganisationOut:
    """The caller's organisation."""
    row = session.get_one(OrganisationRow, principal.organisation_id)
    tag(response, row.version)
    return _told(row)


@router.put("", response_model=OrganisationOut, responses=responses(412, 428))
def change_organisation(
    body: OrganisationIn, response: Response, session: Transaction, match: CurrentMatch, principal: Changes
) -> OrganisationOut:
    """Change the caller's organisation."""
    query = select(OrganisationRow).where(OrganisationRow.id == principal.organisation_id)
    row = session.scalars(query.with_for_update(key_share=True)).one()
    match.check(row.version)
    row.name, row.siret, row.language = body.name, body.siret, body.language
    row.version += 1
    audit.record(session, principal, "organisation.change", row.id)
    tag(response, row.version)
    return _told(row)


def _told(row: OrganisationRow) -> OrganisationOut:
    return OrganisationOut(
        id=row.slug,
        name=row.name,
        siret=row.siret,
        language="en" if row.language == "en" else "fr",
        version=row.version,
        made_at=row.made_at,
    )
