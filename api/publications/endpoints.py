"""Routes of publications: put in force, read, compare with the one before, withdraw."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api.access import Permission, Principal, needs
from api.deps import (
    CurrentLanguage,
    CurrentMatch,
    CurrentMoment,
    CurrentPage,
    CurrentSeal,
    CurrentSettings,
    Transaction,
    tag,
)
from api.problems import responses
from api.publications import schemas
from api.publications.differences import said
from api.publications.names import names_for
from api.publications.publishing import publish_plan, withdraw
from api.publications.repository import Publications, version_text
from api.store.tables import PublicationRow
from api.territories.dependencies import CurrentTerritory

router = APIRouter(
    prefix="/territories/{territory}/publications", tags=["publications"], responses=responses(401, 403, 404, 422)
)
Reader = Annotated[Principal, Depends(needs(Permission.PLANS_READ))]
Publisher = Annotated[Principal, Depends(needs(Permission.PUBLISH))]
Teller = Annotated[Principal, Depends(needs(Permission.PEOPLE_READ))]
PublicationId = Annotated[str, Path(max_length=26, pattern=r"^[0-9a-z]+$", description="id of a publication")]


@router.get("", response_model=schemas.PublicationsOut, responses=responses(400))
def list_publications(
    session: Transaction,
    _: Reader,
    territory: CurrentTerritory,
    page: CurrentPage,
    monday: Annotated[date | None, Query(description="of the weeks that begin on this Monday")] = None,
) -> schemas.PublicationsOut:
    """Every version of every week, the newest first."""
    publications = Publications(session, territory)
    rows, after = publications.rows(page, monday)
    return schemas.PublicationsOut(items=[_out(row, publications) for row in rows], next=after)


@router.post("", response_model=schemas.PublicationOut, status_code=201, responses=responses(409))
def publish(
    body: schemas.PublicationIn,
    request: Request,
    response: Response,
    session: Transaction,
    settings: CurrentSettings,
    seal: CurrentSeal,
    principal: Publisher,
    territory: CurrentTerritory,
    moment: CurrentMoment,
) -> schemas.PublicationOut:
    """Put a checked plan in force: calendars, pages and open data change together, who is concerned is told."""
    publications = Publications(session, territory)
    plan = publications.plan_row(body.plan)
    row = publish_plan(session, settings, seal, territory, plan, principal, moment=moment)
    tag(response, row.version)
    response.headers["Location"] = f"{request.url.path}/{row.id}"
    return _out(row, publications)


@router.get("/{publication}", response_model=schemas.PublicationOut)
def read_publication(
    publication: PublicationId, response: Response, session: Transaction, _: Reader, territory: CurrentTerritory
) -> schemas.PublicationOut:
    """One version."""
    publications = Publications(session, territory)
    row = publications.row(publication)
    tag(response, row.version)
    return _out(row, publications)


@router.get("/{publication}/difference", response_model=schemas.DifferenceOut)
def read_difference(
    publication: PublicationId,
    session: Transaction,
    seal: CurrentSeal,
    principal: Teller,
    territory: CurrentTerritory,
    language: CurrentLanguage,
) -> schemas.DifferenceOut:
    """What changed since the version in force before, and who must be told, by name."""
    publications = Publications(session, territory)
    row = publications.row(publication)
    name_of = names_for(session, seal, publications, row, principal)
    tellings = []
    for one in row.difference["tellings"]:
        old, new = said(one, language)
        who = name_of(one["kind"], one["subject"], one["who"])
        tellings.append(schemas.TellingOut(**{**one, "who": who, "old": old, "new": new}))
    return schemas.DifferenceOut(tellings=tellings, sessions=row.difference["sessions"], rides=row.difference["rides"])


@router.post("/{publication}/withdrawal", response_model=schemas.PublicationOut, responses=responses(409, 412, 428))
def withdraw_publication(
    publication: PublicationId,
    response: Response,
    session: Transaction,
    settings: CurrentSettings,
    seal: CurrentSeal,
    principal: Publisher,
    territory: CurrentTerritory,
    match: CurrentMatch,
    moment: CurrentMoment,
) -> schemas.PublicationOut:
    """Take back the version in force: the one before it comes back, or nothing; calendars cancel what is gone."""
    publications = Publications(session, territory)
    row = publications.row(publication)
    match.check(row.version)
    withdraw(session, settings, seal, territory, row, principal, moment=moment)
    tag(response, row.version)
    return _out(row, publications)


def _out(row: PublicationRow, publications: Publications) -> schemas.PublicationOut:
    current = publications.current(row.monday)
    return schemas.PublicationOut(
        id=row.id,
        monday=row.monday,
        version=version_text(row),
        plan=row.plan_id,
        previous=row.previous_id,
        in_force=current is not None and current.id == row.id,
        frozen_until=row.frozen_until,
        published_at=row.published_at,
        published_by=row.published_by,
        withdrawn_at=row.withdrawn_at,
        tellings=len(row.difference["tellings"]),
    )
