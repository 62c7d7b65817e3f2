"""Each real round planned, written out in the common vocabulary, passes the independent checker at the same length."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from instances.fill import bundled_work_rules
from instances.generators.sources import INSTANCES
from instances.rounds_instance import AGENT, DEPOT, PROFILE, VEHICLE, round_instance
from instances.rounds_reader import read_rounds
from models.horizon import Horizon, Occurrence, horizon_of, occurrences
from models.instance import Instance
from models.plan import Plan
from models.rounds import Round
from optimiser.check import check
from optimiser.draft import Draft, HeldSession, Outing, Visit
from optimiser.master.rounds import RoundPlan, plan_round
from optimiser.travel import TravelTimes, travel_times
from optimiser.writing.evaluate import overtime_cents
from optimiser.writing.plan import Frame, digest_of, tier_list, values_of, write_parts

MONDAY = date(2027, 1, 11)
RULES = next(rules for rules in bundled_work_rules() if rules.profile == "fr-public")


def _visits(stated: Round, plan: RoundPlan, instance: Instance, horizon: Horizon) -> dict[date, list[Visit]]:
    """The planned stays of each day, in order."""
    demand_of = {session: demand for (session, _), demand in zip(stated.series, instance.demands, strict=True)}
    asked: dict[tuple[str, date], Occurrence] = {}
    for occurrence in occurrences(instance, horizon):
        asked |= {(occurrence.demand, day): occurrence for day in occurrence.days}
    found: dict[date, list[Visit]] = {}
    for unit, (weekday, _), unit_start in plan.slots:
        for week in unit.weeks:
            day = horizon.monday + timedelta(weeks=week - 1, days=weekday - 1)
            for session in unit.sessions:
                demand = demand_of[session]
                start = horizon.day_start(day) + unit_start + session.start - unit.start
                end = start + session.end - session.start
                visit = Visit(asked[demand.id, day].id, demand.venues[0], start, start, end, end)
                found.setdefault(day, []).append(visit)
    return {day: sorted(visits, key=lambda visit: visit.start) for day, visits in sorted(found.items())}


def _outing(day: date, visits: list[Visit], times: TravelTimes) -> Outing:
    places = [DEPOT, *(visit.venue for visit in visits), DEPOT]
    out, back = times.minutes(DEPOT, places[1], PROFILE, day), times.minutes(places[-2], DEPOT, PROFILE, day)
    metres = sum(times.metres(a, b, PROFILE, day) for a, b in pairwise(places))
    depart, home = visits[0].set_up_start - out, visits[-1].tear_down_end + back
    return Outing(day, VEHICLE, (AGENT,), tuple(visits), DEPOT, depart, home, metres)


def _written(stated: Round, plan: RoundPlan) -> tuple[Instance, Plan, TravelTimes]:
    instance = round_instance(stated, MONDAY)
    horizon, times = horizon_of(instance), travel_times(instance)
    visits = _visits(stated, plan, instance, horizon)
    sessions = tuple(HeldSession(visit, ((AGENT, "agent"),), None) for day in visits.values() for visit in day)
    draft = Draft(sessions, tuple(_outing(day, stays, times) for day, stays in visits.items()))
    made_at = datetime(2027, 1, 4, 9, 0)
    frame = Frame(instance, horizon, times, occurrences(instance, horizon), (), None, made_at)
    parts = write_parts(frame, draft)
    assert not parts.unserved
    written = Plan(
        instance=instance.territory.id,
        digest=digest_of(instance),
        monday=horizon.monday,
        weeks=horizon.weeks,
        made_at=made_at,
        tours=parts.tours,
        sessions=parts.sessions,
        duties=parts.duties,
        overtime_cents=overtime_cents(instance, horizon, parts.duties),
        tiers=tier_list(values_of(frame, parts), {}),
    )
    return instance, written, times


@pytest.mark.parametrize("stated", read_rounds([INSTANCES / "rounds"]), ids=lambda stated: stated.slug)
def test_plan_of_a_round_breaks_no_rule(stated: Round) -> None:
    plan = plan_round(stated, RULES)
    instance, written, times = _written(stated, plan)
    assert [breach.clause for breach in check(instance, written, times)] == []
    assert sum(tour.metres for tour in written.tours) == plan.planned_m
