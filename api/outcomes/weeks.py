"""The plans now published, with what was recorded of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.plans.pseudonyms import without_names
from api.plans.storing import load_plan
from api.publications.repository import Publications
from api.store.sealing import Seal
from api.store.tables import OutcomeRow, TerritoryRow
from api.territories.folders import travel_folder
from api.territories.snapshots import thaw
from models.instance import Instance
from models.plan import Plan
from models.record import Outcome
from optimiser.ledger import Cell, Delivery, blank_record, charges, deliveries
from optimiser.travel import travel_times

MOST_WEEKS = 60
"""Weeks that are looked at in one request."""
Told = Mapping[tuple[str, str], OutcomeRow]


@dataclass(frozen=True)
class Week:
    """A published plan, and the data it was made from, without names."""

    plan: Plan
    instance: Instance


def published_weeks(session: Session, seal: Seal, territory: TerritoryRow, first: date, last: date) -> list[Week]:
    """The plans in force whose days meet the days from first to last, by time."""
    publications = Publications(session, territory)
    found = []
    for row in publications.in_force(first):
        if row.monday <= last:
            plan, snapshot = publications.plan_and_snapshot(row)
            found.append(Week(load_plan(plan), without_names(thaw(session, seal, snapshot))))
    return found


def recorded(session: Session, territory: TerritoryRow, first: date, last: date) -> Told:
    """Rows of outcomes by item and direction."""
    query = select(OutcomeRow).where(
        OutcomeRow.territory_id == territory.id, OutcomeRow.day >= first, OutcomeRow.day <= last
    )
    return {(row.item, row.leg): row for row in session.scalars(query)}


def filled(week: Week, told: Told) -> list[tuple[Outcome, int]]:
    """Every item of a week with what was recorded, and the version of that."""
    rows = []
    for blank in blank_record([week.plan], week.instance).outcomes:
        row = told.get((blank.item, blank.leg or ""))
        rows.append((blank if row is None else blank.model_copy(update=fields_of(row)), row.version if row else 0))
    return rows


def fields_of(row: OutcomeRow) -> dict[str, object]:
    """What a row records."""
    return {name: row.body.get(name) for name in ("delivered", "attended", "minutes")} | {
        "reason": row.body.get("reason", "")
    }


def delivered(weeks: list[Week], told: Told, territory: TerritoryRow, data_dir: Path) -> dict[Cell, Delivery]:
    """Planned, delivered and attended, and what it cost, by month, commune and service."""
    found: dict[Cell, Delivery] = {}
    for week in weeks:
        times = travel_times(week.instance, travel_folder(territory, data_dir))
        charged = charges(week.plan, week.instance, times)
        outcomes = [outcome for outcome, _ in filled(week, told)]
        for cell, delivery in deliveries([(week.plan, charged)], week.instance, outcomes).items():
            found[cell] = found.get(cell, Delivery()) + delivery
    return dict(sorted(found.items()))
