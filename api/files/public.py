"""Open files as anybody asks for them."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from api.files.rendering import CALENDARS, open_path
from api.files.sending import send
from api.files.shelf import Named
from api.problems import responses

FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {"application/octet-stream": {"schema": {"type": "string"}}}},
    304: {"description": "The reader has it already"},
}
router = APIRouter(tags=["open data"], responses={**FILE, **responses(404, 422)}, default_response_class=Response)
Slug = Annotated[str, Path(max_length=160)]


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
