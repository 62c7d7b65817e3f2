"""Instances of every shape the vocabulary allows and no reader may refuse."""

from datetime import date, timedelta
from typing import Any, get_args

from hypothesis import strategies as st

from instances.fill import bundled_childcare_rules, bundled_work_rules
from models import base, territory
from models.instance import Instance, Settings, TierName, Tolerance
from tests.instances.strategies.demand import asked, bookings, itinerant, pin, shortfalls, transport
from tests.instances.strategies.means import kit, person, vehicle, work_rules
from tests.instances.strategies.values import days, ids, named, names, ranges, several, tags, texts, weekly


@st.composite
def points(draw: Any, communes: list[str]) -> dict[str, Any]:
    """The fields all places share, their id aside."""
    return {
        "name": draw(names),
        "commune": draw(st.sampled_from(communes)),
        "lon": draw(st.floats(6, 7)),
        "lat": draw(st.floats(44, 45)),
        "accessible": draw(st.booleans()),
        "charger_m_per_min": draw(st.integers(0, 10**9)),
    }


@st.composite
def instances(draw: Any) -> Instance:
    """A whole instance; small, but with every kind of row and every optional part there at times."""
    seasons = draw(named(set()))
    communes = draw(named(set(), 2, 1))
    used: set[str] = set()

    def point() -> dict[str, Any]:
        return dict(draw(points(communes)))

    depots = [territory.Depot(id=id_, **point()) for id_ in draw(named(used, 2, 1))]
    stops = [territory.Stop(id=id_, **point()) for id_ in draw(named(used, 2, 1))]
    addresses = [territory.Address(id=id_, **point()) for id_ in draw(named(used, 1))]
    authorisations = several(st.builds(authorisation, ranges(), ids, st.integers(0, 99)))
    venues = [
        territory.Venue(
            id=id_,
            **point(),
            opening=draw(several(weekly(seasons))),
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
                st.dictionaries(st.sampled_from(get_args(TierName)), st.integers(0, 1000), max_size=3).map(
                    lambda given: tuple(Tolerance(tier=tier, per_mille=part) for tier, part in given.items())
                )
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
