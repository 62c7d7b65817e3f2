"""Routes of files for those who plan, and of the day's sheet for whoever drives."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.access import Permission, Principal, needs
from api.deps import CurrentLanguage, CurrentMoment, CurrentSeal, CurrentSettings, Transaction
from api.files import schemas
from api.files.driver_sheet import driver_sheet
from api.files.sending import PRIVATE
from api.files.weekly import MEDIA_TYPES, Kept, find_weekly, render_weekly
from api.problems import forbidden, responses
from api.territories.dependencies import CurrentTerritory

router = APIRouter(prefix="/territories/{territory}", tags=["files"], responses=responses(401, 403, 404, 422))
Reader = Annotated[Principal, Depends(needs(Permission.PLANS_READ))]
Crew = Annotated[Principal, Depends(needs(Permission.OWN_SHEET))]


FIRST, LAST = date(2000, 1, 1), date(2199, 12, 31)


class FileName(StrEnum):
    """Files of a published week."""

    MAP = "map.html"
    WEEK = "week.xlsx"
    EQUITY = "equity.json"


FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {"application/octet-stream": {"schema": {"type": "string"}}}},
    304: {"description": "The reader has it already"},
}


@router.get("/files/{name}", responses=FILE, response_class=Response)
def read_file(
    name: FileName,
    request: Request,
    session: Transaction,
    settings: CurrentSettings,
    seal: CurrentSeal,
    principal: Reader,
    territory: CurrentTerritory,
    language: CurrentLanguage,
    moment: CurrentMoment,
    monday: Annotated[date | None, Query(description="of the week that begins then; else the present one")] = None,
) -> Response:
    """Map, workbook or report of a week in force; names of people for those who may read them."""
    with_names = principal.may(Permission.PEOPLE_READ)
    file = find_weekly(session, territory, name.value, monday, moment.date(), language, with_names=with_names)
    headers = {"ETag": file.etag, "Cache-Control": PRIVATE, "Vary": "Authorization, Cookie, Accept-Language"}
    if request.headers.get("if-none-match", "").removeprefix("W/") == file.etag:
        return Response(status_code=304, headers=headers)
    kept: Kept = request.app.state.kept
    body = kept.get(file.etag, lambda: render_weekly(session, settings, seal, territory, file))
    return Response(body, headers=headers, media_type=MEDIA_TYPES[name.value])


@router.get("/driver-sheet", response_model=schemas.DriverSheetOut)
def read_driver_sheet(
    session: Transaction,
    seal: CurrentSeal,
    principal: Crew,
    territory: CurrentTerritory,
    language: CurrentLanguage,
    moment: CurrentMoment,
    day: Annotated[
        date, Query(alias="date", ge=FIRST, le=LAST, description="the day of the duty", examples=["2027-01-14"])
    ],
) -> schemas.DriverSheetOut:
    """One's own duty of a day. Names and doors of passengers are on the sheets of today and tomorrow alone."""
    if principal.person is None or principal.territory_id != territory.id:
        raise forbidden()
    return driver_sheet(session, seal, territory, principal.person, day, moment, language)
