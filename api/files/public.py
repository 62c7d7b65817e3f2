"""Open files as anybody asks for them."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.files.rendering import CALENDAR, CALENDARS, MEDIA_TYPES, open_path
from api.files.sending import files_of, send
from api.files.shelf import Named
from api.problems import responses

router = APIRouter(
    tags=["open data"],
    responses={**files_of(CALENDAR, *MEDIA_TYPES.values()), **responses(404, 422)},
    default_response_class=Response,
)
Slug = Annotated[str, Path(max_length=160)]


@router.head("/open/{organisation}/{territory}/{name:path}", include_in_schema=False)
@router.get("/open/{organisation}/{territory}/{name:path}")
async def open_file(
    request: Request,
    organisation: Slug,
    territory: Slug,
    name: Annotated[str, Path(max_length=200, examples=["stops.html"])],
) -> Response:
    """A page or open data.

    ``stops.html``, ``gtfs.zip``, ``stops.geojson``, ``venues.geojson``, ``communes.geojson``, ``sessions.jsonld``,
    ``posters/COMMUNE.pdf``; calendars are beside them as well (``calendars/commune-COMMUNE.ics``).
    """
    path = name if name.startswith(CALENDARS) else open_path(name)
    return await send(request, Named(organisation, territory, path))
