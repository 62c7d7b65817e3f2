"""Tier values of a written plan, by the objective's own definitions."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.horizon import Horizon, Occurrence, RideItem
from models.instance import Instance, TierName
from models.plan import Duty, PlannedRide, PlannedSession, Tour
from models.profiles import WorkRules, work_rules_on
from optimiser.need import Bucket
from optimiser.travel import TravelTimes
from optimiser.writing.amounts import half_up


@dataclass(frozen=True)
class Written:
    """The parts of a plan tiers are computed from."""

    tours: tuple[Tour, ...]
    sessions: tuple[PlannedSession, ...]
    rides: tuple[PlannedRide, ...]
    duties: tuple[Duty, ...]
    unserved: frozenset[str]


def rules_of(instance: Instance, person: str, day: date) -> WorkRules:
    """Working-time rules of a person on a day."""
    return work_rules_on(instance.work_rules, instance.person_by_id[person].work_rules, day)


def need_value(instance: Instance, items: Sequence[Occurrence | RideItem], unserved: frozenset[str]) -> int:
    """Tier 1: convex cost of the unserved weight, per commune and service."""
    asked: dict[tuple[str, str], int] = defaultdict(int)
    left: dict[tuple[str, str], int] = defaultdict(int)
    for item in items:
        asked[item.commune, item.service] += item.weight
        left[item.commune, item.service] += item.weight if item.id in unserved else 0
    carried = {(s.commune, s.service): s.weight for s in instance.shortfalls}
    return sum(Bucket(weight, carried.get(key, 0)).cost(left[key]) for key, weight in asked.items())


def overtime_cents(instance: Instance, horizon: Horizon, duties: Sequence[Duty]) -> int:
    """What hours beyond contract cost more than ordinary ones, over all people and weeks."""
    return sum(overtime_by_week(instance, horizon, duties).values())


def overtime_by_week(instance: Instance, horizon: Horizon, duties: Sequence[Duty]) -> dict[tuple[str, int], int]:
    """The same in cents per person and week of the horizon with any work."""
    found: dict[tuple[str, int], int] = {}
    for (person_id, week), minutes in week_work(horizon, duties).items():
        contract = instance.person_by_id[person_id].contract
        over = max(0, minutes - contract.week_min)
        found[person_id, week] = half_up(contract.cost_hour_cents * (contract.overtime_percent - 100) * over, 100 * 60)
    return found


def week_work(horizon: Horizon, duties: Sequence[Duty]) -> dict[tuple[str, int], int]:
    """Minutes of work per person and week of the horizon, where there are any."""
    work: dict[tuple[str, int], int] = defaultdict(int)
    for duty in duties:
        work[duty.person, horizon.week_of(duty.date)] += duty.work_min
    return dict(work)


def cost_value(instance: Instance, horizon: Horizon, written: Written) -> int:
    """Tier 3, cents."""
    carbon = sum(tour.co2_g for tour in written.tours)
    return (
        sum(tour.cost_cents for tour in written.tours)
        + sum(duty.cost_cents for duty in written.duties)
        + overtime_cents(instance, horizon, written.duties)
        + sum(ride.taxi_cents for ride in written.rides)
        + half_up(carbon * instance.settings.co2_cents_per_kg, 1000)
    )


def fairness_value(instance: Instance, horizon: Horizon, duties: Sequence[Duty]) -> int:
    """Tier 4, minutes: distance from a share of the group's work by contract, evenings, long days."""
    work = week_work(horizon, duties)
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for person in instance.people:
        if person.contract.week_min:
            groups[person.employer, person.work_rules].append(person.id)
    value = 0
    for week in range(horizon.weeks):
        for members in groups.values():
            total = sum(work.get((p, week), 0) for p in members)
            contracts = sum(instance.person_by_id[p].contract.week_min for p in members)
            for p in members:
                share = instance.person_by_id[p].contract.week_min * total // contracts
                value += abs(work.get((p, week), 0) - share)
    for duty in duties:
        rules = rules_of(instance, duty.person, duty.date)
        evening = datetime.combine(duty.date, datetime.min.time()) + timedelta(minutes=rules.evening_from)
        value += max(0, int((duty.end - max(duty.start, evening)).total_seconds()) // 60)
        value += max(0, duty.work_min - rules.long_day_min)
    return value


def comfort_value(instance: Instance, times: TravelTimes, written: Written) -> int:
    """Tier 5, minutes: ride time beyond direct, distance from preferred starts, continuity of crews."""
    vehicles = {tour.id: instance.vehicle_by_id[tour.vehicle] for tour in written.tours}
    value = 0
    for ride in written.rides:
        own_car = instance.territory.travel.own_car_profile
        profile = own_car if ride.tour is None else vehicles[ride.tour].profile
        direct = times.minutes(ride.pickup, ride.dropoff, profile, ride.boarding_start.date())
        taken = int((ride.alighting_start - ride.boarding_end).total_seconds()) // 60
        value += instance.ride_by_id[ride.request].people * (taken - direct)
    crews: dict[str, list[set[str]]] = defaultdict(list)
    for session in written.sessions:
        demand = instance.demand_by_id[session.demand]
        crews[session.demand].append({member.person for member in session.crew})
        if demand.preferred_start is not None:
            minute = session.start.hour * 60 + session.start.minute
            value += abs(minute - demand.preferred_start)
    for groups in crews.values():
        value += instance.settings.continuity_min * (len(set().union(*groups)) - max(len(group) for group in groups))
    return value


TIER_ORDER: tuple[TierName, ...] = ("need", "change", "cost", "fairness", "comfort")
