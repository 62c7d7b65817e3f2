"""Andorra: a crèche, workshops and sixty on-demand rides a day over real mountain roads.

Real: the road network, villages, public buildings and parish boundaries (OpenStreetMap). Assumed: populations
(rounded), rooms' use and hours, fleet, people and every booking, which `ride_demand` draws from the seed below.
"""

from datetime import date
from random import Random

from instances.fill import public_holidays
from instances.generators import andorra_places as places
from instances.generators.andorra_places import NAME, Parishes
from instances.generators.ride_demand import Home, Mix, Purpose, draw_rides
from instances.generators.words import WEEK, attestation, between, clock, contract, credentials, slug, weekly
from models.base import DateRange, at
from models.fleet import Kit, Layout, Vehicle
from models.instance import Instance
from models.people import Person
from models.rides import BookingRule, RideRequest, RideService, Taxi, Trip
from models.services import Attendance, Childcare, CrewNeed, Service, SessionDemand
from models.territory import Season, SpeedProfile, Stop, Territory, Travel

SEED = 20270112
EMPLOYER = "Service itinérant d'Andorre (fictif)"
WINTER = Season(
    id="hiver",
    name="Hiver",
    days=(DateRange(first=date(2026, 12, 1), last=date(2027, 4, 15)),),
    speed_percent=90,
)
PURPOSES = (
    Purpose(
        "sante",
        (("arret-hopital", 4), ("arret-cap-llanterna", 1), ("arret-cap-encamp", 1), ("arret-medic-lauredia", 1)),
        ((525, 690), (870, 990)),
        (45, 90),
        dict.fromkeys(range(1, 6), 12),
    ),
    Purpose(
        "marche",
        (("arret-andorra-la-vella", 3), ("arret-les-escaldes", 2), ("arret-sant-julia-de-loria", 1)),
        ((570, 660), (900, 990)),
        (75, 150),
        dict.fromkeys(range(1, 6), 11),
    ),
    Purpose(
        "demarches",
        (("arret-comu-andorra", 2), ("arret-bibliotheque", 1), ("arret-piscines", 1)),
        ((570, 675), (885, 1005)),
        (60, 120),
        dict.fromkeys(range(1, 6), 6),
    ),
    Purpose(
        "gare",
        (("arret-gare-routiere", 1),),
        ((500, 640), (870, 1000)),
        (240, 420),
        dict.fromkeys(range(1, 6), 3),
    ),
)


def _homes(stops: tuple[Stop, ...]) -> tuple[Home, ...]:
    """Villages people live in, towns weighing more; the capital's centre is where they go."""
    towns = {"arret-canillo", "arret-encamp", "arret-ordino", "arret-la-massana", "arret-sant-julia-de-loria"}
    points = {f"arret-{id_}" for id_ in places.POINTS} | {
        "arret-andorra-la-vella",
        "arret-les-escaldes",
        "arret-engordany",
    }
    far = {"arret-pas-de-la-casa", "arret-les-bordes-d-envalira"}
    return tuple(
        Home(
            stop=stop.id,
            weight=6 if stop.id in towns else 3 if stop.accessible and stop.id not in far else 1,
            door=f"porte-{stop.id.removeprefix('arret-')}" if stop.id.removeprefix("arret-") in places.DOORS else None,
        )
        for stop in stops
        if stop.id not in points
    )


def _vehicles() -> tuple[Vehicle, ...]:
    layouts = (Layout(id="8-places", seats=8), Layout(id="5-plus-1", seats=5, wheelchairs=1))
    diesel = tuple(
        Vehicle(
            id=id_,
            name=name,
            depot="depot",
            layouts=layouts,
            child_seats=2,
            features=("rampe", "tad"),
            profile="minibus",
            availability=(weekly("06:30", "20:30"),),
            cost_day_cents=3800,
            cost_km_cents=36,
            co2_g_per_km=255,
            owner=EMPLOYER,
        )
        for id_, name in (("m1", "Minibus 1"), ("m2", "Minibus 2"))
    )
    electric = Vehicle(
        id="m3",
        name="Minibus 3, électrique",
        depot="depot",
        layouts=(Layout(id="6-places", seats=6), Layout(id="4-plus-1", seats=4, wheelchairs=1)),
        child_seats=2,
        features=("rampe", "tad"),
        profile="minibus",
        availability=(weekly("06:30", "20:30"),),
        energy="electric",
        range_m=120_000,
        cost_day_cents=4600,
        cost_km_cents=14,
        co2_g_per_km=20,
        owner=EMPLOYER,
    )
    vans = tuple(
        Vehicle(
            id=id_,
            name=name,
            depot="depot",
            layouts=(Layout(id="cabine", seats=seats),),
            features=features,
            kit_volume_l=volume,
            profile="van",
            availability=(weekly("06:30", "20:00"),),
            cost_day_cents=cost,
            cost_km_cents=30,
            co2_g_per_km=220,
            owner=EMPLOYER,
        )
        for id_, name, seats, features, volume, cost in (
            ("fourgon-creche", "Fourgon de la crèche", 4, ("amenagement-petite-enfance",), 5000, 2800),
            ("fourgon-ateliers", "Fourgon des ateliers", 2, (), 2500, 2200),
        )
    )
    return (*diesel, electric, *vans)


def _people() -> tuple[Person, ...]:
    """Twelve people: six drivers, four for the crèche, two trainers; eight may carry passengers."""
    licence, child, eje, trainer = "permis-b", "petite-enfance", "educateur-jeunes-enfants", "animation-numerique"
    carry = True
    rows = (
        ("Jordi", (licence,), carry, 35, 23.0),
        ("Marta", (licence,), carry, 35, 23.0),
        ("Pere", (licence,), carry, 35, 23.5),
        ("Núria", (licence,), carry, 35, 23.0),
        ("Albert", (licence,), carry, 30, 22.5),
        ("Laia", (licence,), carry, 30, 22.5),
        ("Montserrat", (eje, child, licence), False, 28, 28.0),
        ("Clara", (eje, child), False, 20, 27.0),
        ("Anna", (child, licence), False, 24, 23.0),
        ("Xavier", (child, licence), carry, 20, 23.0),
        ("Oriol", (trainer, licence), carry, 30, 26.5),
        ("Mireia", (trainer, licence), False, 28, 24.0),
    )
    return tuple(
        Person(
            id=slug(name),
            name=name,
            base="depot",
            credentials=(*credentials(*kinds), attestation()) if carries else credentials(*kinds),
            contract=contract(hours, euros, tolerance_min=240),
            availability=(weekly("06:30", "20:30"),),
            employer=EMPLOYER,
        )
        for name, kinds, carries, hours, euros in rows
    )


def _services() -> tuple[Service, ...]:
    return (
        Service(
            id="creche",
            name="Crèche itinérante",
            kind="creche",
            set_up_min=20,
            duration_min=210,
            tear_down_min=20,
            crew=(
                CrewNeed(qualification="educateur-jeunes-enfants", count=1),
                CrewNeed(qualification="petite-enfance", count=1),
            ),
            childcare=Childcare(rules="fr-creche", ratio="by_age"),
            venue_features=("sanitaires-enfants",),
            needs_authorisation=True,
            kit_kind="creche",
            vehicle_use="keeps",
            vehicle_features=("amenagement-petite-enfance",),
            start_windows=(weekly("08:45", "09:15"),),
            grid_min=15,
            min_attendance=3,
            priority=3,
        ),
        Service(
            id="atelier",
            name="Atelier numérique",
            kind="atelier-numerique",
            set_up_min=30,
            duration_min=150,
            tear_down_min=30,
            crew=(CrewNeed(qualification="animation-numerique", count=1),),
            venue_features=("tables",),
            kit_kind="ordinateurs",
            vehicle_use="may_release",
            start_windows=(weekly("09:00", "10:00"), weekly("14:00", "15:30")),
            grid_min=30,
            min_attendance=4,
            priority=2,
        ),
    )


def _demands(communes: dict[str, str]) -> tuple[SessionDemand, ...]:
    creche = tuple(
        SessionDemand(
            id=f"creche-{room}",
            service="creche",
            commune=communes[f"salle-{room}"],
            venues=(f"salle-{room}",),
            weekdays=(1, 2, 3, 4, 5),
            attendance=Attendance(crawlers=crawlers, walkers=walkers),
            preferred_start=clock("09:00"),
        )
        for room, crawlers, walkers in (
            ("pas-de-la-casa", 4, 6),
            ("el-tarter", 3, 6),
            ("arinsal", 3, 7),
            ("la-cortinada", 2, 6),
        )
    )
    workshops = tuple(
        SessionDemand(
            id=f"atelier-{room}",
            service="atelier",
            commune=communes[f"salle-{room}"],
            venues=(f"salle-{room}",),
            weekdays=weekdays,
            attendance=Attendance(others=people),
        )
        for room, people, weekdays in (
            ("pas-de-la-casa", 8, (1, 2, 3, 4, 5)),
            ("ordino", 9, (1, 2, 4, 5)),
            ("massana", 9, (2, 3, 4)),
            ("sant-julia", 10, (1, 3, 5)),
            ("canillo", 7, (1, 2, 3, 4, 5)),
            ("encamp", 8, (2, 4)),
        )
    )
    return (*creche, *workshops)


def _linked_rides() -> tuple[RideRequest, ...]:
    return tuple(
        RideRequest(
            id=f"w{number:02d}",
            service="tad",
            passenger=f"P-W{number:02d}",
            origin=origin,
            destination=f"salle-{room}",
            door_to_door=origin.startswith("porte"),
            walkers=0 if origin.startswith("porte") else party,
            wheelchairs=int(origin.startswith("porte")),
            session=f"atelier-{room}",
            return_trip=Trip(),
        )
        for number, (origin, room, party) in enumerate(
            (
                ("arret-soldeu", "canillo", 2),
                ("arret-el-serrat", "ordino", 1),
                ("porte-arinsal", "massana", 1),
                ("arret-juberri", "sant-julia", 1),
            ),
            start=1,
        )
    )


def _night_flight() -> RideRequest:
    """A booking no plan can serve, so that a planner sees the reason: it is out of the service's hours."""
    return RideRequest(
        id="depart-avant-l-aube",
        service="tad",
        passenger="P-AUBE",
        origin="arret-soldeu",
        destination="arret-gare-routiere",
        date=date(2027, 1, 13),
        outbound=Trip(dropoff=between("05:30", "05:50")),
        booked_at=at(date(2027, 1, 7), 600),
    )


def _ride_service() -> RideService:
    return RideService(
        id="tad",
        name="Transport à la demande",
        hours=(weekly("07:15", "19:45"),),
        vehicle_features=("tad",),
        booking=BookingRule(days_before=1, until=clock("16:00")),
        phone="+376 000 001",
        fare_cents=250,
        max_ride_min=75,
        ride_percent=180,
        ride_constant_min=12,
        boarding_min=1,
        wheelchair_boarding_min=4,
        walking_m=350,
        taxi=Taxi(name="Taxi conventionné", base_cents=900, km_cents=280),
    )


def build() -> Instance:
    """The territory with one week of bookings drawn from `SEED`."""
    points, parishes = places.read_points(), Parishes()
    stops, venues = places.stops(points, parishes), places.venues(points, parishes)
    mix = Mix(per_weekday=dict.fromkeys(range(1, 6), 33), returns=82, wheelchairs=8)
    return Instance(
        territory=Territory(
            id=NAME,
            name="Andorre : crèche, ateliers et transport à la demande",
            time_zone="Europe/Andorra",
            holidays=public_holidays("AD", WEEK) or (),
            seasons=(WINTER,),
            travel=Travel(
                provider="road_extract",
                detour_percent=160,
                extract="roads.osm.pbf",
                profiles=(
                    SpeedProfile(id="car", kmh=45, road_percent=100),
                    SpeedProfile(id="minibus", kmh=40, road_percent=90),
                    SpeedProfile(id="van", kmh=40, road_percent=90),
                ),
            ),
            max_extent_km=40,
        ),
        anchor=WEEK,
        week=WEEK,
        communes=places.communes(points),
        depots=(places.depot(points),),
        venues=venues,
        stops=stops,
        addresses=places.doors(stops),
        vehicles=_vehicles(),
        kits=(
            Kit(id="kit-creche", name="Mobilier et jeux de la crèche", kind="creche", home="depot", volume_l=3800),
            Kit(
                id="kit-ordinateurs", name="Douze ordinateurs portables", kind="ordinateurs", home="depot", volume_l=400
            ),
        ),
        people=_people(),
        services=_services(),
        demands=_demands({venue.id: venue.commune for venue in venues}),
        ride_services=(_ride_service(),),
        rides=(
            *draw_rides(Random(SEED), "tad", WEEK, _homes(stops), PURPOSES, mix, last=18 * 60 + 45),
            *_linked_rides(),
            _night_flight(),
        ),
    )
