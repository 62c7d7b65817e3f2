"""A whole random instance: up to twelve sessions and twenty rides over one, two or four weeks."""

from datetime import date, timedelta
from random import Random
from typing import Literal

from hypothesis import strategies as st

from instances.fill import bundled_childcare_rules
from models.horizon import horizon_of, occurrences, ride_items
from models.instance import Instance, Settings, Shortfall, Tolerance
from models.pins import Pin
from tests.optimiser.strategies import means, rides, sessions
from tests.optimiser.strategies.dice import Dice
from tests.optimiser.strategies.places import Map

MOST_SESSIONS, MOST_RIDES = 12, 20
MONDAYS = (
    date(2027, 1, 11),
    date(2027, 3, 22),  # ends with a night of 23 hours
    date(2027, 10, 25),  # ends with a night of 25 hours
    date(2026, 8, 31),  # childcare rules change on the Tuesday
    date(2027, 5, 3),
)


def instance_of(random: Random, sessions_at_most: int = MOST_SESSIONS, rides_at_most: int = MOST_RIDES) -> Instance:
    """An instance without errors, drawn from a source of random numbers."""
    dice = Dice(random)
    weeks: Literal[1, 2, 4] = dice.pick((1, 1, 1, 2, 2, 4))
    monday = dice.pick(MONDAYS)
    land = Map(dice, monday)
    offered = sessions.services(dice, land) if sessions_at_most else ()
    demands = tuple(
        sessions.demand(dice, f"s{k}", land, dice.pick(offered), weeks)
        for k in range(dice.pick((0, 1, 2, 3, 5, 8)[: 2 + sessions_at_most // 2]))
    )
    transport = (rides.ride_service(dice, land),) if rides_at_most and dice.chance(75) else ()
    asked = tuple(
        rides.ride(dice, f"r{k}", land, demands, weeks)
        for k in range(dice.pick((1, 3, 6, 12, rides_at_most)) if transport else 0)
    )
    instance = Instance(
        territory=land.territory(),
        cycle_weeks=weeks,
        anchor=monday - timedelta(weeks=dice.pick((0, 0, 1))),
        week=monday,
        communes=land.communes,
        depots=land.depots,
        venues=land.venues,
        stops=land.stops,
        addresses=land.addresses,
        vehicles=tuple(means.vehicle(dice, f"van{k}", land, weeks) for k in range(dice.between(1, 3))),
        kits=tuple(means.kit(dice, f"kit{k}", land, weeks) for k in range(dice.between(0, 4))),
        people=tuple(means.person(dice, f"p{k}", land, weeks) for k in range(dice.pick((1, 3, 4, 5, 6, 7)))),
        services=offered,
        demands=demands,
        ride_services=transport,
        rides=asked,
        work_rules=means.work_rules(dice),
        childcare_rules=bundled_childcare_rules(),
        settings=Settings(
            co2_cents_per_kg=dice.pick((0, 10)),
            tolerances=(Tolerance(tier="cost", per_mille=20),) if dice.chance(15) else (),
        ),
        shortfalls=tuple(
            Shortfall(commune=land.communes[0].id, service=service.id, weight=dice.between(1, 30))
            for service in (*offered, *transport)
            if dice.chance(15)
        ),
    )
    instance = _cut(instance, sessions_at_most, rides_at_most)
    return instance.model_copy(update={"pins": _pins(dice, instance)})


def instances(sessions_at_most: int = MOST_SESSIONS, rides_at_most: int = MOST_RIDES) -> st.SearchStrategy[Instance]:
    """The same for hypothesis, by seed: a failure is named by its seed rather than shrunk."""
    return st.integers(0, 2**32 - 1).map(lambda seed: instance_of(Random(seed), sessions_at_most, rides_at_most))


def _cut(instance: Instance, sessions_at_most: int, rides_at_most: int) -> Instance:
    """Demands and rides from the first on, as long as there are not too many sessions and rides."""
    horizon = horizon_of(instance)
    while len(occurrences(instance, horizon)) > sessions_at_most:
        left = instance.demands[:-1]
        kept = {demand.id for demand in left}
        bound = tuple(ride for ride in instance.rides if ride.session is None or ride.session in kept)
        instance = instance.model_copy(update={"demands": left, "rides": bound})
    while len(ride_items(instance, horizon, occurrences(instance, horizon))) > rides_at_most:
        instance = instance.model_copy(update={"rides": instance.rides[:-1]})
    return instance


def _pins(dice: Dice, instance: Instance) -> tuple[Pin, ...]:
    """Now and then, some fields of a session or a ride are pinned; what is pinned may well be impossible."""
    horizon = horizon_of(instance)
    held = occurrences(instance, horizon)
    found: dict[str, Pin] = {}
    for occurrence in held:
        if not dice.chance(8):
            continue
        demand, days = instance.demand_by_id[occurrence.demand], occurrence.days
        crew = dice.pick(instance.people).id
        found[occurrence.id] = Pin(
            item=occurrence.id,
            date=dice.pick(days) if days and dice.chance(50) else None,
            time=dice.pick((540, 570, 840)) if dice.chance(30) else None,
            place=dice.pick(demand.venues) if dice.chance(30) else None,
            vehicle=dice.pick(instance.vehicles).id if dice.chance(25) else None,
            people=(crew,) if dice.chance(30) else (),
            after=dice.pick(held).id if dice.chance(15) else None,
        )
    for item in ride_items(instance, horizon, held):
        if not dice.chance(5):
            continue
        request = instance.ride_by_id[item.request]
        window = request.outbound.pickup
        found[item.id] = Pin(
            item=item.id,
            leg=dice.pick((None, *item.legs)),
            time=window.start if window is not None and dice.chance(50) else None,
            vehicle=dice.pick(instance.vehicles).id if dice.chance(40) else None,
            people=(dice.pick(instance.people).id,) if dice.chance(25) else (),
        )
    return tuple(pin for pin in found.values() if pin.after != pin.item)
