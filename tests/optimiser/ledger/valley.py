"""A valley on one line: the depot in town, A 10 km and 10 minutes up, B 30 km and 30 minutes up; one tour, two parties.

The van goes up to B, takes P2, takes P1 at A on the way down, and lets both off in town: 60 km and 60 minutes. Alone,
P1 is 20 km and P2 is 60 km. A day of the van costs 10 €, a kilometre 1 €, the driver's hour 20 €.
"""

from datetime import date, datetime, timedelta
from itertools import pairwise

from models.base import Window
from models.fleet import Layout, Vehicle
from models.instance import Instance
from models.people import Contract, Credential, Person
from models.plan import Activity, Duty, Plan, PlannedRide, StopAction, Tour, TourStop
from models.rides import RideRequest, RideService, Trip
from models.services import Attendance, Service, SessionDemand
from models.territory import Commune, Depot, PairOverride, Stop, Territory, Travel, Venue

MONDAY = date(2027, 1, 11)
EIGHT = datetime(2027, 1, 11, 8)
_KM = {"depot": 0, "town": 0, "a": 10, "b": 30, "hall-b": 30}


def after(minutes: int) -> datetime:
    """A time of the Monday, minutes after eight."""
    return EIGHT + timedelta(minutes=minutes)


def make_instance() -> Instance:
    """The valley, with a workshop that B may ask for."""
    pairs = [(x, y) for x in _KM for y in _KM if x != y]
    overrides = tuple(
        PairOverride(origin=x, destination=y, minutes=abs(_KM[x] - _KM[y]), metres=1000 * abs(_KM[x] - _KM[y]))
        for x, y in pairs
    )
    return Instance(
        territory=Territory(id="valley", name="Vallée", travel=Travel(overrides=overrides)),
        anchor=MONDAY,
        week=MONDAY,
        communes=(
            Commune(id="town", name="Bourg", population=600, lon=6.0, lat=44.0),
            Commune(id="a", name="=A", population=300, lon=6.2, lat=44.0),
            Commune(id="b", name="B", population=100, lon=6.6, lat=44.0),
        ),
        depots=(Depot(id="depot", name="Dépôt", commune="town", lon=6.0, lat=44.0),),
        venues=(Venue(id="hall-b", name="Salle", commune="b", lon=6.6, lat=44.0),),
        stops=(
            Stop(id="town", name="Place", commune="town", lon=6.0, lat=44.0),
            Stop(id="a", name="A", commune="a", lon=6.2, lat=44.0),
            Stop(id="b", name="B", commune="b", lon=6.6, lat=44.0),
        ),
        vehicles=(
            Vehicle(
                id="van",
                name="Minibus",
                depot="depot",
                layouts=(Layout(id="8", seats=8),),
                cost_day_cents=1000,
                cost_km_cents=100,
                owner="CC",
            ),
        ),
        people=(
            Person(
                id="paul",
                name="Paul",
                base="depot",
                credentials=(Credential(kind="permis-b"), Credential(kind="attestation-medicale")),
                contract=Contract(week_min=30, cost_hour_cents=2000, overtime_percent=150),
                employer="CC",
            ),
        ),
        services=(Service(id="workshop", name="Atelier", kind="workshop", duration_min=60),),
        demands=(
            SessionDemand(id="w", service="workshop", commune="b", venues=("hall-b",), attendance=Attendance(others=6)),
        ),
        ride_services=(RideService(id="tad", name="TAD", organisation="Association"),),
        rides=tuple(
            RideRequest(
                id=f"P{n}",
                service="tad",
                origin=commune,
                destination="town",
                walkers=n,
                date=MONDAY,
                outbound=Trip(pickup=Window(start=480, end=600)),
            )
            for n, commune in ((1, "a"), (2, "b"))
        ),
    )


def _ride(number: int, origin: str, board: int) -> PlannedRide:
    return PlannedRide(
        item=f"P{number}@{MONDAY}",
        request=f"P{number}",
        leg="outbound",
        tour="van@1",
        pickup=origin,
        dropoff="town",
        boarding_start=after(board),
        boarding_end=after(board),
        alighting_start=after(60),
        alighting_end=after(60),
    )


def make_plan() -> Plan:
    """The plan: the tour costs 10 € and 60 km, Paul's hour 20 €, his half hour of overtime 5 € more."""
    way = (("depot", 0), ("b", 30), ("a", 50), ("town", 60), ("depot", 60))
    rides = (_ride(1, "a", 50), _ride(2, "b", 30))
    acts = {
        ride.pickup: (StopAction(kind="board", start=ride.boarding_start, end=ride.boarding_end, item=ride.item),)
        for ride in rides
    }
    stops = tuple(
        TourStop(
            place=place,
            arrival=after(minute),
            departure=after(minute),
            actions=acts.get(place, ()),
            driver="paul" if k < len(way) - 1 else None,
            metres=1000 * (minute - way[k - 1][1]) if k else 0,
        )
        for k, (place, minute) in enumerate(way)
    )
    drives = tuple(
        Activity(kind="drive", start=after(start), end=after(end), place=place, ref="van@1")
        for (_, start), (place, end) in pairwise(way[:4])
    )
    return Plan(
        instance="valley",
        digest="0" * 64,
        monday=MONDAY,
        weeks=1,
        made_at=datetime(2027, 1, 8, 12),
        tours=(
            Tour(
                id="van@1", vehicle="van", date=MONDAY, layout="8", stops=stops, metres=60_000, cost_cents=7000, co2_g=0
            ),
        ),
        rides=rides,
        duties=(Duty(person="paul", date=MONDAY, activities=drives, work_min=60, cost_cents=2000),),
        overtime_cents=500,
    )


def later(plan: Plan, days: int) -> Plan:
    """The same plan some days on, with the ids of its own days."""
    text, delta = plan.model_dump_json(), timedelta(days=days)
    text = text.replace(str(MONDAY), str(MONDAY + delta)).replace("van@1", "van@2")
    return Plan.model_validate_json(text)
