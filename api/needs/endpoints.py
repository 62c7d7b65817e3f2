"""Routes of residents' needs: by commune, one after the other, answered, taken away."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from api import audit
from api.access import Permission, Principal, needs
from api.deps import CurrentMatch, CurrentPage, CurrentSeal, Transaction, tag
from api.needs import schemas
from api.needs.repository import Needs
from api.problems import responses
from api.store.ids import LENGTH
from api.store.tables import NeedRow
from api.store.types import now
from api.territories.dependencies import ChangedTerritory, CurrentTerritory
from api.territories.entities import Entities
from models.base import Id

router = APIRouter(prefix="/territories/{territory}/needs", tags=["needs"], responses=responses(401, 403, 404, 422))
Reads = Annotated[Principal, Depends(needs(Permission.DATA_READ))]
Changes = Annotated[Principal, Depends(needs(Permission.DATA_WRITE))]
NeedId = Annotated[str, Path(alias="need", pattern=f"^[0-9a-z]{{{LENGTH}}}$", description="The need's id")]
Commune = Annotated[Id | None, Query(description="of one commune")]
Answered = Annotated[bool | None, Query(description="those answered, or those that wait")]


@router.get("", response_model=schemas.NeedsOut, responses=responses(400))
def list_needs(
    territory: CurrentTerritory,
    session: Transaction,
    seal: CurrentSeal,
    page: CurrentPage,
    principal: Reads,
    commune: Commune = None,
    answered: Answered = None,
) -> schemas.NeedsOut:
    """What residents said is missing, the newest first."""
    found = Needs(session, seal, territory)
    rows, after = found.page(page, commune, answered)
    return schemas.NeedsOut(items=[_told(row, found, principal) for row in rows], next=after)


@router.get("/communes", response_model=schemas.CommunesOut)
def count_needs(territory: CurrentTerritory, session: Transaction, seal: CurrentSeal, _: Reads) -> schemas.CommunesOut:
    """How many needs each commune has, the most waiting first."""
    entities = Entities(session, seal, territory)
    names = {row.id: entities.body(row)["name"] for row in entities.rows("communes")}
    return schemas.CommunesOut(
        communes=[
            schemas.CommuneNeeds(
                commune=commune, name=names.get(commune, commune), waiting=waiting, answered=answered, latest=latest
            )
            for commune, waiting, answered, latest in Needs(session, seal, territory).by_commune()
        ]
    )


@router.get("/{need}", response_model=schemas.NeedOut)
def read_need(
    territory: CurrentTerritory,
    need: NeedId,
    response: Response,
    session: Transaction,
    seal: CurrentSeal,
    principal: Reads,
) -> schemas.NeedOut:
    """One need."""
    found = Needs(session, seal, territory)
    row = found.need(need)
    tag(response, row.version)
    return _told(row, found, principal)


@router.put("/{need}/answer", response_model=schemas.NeedOut, responses=responses(412, 428))
def answer_need(
    territory: ChangedTerritory,
    need: NeedId,
    body: schemas.AnswerIn,
    response: Response,
    session: Transaction,
    seal: CurrentSeal,
    match: CurrentMatch,
    principal: Changes,
) -> schemas.NeedOut:
    """Note what was answered; what the resident could be reached by is forgotten."""
    found = Needs(session, seal, territory)
    row = found.need(need)
    match.check(row.version)
    row.answer, row.answered_at, row.sealed = body.answer, now(), None
    row.version += 1
    audit.record(session, principal, "need.answer", row.id)
    tag(response, row.version)
    return _told(row, found, principal)


@router.delete("/{need}", status_code=204, responses=responses(412, 428))
def delete_need(
    territory: ChangedTerritory,
    need: NeedId,
    session: Transaction,
    seal: CurrentSeal,
    match: CurrentMatch,
    principal: Changes,
) -> None:
    """Take a need away."""
    row = Needs(session, seal, territory).need(need)
    match.check(row.version)
    session.delete(row)
    audit.record(session, principal, "need.delete", need)


def _told(row: NeedRow, found: Needs, principal: Principal) -> schemas.NeedOut:
    return schemas.NeedOut(
        id=row.id,
        commune=row.commune,
        what=row.what,
        when=row.when,
        contact=found.contact(row) if principal.may(Permission.PEOPLE_READ) else None,
        answer=row.answer,
        answered_at=row.answered_at,
        version=row.version,
        made_at=row.made_at,
    )
