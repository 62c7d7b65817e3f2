"""The tiers of the objective, computed anew from the instance and the plan alone."""

from collections import defaultdict
from collections.abc import Callable

from models.instance import TierName
from optimiser.check.changes import change_value
from optimiser.check.facts import Facts
from optimiser.check.rides import direct_min
from optimiser.check.runs import Run
from optimiser.check.shifts import Shift


def half_up(numerator: int, denominator: int) -> int:
    """The quotient rounded to nearest, halves up; neither may be negative."""
    return (2 * numerator + denominator) // (2 * denominator)


def tier_values(facts: Facts) -> dict[TierName, int]:
    """Every tier's value; units as in the plan."""
    functions: dict[TierName, Callable[[Facts], int]] = {
        "need": need_value,
        "change": change_value,
        "cost": cost_value,
        "fairness": fairness_value,
        "comfort": comfort_value,
    }
    return {tier: value(facts) for tier, value in functions.items()}


def need_value(facts: Facts) -> int:
    """Tier 1, in quarter person-needs: the convex price of what each commune is left without, by service."""
    asked: dict[tuple[str, str], int] = defaultdict(int)
    left: dict[tuple[str, str], int] = defaultdict(int)
    rides: dict[str, set[str]] = defaultdict(set)
    for served in facts.served:
        rides[served.item.id].add(served.ride.leg)
    for occurrence in facts.asked.values():
        bucket = occurrence.commune, occurrence.service
        asked[bucket] += occurrence.weight
        left[bucket] += 0 if occurrence.id in facts.held_by_id else occurrence.weight
    for item in facts.items.values():
        bucket = item.commune, item.service
        asked[bucket] += item.weight
        left[bucket] += 0 if rides[item.id] == set(item.legs) else item.weight
    before: dict[tuple[str, str], int] = defaultdict(int)
    for shortfall in facts.instance.shortfalls:
        before[shortfall.commune, shortfall.service] += shortfall.weight
    return sum(unserved_price(asked[bucket], left[bucket], before[bucket]) for bucket in asked)


def unserved_price(asked: int, unserved: int, before: int) -> int:
    """Price of ``unserved``, laid from ``before`` upward over the quarters of ``asked`` at 1, 2, 3, 4 a unit."""
    first, last = 4 * before, 4 * (before + unserved)
    ends = (asked, 2 * asked, 3 * asked, max(4 * asked, last))
    price = start = 0
    for unit, end in enumerate(ends, start=1):
        price += unit * max(0, min(last, end) - max(first, start))
        start = end
    return price


def run_metres(facts: Facts, run: Run) -> int:
    """Metres of a tour as the travel provider has them; unreachable moves count as stated."""
    metres = 0
    for move in run.moves:
        way = facts.leg_way(run.vehicle, move.origin, move.destination, run.day)
        metres += way[1] if way is not None else run.tour.stops[move.index + 1].metres
    return metres


def run_cost(facts: Facts, run: Run) -> int:
    """Cents of a tour: the day, the kilometres, the hours from first departure to last arrival."""
    minutes = facts.minute(run.tour.end) - facts.minute(run.tour.start)
    return (
        run.vehicle.cost_day_cents
        + half_up(run.vehicle.cost_km_cents * run_metres(facts, run), 1000)
        + half_up(run.vehicle.cost_hour_cents * max(0, minutes), 60)
    )


def run_co2(facts: Facts, run: Run) -> int:
    """Grams of CO₂ of a tour."""
    return half_up(run_metres(facts, run) * run.vehicle.co2_g_per_km, 1000)


def own_car_metres(facts: Facts, shift: Shift) -> int:
    """Metres a person drives an own car in a duty."""
    ways = [facts.own_car_way(s.origin, s.place, shift.day) for s in shift.spans if s.kind == "own_car"]
    return sum(way[1] for way in ways if way is not None)


def shift_cost(facts: Facts, shift: Shift) -> int:
    """Cents of a duty: hours at the contract's rate, and own-car kilometres."""
    per_km = facts.instance.settings.own_car_km_cents
    return half_up(shift.person.contract.cost_hour_cents * max(0, shift.work_min), 60) + half_up(
        per_km * own_car_metres(facts, shift), 1000
    )


def overtime_cost(facts: Facts) -> int:
    """Cents that hours beyond contract cost above ordinary ones."""
    total = 0
    for person in facts.instance.people:
        contract = person.contract
        for week in range(facts.horizon.weeks):
            over = max(0, facts.week_work.get((person.id, week), 0) - contract.week_min)
            total += half_up(contract.cost_hour_cents * (contract.overtime_percent - 100) * over, 6000)
    return total


def taxi_costs(facts: Facts) -> dict[tuple[str, str], int]:
    """Cents of each ride in a taxi, by item and direction."""
    costs: dict[tuple[str, str], int] = {}
    for served in facts.served:
        taxi = served.service.taxi
        if served.ride.tour is None and taxi is not None:
            way = facts.own_car_way(served.ride.pickup, served.ride.dropoff, served.day)
            costs[served.item.id, served.ride.leg] = taxi.base_cents + half_up(
                taxi.km_cents * (way[1] if way else 0), 1000
            )
    return costs


def cost_value(facts: Facts) -> int:
    """Tier 3, in cents: tours, duties, overtime, taxis, and CO₂ where it has a price."""
    tours = sum(run_cost(facts, run) for run in facts.runs)
    duties = sum(shift_cost(facts, shift) for shift in facts.shifts)
    co2 = half_up(sum(run_co2(facts, run) for run in facts.runs) * facts.instance.settings.co2_cents_per_kg, 1000)
    return tours + duties + overtime_cost(facts) + sum(taxi_costs(facts).values()) + co2


def fairness_value(facts: Facts) -> int:
    """Tier 4, in minutes: hours away from the group's share, evenings, long days."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for person in facts.instance.people:
        if person.contract.week_min > 0:
            groups[person.employer, person.work_rules].append(person.id)
    uneven = 0
    for people in groups.values():
        contracts = [facts.instance.person_by_id[id_].contract.week_min for id_ in people]
        for week in range(facts.horizon.weeks):
            work = [facts.week_work.get((id_, week), 0) for id_ in people]
            uneven += sum(abs(w - c * sum(work) // sum(contracts)) for w, c in zip(work, contracts, strict=True))
    return uneven + sum(_late_and_long(facts, shift) for shift in facts.shifts)


def _late_and_long(facts: Facts, shift: Shift) -> int:
    if shift.rules is None:
        return 0
    evening = facts.horizon.day_start(shift.day) + shift.rules.evening_from
    return max(0, shift.end - max(evening, shift.start)) + max(0, shift.work_min - shift.rules.long_day_min)


def comfort_value(facts: Facts) -> int:
    """Tier 5, in minutes: ride time beyond direct, starts away from the preferred, further people per village."""
    beyond = 0
    for served in facts.served:
        direct = direct_min(facts, served)
        if direct is not None:
            beyond += served.request.people * (served.alighting_start - served.boarding_end - direct)
    moved = sum(
        abs(held.start - facts.horizon.day_start(held.day) - held.demand.preferred_start)
        for held in facts.held
        if held.demand.preferred_start is not None
    )
    crews: dict[str, list[set[str]]] = defaultdict(list)
    for held in facts.held:
        crews[held.demand.id].append({member.person for member in held.session.crew})
    further = sum(len(set().union(*seen)) - max(map(len, seen)) for seen in crews.values())
    return beyond + moved + facts.instance.settings.continuity_min * further
