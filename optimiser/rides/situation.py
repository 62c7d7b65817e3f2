"""Everything the rides stage knows before it decides: requests, free times, what may drive when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from models.horizon import Horizon, RideItem, occurrences, ride_items
from models.instance import Instance
from models.plan import Plan
from models.rides import Leg
from optimiser.draft import Draft
from optimiser.kept import kept_days
from optimiser.need import Bucket
from optimiser.reserve import reserves
from optimiser.rides.asked import Requests
from optimiser.rides.demand import Wanted, hours_of, wanted
from optimiser.rides.free_times import PersonDay
from optimiser.rides.hours import PersonWeeks, person_weeks
from optimiser.rides.requests import RequestBuilder
from optimiser.rides.reserves import ReserveAsked, reserves_on
from optimiser.rides.taxi import TaxiLeg, taxi_legs
from optimiser.rides.turns import Turn, Workday, turns_on, workday
from optimiser.travel import TravelTimes

BucketKey = tuple[str, str]
"""Commune and ride service."""


@dataclass
class Situation:
    """Everything the stage knows before it decides: requests, free times, what may drive when."""

    instance: Instance
    horizon: Horizon
    times: TravelTimes
    draft: Draft
    items: tuple[RideItem, ...]
    requests: Requests
    workdays: Mapping[date, Workday]
    wanted: Mapping[date, tuple[Wanted, ...]]
    taxis: Mapping[tuple[str, Leg], TaxiLeg]
    weeks: Mapping[str, PersonWeeks]
    turns: tuple[Turn, ...]
    need: Mapping[BucketKey, Bucket]

    @cached_property
    def kits_of(self) -> dict[str, str | None]:
        """Kit of each held session, by occurrence."""
        return {session.visit.occurrence: session.kit for session in self.draft.sessions}

    @cached_property
    def reserved(self) -> tuple[ReserveAsked, ...]:
        """The reserves of every day."""
        dated = tuple(reserves(self.instance, self.horizon))
        return tuple(one for work in self.workdays.values() for one in reserves_on(dated, work))

    @cached_property
    def taxi_cents(self) -> dict[str, int]:
        """What the taxi would cost for the items it can take whole."""
        cents: dict[str, int] = {}
        for (item, _), leg in self.taxis.items():
            cents[item] = cents.get(item, 0) + leg.cents
        return cents

    def vehicles_on(self, day: date) -> tuple[str, ...]:
        """Vehicles that some ride of the day could use."""
        used = {v for one in self.wanted.get(day, ()) for v in one.ride.vehicles}
        return tuple(vehicle.id for vehicle in self.instance.vehicles if vehicle.id in used)


def survey(
    instance: Instance,
    horizon: Horizon,
    times: TravelTimes,
    draft: Draft,
    previous: Plan | None,
    *,
    exact: bool = False,
    hold: frozenset[date] = frozenset(),
    roster: bool = True,
    days: Collection[date] | None = None,
) -> Situation:
    """Compile the requests and find every turn that could serve them.

    Parameters
    ----------
    exact
        Whether pick-ups of the plan before stay to the minute where that is possible.
    hold
        Days that stay as the plan before has them, besides those before its freeze line.
    roster
        Whether a roster is to be chosen: then every turn it may choose from is listed.
    days
        The days whose rides are compiled, all by default.
    """
    sessions = occurrences(instance, horizon)
    items = ride_items(instance, horizon, sessions)
    kept = kept_days(previous, horizon) | hold
    requests = RequestBuilder(instance, horizon, times, draft, previous, kept, exact).build(
        [item for item in items if days is None or item.day is None or item.day in days]
    )
    depots = {vehicle.id: vehicle.depot for vehicle in instance.vehicles}
    profiles = {vehicle.id: vehicle.profile for vehicle in instance.vehicles}
    asked = {occurrence.id: occurrence for occurrence in sessions}
    found: dict[date, tuple[Wanted, ...]] = {}
    for day, rides in groupby(sorted(requests.asked, key=lambda ride: ride.day), key=lambda ride: ride.day):
        found[day] = tuple(wanted(ride, times, depots, profiles) for ride in rides)
    workdays: dict[date, Workday] = {}
    turns: list[Turn] = []
    for day in horizon.days:
        some = [one for one in found.get(day, ()) if all(one.journeys)]
        hours = hours_of(some) if some else (0, 0)
        workdays[day] = workday(instance, horizon, times, draft, day, hours, asked)
        if some and roster:
            suitable = {v for one in some for v in one.ride.vehicles}
            turns += turns_on(workdays[day], [v.id for v in instance.vehicles if v.id in suitable])
    by_person: dict[str, dict[date, PersonDay]] = {person.id: {} for person in instance.people}
    for day, found_day in workdays.items():
        for id_, person in found_day.people.items():
            by_person[id_][day] = person
    weeks = {
        person.id: person_weeks(instance, horizon, person, by_person[person.id], previous, kept)
        for person in instance.people
    }
    need: dict[BucketKey, int] = {}
    for item in items:
        need[item.commune, item.service] = need.get((item.commune, item.service), 0) + item.weight
    carried = {(s.commune, s.service): s.weight for s in instance.shortfalls}
    return Situation(
        instance=instance,
        horizon=horizon,
        times=times,
        draft=draft,
        items=items,
        requests=requests,
        workdays=workdays,
        wanted=found,
        taxis={(leg.item, leg.leg): leg for ride in requests.asked for leg in taxi_legs(instance, times, ride)},
        weeks=weeks,
        turns=tuple(turns),
        need={key: Bucket(weight, carried.get(key, 0)) for key, weight in need.items()},
    )
