"""Routes that bring a file into a territory, or give the territory as one."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api import audit
from api.access import Permission, Principal, needs
from api.deps import CurrentLanguage, CurrentMatch, CurrentSeal, Transaction, etag_of, tag
from api.problems import NoticeOut, forbidden, responses
from api.territories.bulk import carry_out, plan_import
from api.territories.bulk_schemas import ImportOut, KindChange, fields_told
from api.territories.dependencies import ChangedTerritory, CurrentTerritory
from api.territories.entities import Entities
from api.territories.export import Form, write_blank, write_form
from api.territories.kinds import SEALED
from api.territories.snapshots import without_identities
from api.territories.uploads import SUFFIXES, WORKBOOK, Mode, Whole, file_body, read_upload
from instances.parts import Parts
from models.instance import Instance

router = APIRouter(tags=["territories"], responses=responses(401, 403, 422))
Reads = Annotated[Principal, Depends(needs(Permission.DATA_READ))]
Changes = Annotated[Principal, Depends(needs(Permission.DATA_WRITE))]
Sent = Annotated[Whole | Parts, Depends(read_upload)]
MEDIA = {Form.JSON: "application/json", Form.WORKBOOK: WORKBOOK, Form.FOLDER: "application/zip"}
_BINARY = {"schema": {"type": "string", "format": "binary"}}


@router.post(
    "/territories/{territory}/import",
    response_model=ImportOut,
    openapi_extra=file_body(*SUFFIXES, schema="Instance"),
    responses=responses(404, 412, 413, 415, 428),
)
def bring_in(
    sent: Sent,
    territory: ChangedTerritory,
    response: Response,
    session: Transaction,
    seal: CurrentSeal,
    language: CurrentLanguage,
    match: CurrentMatch,
    principal: Changes,
    mode: Mode = Mode.UPSERT,
    dry_run: Annotated[bool, Query(description="tell the difference, change nothing")] = False,
) -> ImportOut:
    """Bring a workbook, a zipped folder or JSON into a territory, as a whole or not at all.

    With `mode=upsert` the file may hold some tables only; its rows take the place of those of the same id. The answer
    tells the difference kind by kind; its ETag, of a dry run or an export, is what If-Match of the import names.
    """
    entities = Entities(session, seal, territory)
    if not dry_run:
        match.check(entities.state())
    plan = plan_import(session, seal, territory, sent)
    if not dry_run:
        carry_out(session, seal, territory, plan)
        counts = {
            one.kind.name: [len(one.added), len(one.changed), len(one.removed)]
            for one in plan.differences
            if not one.is_empty
        }
        audit.record(session, principal, "territory.import", territory.slug, mode=mode.value, counts=counts)
    tag(response, entities.state())
    people = principal.may(Permission.PEOPLE_READ)
    outlines = plan.files.backgrounds
    files = [plan.files.extract[0]] if plan.files.extract else []
    files += [name for name in ("communes", "roads") if getattr(outlines, name) is not None]
    return ImportOut(
        dry_run=dry_run,
        mode=mode,
        territory=fields_told(plan.once_changed),
        kinds=[KindChange.of(one, values=people or one.kind.name not in SEALED) for one in plan.differences],
        files=files,
        notices=[NoticeOut.of(notice, language) for notice in plan.notices],
    )


@router.get(
    "/territories/{territory}/export",
    response_class=Response,
    responses={
        200: {"model": Instance, "content": {WORKBOOK: _BINARY, "application/zip": _BINARY}},
        **responses(404, 409),
    },
)
def give_out(
    territory: CurrentTerritory,
    session: Transaction,
    seal: CurrentSeal,
    principal: Reads,
    form: Annotated[Form, Query(alias="format")] = Form.JSON,
    personal: Annotated[bool, Query(description="with names, absences and addresses, for those who may")] = False,
) -> Response:
    """The territory as a file; people go by their ids and addresses lie in the middle of communes unless asked for."""
    if personal and not principal.may(Permission.PEOPLE_READ):
        raise forbidden()
    entities = Entities(session, seal, territory)
    state, instance = entities.state(), entities.instance()
    content = write_form(instance if personal else without_identities(instance), form, territory)
    return _file(content, MEDIA[form], f"{territory.slug}.{form.value}", {"ETag": etag_of(state)})


@router.get(
    "/template", response_class=Response, responses={200: {"content": {WORKBOOK: _BINARY}, "description": "A workbook"}}
)
def give_template(_: Reads) -> Response:
    """The workbook to fill in, with this year's French holidays and the bundled rules."""
    content = write_blank(date.today())  # noqa: DTZ011 - only its year matters
    return _file(content, WORKBOOK, "halte.xlsx", {})


def _file(content: bytes, media_type: str, name: str, headers: dict[str, str]) -> Response:
    plain = "".join(c if c.isalnum() or c in "-_." else "-" for c in name)
    return Response(
        content,
        media_type=media_type,
        headers={**headers, "Content-Disposition": f'attachment; filename="{plain}"', "Cache-Control": "no-store"},
    )
