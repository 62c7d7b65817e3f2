"""Services, what is asked of them, and pins."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from models import fleet, people, pins, rides, services
from models.instance import Shortfall
from tests.instances.strategies.values import (
    days,
    ids,
    maybe,
    minutes,
    moments,
    named,
    names,
    ranges,
    several,
    subset,
    tags,
    texts,
    weekdays,
    weekly,
    windows,
)


@st.composite
def itinerant(draw: Any, used: set[str], seasons: list[str]) -> services.Service:
    use = draw(st.sampled_from(["none", "keeps", "may_release"]))
    return services.Service(
        id=draw(named(used, 1, 1))[0],
        name=draw(names),
        kind=draw(ids),
        set_up_min=draw(st.integers(0, 99)),
        duration_min=draw(st.integers(1, 999)),
        crew=draw(several(st.builds(services.CrewNeed, qualification=ids, count=st.integers(1, 20)))),
        childcare=draw(maybe(st.builds(services.Childcare, ratio=st.sampled_from(["by_age", "mixed"])))),
        venue_features=draw(tags),
        needs_authorisation=draw(st.booleans()),
        kit_kind=draw(maybe(ids)),
        vehicle_use=use,
        vehicle_features=draw(tags) if use != "none" else (),
        start_windows=draw(several(weekly(seasons))),
        closed_interval=draw(maybe(windows())),
        closures=draw(several(ranges())),
        school_holidays=draw(st.sampled_from(["open", "closed", "only"])),
        description=draw(texts),
        organisation=draw(texts),
    )


@st.composite
def asked(
    draw: Any, offered: list[str], communes: list[str], venues: list[str], seasons: list[str]
) -> tuple[services.SessionDemand, ...]:
    found = []
    for id_ in draw(named(set(), 2)) if offered else []:
        nth = draw(maybe(st.sampled_from([1, 2, 3, 4, -1])))
        every = draw(st.sampled_from([1, 2, 4]))
        week = draw(maybe(st.integers(1, every)))
        on_holiday = draw(st.sampled_from(["skip", "replace"]))
        pattern = (
            services.Pattern(nth=nth, on_holiday=on_holiday)
            if nth
            else services.Pattern(sessions=draw(st.integers(1, 7)), every_weeks=every, week=week, on_holiday=on_holiday)
        )
        exceptions = draw(st.lists(days, max_size=2, unique=True))
        found.append(
            services.SessionDemand(
                id=id_,
                service=draw(st.sampled_from(offered)),
                commune=draw(st.sampled_from(communes)),
                venues=draw(subset(venues, 1)),
                pattern=pattern,
                weekdays=(draw(st.integers(1, 7)),) if nth else draw(weekdays),
                start_windows=draw(several(weekly(seasons))),
                attendance=services.Attendance(crawlers=draw(st.integers(0, 9)), others=draw(st.integers(0, 9))),
                priority=draw(maybe(st.integers(1, 100))),
                preferred_weekday=draw(maybe(st.integers(1, 7))),
                preferred_start=draw(maybe(minutes)),
                validity=draw(ranges()),
                exceptions=tuple(draw(exception(day)) for day in exceptions),
            )
        )
    return tuple(found)


@st.composite
def exception(draw: Any, day: date) -> services.DateException:
    kind = draw(st.sampled_from(["cancelled", "moved", "added"]))
    return services.DateException(
        kind=kind, date=day, to=draw(days) if kind == "moved" else None, start=draw(maybe(minutes))
    )


@st.composite
def transport(
    draw: Any, used: set[str], seasons: list[str], communes: list[str], places: list[str]
) -> rides.RideService:
    zones = draw(named(set(), 2, 1))
    movements = several(st.builds(rides.Movement, origin=st.sampled_from(zones), destination=st.sampled_from(zones)))
    reserves = several(
        st.builds(
            lambda window, kept: rides.Reserve(**dict(window), vehicle_min=kept), weekly(seasons), st.integers(0, 99)
        )
    )
    return rides.RideService(
        id=draw(named(used, 1, 1))[0],
        name=draw(names),
        zones=tuple(
            rides.Zone(id=id_, name=draw(names), communes=draw(subset(communes)), places=draw(subset(places)))
            for id_ in zones
        ),
        allowed=draw(movements),
        forbidden=draw(movements),
        hours=draw(several(weekly(seasons))),
        closures=draw(several(ranges())),
        vehicle_features=draw(tags),
        booking=rides.BookingRule(until=draw(minutes)),
        phone=draw(texts),
        url=draw(texts),
        reserve=draw(reserves),
        organisation=draw(texts),
        taxi=draw(
            maybe(st.builds(rides.Taxi, name=names, base_cents=minutes, km_cents=minutes, wheelchairs=st.booleans()))
        ),
    )


@st.composite
def bookings(draw: Any, transports: list[str], places: list[str], demands: list[str]) -> tuple[rides.RideRequest, ...]:
    found = []
    for id_ in draw(named(set(demands), 2)) if transports else []:
        session = draw(st.sampled_from([None, *demands]))
        recurrence = draw(maybe(recurrences())) if session is None else None
        trip = st.builds(rides.Trip, pickup=maybe(windows()), dropoff=maybe(windows()))
        if session is None:
            trip = st.builds(rides.Trip, pickup=windows(), dropoff=maybe(windows()))
        back = draw(maybe(trip))
        origin, destination = draw(st.permutations(places))[:2]
        walkers = draw(st.integers(0, 5))
        legs = st.sampled_from(["outbound", "return"] if back else ["outbound"])
        found.append(
            rides.RideRequest(
                id=id_,
                service=draw(st.sampled_from(transports)),
                passenger=draw(texts),
                origin=origin,
                destination=destination,
                origin_stops=draw(subset(places)),
                door_to_door=draw(st.booleans()),
                walkers=walkers,
                wheelchairs=draw(st.integers(0 if walkers else 1, 3)),
                child_seats=draw(st.integers(0, walkers)),
                date=draw(days) if session is None and recurrence is None else None,
                recurrence=recurrence,
                session=session,
                outbound=draw(trip),
                return_trip=back,
                booked_at=draw(maybe(moments)),
                promises=draw(several(st.builds(rides.Promise, date=days, leg=legs, pickup=minutes))),
            )
        )
    return tuple(found)


@st.composite
def recurrences(draw: Any) -> rides.Recurrence:
    found = draw(ranges())
    every: Any = draw(st.sampled_from([1, 2, 4])) if found.first else 1
    return rides.Recurrence(weekdays=draw(weekdays), days=found, every_weeks=every, without=draw(several(days)))


@st.composite
def pin(
    draw: Any,
    items: list[str],
    places: list[str],
    vehicles: tuple[fleet.Vehicle, ...],
    staff: tuple[people.Person, ...],
) -> pins.Pin:
    return pins.Pin(
        item=f"{draw(st.sampled_from(items))}@2027-01-12",
        leg=draw(st.sampled_from([None, "outbound", "return"])),
        date=draw(maybe(days)),
        time=draw(maybe(minutes)),
        place=draw(maybe(st.sampled_from(places))),
        vehicle=draw(st.sampled_from([None, *(v.id for v in vehicles)])),
        people=draw(subset([p.id for p in staff])),
    )


def shortfalls(communes: list[str], services_: list[str]) -> st.SearchStrategy[tuple[Shortfall, ...]]:
    if not services_:
        return st.just(())
    pairs = {"commune": st.sampled_from(communes), "service": st.sampled_from(services_)}
    return several(st.builds(Shortfall, **pairs, weight=minutes))
