"""Routes of territories: list, make from a file, read, change what they say once, take away; what is wrong in them."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import ValidationError

from api import audit
from api.access import Permission, Principal, needs
from api.deps import CurrentLanguage, CurrentMatch, CurrentPage, CurrentSeal, Transaction, tag
from api.problems import NoticeOut, conflict, refused, responses
from api.store.tables import TerritoryRow
from api.territories.dependencies import ChangedTerritory, CurrentTerritory
from api.territories.entities import Entities
from api.territories.entity_schemas import NoticesOut
from api.territories.faults import current_notices, without_names
from api.territories.files import find_bad_extract, find_missing_extract, put_files
from api.territories.importing import put_territory
from api.territories.repository import Territories
from api.territories.schemas import TerritoriesOut, TerritoryBrief, TerritoryIn, TerritoryOut
from api.territories.uploads import SUFFIXES, Whole, file_body, read_whole
from instances.faults import detail_notice
from models.instance import Instance
from models.notices import Location, Notice, error
from models.references import find_dangling
from models.text import Language, message

router = APIRouter(tags=["territories"], responses=responses(401, 403, 422))
Lists = Annotated[Principal, Depends(needs(Permission.ORGANISATION_READ))]
Reads = Annotated[Principal, Depends(needs(Permission.DATA_READ))]
Changes = Annotated[Principal, Depends(needs(Permission.DATA_WRITE))]
Removes = Annotated[Principal, Depends(needs(Permission.ORGANISATION_WRITE))]
Sent = Annotated[Whole, Depends(read_whole)]


@router.get("/territories", response_model=TerritoriesOut, responses=responses(400))
def list_territories(session: Transaction, seal: CurrentSeal, page: CurrentPage, principal: Lists) -> TerritoriesOut:
    """The organisation's territories, by id."""
    rows, after = Territories(session, seal, principal.organisation_id).page(page)
    return TerritoriesOut(items=[_brief(row) for row in rows], next=after)


@router.post(
    "/territories",
    response_model=TerritoryOut,
    status_code=201,
    openapi_extra=file_body(*SUFFIXES, schema="Instance"),
    responses=responses(409, 413, 415),
)
def make_territory(
    sent: Sent,
    response: Response,
    session: Transaction,
    seal: CurrentSeal,
    language: CurrentLanguage,
    principal: Changes,
) -> TerritoryOut:
    """Make a territory from a workbook, a zipped folder or the JSON of an instance."""
    slug = sent.instance.territory.id
    if "/" in slug:
        where = Location(source="territory", field="id", item=slug)
        what = message("the id of a territory stands in addresses, where a slash parts names")
        raise refused([error("id.malformed", where, what, message("take the slash out of it"))])
    territories = Territories(session, seal, principal.organisation_id)
    if territories.is_taken(slug):
        raise conflict("exists", message("there is one of that id already"))
    row = put_territory(session, seal, principal.organisation_id, sent.instance)
    put_files(row, sent.files)
    session.flush()
    audit.record(session, principal, "territory.make", slug)
    response.headers["Location"] = f"/v1/territories/{slug}"
    tag(response, row.version)
    notices = (*sent.notices, *find_missing_extract(row, sent.instance.territory))
    return _told(territories, row, notices, language)


@router.get("/territories/{territory}", response_model=TerritoryOut, responses=responses(404))
def read_territory(
    territory: CurrentTerritory, response: Response, session: Transaction, seal: CurrentSeal, principal: Reads
) -> TerritoryOut:
    """What a territory says once, and how much there is in it."""
    tag(response, territory.version)
    return Territories(session, seal, principal.organisation_id).told(territory)


@router.put("/territories/{territory}", response_model=TerritoryOut, responses=responses(404, 412, 428))
def change_territory(
    territory: ChangedTerritory,
    body: TerritoryIn,
    response: Response,
    session: Transaction,
    seal: CurrentSeal,
    language: CurrentLanguage,
    match: CurrentMatch,
    principal: Changes,
) -> TerritoryOut:
    """Change what a territory says once; the answer tells what then names a season or profile that is gone."""
    match.check(territory.version)
    if faults := _faults(body, territory.slug):
        raise refused(faults)
    territory.body, territory.name = body.model_dump(mode="json"), body.territory.name
    territory.version += 1
    session.flush()
    audit.record(session, principal, "territory.change", territory.slug)
    tag(response, territory.version)
    found = find_dangling(Entities(session, seal, territory).instance())
    notices = (*found, *find_missing_extract(territory, body.territory))
    return _told(Territories(session, seal, principal.organisation_id), territory, notices, language)


@router.delete("/territories/{territory}", status_code=204, responses=responses(404, 412, 428))
def remove_territory(
    territory: ChangedTerritory, session: Transaction, seal: CurrentSeal, match: CurrentMatch, principal: Removes
) -> None:
    """Take a territory away with its plans, bookings and publications; for administrators."""
    match.check(territory.version)
    slug = territory.slug
    Territories(session, seal, principal.organisation_id).remove(territory)
    audit.record(session, principal, "territory.delete", slug)


@router.get("/territories/{territory}/notices", response_model=NoticesOut, responses=responses(404))
def read_notices(
    territory: CurrentTerritory, session: Transaction, seal: CurrentSeal, language: CurrentLanguage, principal: Reads
) -> NoticesOut:
    """Everything that is wrong or doubtful in the territory as it stands."""
    found = current_notices(session, seal, territory)
    if not principal.may(Permission.PEOPLE_READ):
        found = without_names(found)
    return NoticesOut(notices=[NoticeOut.of(notice, language) for notice in found])


def _brief(row: TerritoryRow) -> TerritoryBrief:
    zone = row.body["territory"]["time_zone"]
    week = date.fromisoformat(row.body["week"])
    return TerritoryBrief(id=row.slug, name=row.name, week=week, time_zone=zone, made_at=row.made_at)


def _told(territories: Territories, row: TerritoryRow, notices: Iterable[Notice], language: Language) -> TerritoryOut:
    told = [NoticeOut.of(notice, language) for notice in notices]
    return territories.told(row).model_copy(update={"notices": told})


def _faults(body: TerritoryIn, slug: str) -> list[Notice]:
    faults = list(find_bad_extract(body.territory))
    if body.territory.id != slug:
        where = Location(source="territory", field="id", item=body.territory.id)
        what = message("{value} is not the id of the address", value=body.territory.id)
        remedy = message("an id is never changed: make another, and take this one away")
        faults.append(error("id.other", where, what, remedy))
    try:
        Instance.model_validate({**body.model_dump(mode="json"), "communes": ()})
    except ValidationError as found:
        faults += [detail_notice(one, Location(source="territory")) for one in found.errors()]
    return faults
