"""Everything the rides stage knows before it decides: requests, free times, what may drive when."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import groupby

from models.horizon import Horizon, Occurrence, RideItem, occurrences, ride_items
from models.instance import Instance
from models.plan import Plan
from models.rides import Leg
from optimiser.draft import Draft
from optimiser.kept import kept_days
from optimiser.need import Bucket
from optimiser.reserve import reserves
from optimiser.rides.asked import AskedRide, Requests
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
    """Everything the stage knows before it decides: requests, free times, what may drive when.

    ``builder`` compiled the requests, and holds the draft of sessions and the plan before; ``sessions`` are those
    asked for, by id.
    """

    instance: Instance
    horizon: Horizon
    times: TravelTimes
    builder: RequestBuilder
    sessions: Mapping[str, Occurrence]
    items: tuple[RideItem, ...]
    requests: Requests
    workdays: Mapping[date, Workday]
    wanted: Mapping[date, tuple[Wanted, ...]]
    taxis: Mapping[tuple[str, Leg], TaxiLeg]
    weeks: Mapping[str, PersonWeeks]
    need: Mapping[BucketKey, Bucket]

    @property
    def draft(self) -> Draft:
        """The sessions and outings that rides find in place."""
        return self.builder.draft

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """Every turn that could serve some ride."""
        found: list[Turn] = []
        for day in self.horizon.days:
            possible = [one for one in self.wanted.get(day, ()) if all(one.journeys)]
            if possible:
                suitable = {v for one in possible for v in one.ride.vehicles}
                vehicles = [v.id for v in self.instance.vehicles if v.id in suitable]
                found += turns_on(self.workdays[day], vehicles)
        return tuple(found)

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
    days: Collection[date] | None = None,
) -> Situation:
    """Compile the requests and find when vehicles and people are free for them.

    Parameters
    ----------
    exact
        Whether pick-ups of the plan before stay to the minute where that is possible.
    hold
        Days that stay as the plan before has them, besides those before its freeze line.
    days
        The days whose rides are compiled, all by default.
    """
    asked = occurrences(instance, horizon)
    sessions = {occurrence.id: occurrence for occurrence in asked}
    items = ride_items(instance, horizon, asked)
    builder = RequestBuilder(instance, horizon, times, draft, previous, kept_days(previous, horizon) | hold, exact)
    requests = builder.build([item for item in items if days is None or item.day is None or item.day in days])
    found = _wanted(instance, times, requests.asked, {})
    workdays = {day: _workday(builder, sessions, day, found.get(day, ())) for day in horizon.days}
    need: dict[BucketKey, int] = {}
    for item in items:
        need[item.commune, item.service] = need.get((item.commune, item.service), 0) + item.weight
    carried = {(s.commune, s.service): s.weight for s in instance.shortfalls}
    return Situation(
        instance=instance,
        horizon=horizon,
        times=times,
        builder=builder,
        sessions=sessions,
        items=items,
        requests=requests,
        workdays=workdays,
        wanted=found,
        taxis={(leg.item, leg.leg): leg for ride in requests.asked for leg in taxi_legs(instance, times, ride)},
        weeks=_weeks(builder, workdays),
        need={key: Bucket(weight, carried.get(key, 0)) for key, weight in need.items()},
    )


def resurvey(s: Situation, draft: Draft, days: Collection[date]) -> Situation:
    """The situation once sessions or outings of some days are others; what does not follow them is kept.

    Parameters
    ----------
    days
        Every day on which ``draft`` differs from ``s.draft``, in what it held before or in what it holds now.
    """
    builder = replace(s.builder, draft=draft)
    requests = _requests_again(s, builder)
    fresh = [ride for ride in requests.asked if s.requests.by_item.get(ride.item.id) is not ride]
    gone = {id_ for id_, ride in s.requests.by_item.items() if requests.by_item.get(id_) is not ride}
    touched = {*days, *(ride.day for ride in fresh), *(s.requests.by_item[id_].day for id_ in gone)}
    known = {one.ride.item.id: one for wanteds in s.wanted.values() for one in wanteds if one.ride.item.id not in gone}
    found = _wanted(s.instance, s.times, requests.asked, known)
    workdays = {
        day: _workday(builder, s.sessions, day, found.get(day, ())) if day in touched else work
        for day, work in s.workdays.items()
    }
    taxis = {key: leg for key, leg in s.taxis.items() if key[0] not in gone}
    taxis |= {(leg.item, leg.leg): leg for ride in fresh for leg in taxi_legs(s.instance, s.times, ride)}
    return Situation(
        instance=s.instance,
        horizon=s.horizon,
        times=s.times,
        builder=builder,
        sessions=s.sessions,
        items=s.items,
        requests=requests,
        workdays=workdays,
        wanted=found,
        taxis=taxis,
        weeks=_weeks(builder, workdays),
        need=s.need,
    )


def _requests_again(s: Situation, builder: RequestBuilder) -> Requests:
    """The requests with those compiled anew that go to sessions held otherwise; all, where an order ties rides."""
    if any(pin.after is not None for pin in s.instance.pins):
        return builder.build(s.items)
    before = {session.visit.occurrence: session.visit for session in s.draft.sessions}
    now = {session.visit.occurrence: session.visit for session in builder.draft.sessions}
    moved = [item for item in s.items if before.get(item.occurrence or "") != now.get(item.occurrence or "")]
    if not moved:
        return s.requests
    anew, ids = builder.build(moved), {item.id for item in moved}
    rides = {id_: ride for id_, ride in s.requests.by_item.items() if id_ not in ids} | anew.by_item
    impossible = {id_: reason for id_, reason in s.requests.impossible.items() if id_ not in ids}
    return Requests(
        tuple(rides[item.id] for item in s.items if item.id in rides),
        {**impossible, **anew.impossible},
        (s.requests.settled - ids) | anew.settled,
    )


def _wanted(
    instance: Instance, times: TravelTimes, rides: Sequence[AskedRide], known: Mapping[str, Wanted]
) -> dict[date, tuple[Wanted, ...]]:
    """What the roster needs to know of the rides of each day, as known already where it is."""
    depots = {vehicle.id: vehicle.depot for vehicle in instance.vehicles}
    profiles = {vehicle.id: vehicle.profile for vehicle in instance.vehicles}
    return {
        day: tuple(known.get(ride.item.id) or wanted(ride, times, depots, profiles) for ride in today)
        for day, today in groupby(sorted(rides, key=lambda ride: ride.day), key=lambda ride: ride.day)
    }


def _workday(
    builder: RequestBuilder, sessions: Mapping[str, Occurrence], day: date, wanteds: Iterable[Wanted]
) -> Workday:
    possible = [one for one in wanteds if all(one.journeys)]
    hours = hours_of(possible) if possible else (0, 0)
    return workday(builder.instance, builder.horizon, builder.times, builder.draft, day, hours, sessions)


def _weeks(builder: RequestBuilder, workdays: Mapping[date, Workday]) -> dict[str, PersonWeeks]:
    instance = builder.instance
    days: dict[str, dict[date, PersonDay]] = {person.id: {} for person in instance.people}
    for day, work in workdays.items():
        for id_, person in work.people.items():
            days[id_][day] = person
    return {
        person.id: person_weeks(instance, builder.horizon, person, days[person.id], builder.previous, builder.kept)
        for person in instance.people
    }
