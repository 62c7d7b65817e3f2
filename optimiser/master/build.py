"""Build the session model: placements, columns, variables, constraints."""

from datetime import date

from ortools.sat.python import cp_model

from models.horizon import Horizon, Occurrence
from models.instance import Instance
from models.pins import Pin
from models.plan import Plan
from optimiser.master import breaks, crews, duties, meals, outings, reserve, sessions, work
from optimiser.master.columns import car_columns, vehicle_columns
from optimiser.master.context import Context, Scope
from optimiser.master.placements import place_all
from optimiser.travel import TravelTimes

COLUMN_LIMIT = 200_000
"""Columns beyond this do not fit a model that answers in time."""


def scope_of(
    instance: Instance,
    horizon: Horizon,
    times: TravelTimes,
    occurrences: tuple[Occurrence, ...],
    pins: dict[str, Pin],
    previous: Plan | None = None,
    kept: frozenset[date] = frozenset(),
) -> Scope:
    """Placements and columns of some occurrences; on the days kept, only of those pinned there."""
    asked = place_all(instance, horizon, occurrences, pins, kept)
    qualified = crews.qualified_people(instance.people, asked)
    columns = [
        *vehicle_columns(instance, horizon, times, asked, COLUMN_LIMIT),
        *car_columns(instance, horizon, times, asked, qualified),
    ]
    return Scope(instance, horizon, times, asked, tuple(columns), qualified, previous)


def build(
    scope: Scope, without: frozenset[str] = frozenset()
) -> tuple[Context, dict[tuple[int, int], cp_model.IntVar]]:
    """The model of a scope, and the weekly work of each person.

    The order matters only in that later families use variables of earlier ones.

    Parameters
    ----------
    without
        Codes of rules to leave out, for finding which rule stands in the way; see ``RELAXABLE``.
    """
    ctx = Context(scope, without)
    sessions.add_sessions(ctx)
    crews.add_members(ctx)
    crews.add_riders(ctx)
    crews.add_ratio(ctx)
    outings.add_outing_times(ctx)
    outings.add_vehicles(ctx)
    outings.add_kits(ctx)
    outings.add_range(ctx)
    sessions.add_venues(ctx)
    sessions.add_patterns(ctx)
    sessions.add_spacing(ctx)
    duties.add_days(ctx)
    duties.add_people(ctx)
    duties.add_car_days(ctx)
    meals.add_meals(ctx)
    breaks.add_breaks(ctx)
    duties.add_work(ctx)
    weeks = duties.add_weeks(ctx)
    work.add_week_shares(ctx, weeks)
    duties.add_rests(ctx)
    sessions.add_pins(ctx)
    reserve.add_reserves(ctx)
    return ctx, weeks


RELAXABLE = (
    "S4",
    "S5",
    "T5",
    "T3",
    "P6",
    "P3",
    "P4",
    "P5",
    "P7",
    "P8",
    "P2",
    "P1",
    "T1",
    "S6",
    "S2",
    "S7",
    "T6",
    "L3",
    "L1",
)
"""Codes a model can be built without, in the order they are tried as the one that stands in the way."""
