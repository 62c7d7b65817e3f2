"""Calendars as calendar programs ask for them: no sign-in, the secret or the name in the address."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.access.secrets import hash_secret
from api.exports.feeds.names import commune_feed, service_feed, stop_feed
from api.files.rendering import CALENDAR, calendar_path
from api.files.sending import files_of, send
from api.files.shelf import Named, Secret
from api.problems import responses

router = APIRouter(
    tags=["calendars"], responses={**files_of(CALENDAR), **responses(404, 422)}, default_response_class=Response
)
Slug = Annotated[str, Path(max_length=160)]
Subject = Annotated[str, Path(max_length=160, description="id in the territory's data")]


@router.head("/feeds/{token}.ics", include_in_schema=False)
@router.get("/feeds/{token}.ics")
async def secret_calendar(
    request: Request,
    token: Annotated[str, Path(max_length=100, description="the secret of a vehicle's or person's calendar")],
    alarm: Annotated[int | None, Query(ge=0, le=1440, description="minutes before each event to ring at")] = None,
) -> Response:
    """The calendar of a vehicle or person."""
    return await send(request, Secret(hash_secret(token)), alarm)


@router.head("/feeds/{organisation}/{territory}/communes/{commune:path}.ics", include_in_schema=False)
@router.get("/feeds/{organisation}/{territory}/communes/{commune:path}.ics")
async def commune_calendar(request: Request, organisation: Slug, territory: Slug, commune: Subject) -> Response:
    """What comes to a commune."""
    return await send(request, Named(organisation, territory, calendar_path(commune_feed(commune))))


@router.head("/feeds/{organisation}/{territory}/services/{service:path}.ics", include_in_schema=False)
@router.get("/feeds/{organisation}/{territory}/services/{service:path}.ics")
async def service_calendar(request: Request, organisation: Slug, territory: Slug, service: Subject) -> Response:
    """Where and when a service is held."""
    return await send(request, Named(organisation, territory, calendar_path(service_feed(service))))


@router.head("/feeds/{organisation}/{territory}/stops/{stop:path}.ics", include_in_schema=False)
@router.get("/feeds/{organisation}/{territory}/stops/{stop:path}.ics")
async def stop_calendar(request: Request, organisation: Slug, territory: Slug, stop: Subject) -> Response:
    """When vehicles call at a public stop."""
    return await send(request, Named(organisation, territory, calendar_path(stop_feed(stop))))
