"""Routes of what happens within a week: note it, ask for plans that answer it, choose one of them."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from sqlalchemy.orm import Session

from api import audit
from api.access import Permission, Principal, needs
from api.deps import CurrentLanguage, CurrentMatch, CurrentPage, CurrentSeal, CurrentSettings, Transaction, tag
from api.jobs import queue
from api.jobs.repository import accepted
from api.jobs.requests import RepairRequest
from api.jobs.schemas import JobOut
from api.plans.pseudonyms import Rename, names_of, renaming
from api.plans.published import local_time, plan_before
from api.plans.repository import Plans
from api.plans.storing import load_plan
from api.problems import conflict, responses
from api.repairs import schemas
from api.repairs.happenings import Happenings, events_of
from api.repairs.repository import PriceLists
from api.store.ids import LENGTH
from api.store.sealing import Seal
from api.store.tables import InstanceRow, PlanRow, PriceListRow, TerritoryRow
from api.territories.dependencies import CurrentTerritory
from api.territories.snapshots import thaw
from models.notices import InvalidInstance, Severity
from models.text import message
from optimiser.repair.faults import find_event_faults

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
) -> schemas.HappeningOut:
    """Note a breakdown, an absence, a closure, a delay. What is said about why is sealed, and in no plan."""
    happenings = Happenings(session, seal, territory)
    row = happenings.add(body.event, principal)
    audit.record(session, principal, "happening.note", row.id, kind=body.event.kind)
    tag(response, row.version)
    return schemas.HappeningOut.of(row, body.event)


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


@router.post("/repairs", status_code=202, responses=responses(409, 429))
def ask_for_repairs(
    body: schemas.RepairIn,
    response: Response,
    session: Transaction,
    settings: CurrentSettings,
    seal: CurrentSeal,
    territory: CurrentTerritory,
    principal: Writer,
    language: CurrentLanguage,
) -> JobOut:
    """Look for the plans that answer what happened with few changes; the job's result names the price list."""
    now = body.now or local_time(territory)
    plan = _plan(session, territory, body)
    events = events_of(session, seal, territory, body.happenings)
    instance = thaw(session, seal, session.get_one(InstanceRow, plan.instance_id))
    faults = find_event_faults(instance, load_plan(plan), events, now)
    if any(notice.severity is Severity.ERROR for notice in faults):
        raise InvalidInstance(faults)
    seconds = min(body.seconds or settings.solve_seconds, settings.max_solve_seconds)
    request = RepairRequest(plan=plan.id, happenings=body.happenings, now=now, seconds=seconds, seed=body.seed)
    job = queue.enqueue(session, territory, "repair", request.model_dump(mode="json"), principal)
    audit.record(session, principal, "repair.ask", job.id)
    return accepted(response, territory, job, language)


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


def _plan(session: Session, territory: TerritoryRow, body: schemas.RepairIn) -> PlanRow:
    """The plan that is repaired: the one named, or what is published for the week of now."""
    if body.plan is not None:
        return Plans(session, territory).plan(body.plan)
    day = (body.now or local_time(territory)).date()
    before = plan_before(session, territory, day - timedelta(days=day.weekday()))
    if before is None:
        raise conflict("nothing-published", message("no plan is published for this week: name the plan to repair"))
    return before.plan


def _naming(session: Session, seal: Seal, row: PriceListRow, principal: Principal) -> Rename:
    """What names people and addresses for those who may read it."""
    if not principal.may(Permission.PEOPLE_READ):
        return renaming({})
    plan = session.get_one(PlanRow, row.plan_id)
    return renaming(names_of(thaw(session, seal, session.get_one(InstanceRow, plan.instance_id))))
