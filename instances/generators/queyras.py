"""Guillestrois et Queyras: workshops with one laptop kit, advice desks, and on-demand transport down to Guillestre.

Real: communes, populations, the public-service points of Guillestre and Aiguilles, calendars, the practice. Assumed:
stops, rooms, hours, market days, fleet, people and every booking, which `ride_demand` draws from the seed below.
"""

from datetime import date
from random import Random

from instances.fill import public_holidays, school_holidays
from instances.generators import queyras_places as places
from instances.generators.queyras_places import LOWER, NAME, UPPER
from instances.generators.ride_demand import Home, Mix, Purpose, draw_rides
from instances.generators.words import WEEK, attestation, between, clock, contract, credentials, weekly
from models.base import DateRange, at
from models.fleet import Kit, Layout, Vehicle
from models.instance import Instance
from models.people import FixedActivity, Person
from models.rides import BookingRule, Movement, Reserve, RideRequest, RideService, Trip, Zone
from models.services import Attendance, CrewNeed, Service, SessionDemand
from models.territory import Season, SpeedProfile, Territory, Travel

SEED = 20270111
DETOUR_PERCENT = 170
TOWN, VALLEY = "depot-guillestre", "depot-aiguilles"
EMPLOYER = "CC du Guillestrois et du Queyras"
WINTER = Season(
    id="hiver",
    name="Hiver",
    days=(
        DateRange(first=date(2026, 12, 1), last=date(2027, 4, 15)),
        DateRange(first=date(2027, 12, 1), last=date(2028, 4, 15)),
    ),
    speed_percent=85,
)
SECTORS: tuple[tuple[str, tuple[int, ...], dict[str, int]], ...] = (
    (
        "haut-guil",
        (1, 2, 4, 5),
        {"abries": 9, "ristolas": 4, "aiguilles": 9, "ville-vieille": 7, "chateau-queyras": 5},
    ),
    ("aigues", (2, 4, 5), {"molines": 7, "fontgillarde": 3, "saint-veran": 6}),
    ("arvieux", (1, 3, 4), {"arvieux": 8, "la-chalp": 4, "brunissard": 4}),
    ("ceillac", (3, 4), {"ceillac": 9}),
    ("vars", (2, 3, 5), {"vars": 8, "vars-les-claux": 3}),
    (
        "durance",
        (1, 2, 3, 4, 5),
        {"risoul": 8, "eygliers": 8, "mont-dauphin": 4, "reotier": 3, "saint-clement": 4, "saint-crepin": 6},
    ),
)
"""Villages by the weekdays their side valley is served on: sectors have their days, market day has nearly all."""
HOMES = tuple(
    Home(f"arret-{village}", weight, f"porte-{village}" if village in places.DOORS else None, weekdays)
    for _, weekdays, villages in SECTORS
    for village, weight in villages.items()
)
PURPOSES = (
    Purpose("marche", (("arret-guillestre", 1),), ((570, 630),), (75, 120), {1: 7, 2: 0, 3: 0, 4: 11, 5: 0}),
    Purpose("sante", (("arret-sante", 1),), ((570, 660), (855, 930)), (45, 90), {1: 4, 2: 6, 3: 5, 4: 5, 5: 6}),
    Purpose(
        "commerces",
        (("arret-commerces", 3), ("arret-aiguilles", 1)),
        ((585, 645), (870, 930)),
        (60, 105),
        {1: 2, 2: 4, 3: 5, 4: 2, 5: 5},
    ),
    Purpose("gare", (("arret-gare", 1),), ((570, 660), (900, 990)), (240, 360), {1: 2, 2: 1, 3: 1, 4: 1, 5: 3}),
    Purpose(
        "demarches",
        (("arret-france-services", 3), ("arret-aiguilles", 1)),
        ((570, 645), (855, 915)),
        (45, 75),
        {1: 2, 2: 2, 3: 2, 4: 2, 5: 1},
    ),
)
MIX = Mix(per_weekday={1: 17, 2: 16, 3: 15, 4: 20, 5: 16}, pairs=15, children=40, early_min=60, wait_min=75)


def _vehicles() -> tuple[Vehicle, ...]:
    minibuses = tuple(
        Vehicle(
            id=id_,
            name=name,
            depot=depot,
            layouts=(Layout(id="8-places", seats=8), Layout(id="5-plus-1", seats=5, wheelchairs=1)),
            child_seats=2,
            features=("rampe", "tad"),
            kit_volume_l=volume,
            profile="minibus",
            availability=(weekly("06:30", "20:00"),),
            cost_day_cents=3800,
            cost_km_cents=36,
            co2_g_per_km=255,
            owner=EMPLOYER,
        )
        for id_, name, depot, volume in (("m1", "Minibus 1", TOWN, 700), ("m2", "Minibus 2", VALLEY, 0))
    )
    van = Vehicle(
        id="fourgon",
        name="Fourgon des ateliers",
        depot=TOWN,
        layouts=(Layout(id="cabine", seats=2),),
        kit_volume_l=3000,
        profile="van",
        availability=(weekly("06:30", "20:00"),),
        cost_day_cents=2200,
        cost_km_cents=29,
        co2_g_per_km=205,
        owner=EMPLOYER,
    )
    return (*minibuses, van)


def _people() -> tuple[Person, ...]:
    """Six people who drive and teach; four may carry passengers."""
    meeting = FixedActivity(
        id="reunion-ateliers",
        name="Préparation des ateliers",
        place=TOWN,
        start=at(date(2027, 1, 12), 17 * 60),
        end=at(date(2027, 1, 12), 18 * 60),
    )
    whole_days = (weekly("06:30", "19:30"),)
    return (
        Person(
            id="ines",
            name="Inès",
            base=TOWN,
            credentials=(*credentials("animation-numerique", "permis-b"), attestation(date(2030, 3, 31))),
            contract=contract(30, 28.00, tolerance_min=240),
            availability=whole_days,
            activities=(meeting,),
            employer=EMPLOYER,
        ),
        Person(
            id="paul",
            name="Paul",
            base=TOWN,
            credentials=(*credentials("permis-b"), attestation(date(2028, 9, 30))),
            contract=contract(35, 24.00, tolerance_min=240),
            availability=whole_days,
            employer=EMPLOYER,
        ),
        Person(
            id="lea",
            name="Léa",
            base=TOWN,
            credentials=credentials("animation-numerique", "permis-b"),
            contract=contract(35, 24.50),
            availability=whole_days,
            activities=(meeting.model_copy(update={"id": "reunion-ateliers-lea"}),),
            employer=EMPLOYER,
        ),
        Person(
            id="karim",
            name="Karim",
            base=TOWN,
            credentials=credentials("conseil", "permis-b"),
            contract=contract(20, 26.00),
            availability=(weekly("07:30", "18:30", 1, 2, 4, 5),),
            own_car=True,
            employer=EMPLOYER,
        ),
        Person(
            id="maud",
            name="Maud",
            base=VALLEY,
            credentials=(*credentials("conseil", "permis-b"), attestation()),
            contract=contract(28, 25.50, tolerance_min=240),
            availability=whole_days,
            own_car=True,
            employer=EMPLOYER,
        ),
        Person(
            id="jean",
            name="Jean",
            base=VALLEY,
            credentials=(*credentials("permis-b"), attestation(date(2027, 10, 31))),
            contract=contract(35, 24.00, tolerance_min=240),
            availability=whole_days,
            employer=EMPLOYER,
        ),
    )


def _services() -> tuple[Service, ...]:
    return (
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
            start_windows=(weekly("09:00", "09:30"), weekly("13:30", "15:00")),
            grid_min=30,
            min_attendance=4,
            priority=2,
            description="Deux heures et demie avec douze ordinateurs portables, pour six à dix personnes.",
        ),
        Service(
            id="permanence",
            name="Permanence de conseil",
            kind="permanence",
            set_up_min=5,
            duration_min=180,
            tear_down_min=5,
            crew=(CrewNeed(qualification="conseil", count=1),),
            venue_features=("internet",),
            start_windows=(weekly("08:45", "09:15"), weekly("13:45", "14:30")),
            grid_min=15,
        ),
    )


def _demands() -> tuple[SessionDemand, ...]:
    workshops = tuple(
        SessionDemand(
            id=f"atelier-{village}",
            service="atelier",
            commune=places.VILLAGES[village][1],
            venues=(f"salle-{village}",),
            weekdays=weekdays,
            attendance=Attendance(others=people),
            preferred_weekday=preferred,
            preferred_start=clock("14:00"),
        )
        for village, people, weekdays, preferred in (
            ("ceillac", 7, (1, 2, 4, 5), 4),
            ("arvieux", 8, (1, 2, 3, 4, 5), 4),
            ("saint-veran", 6, (1, 2, 3, 5), None),
            ("abries", 8, (2, 3, 4), None),
            ("molines", 6, (1, 2, 3, 4, 5), None),
            ("vars", 9, (1, 3, 5), 3),
        )
    )
    desks = tuple(
        SessionDemand(
            id=f"permanence-{village}",
            service="permanence",
            commune=places.VILLAGES[village][1],
            venues=(f"salle-{village}",),
            weekdays=weekdays,
            attendance=Attendance(others=people),
        )
        for village, people, weekdays in (
            ("saint-crepin", 6, (1, 2, 4, 5)),
            ("risoul", 5, (1, 2, 4, 5)),
            ("abries", 4, (1, 3, 5)),
            ("molines", 4, (2, 3, 4)),
        )
    )
    return (*workshops, *desks)


def _ride_service() -> RideService:
    return RideService(
        id="tad",
        name="TAD Guillestrois-Queyras",
        zones=(
            Zone(id="bourg", name="Guillestre", communes=(places.GUILLESTRE,)),
            Zone(id="guillestrois", name="Autour de Guillestre", communes=LOWER),
            Zone(id="queyras", name="Queyras", communes=UPPER),
        ),
        forbidden=(Movement(origin="bourg", destination="bourg"),),
        hours=(weekly("07:15", "19:00"),),
        vehicle_features=("tad",),
        booking=BookingRule(days_before=1, until=clock("16:00")),
        phone="04 99 00 00 01",
        fare_cents=300,
        max_ride_min=90,
        ride_percent=180,
        ride_constant_min=15,
        boarding_min=1,
        wheelchair_boarding_min=4,
        margin_before_session_min=10,
        wait_after_session_min=60,
        early_for_session_min=60,
        walking_m=400,
        promise_tolerance_min=10,
        reserve=(Reserve(start=clock("10:00"), end=clock("16:00"), weekdays=(3,), vehicle_min=60),),
    )


def _linked_rides() -> tuple[RideRequest, ...]:
    """Rides to workshops whose time the plan chooses, and back."""
    return tuple(
        RideRequest(
            id=f"w{number:02d}",
            service="tad",
            passenger=f"P-W{number:02d}",
            origin=origin,
            destination=f"salle-{village}",
            door_to_door=origin.startswith("porte"),
            walkers=0 if origin.startswith("porte") else party,
            wheelchairs=int(origin.startswith("porte")),
            session=f"atelier-{village}",
            return_trip=Trip(),
        )
        for number, (origin, village, party) in enumerate(
            (
                ("arret-brunissard", "arvieux", 2),
                ("arret-chateau-queyras", "arvieux", 1),
                ("arret-fontgillarde", "molines", 1),
                ("arret-ville-vieille", "molines", 2),
                ("arret-aiguilles", "abries", 1),
                ("porte-risoul", "vars", 1),
                ("arret-vars-les-claux", "vars", 1),
            ),
            start=1,
        )
    )


def _told_cases() -> tuple[RideRequest, ...]:
    """Two bookings no plan can serve, so that a planner sees the reason: out of hours, and booked too late."""
    return (
        RideRequest(
            id="train-de-nuit",
            service="tad",
            passenger="P-NUIT",
            origin="arret-ville-vieille",
            destination="arret-gare",
            date=date(2027, 1, 15),
            outbound=Trip(dropoff=between("20:00", "20:20")),
            booked_at=at(date(2027, 1, 8), 600),
        ),
        RideRequest(
            id="reserve-trop-tard",
            service="tad",
            passenger="P-TARD",
            origin="arret-risoul",
            destination="arret-sante",
            date=date(2027, 1, 13),
            outbound=Trip(dropoff=between("14:00", "14:40")),
            booked_at=at(date(2027, 1, 12), 17 * 60 + 30),
        ),
    )


def build() -> Instance:
    """The territory with one week of bookings drawn from `SEED`."""
    depots, stops, venues, doors = places.depots(), places.stops(), places.venues(), places.doors()
    return Instance(
        territory=Territory(
            id=NAME,
            name="Guillestrois et Queyras : ateliers, permanences et TAD",
            holidays=public_holidays("FR", WEEK) or (),
            school_holidays=school_holidays("B", WEEK) or (),
            seasons=(WINTER,),
            travel=Travel(
                detour_percent=DETOUR_PERCENT,
                profiles=(
                    SpeedProfile(id="car", kmh=50),
                    SpeedProfile(id="minibus", kmh=places.KMH),
                    SpeedProfile(id="van", kmh=places.KMH),
                ),
                overrides=places.overrides((*depots, *stops, *venues, *doors)),
            ),
            max_extent_km=50,
        ),
        anchor=WEEK,
        week=WEEK,
        communes=places.communes(),
        depots=depots,
        venues=venues,
        stops=stops,
        addresses=doors,
        vehicles=_vehicles(),
        kits=(
            Kit(id="kit-ordinateurs", name="Douze ordinateurs portables", kind="ordinateurs", home=TOWN, volume_l=400),
        ),
        people=_people(),
        services=_services(),
        demands=_demands(),
        ride_services=(_ride_service(),),
        rides=(*draw_rides(Random(SEED), "tad", WEEK, HOMES, PURPOSES, MIX), *_linked_rides(), *_told_cases()),
    )
