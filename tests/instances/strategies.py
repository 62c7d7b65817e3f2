"""Instances of every shape the vocabulary allows and no reader may refuse."""

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from instances.fill import bundled_childcare_rules, bundled_work_rules
from models import base, fleet, people, pins, profiles, rides, services, territory
from models.instance import Instance, Settings, Shortfall, Tolerance

TRICKY = [
    "=1+1",
    "+33 4 92",
    "-5",
    "@hiver",
    "'quote",
    "_x000D_",
    "l’été ; « a | b »",
    '"',
    "a,b\tc",
    "oui",
    "1,5",
    "été",
]
texts = st.one_of(
    st.sampled_from(TRICKY),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=12),
).map(lambda text: str(base.one_line(text)))
names = texts.filter(bool)
ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.:@+/#-]{0,6}", fullmatch=True)
days = st.dates(date(1880, 1, 1), date(2300, 12, 31))
moments = st.datetimes(datetime(1880, 1, 1), datetime(2300, 12, 31)).map(
    lambda m: m.replace(second=0, microsecond=0, fold=0)
)
minutes = st.integers(0, base.DAY_MIN)
weekdays = st.sets(st.integers(1, 7), min_size=1).map(lambda found: tuple(sorted(found)))
tags = st.sets(ids, max_size=2).map(lambda found: tuple(sorted(found)))
figures = st.builds(profiles.Figure, value=st.integers(0, 10**6), source=texts, unverified=st.booleans())


def several(items: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, max_size=most).map(tuple)


def maybe(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | items


@st.composite
def pair(draw: st.DrawFn, items: st.SearchStrategy[Any]) -> list[Any]:
    return sorted((draw(items), draw(items)))


@st.composite
def windows(draw: st.DrawFn) -> base.Window:
    start, end = draw(pair(minutes))
    return base.Window(start=start, end=end)


@st.composite
def weekly(draw: st.DrawFn, seasons: list[str]) -> base.WeeklyWindow:
    season = draw(st.sampled_from([None, *seasons]))
    return base.WeeklyWindow(**dict(draw(windows())), weekdays=draw(weekdays), season=season)


@st.composite
def ranges(draw: st.DrawFn) -> base.DateRange:
    first, last = draw(pair(days))
    return base.DateRange(
        first=first if draw(st.booleans()) else None, last=last if draw(st.booleans()) else None, name=draw(texts)
    )


@st.composite
def periods(draw: st.DrawFn) -> base.Period:
    start = draw(moments)
    return base.Period(start=start, end=start + timedelta(minutes=draw(st.integers(1, 10**5))), reason=draw(texts))


@st.composite
def named(draw: st.DrawFn, used: set[str], most: int = 2, least: int = 0) -> list[str]:
    """Ids not used before among items of their kind."""
    found = draw(st.lists(ids.filter(lambda id_: id_ not in used), min_size=least, max_size=most, unique=True))
    used.update(found)
    return found


def subset(values: list[str], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    return (
        st.lists(st.sampled_from(values), min_size=least, max_size=2, unique=True).map(tuple) if values else st.just(())
    )


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    """A whole instance; small, but with every kind of row and every optional part there at times."""
    several_windows = lambda: several(weekly(seasons), 2)  # noqa: E731
    seasons = draw(named(set()))
    communes = draw(named(set(), 2, 1))
    used: set[str] = set()
    point = lambda: {  # noqa: E731
        "name": draw(names),
        "commune": draw(st.sampled_from(communes)),
        "lon": draw(st.floats(6, 7)),
        "lat": draw(st.floats(44, 45)),
        "accessible": draw(st.booleans()),
        "charger_m_per_min": draw(st.integers(0, 10**9)),
    }
    depots = [territory.Depot(id=id_, **point()) for id_ in draw(named(used, 2, 1))]
    stops = [territory.Stop(id=id_, **point()) for id_ in draw(named(used, 2, 1))]
    addresses = [territory.Address(id=id_, **point()) for id_ in draw(named(used, 1))]
    authorisations = several(st.builds(authorisation, ranges(), ids, st.integers(0, 99)))
    venues = [
        territory.Venue(
            id=id_,
            **point(),
            opening=draw(several_windows()),
            features=draw(tags),
            authorisations=draw(authorisations),
            shareable=draw(st.booleans()),
            stores_kits=draw(st.booleans()),
            closures=draw(several(ranges())),
        )
        for id_ in draw(named(used, 2, 1))
    ]
    places = [place.id for place in (*depots, *stops, *addresses, *venues)]
    speeds = draw(named(set(), 2, 1))
    pairs = st.builds(territory.ClosedPair, origin=st.sampled_from(places), destination=st.sampled_from(places))
    area = territory.Territory(
        id=draw(ids),
        name=draw(names),
        holidays=draw(several(st.builds(territory.Holiday, date=days, name=texts))),
        school_holidays=draw(several(ranges().filter(lambda found: found.first or found.last))),
        seasons=tuple(
            territory.Season(
                id=id_,
                name=draw(names),
                days=draw(several(ranges())),
                speed_percent=draw(st.integers(10, 200)),
                closed=draw(several(pairs)),
            )
            for id_ in seasons
        ),
        travel=territory.Travel(
            provider=draw(st.sampled_from(["great_circle", "road_extract"])),
            detour_percent=draw(st.integers(100, 500)),
            extract=draw(names),
            profiles=tuple(territory.SpeedProfile(id=id_, kmh=draw(st.integers(5, 130))) for id_ in speeds),
            own_car_profile=draw(st.sampled_from(speeds)),
            overrides=draw(several(overrides(places))),
        ),
        max_extent_km=1000,
    )
    service_ids: set[str] = set()
    offered = draw(several(itinerant(service_ids, seasons), 2))
    monday = draw(st.dates(date(2025, 1, 6), date(2030, 1, 1)).map(lambda day: day - timedelta(days=day.weekday())))
    transports = draw(several(transport(service_ids, seasons, communes, places), 1))
    demands = draw(asked([service.id for service in offered], communes, [venue.id for venue in venues], seasons))
    booked = draw(bookings([service.id for service in transports], places, [demand.id for demand in demands]))
    vehicles = tuple(draw(vehicle(id_, depots[0].id, speeds, seasons)) for id_ in draw(named(set())))
    staff = tuple(draw(person(id_, places, seasons)) for id_ in draw(named(set())))
    items = [*(d.id for d in demands), *(r.id for r in booked)]
    return Instance(
        territory=area,
        cycle_weeks=4,
        anchor=monday - timedelta(weeks=draw(st.integers(0, 9))),
        week=monday,
        communes=tuple(
            territory.Commune(id=id_, name=draw(names), lon=6.5, lat=44.5, population=draw(st.integers(0, 100_000)))
            for id_ in communes
        ),
        depots=tuple(depots),
        venues=tuple(venues),
        stops=tuple(stops),
        addresses=tuple(addresses),
        vehicles=vehicles,
        kits=tuple(draw(kit(id_, [*(d.id for d in depots), *(v.id for v in venues)])) for id_ in draw(named(set()))),
        people=staff,
        services=offered,
        demands=demands,
        ride_services=transports,
        rides=booked,
        work_rules=(*bundled_work_rules(), draw(work_rules())),
        childcare_rules=bundled_childcare_rules(),
        pins=draw(several(pin(items, places, vehicles, staff))) if items else (),
        shortfalls=draw(shortfalls(communes, [s.id for s in (*offered, *transports)])),
        settings=Settings(
            own_car_km_cents=draw(st.integers(0, 10**6)),
            co2_cents_per_kg=draw(st.integers(0, 10**6)),
            tolerances=draw(
                several(st.builds(Tolerance, tier=st.sampled_from(["need", "cost"]), per_mille=st.integers(0, 1000)))
            ),
        ),
    )


def authorisation(days_: base.DateRange, kind: str, places: int) -> territory.Authorisation:
    return territory.Authorisation(**dict(days_), service_kind=kind, places=places)


def overrides(places: list[str]) -> st.SearchStrategy[territory.PairOverride]:
    return st.builds(
        territory.PairOverride,
        origin=st.sampled_from(places),
        destination=st.sampled_from(places),
        minutes=st.integers(0, 999),
        metres=st.integers(0, 10**9),
    )


def shortfalls(communes: list[str], services_: list[str]) -> st.SearchStrategy[tuple[Shortfall, ...]]:
    if not services_:
        return st.just(())
    pairs = {"commune": st.sampled_from(communes), "service": st.sampled_from(services_)}
    return several(st.builds(Shortfall, **pairs, weight=minutes))


@st.composite
def vehicle(draw: st.DrawFn, id_: str, depot: str, speeds: list[str], seasons: list[str]) -> fleet.Vehicle:
    layout = st.builds(fleet.Layout, id=ids, seats=st.integers(0, 60), wheelchairs=st.integers(0, 3))
    plain = st.sampled_from([fleet.Layout(id="8", seats=8), fleet.Layout(id="5+1", seats=5, wheelchairs=1)])
    return fleet.Vehicle(
        id=id_,
        name=draw(names),
        depot=depot,
        layouts=tuple(draw(st.lists(layout | plain, min_size=1, max_size=3, unique_by=lambda found: found.id))),
        child_seats=draw(st.integers(0, 4)),
        features=draw(tags),
        licence=draw(ids),
        profile=draw(st.sampled_from(speeds)),
        availability=draw(several(weekly(seasons))),
        unavailable=draw(several(periods())),
        energy=draw(st.sampled_from(["diesel", "petrol", "electric", "gas"])),
        range_m=draw(st.integers(0, 10**9)),
        cost_km_cents=draw(st.integers(0, 10**11)),
        owner=draw(texts),
    )


@st.composite
def kit(draw: st.DrawFn, id_: str, homes: list[str]) -> fleet.Kit:
    return fleet.Kit(
        id=id_,
        name=draw(names),
        kind=draw(ids),
        home=draw(st.sampled_from(homes)),
        unavailable=draw(several(periods())),
        owner=draw(texts),
    )


@st.composite
def person(draw: st.DrawFn, id_: str, places: list[str], seasons: list[str]) -> people.Person:
    credentials = several(st.builds(lambda days_, kind: people.Credential(**dict(days_), kind=kind), ranges(), ids))
    activities = []
    for activity in draw(named(set())):
        day, (start, end) = draw(days), draw(pair(st.integers(0, 1439)).filter(lambda two: two[0] < two[1]))
        activities.append(
            people.FixedActivity(
                id=activity,
                name=draw(names),
                place=draw(st.sampled_from(places)),
                start=base.at(day, start),
                end=base.at(day, end),
            )
        )
    return people.Person(
        id=id_,
        name=draw(names),
        base=draw(st.sampled_from(places)),
        credentials=(people.Credential(kind="permis-b"), *draw(credentials)),
        contract=people.Contract(week_min=draw(st.integers(0, 3000)), cost_hour_cents=draw(st.integers(0, 9999))),
        work_rules=draw(st.sampled_from(["fr-public", "fr-private"])),
        availability=draw(several(weekly(seasons))),
        absences=draw(several(periods())),
        own_car=draw(st.booleans()),
        activities=tuple(activities),
        history=people.WorkHistory(
            week_work_min=draw(several(st.integers(0, 3000), 3)), last_duty_end=draw(maybe(moments))
        ),
        employer=draw(texts),
    )


@st.composite
def itinerant(draw: st.DrawFn, used: set[str], seasons: list[str]) -> services.Service:
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
    )


@st.composite
def asked(
    draw: st.DrawFn, offered: list[str], communes: list[str], venues: list[str], seasons: list[str]
) -> tuple[services.SessionDemand, ...]:
    found = []
    for id_ in draw(named(set(), 2)) if offered else []:
        nth = draw(maybe(st.sampled_from([1, 2, 3, 4, -1])))
        every = draw(st.sampled_from([1, 2, 4]))
        week = draw(maybe(st.integers(1, every)))
        pattern = (
            services.Pattern(nth=nth)
            if nth
            else services.Pattern(sessions=draw(st.integers(1, 7)), every_weeks=every, week=week)
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
def exception(draw: st.DrawFn, day: date) -> services.DateException:
    kind = draw(st.sampled_from(["cancelled", "moved", "added"]))
    return services.DateException(
        kind=kind, date=day, to=draw(days) if kind == "moved" else None, start=draw(maybe(minutes))
    )


@st.composite
def transport(
    draw: st.DrawFn, used: set[str], seasons: list[str], communes: list[str], places: list[str]
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
        taxi=draw(
            maybe(st.builds(rides.Taxi, name=names, base_cents=minutes, km_cents=minutes, wheelchairs=st.booleans()))
        ),
    )


@st.composite
def bookings(
    draw: st.DrawFn, transports: list[str], places: list[str], demands: list[str]
) -> tuple[rides.RideRequest, ...]:
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
def recurrences(draw: st.DrawFn) -> rides.Recurrence:
    found = draw(ranges())
    every = draw(st.sampled_from([1, 2, 4])) if found.first else 1
    return rides.Recurrence(weekdays=draw(weekdays), days=found, every_weeks=every, without=draw(several(days)))


@st.composite
def pin(
    draw: st.DrawFn,
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


@st.composite
def work_rules(draw: st.DrawFn) -> profiles.WorkRules:
    kinds = st.sampled_from(["promised_pickup", "session", "duty", "stop_order"])
    late = several(st.tuples(st.integers(-99, 999), st.integers(-99, 999)))
    values: dict[str, Any] = {
        name: draw(figures) for name, f in profiles.WorkRules.model_fields.items() if f.annotation is profiles.Figure
    }
    return profiles.WorkRules(
        **dict(draw(ranges())),
        profile="of-our-own",
        title=draw(names),
        employer=draw(st.sampled_from(["public", "private"])),
        meal_from=draw(minutes),
        meal_until=draw(minutes),
        riding_is_work=draw(st.booleans()),
        change_prices=draw(several(st.builds(profiles.ChangePrice, kind=kinds, base=st.integers(0, 999), late=late))),
        **values,
    )
