"""The plan's own arithmetic: loads, metres, costs, tiers, what is unserved (A2 to A6)."""

from collections import Counter
from collections.abc import Iterator

from models.clauses import CODES
from models.plan import Load
from models.text import message
from optimiser.check import tiers
from optimiser.check.breach import Breach, breach, checks
from optimiser.check.facts import Facts
from optimiser.check.rides import ride_id


@checks("A2.loads")
def a2(facts: Facts) -> Iterator[Breach]:
    """Stated loads are what the actions add up to; at the last stop there is neither load nor driver."""
    for run in facts.runs:
        for move in run.moves:
            stop = run.tour.stops[move.index]
            if stop.load != move.load:
                off = abs(stop.load.seats - move.load.seats) + abs(stop.load.wheelchairs - move.load.wheelchairs)
                off += abs(stop.load.child_seats - move.load.child_seats)
                what = message("the load stated at {place} is not what is aboard", place=facts.place_name(stop.place))
                yield breach("A2.loads", run.tour.id, stop.departure, what, off)
        last = run.tour.stops[-1]
        if last.load != Load() or last.driver is not None:
            yield breach("A2.loads", run.tour.id, last.departure, message("a load or a driver stands at the last stop"))


@checks("A3.metres")
def a3(facts: Facts) -> Iterator[Breach]:
    """Stated distances are the travel provider's, and totals their sums."""
    for run in facts.runs:
        stops = run.tour.stops
        for move in run.moves:
            way = facts.leg_way(run.vehicle, move.origin, move.destination, run.day)
            stated = stops[move.index + 1].metres
            if way is not None and stated != way[1]:
                what = message("{stated} m are stated, and it is {metres} m", stated=stated, metres=way[1])
                yield breach("A3.metres", run.tour.id, stops[move.index + 1].arrival, what, abs(stated - way[1]), "m")
        total = sum(stop.metres for stop in stops)
        if stops[0].metres != 0 or run.tour.metres != total:
            what = message("{stated} m are stated, and it is {metres} m", stated=run.tour.metres, metres=total)
            yield breach("A3.metres", run.tour.id, run.tour.end, what, abs(run.tour.metres - total), "m")
    for shift in facts.shifts:
        metres = tiers.own_car_metres(facts, shift)
        if shift.duty.own_car_m != metres:
            what = message("{stated} m are stated, and it is {metres} m", stated=shift.duty.own_car_m, metres=metres)
            yield breach("A3.metres", shift.person.id, shift.duty.start, what, abs(shift.duty.own_car_m - metres), "m")


@checks("A4.costs")
def a4(facts: Facts) -> Iterator[Breach]:
    """Stated costs and CO₂ are what the instance's prices give."""
    for run in facts.runs:
        yield from _cost(run.tour.id, run.tour.cost_cents, tiers.run_cost(facts, run))
        grams = tiers.run_co2(facts, run)
        if run.tour.co2_g != grams:
            what = message("{stated} g of CO₂ are stated, and it is {grams} g", stated=run.tour.co2_g, grams=grams)
            yield breach("A4.costs", run.tour.id, run.tour.start, what, abs(run.tour.co2_g - grams), "g")
    for shift in facts.shifts:
        who = f"{shift.person.id} {shift.day.isoformat()}"
        yield from _cost(who, shift.duty.cost_cents, tiers.shift_cost(facts, shift))
    taxis = tiers.taxi_costs(facts)
    for served in facts.served:
        yield from _cost(ride_id(served.ride), served.ride.taxi_cents, taxis.get((served.item.id, served.ride.leg), 0))
    yield from _cost("overtime", facts.plan.overtime_cents, tiers.overtime_cost(facts))


def _cost(who: str, stated: int, cents: int) -> Iterator[Breach]:
    if stated != cents:
        what = message("{stated} cents are stated, and it is {cents}", stated=stated, cents=cents)
        yield breach("A4.costs", who, None, what, abs(stated - cents), "cents")


@checks("A5.tiers")
def a5(facts: Facts) -> Iterator[Breach]:
    """Each tier is stated once, at its value, under no greater bound, and no further above its least than tolerated."""
    stated = Counter(tier.tier for tier in facts.plan.tiers)
    for name, value in tiers.tier_values(facts).items():
        if stated[name] != 1:
            yield breach("A5.tiers", name, None, message("this tier is stated {times} times", times=stated[name]))
        for tier in facts.plan.tiers:
            if tier.tier != name:
                continue
            if tier.value != value:
                what = message("{stated} is stated, and it is {value}", stated=tier.value, value=value)
                yield breach("A5.tiers", name, None, what, abs(tier.value - value))
            elif tier.lower_bound is not None and tier.lower_bound > tier.value:
                what = message(
                    "the lower bound {bound} is above the value {value}", bound=tier.lower_bound, value=value
                )
                yield breach("A5.tiers", name, None, what, tier.lower_bound - tier.value)
            elif tier.least is not None and value > (
                most := tier.least + tier.least * tier.tolerance_per_mille // 1000
            ):
                what = message(
                    "the value {value} is above {most}, the most the tolerance allows", value=value, most=most
                )
                yield breach("A5.tiers", name, None, what, value - most)


@checks("A6.unserved")
def a6(facts: Facts) -> Iterator[Breach]:
    """Each unserved item states what it is, its weight, and rules as reasons."""
    for left in facts.plan.unserved:
        item = facts.asked.get(left.item) if left.kind == "session" else facts.items.get(left.item)
        if item is None:
            continue
        if (left.commune, left.service) != (item.commune, item.service):
            what = message("this item is one of {commune} and {service}", commune=item.commune, service=item.service)
            yield breach("A6.unserved", left.item, None, what)
        if left.weight != item.weight:
            what = message("{stated} is stated, and it is {value}", stated=left.weight, value=item.weight)
            yield breach("A6.unserved", left.item, None, what, abs(left.weight - item.weight))
        for reason in left.reasons:
            if not reason.codes or not set(reason.codes) <= set(CODES):
                yield breach(
                    "A6.unserved", left.item, None, message("a reason names no rule, or one that does not exist")
                )
