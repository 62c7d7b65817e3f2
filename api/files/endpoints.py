"""Routes of files for those who plan, and of the day's sheet for whoever drives."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api.access import Permission, Principal, needs
from api.deps import CurrentLanguage, CurrentMoment, CurrentSeal, CurrentSettings, Transaction
from api.files import schemas
from api.files.driver_sheet import driver_sheet
from api.files.sending import PRIVATE, files_of, has_tag
from api.files.weekly import MEDIA_TYPES, Kept, WeeklyFile, find_sheet, find_weekly, render_sheet, render_weekly
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


@router.get("/files/{name}", responses=files_of(*MEDIA_TYPES.values()), response_class=Response)
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
    return _sent(
        request, file, MEDIA_TYPES[name.value], lambda: render_weekly(session, settings, seal, territory, file)
    )


@router.get("/files/sheets/{person}/{day}.pdf", responses=files_of("application/pdf"), response_class=Response)
def read_sheet(
    person: Annotated[str, Path(max_length=160)],
    day: Annotated[date, Path(ge=FIRST, le=LAST, examples=["2027-01-14"])],
    request: Request,
    session: Transaction,
    seal: CurrentSeal,
    principal: Reader,
    territory: CurrentTerritory,
    language: CurrentLanguage,
) -> Response:
    """Somebody's day as it is in force, to print."""
    file = find_sheet(session, territory, person, day, language, with_names=principal.may(Permission.PEOPLE_READ))
    return _sent(request, file, "application/pdf", lambda: render_sheet(session, seal, territory, file))


def _sent(request: Request, file: WeeklyFile, media_type: str, make: Callable[[], bytes]) -> Response:
    """A file, made if it is not at hand, or 304 for whoever has it."""
    headers = {"ETag": file.etag, "Cache-Control": PRIVATE, "Vary": "Authorization, Cookie, Accept-Language"}
    if has_tag(request, file.etag):
        return Response(status_code=304, headers=headers)
    kept: Kept = request.app.state.kept
    return Response(kept.get(file.etag, make), headers=headers, media_type=media_type)


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
