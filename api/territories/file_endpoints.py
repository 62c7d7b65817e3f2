"""Routes of what is kept beside a territory's data: the road extract and the outlines of maps."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api import audit
from api.access import Permission, Principal, needs
from api.deps import CurrentMatch, CurrentSeal, Transaction, tag
from api.exports.maps.background_files import Backgrounds, is_collection
from api.problems import refused, responses
from api.territories.dependencies import ChangedTerritory, CurrentTerritory
from api.territories.files import put_backgrounds
from api.territories.folders import backgrounds_of
from api.territories.repository import Territories
from api.territories.schemas import Outlines, TerritoryOut
from api.territories.uploads import SentBytes, file_body
from models.notices import Location, error
from models.text import message

router = APIRouter(prefix="/territories/{territory}", tags=["territories"], responses=responses(401, 403, 404, 422))
Reads = Annotated[Principal, Depends(needs(Permission.DATA_READ))]
Changes = Annotated[Principal, Depends(needs(Permission.DATA_WRITE))]
PBF_HEADER = b"OSMHeader"
ExtractName = Annotated[
    str, Query(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\.osm\.pbf$", description="the name its travel times give")
]


@router.put(
    "/roads",
    response_model=TerritoryOut,
    openapi_extra=file_body("application/octet-stream"),
    responses=responses(412, 413, 428),
)
def send_roads(
    sent: SentBytes,
    territory: ChangedTerritory,
    response: Response,
    session: Transaction,
    seal: CurrentSeal,
    match: CurrentMatch,
    principal: Changes,
    name: ExtractName = "roads.osm.pbf",
) -> TerritoryOut:
    """Send the road extract (OpenStreetMap, .osm.pbf) that travel times are found on."""
    match.check(territory.version)
    if PBF_HEADER not in sent[:64]:
        what = message("this is not an OpenStreetMap extract (.osm.pbf)")
        raise refused([error("travel.extract", Location(source=name), what, message("send one in that form"))])
    territory.extract_name, territory.extract = name, sent
    territory.version += 1
    session.flush()
    audit.record(session, principal, "territory.roads", territory.slug, size=len(sent))
    tag(response, territory.version)
    return Territories(session, seal, principal.organisation_id).told(territory)


@router.delete("/roads", status_code=204, responses=responses(412, 428))
def remove_roads(territory: ChangedTerritory, session: Transaction, match: CurrentMatch, principal: Changes) -> None:
    """Take the road extract away."""
    match.check(territory.version)
    territory.extract_name, territory.extract = None, None
    territory.version += 1
    audit.record(session, principal, "territory.roads", territory.slug, size=0)


@router.get("/outlines", response_model=Outlines)
def read_outlines(territory: CurrentTerritory, response: Response, _: Reads) -> Outlines:
    """The outlines that the territory's maps are drawn on."""
    tag(response, territory.version)
    found = backgrounds_of(territory)
    return Outlines.model_validate({"communes": found.communes, "roads": found.roads})


@router.put("/outlines", response_model=TerritoryOut, responses=responses(412, 428))
def send_outlines(
    territory: ChangedTerritory,
    body: Outlines,
    response: Response,
    session: Transaction,
    seal: CurrentSeal,
    match: CurrentMatch,
    principal: Changes,
) -> TerritoryOut:
    """Change the outlines that the territory's maps are drawn on; none takes them away."""
    match.check(territory.version)
    given = {name: getattr(body, name) for name in ("communes", "roads") if getattr(body, name) is not None}
    what = message("this is not a GeoJSON feature collection of lines and polygons")
    remedy = message("replace it, or leave it out: maps are then drawn without it")
    faults = [
        error("map-background", Location(source="body", field=name), what, remedy)
        for name, content in given.items()
        if not is_collection(content)
    ]
    if faults:
        raise refused(faults)
    put_backgrounds(territory, Backgrounds(**given))
    territory.version += 1
    session.flush()
    audit.record(session, principal, "territory.outlines", territory.slug, sent=sorted(given))
    tag(response, territory.version)
    return Territories(session, seal, principal.organisation_id).told(territory)
