"""A week written by hand: a workshop with a kit, rides, an unserved party, in a mountain valley.

Thursday: the minibus takes the trainer and the kit to Ceillac, carries two passengers to the market and a wheelchair to
the health centre while the workshop runs, and fetches trainer and kit. Sunday, the day clocks change: a workshop in
Arvieux with the van.
"""

from datetime import date, datetime, timedelta

from models.base import Window, at
from models.fleet import Kit, Layout, Vehicle
from models.instance import Instance
from models.people import Contract, Credential, Person
from models.plan import (
    Activity,
    ActivityKind,
    CrewMember,
    Duty,
    Load,
    Plan,
    PlannedRide,
    PlannedSession,
    Reason,
    StopAction,
    StopActionKind,
    TierValue,
    Tour,
    TourStop,
    Unserved,
)
from models.rides import BookingRule, Leg, RideRequest, RideService, Taxi, Trip
from models.services import Attendance, CrewNeed, Service, SessionDemand
from models.territory import Address, Commune, Depot, Stop, Territory, Travel, Venue
from models.text import message

MONDAY = date(2027, 1, 11)
SPRING = date(2027, 3, 22)
"""Monday of the week whose Sunday, 28 March, has no 02:00 to 03:00."""
AUTUMN = date(2027, 10, 25)
"""Monday of the week whose Sunday, 31 October, has 02:00 to 03:00 twice."""

PRIVATE = "4 chemin des Fougères"
WORKSHOP = "Atelier numérique ; « débutants », niveau 1"
NEED = message("quarter person-needs")


def clock(day: date, text: str) -> datetime:
    """A time of a day, written 07:40."""
    hours, minutes = text.split(":")
    return at(day, int(hours) * 60 + int(minutes))


def replaced(instance: Instance, **changes: object) -> Instance:
    """The instance with other fields; unlike ``model_copy``, without what it has already looked up."""
    return Instance.model_validate({name: getattr(instance, name) for name in Instance.model_fields} | changes)


def make_instance(monday: date = MONDAY) -> Instance:
    """The valley: three communes, a minibus, a van, three people."""
    passenger_kinds = ("permis-b", "attestation-medicale")
    return Instance(
        territory=Territory(id="valley", name="Guillestrois & Queyras", travel=Travel(detour_percent=170)),
        anchor=monday,
        week=monday,
        communes=(
            Commune(id="05065", name="Guillestre", population=2280, births=18, lon=6.6497, lat=44.6608),
            Commune(id="05026", name="Ceillac", population=285, births=2, lon=6.7768, lat=44.6672),
            Commune(id="05007", name="Arvieux", population=370, births=3, lon=6.7386, lat=44.7661),
        ),
        depots=(Depot(id="garage", name="Garage intercommunal", commune="05065", lon=6.6455, lat=44.6625),),
        venues=(
            Venue(id="hall-ceillac", name="Salle polyvalente", commune="05026", lon=6.7775, lat=44.6675),
            Venue(id="hall-arvieux", name="Salle de Brunissard <script>", commune="05007", lon=6.7280, lat=44.7830),
        ),
        stops=(
            Stop(id="stop-ceillac", name="Mairie", commune="05026", lon=6.7768, lat=44.6671),
            Stop(id="stop-market", name="Place du marché", commune="05065", lon=6.6489, lat=44.6597),
            Stop(id="stop-health", name="Maison de santé", commune="05065", lon=6.6510, lat=44.6621),
        ),
        addresses=(Address(id="home-12", name=PRIVATE, commune="05065", lon=6.6371, lat=44.6449),),
        vehicles=(
            Vehicle(
                id="M1",
                name="Minibus 1",
                depot="garage",
                layouts=(Layout(id="8", seats=8), Layout(id="5+1", seats=5, wheelchairs=1)),
                kit_volume_l=400,
                cost_day_cents=1500,
                cost_km_cents=30,
                co2_g_per_km=190,
            ),
            Vehicle(
                id="V1",
                name="Fourgon",
                depot="garage",
                layouts=(Layout(id="2", seats=2),),
                kit_volume_l=2000,
                cost_day_cents=1000,
                cost_km_cents=35,
                co2_g_per_km=210,
            ),
        ),
        kits=(Kit(id="K", name="Malle d'ordinateurs", kind="laptops", home="garage", volume_l=200),),
        people=(
            Person(
                id="ines",
                name="Inès Faure",
                base="garage",
                credentials=tuple(Credential(kind=kind) for kind in (*passenger_kinds, "formateur")),
                contract=Contract(week_min=28 * 60, cost_hour_cents=2400),
            ),
            Person(
                id="paul",
                name="Paul Blanc",
                base="garage",
                credentials=tuple(Credential(kind=kind) for kind in passenger_kinds),
                contract=Contract(week_min=35 * 60, cost_hour_cents=2000),
            ),
            Person(id="zoe", name="Zoé Arnaud", base="garage", contract=Contract(week_min=0)),
        ),
        services=(
            Service(
                id="workshop",
                name=WORKSHOP,
                kind="ict",
                set_up_min=30,
                duration_min=150,
                tear_down_min=30,
                crew=(CrewNeed(qualification="formateur", count=1),),
                kit_kind="laptops",
                vehicle_use="may_release",
                description="Entrée libre, sans inscription.",
            ),
        ),
        demands=(
            SessionDemand(
                id="d-ceillac",
                service="workshop",
                commune="05026",
                venues=("hall-ceillac",),
                attendance=Attendance(others=6),
            ),
            SessionDemand(
                id="d-arvieux",
                service="workshop",
                commune="05007",
                venues=("hall-arvieux",),
                attendance=Attendance(others=4),
            ),
            SessionDemand(
                id="d-guillestre",
                service="workshop",
                commune="05065",
                venues=("hall-ceillac",),
                attendance=Attendance(others=3),
            ),
        ),
        ride_services=(
            RideService(
                id="tad",
                name="Transport à la demande",
                booking=BookingRule(days_before=1, until=16 * 60),
                phone="04 92 00 00 00",
                url="https://example.org/tad",
                fare_cents=300,
                taxi=Taxi(name="Taxi des cols", base_cents=500, km_cents=200),
            ),
        ),
        rides=(
            _ride(monday, "r-market", "P-014", "stop-ceillac", "stop-market", people=2, back=True),
            _ride(monday, "r-health", "P-022", "home-12", "stop-health", people=0, wheelchairs=1, door=True),
            _ride(monday, "r-taxi", "P-031", "stop-market", "stop-health", people=1),
            _ride(monday, "r-none", "P-040", "stop-health", "stop-ceillac", people=1),
        ),
    )


def _ride(
    monday: date,
    id_: str,
    passenger: str,
    origin: str,
    destination: str,
    *,
    people: int,
    wheelchairs: int = 0,
    back: bool = False,
    door: bool = False,
) -> RideRequest:
    window = Window(start=8 * 60, end=18 * 60)
    return RideRequest(
        id=id_,
        service="tad",
        passenger=passenger,
        origin=origin,
        destination=destination,
        walkers=people,
        wheelchairs=wheelchairs,
        door_to_door=door,
        date=monday + timedelta(days=3),
        outbound=Trip(pickup=window),
        return_trip=Trip(pickup=window) if back else None,
    )


def make_plan(instance: Instance, made_at: datetime | None = None) -> Plan:
    """The week of the instance: Thursday's tour and workshop, Sunday's workshop, one party unserved."""
    monday = instance.week
    thursday, sunday = monday + timedelta(days=3), monday + timedelta(days=6)
    week = f"{monday.isocalendar()[0]}-W{monday.isocalendar()[1]:02d}"
    ceillac, arvieux = f"d-ceillac.1@{week}", f"d-arvieux.1@{week}"
    return Plan(
        instance="valley",
        digest="0" * 64,
        monday=monday,
        weeks=1,
        made_at=made_at or clock(monday - timedelta(days=4), "17:00"),
        tours=(_thursday_tour(thursday), _sunday_tour(sunday)),
        sessions=(
            _session(ceillac, "d-ceillac", "hall-ceillac", thursday, "M1", released=True),
            _session(arvieux, "d-arvieux", "hall-arvieux", sunday, "V1", released=False),
        ),
        rides=_rides(thursday),
        duties=_duties(thursday, sunday, ceillac, arvieux),
        unserved=(
            Unserved(
                item=f"r-none@{thursday}",
                kind="ride",
                commune="05065",
                service="tad",
                weight=1,
                reasons=(
                    Reason(kind="impossible", codes=("R8",), text=message("a ride was booked before the deadline")),
                ),
            ),
            Unserved(
                item=f"d-guillestre.1@{week}",
                kind="session",
                commune="05065",
                service="workshop",
                weight=3,
                reasons=(
                    Reason(kind="not_chosen", codes=("S4", "P3"), text=message("a day's work stays inside the limit")),
                ),
            ),
        ),
        tiers=(
            TierValue(
                tier="need", value=16, unit=NEED, lower_bound=12, bound_of=message("the session part, rides aside")
            ),
            TierValue(tier="cost", value=31_000, unit=message("cents")),
        ),
    )


def _action(kind: StopActionKind, day: date, start: str, end: str, item: str, leg: Leg | None = None) -> StopAction:
    return StopAction(kind=kind, start=clock(day, start), end=clock(day, end), item=item, leg=leg)


def _stop(
    day: date,
    place: str,
    arrival: str,
    departure: str,
    driver: str | None,
    *actions: StopAction,
    load: Load | None = None,
    metres: int = 0,
) -> TourStop:
    return TourStop(
        place=place,
        arrival=clock(day, arrival),
        departure=clock(day, departure),
        actions=actions,
        driver=driver,
        load=load or Load(),
        metres=metres,
    )


def _thursday_tour(day: date) -> Tour:
    market, health = f"r-market@{day}", f"r-health@{day}"
    stops = (
        _stop(
            day,
            "garage",
            "07:50",
            "08:00",
            "ines",
            _action("load_kit", day, "07:50", "08:00", "K"),
            _action("crew_on", day, "07:55", "08:00", "paul"),
            load=Load(seats=1),
        ),
        _stop(
            day,
            "hall-ceillac",
            "08:30",
            "09:00",
            "paul",
            _action("unload_kit", day, "08:30", "08:40", "K"),
            _action("crew_off", day, "08:30", "08:30", "paul"),
            metres=17_400,
        ),
        _stop(
            day,
            "stop-ceillac",
            "09:02",
            "09:05",
            "paul",
            _action("board", day, "09:03", "09:05", market, "outbound"),
            load=Load(seats=2),
            metres=400,
        ),
        _stop(
            day,
            "stop-market",
            "09:38",
            "09:40",
            "paul",
            _action("alight", day, "09:38", "09:40", market, "outbound"),
            metres=17_800,
        ),
        _stop(
            day,
            "home-12",
            "09:50",
            "09:55",
            "paul",
            _action("board", day, "09:51", "09:55", health, "outbound"),
            load=Load(wheelchairs=1),
            metres=3_900,
        ),
        _stop(
            day,
            "stop-health",
            "10:08",
            "10:12",
            "paul",
            _action("alight", day, "10:08", "10:12", health, "outbound"),
            metres=4_100,
        ),
        _stop(
            day,
            "stop-market",
            "10:45",
            "10:50",
            "paul",
            _action("board", day, "10:48", "10:50", market, "return"),
            load=Load(seats=2),
            metres=500,
        ),
        _stop(
            day,
            "stop-ceillac",
            "11:23",
            "11:26",
            "paul",
            _action("alight", day, "11:23", "11:25", market, "return"),
            metres=17_800,
        ),
        _stop(
            day,
            "hall-ceillac",
            "11:28",
            "12:00",
            "paul",
            _action("load_kit", day, "11:45", "12:00", "K"),
            _action("crew_on", day, "12:00", "12:00", "ines"),
            load=Load(seats=1),
            metres=400,
        ),
        _stop(day, "garage", "12:30", "12:30", None, _action("crew_off", day, "12:30", "12:30", "ines"), metres=17_400),
    )
    metres = sum(stop.metres for stop in stops)
    return Tour(
        id=f"M1@{day}", vehicle="M1", date=day, layout="5+1", stops=stops, metres=metres, cost_cents=3900, co2_g=15_143
    )


def _sunday_tour(day: date) -> Tour:
    stops = (
        _stop(day, "garage", "07:00", "07:10", "ines", _action("load_kit", day, "07:00", "07:10", "K")),
        _stop(
            day,
            "hall-arvieux",
            "08:00",
            "11:30",
            "ines",
            _action("unload_kit", day, "08:00", "08:10", "K"),
            _action("load_kit", day, "11:20", "11:30", "K"),
            metres=29_000,
        ),
        _stop(day, "garage", "12:20", "12:20", None, metres=29_000),
    )
    return Tour(
        id=f"V1@{day}", vehicle="V1", date=day, layout="2", stops=stops, metres=58_000, cost_cents=3030, co2_g=12_180
    )


def _session(id_: str, demand: str, venue: str, day: date, vehicle: str, *, released: bool) -> PlannedSession:
    start, end = ("09:00", "11:30") if released else ("08:30", "11:00")
    return PlannedSession(
        id=id_,
        demand=demand,
        venue=venue,
        set_up_start=clock(day, start) - timedelta(minutes=30),
        start=clock(day, start),
        end=clock(day, end),
        tear_down_end=clock(day, end) + timedelta(minutes=30),
        crew=(CrewMember(person="ines", qualification="formateur"),),
        kit="K",
        vehicle=vehicle,
        released=released,
        fetched_by=vehicle,
    )


def _rides(day: date) -> tuple[PlannedRide, ...]:
    def ride(
        request: str, leg: Leg, ends: tuple[str, str], times: tuple[str, str, str, str], taxi: bool = False
    ) -> PlannedRide:
        board, boarded, alight, alighted = (clock(day, text) for text in times)
        return PlannedRide(
            item=f"{request}@{day}",
            request=request,
            leg=leg,
            tour=None if taxi else f"M1@{day}",
            pickup=ends[0],
            dropoff=ends[1],
            boarding_start=board,
            boarding_end=boarded,
            alighting_start=alight,
            alighting_end=alighted,
            taxi_cents=700 if taxi else 0,
        )

    return (
        ride("r-market", "outbound", ("stop-ceillac", "stop-market"), ("09:03", "09:05", "09:38", "09:40")),
        ride("r-health", "outbound", ("home-12", "stop-health"), ("09:51", "09:55", "10:08", "10:12")),
        ride("r-market", "return", ("stop-market", "stop-ceillac"), ("10:48", "10:50", "11:23", "11:25")),
        ride("r-taxi", "outbound", ("stop-market", "stop-health"), ("14:00", "14:01", "14:04", "14:05"), taxi=True),
    )


def _duties(thursday: date, sunday: date, ceillac: str, arvieux: str) -> tuple[Duty, ...]:
    m1, v1 = f"M1@{thursday}", f"V1@{sunday}"

    def duty(person: str, day: date, work_min: int, rows: tuple[tuple[ActivityKind, str, str, str, str], ...]) -> Duty:
        activities = tuple(
            Activity(kind=kind, start=clock(day, start), end=clock(day, end), place=place, ref=ref or None)
            for kind, start, end, place, ref in rows
        )
        return Duty(person=person, date=day, activities=activities, work_min=work_min, cost_cents=work_min * 40)

    return (
        duty(
            "ines",
            thursday,
            280,
            (
                ("load", "07:50", "08:00", "garage", m1),
                ("drive", "08:00", "08:30", "hall-ceillac", m1),
                ("set_up", "08:30", "09:00", "hall-ceillac", ceillac),
                ("session", "09:00", "11:30", "hall-ceillac", ceillac),
                ("tear_down", "11:30", "12:00", "hall-ceillac", ceillac),
                ("ride", "12:00", "12:30", "garage", m1),
            ),
        ),
        duty(
            "paul",
            thursday,
            275,
            (
                ("load", "07:55", "08:00", "garage", m1),
                ("ride", "08:00", "08:30", "hall-ceillac", m1),
                ("wait", "08:30", "09:00", "hall-ceillac", ""),
                ("drive", "09:00", "09:02", "stop-ceillac", m1),
                ("board", "09:02", "09:05", "stop-ceillac", m1),
                ("drive", "09:05", "09:38", "stop-market", m1),
                ("board", "09:38", "09:40", "stop-market", m1),
                ("drive", "09:40", "09:50", "home-12", m1),
                ("board", "09:50", "09:55", "home-12", m1),
                ("drive", "09:55", "10:08", "stop-health", m1),
                ("board", "10:08", "10:12", "stop-health", m1),
                ("drive", "10:12", "10:45", "stop-market", m1),
                ("board", "10:45", "10:50", "stop-market", m1),
                ("drive", "10:50", "11:23", "stop-ceillac", m1),
                ("board", "11:23", "11:26", "stop-ceillac", m1),
                ("drive", "11:26", "11:28", "hall-ceillac", m1),
                ("load", "11:28", "12:00", "hall-ceillac", m1),
                ("drive", "12:00", "12:30", "garage", m1),
            ),
        ),
        duty(
            "ines",
            sunday,
            320,
            (
                ("load", "07:00", "07:10", "garage", v1),
                ("drive", "07:10", "08:00", "hall-arvieux", v1),
                ("set_up", "08:00", "08:30", "hall-arvieux", arvieux),
                ("session", "08:30", "11:00", "hall-arvieux", arvieux),
                ("tear_down", "11:00", "11:30", "hall-arvieux", arvieux),
                ("drive", "11:30", "12:20", "garage", v1),
            ),
        ),
    )
