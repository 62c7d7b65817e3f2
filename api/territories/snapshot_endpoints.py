"""Routes of frozen instances: freeze what there is, list, read without names."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Response
from sqlalchemy import select
from sqlalchemy.orm import defer

from api import audit
from api.access import Permission, Principal, needs
from api.deps import CurrentLanguage, CurrentPage, CurrentSeal, Transaction, etag_of
from api.owned import of_territory
from api.problems import NoticeOut, responses
from api.store.ids import LENGTH
from api.store.tables import InstanceRow
from api.territories.dependencies import ChangedTerritory, CurrentTerritory
from api.territories.snapshot_schemas import InstanceBrief, InstancesOut
from api.territories.snapshots import assemble, freeze
from models.instance import Instance
from models.notices import Notice
from models.text import Language

router = APIRouter(
    prefix="/territories/{territory}/instances", tags=["instances"], responses=responses(401, 403, 404, 422)
)
Reads = Annotated[Principal, Depends(needs(Permission.DATA_READ))]
Freezes = Annotated[Principal, Depends(needs(Permission.PLANS_WRITE))]
InstanceId = Annotated[str, Path(alias="instance", pattern=f"^[0-9a-z]{{{LENGTH}}}$", description="The instance's id")]
IfNoneMatch = Annotated[str | None, Header(description="ETag of what the caller has")]


@router.post("", response_model=InstanceBrief, status_code=201)
def freeze_now(
    territory: ChangedTerritory,
    response: Response,
    session: Transaction,
    seal: CurrentSeal,
    language: CurrentLanguage,
    principal: Freezes,
) -> InstanceBrief:
    """Freeze the territory as it stands; refused, with every notice, when it cannot be planned."""
    instance, notices = assemble(session, seal, territory)
    row = freeze(session, seal, territory, instance, principal.actor, notices)
    audit.record(session, principal, "instance.freeze", row.id, territory=territory.slug)
    response.headers["Location"] = f"/v1/territories/{territory.slug}/instances/{row.id}"
    response.headers["ETag"] = etag_of(row.id)
    return _brief(row, language)


@router.get("", response_model=InstancesOut, responses=responses(400))
def list_instances(
    territory: CurrentTerritory, session: Transaction, language: CurrentLanguage, page: CurrentPage, _: Reads
) -> InstancesOut:
    """The territory's frozen instances, the newest first."""
    query = select(InstanceRow).where(InstanceRow.territory_id == territory.id).options(defer(InstanceRow.body))
    found = session.scalars(page.select(query, InstanceRow.id, newest_first=True)).all()
    rows, after = page.cut(found, lambda row: row.id)
    return InstancesOut(items=[_brief(row, language) for row in rows], next=after)


@router.get(
    "/{instance}",
    response_class=Response,
    responses={200: {"model": Instance}, 304: {"description": "The caller has it"}},
)
def read_instance(
    territory: CurrentTerritory,
    instance: InstanceId,
    session: Transaction,
    _: Reads,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """A frozen instance: people go by their ids, addresses lie in the middle of their communes."""
    row = of_territory(session, InstanceRow, instance, territory)
    headers = {"ETag": etag_of(row.id), "Cache-Control": "private, max-age=86400, immutable"}
    if if_none_match is not None and etag_of(row.id) in [one.strip() for one in if_none_match.split(",")]:
        return Response(status_code=304, headers=headers)
    return Response(row.body, media_type="application/json", headers=headers)


def _brief(row: InstanceRow, language: Language) -> InstanceBrief:
    notices = [NoticeOut.of(Notice.model_validate(notice), language) for notice in row.notices]
    return InstanceBrief(id=row.id, made_at=row.made_at, made_by=row.made_by, notices=notices)
