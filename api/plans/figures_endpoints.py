"""Routes of what plans come to: figures, what each commune gets, two plans side by side, who pays what."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from sqlalchemy.orm import Session

from api.access import Permission, Principal, needs
from api.deps import CurrentSeal, CurrentSettings, Transaction
from api.exports.access import access_by_car
from api.exports.compare import Side, compare
from api.exports.compare.document import comparison_document
from api.exports.equity import equity
from api.exports.equity_json import equity_document
from api.exports.indicators import indicators
from api.exports.lookup import Lookup
from api.exports.shares_json import shares_document
from api.plans.asking_schemas import RowId
from api.plans.dependencies import CurrentPlan
from api.plans.pseudonyms import without_names
from api.plans.repository import Plans
from api.plans.schemas import SharesIn
from api.plans.storing import load_plan
from api.problems import refused, responses
from api.store.sealing import Seal
from api.store.tables import InstanceRow, PlanRow
from api.territories.dependencies import CurrentTerritory
from api.territories.folders import travel_folder
from api.territories.snapshots import thaw
from models.instance import Instance
from models.plan_references import find_strangers
from models.record_faults import find_overlaps
from models.share_faults import find_share_faults
from optimiser.ledger import charges, loans, split
from optimiser.travel import travel_times

router = APIRouter(prefix="/territories/{territory}", tags=["plans"], responses=responses(401, 403, 404, 422))
Reader = Annotated[Principal, Depends(needs(Permission.PLANS_READ))]


@router.get("/plans/{plan}/indicators")
def read_indicators(_: Reader, plan: CurrentPlan, session: Transaction, seal: CurrentSeal) -> dict[str, Any]:
    """A plan's figures: served and asked by service, days and minutes of work by person, metres, grams, cents."""
    figures = indicators(load_plan(plan), _instance(session, seal, plan))
    services = [{**asdict(one), "percent": one.percent} for one in figures.services]
    return {**asdict(figures), "services": services, "total_cents": figures.total_cents}


@router.get("/plans/{plan}/equity")
def read_equity(
    _: Reader,
    plan: CurrentPlan,
    session: Transaction,
    seal: CurrentSeal,
    settings: CurrentSettings,
    territory: CurrentTerritory,
) -> dict[str, Any]:
    """What each commune asked and gets, how near sessions are, and how unequal the communes are."""
    instance = _instance(session, seal, plan)
    times = travel_times(instance, travel_folder(territory, settings.data_dir))
    report = equity(Lookup(load_plan(plan), instance), access_by_car(instance, times))
    return equity_document(report, instance)


@router.get("/plans/{plan}/comparison")
def compare_with(
    _: Reader,
    plan: CurrentPlan,
    session: Transaction,
    seal: CurrentSeal,
    territory: CurrentTerritory,
    with_: Annotated[RowId, Query(alias="with", description="The plan it is compared with, which stands first")],
) -> dict[str, Any]:
    """Two plans side by side: tiers, figures, who is served, what moved."""
    sides = [_side(session, seal, row) for row in (Plans(session, territory).plan(with_), plan)]
    return comparison_document(compare(*sides))


@router.post("/cost-shares")
def share_costs(
    body: SharesIn,
    _: Reader,
    session: Transaction,
    seal: CurrentSeal,
    settings: CurrentSettings,
    territory: CurrentTerritory,
) -> dict[str, Any]:
    """Split the cost of plans among communes or services by a key, to the cent, and tell what loans are owed for.

    All plans are read with the data the last of them was made from. Nothing is kept.
    """
    plans = Plans(session, territory)
    rows = [plans.plan(id_) for id_ in body.plans]
    made = [load_plan(row) for row in rows]
    instance = _instance(session, seal, rows[-1])
    faults = [*find_overlaps(made), *find_share_faults(body.key, instance)]
    faults += [notice for plan in made for notice in find_strangers(plan, instance)]
    if faults:
        raise refused(faults)
    times = travel_times(instance, travel_folder(territory, settings.data_dir))
    charged = [charge for plan in made for charge in charges(plan, instance, times)]
    found, lent = split(charged, made, instance, body.key), loans(made, instance, charged, body.key)
    return shares_document(found, lent, made, body.key)


def _instance(session: Session, seal: Seal, plan: PlanRow) -> Instance:
    """The data a plan was made from, without names."""
    return without_names(thaw(session, seal, session.get_one(InstanceRow, plan.instance_id)))


def _side(session: Session, seal: Seal, plan: PlanRow) -> Side:
    return Side(plan.label or plan.id, load_plan(plan), _instance(session, seal, plan))
