"""Routes of what happens within a week: note it, ask for plans that answer it, choose one of them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from sqlalchemy.orm import Session

from api import audit
from api.access import Permission, Principal, needs
from api.deps import CurrentLanguage, CurrentMatch, CurrentPage, CurrentSeal, CurrentSettings, Transaction, tag
from api.idempotency import CurrentOnce
from api.jobs.beginning import STATUS, CurrentBeginning
from api.jobs.schemas import JobOut
from api.plans.naming import naming
from api.plans.pseudonyms import Rename
from api.problems import conflict, responses
from api.repairs import schemas
from api.repairs.asking import ask_repair
from api.repairs.happenings import Happenings
from api.repairs.repository import PriceLists
from api.store.ids import LENGTH
from api.store.sealing import Seal
from api.store.tables import PlanRow, PriceListRow
from api.territories.dependencies import CurrentTerritory
from models.text import message

router = APIRouter(prefix="/territories/{territory}", tags=["repairs"], responses=responses(401, 403, 404, 422))
Reader = Annotated[Principal, Depends(needs(Permission.PLANS_READ))]
PeopleReader = Annotated[Principal, Depends(needs(Permission.PEOPLE_READ))]
Writer = Annotated[Principal, Depends(needs(Permission.PLANS_WRITE))]
RowPath = Path(pattern=f"^[0-9a-z]{{{LENGTH}}}$")


@router.post("/happenings", status_code=201)
def note_a_happening(
    body: schemas.HappeningIn,
    response: Response,
    session: Transaction,
    seal: CurrentSeal,
    territory: CurrentTerritory,
    principal: Writer,
    once: CurrentOnce,
) -> schemas.HappeningOut:
    """Note a breakdown, an absence, a closure, a delay. What is said about why is sealed, and in no plan."""
    once.claim(session)
    row = Happenings(session, seal, territory).add(body.event, principal)
    audit.record(session, principal, "happening.note", row.id, kind=body.event.kind)
    tag(response, row.version)
    return once.keep(session, schemas.HappeningOut.of(row, body.event), response, 201)


@router.get("/happenings", responses=responses(400))
def list_happenings(
    _: PeopleReader, session: Transaction, seal: CurrentSeal, territory: CurrentTerritory, page: CurrentPage
) -> schemas.HappeningsOut:
    """What happened, the newest first."""
    happenings = Happenings(session, seal, territory)
    rows, after = happenings.rows(page)
    return schemas.HappeningsOut(
        items=[schemas.HappeningOut.of(row, happenings.event(row)) for row in rows], next=after
    )


@router.delete("/happenings/{happening}", status_code=204, responses=responses(412, 428))
def forget_a_happening(
    happening: Annotated[str, RowPath],
    session: Transaction,
    seal: CurrentSeal,
    territory: CurrentTerritory,
    principal: Writer,
    match: CurrentMatch,
) -> None:
    """Take back what was noted; plans that answer it stay."""
    row = Happenings(session, seal, territory).row(happening)
    match.check(row.version)
    session.delete(row)
    audit.record(session, principal, "happening.forget", row.id)


@router.post("/repairs", status_code=STATUS, responses=responses(409, 429))
def ask_for_repairs(
    body: schemas.RepairIn, begin: CurrentBeginning, settings: CurrentSettings, seal: CurrentSeal
) -> JobOut:
    """Look for the plans that answer what happened with few changes; the job's result names the price list."""
    return begin.answer("repair.ask", lambda: ask_repair(begin, body, settings, seal))


@router.get("/repairs", responses=responses(400))
def list_price_lists(
    principal: Reader,
    session: Transaction,
    seal: CurrentSeal,
    territory: CurrentTerritory,
    page: CurrentPage,
    language: CurrentLanguage,
) -> schemas.PriceListsOut:
    """Price lists, the newest first."""
    rows, after = PriceLists(session, territory).rows(page)
    items = [schemas.PriceListOut.of(row, _naming(session, seal, row, principal), language) for row in rows]
    return schemas.PriceListsOut(items=items, next=after)


@router.get("/repairs/{repair}")
def read_price_list(
    repair: Annotated[str, RowPath],
    principal: Reader,
    session: Transaction,
    seal: CurrentSeal,
    territory: CurrentTerritory,
    language: CurrentLanguage,
) -> schemas.PriceListOut:
    """A price list: what each plan costs and leaves out, and who is to be told of what."""
    row = PriceLists(session, territory).row(repair)
    return schemas.PriceListOut.of(row, _naming(session, seal, row, principal), language)


@router.put("/repairs/{repair}/choice", responses=responses(409))
def choose_a_repair(
    repair: Annotated[str, RowPath],
    body: schemas.ChoiceIn,
    principal: Writer,
    session: Transaction,
    seal: CurrentSeal,
    territory: CurrentTerritory,
    language: CurrentLanguage,
) -> schemas.PriceListOut:
    """Choose a line; its plan is then published like any other."""
    row = PriceLists(session, territory).row(repair)
    if body.plan not in [option["plan"] for option in row.options]:
        raise conflict("not-an-option", message("this plan is none of the price list"))
    row.chosen = body.plan
    session.flush()
    audit.record(session, principal, "repair.choose", row.id, plan=body.plan)
    return schemas.PriceListOut.of(row, _naming(session, seal, row, principal), language)


def _naming(session: Session, seal: Seal, row: PriceListRow, principal: Principal) -> Rename:
    return naming(session, seal, session.get_one(PlanRow, row.plan_id), principal)
