"""A small world checked by hand: places along one road, a kilometre and a minute apart, and two weeks of demand.

Tuesdays: a workshop in Amont with the laptop kit, brought by the minibus; in the first week the minibus is released,
takes passengers (one follows the workshop, one party has a wheelchair), and comes back. Wednesday: the crèche in Aval,
with the electric van and a charge in the evening. Thursday: an advice desk in Aval by own car, and a ride in the taxi.
The second Thursday is cancelled, and a Friday added. The toy library expects too few people.
"""

from datetime import date
from typing import TypedDict

from models.base import WeeklyWindow, Window
from models.fleet import Kit, Layout, Vehicle
from models.instance import Instance, Settings, Shortfall
from models.people import Contract, Credential, FixedActivity, Person
from models.profiles import ChangePrice, ChildcareRules, Figure, WorkRules
from models.rides import BookingRule, Movement, Promise, Reserve, RideRequest, RideService, Taxi, Trip, Zone
from models.services import Attendance, Childcare, CrewNeed, DateException, Pattern, Service, SessionDemand
from models.territory import Address, Authorisation, Commune, Depot, PairOverride, Stop, Territory, Travel, Venue
from tests.optimiser.check.script import at

MONDAY = date(2027, 1, 11)
TUESDAY, WEDNESDAY, THURSDAY = date(2027, 1, 12), date(2027, 1, 13), date(2027, 1, 14)
SECOND_TUESDAY, SECOND_FRIDAY = date(2027, 1, 19), date(2027, 1, 22)
WORKDAYS = (1, 2, 3, 4, 5)

KILOMETRE = {
    "depot": 0,
    "annex": 1,
    "market": 2,
    "amont-hall": 20,
    "amont-stop": 22,
    "amont-house": 22,
    "farm": 25,
    "aval-hall": 40,
}
"""Where each place lies along the road; a minute takes one there."""


def _figure(value: int) -> Figure:
    return Figure(value=value, source="test")


class Position(TypedDict):
    lon: float
    lat: float


def _position(id_: str, north_m: int = 0) -> Position:
    return {"lon": 6 + KILOMETRE[id_] * 0.012, "lat": 48 + north_m / 111_200}


def _work_rules(profile: str, amplitude_min: int) -> WorkRules:
    return WorkRules(
        profile=profile,
        title=profile,
        employer="public" if profile == "fr-public" else "private",
        day_work_min=_figure(600),
        day_amplitude_min=_figure(amplitude_min),
        week_work_min=_figure(2880),
        average_week_work_min=_figure(2640),
        average_weeks=_figure(12),
        break_before_work_min=_figure(360),
        break_min=_figure(20),
        meal_min=_figure(45),
        meal_from=690,
        meal_until=870,
        daily_rest_min=_figure(660),
        weekly_rest_min=_figure(2100),
        evening_from=1140 if profile == "fr-public" else 960,
        long_day_min=540 if profile == "fr-public" else 460,
        change_prices=(
            ChangePrice(kind="promised_pickup", base=5, late=((24, 20),)),
            ChangePrice(kind="session", base=10, late=((24, 40), (72, 15))),
            ChangePrice(kind="duty", base=3),
            ChangePrice(kind="stop_order", base=1),
        ),
    )


def _person(id_: str, week_min: int, hour_cents: int, *kinds: str, private: bool = False, **more: object) -> Person:
    return Person.model_validate(
        {
            "id": id_,
            "name": id_.capitalize(),
            "base": "depot",
            "credentials": [Credential(kind=kind) for kind in kinds],
            "contract": Contract(week_min=week_min, tolerance_min=60, cost_hour_cents=hour_cents),
            "work_rules": "fr-private" if private else "fr-public",
            "employer": "asso" if private else "epci",
            **more,
        }
    )


def _services() -> tuple[Service, ...]:
    return (
        Service(
            id="workshop",
            name="Atelier numérique",
            kind="workshop",
            set_up_min=30,
            duration_min=120,
            tear_down_min=30,
            crew=(CrewNeed(qualification="trainer", count=1),),
            kit_kind="laptops",
            vehicle_use="may_release",
            start_windows=(WeeklyWindow(start=540, end=840, weekdays=WORKDAYS),),
            min_attendance=3,
        ),
        Service(
            id="creche",
            name="Crèche",
            kind="creche",
            set_up_min=30,
            duration_min=360,
            tear_down_min=30,
            crew=(CrewNeed(qualification="eje", count=2),),
            childcare=Childcare(),
            venue_features=("garden",),
            needs_authorisation=True,
            vehicle_use="keeps",
            vehicle_features=("nursery",),
            closed_interval=Window(start=720, end=780),
        ),
        Service(
            id="desk",
            name="Permanence",
            kind="desk",
            set_up_min=15,
            duration_min=120,
            tear_down_min=15,
            crew=(CrewNeed(qualification="adviser", count=1),),
        ),
        Service(
            id="toys",
            name="Ludothèque",
            kind="toys",
            duration_min=120,
            crew=(CrewNeed(qualification="eje", count=1),),
            min_attendance=6,
        ),
    )


def _demands() -> tuple[SessionDemand, ...]:
    return (
        SessionDemand(
            id="workshop-amont",
            service="workshop",
            commune="amont",
            venues=("amont-hall",),
            weekdays=(2, 3),
            attendance=Attendance(others=4),
            spacing_days=7,
            preferred_start=570,
        ),
        SessionDemand(
            id="creche-aval",
            service="creche",
            commune="aval",
            venues=("aval-hall",),
            pattern=Pattern(every_weeks=2),
            weekdays=(3,),
            attendance=Attendance(crawlers=3, walkers=8),
        ),
        SessionDemand(
            id="desk-aval",
            service="desk",
            commune="aval",
            venues=("aval-hall",),
            weekdays=(3, 4),
            exceptions=(
                DateException(kind="cancelled", date=date(2027, 1, 21)),
                DateException(kind="added", date=SECOND_FRIDAY, start=600),
            ),
        ),
        SessionDemand(
            id="toys-aval",
            service="toys",
            commune="aval",
            venues=("aval-hall",),
            pattern=Pattern(every_weeks=2),
            attendance=Attendance(others=5),
            priority=2,
        ),
    )


def _ride_service() -> RideService:
    return RideService(
        id="tad",
        name="Transport à la demande",
        zones=(
            Zone(id="town", name="Bourg", communes=("town",)),
            Zone(id="village", name="Amont", communes=("amont",)),
        ),
        allowed=(
            Movement(origin="village", destination="village"),
            Movement(origin="village", destination="town"),
            Movement(origin="town", destination="village"),
        ),
        hours=(WeeklyWindow(start=480, end=1080, weekdays=WORKDAYS),),
        vehicle_features=("ramp",),
        booking=BookingRule(days_before=1, until=960),
        max_ride_min=60,
        ride_percent=150,
        ride_constant_min=5,
        margin_before_session_min=5,
        reserve=(Reserve(start=840, end=960, weekdays=WORKDAYS, vehicle_min=60),),
        taxi=Taxi(name="Taxi", base_cents=500, km_cents=150),
    )


def _rides() -> tuple[RideRequest, ...]:
    return (
        RideRequest(
            id="learner",
            service="tad",
            origin="amont-stop",
            destination="amont-hall",
            session="workshop-amont",
            return_trip=Trip(),
        ),
        RideRequest(
            id="wheelchair",
            service="tad",
            origin="farm",
            destination="market",
            door_to_door=True,
            walkers=1,
            wheelchairs=1,
            date=TUESDAY,
            outbound=Trip(dropoff=Window(start=540, end=585)),
            return_trip=Trip(pickup=Window(start=600, end=660)),
        ),
        RideRequest(
            id="shoppers",
            service="tad",
            origin="amont-house",
            destination="market",
            walkers=2,
            child_seats=1,
            date=TUESDAY,
            outbound=Trip(pickup=Window(start=510, end=570), dropoff=Window(start=540, end=585)),
            return_trip=Trip(pickup=Window(start=620, end=660)),
            booked_at=at(MONDAY, "10:00"),
            promises=(Promise(date=TUESDAY, pickup=543),),
        ),
        RideRequest(
            id="visitor",
            service="tad",
            origin="amont-stop",
            destination="market",
            date=THURSDAY,
            outbound=Trip(pickup=Window(start=600, end=630)),
        ),
    )


def build_instance() -> Instance:
    """The instance of the world."""
    pairs = tuple(
        PairOverride(origin=a, destination=b, minutes=abs(x - y), metres=1000 * abs(x - y))
        for a, x in KILOMETRE.items()
        for b, y in KILOMETRE.items()
        if a != b
    )
    trained = Credential(kind="trainer", first=date(2020, 1, 1), last=date(2028, 1, 1))
    meeting = FixedActivity(
        id="meeting", name="Réunion", place="depot", start=at(TUESDAY, "13:00"), end=at(TUESDAY, "14:30")
    )
    ines = _person("ines", 2100, 2400, "permis-b", "attestation-medicale", activities=(meeting,))
    return Instance(
        territory=Territory(id="road", name="La Route", travel=Travel(overrides=pairs)),
        cycle_weeks=2,
        anchor=MONDAY,
        week=MONDAY,
        communes=(
            Commune(id="town", name="Bourg", lon=6, lat=48),
            Commune(id="amont", name="Amont", lon=6.24, lat=48),
            Commune(id="aval", name="Aval", lon=6.48, lat=48),
        ),
        depots=(
            Depot(id="depot", name="Dépôt", commune="town", charger_m_per_min=1000, **_position("depot")),
            Depot(id="annex", name="Annexe", commune="town", **_position("annex")),
        ),
        venues=(
            Venue(
                id="amont-hall",
                name="Salle d'Amont",
                commune="amont",
                opening=(WeeklyWindow(start=480, end=1080, weekdays=WORKDAYS),),
                **_position("amont-hall"),
            ),
            Venue(
                id="aval-hall",
                name="Salle d'Aval",
                commune="aval",
                opening=(WeeklyWindow(start=480, end=1080, weekdays=WORKDAYS),),
                features=("garden",),
                authorisations=(Authorisation(service_kind="creche", places=20),),
                stores_kits=True,
                **_position("aval-hall"),
            ),
        ),
        stops=(
            Stop(id="market", name="Marché", commune="town", **_position("market")),
            Stop(id="amont-stop", name="Arrêt d'Amont", commune="amont", **_position("amont-stop")),
        ),
        addresses=(
            Address(id="amont-house", name="Maison", commune="amont", **_position("amont-house", north_m=300)),
            Address(id="farm", name="Ferme", commune="amont", **_position("farm")),
        ),
        vehicles=(
            Vehicle(
                id="minibus",
                name="Minibus",
                depot="depot",
                layouts=(Layout(id="8", seats=8), Layout(id="5+1", seats=5, wheelchairs=1)),
                child_seats=2,
                features=("ramp",),
                kit_volume_l=100,
                cost_day_cents=2000,
                cost_km_cents=30,
                cost_hour_cents=120,
                co2_g_per_km=200,
            ),
            Vehicle(
                id="electric",
                name="Électrique",
                depot="depot",
                layouts=(Layout(id="4", seats=4),),
                features=("nursery",),
                energy="electric",
                range_m=90_000,
                cost_day_cents=3000,
                cost_km_cents=10,
            ),
        ),
        kits=(Kit(id="laptops-1", name="Valise numérique", kind="laptops", home="depot", volume_l=60),),
        people=(
            ines.model_copy(update={"credentials": (*ines.credentials, trained)}),
            _person("paul", 1050, 2000, "permis-b", "attestation-medicale"),
            _person("nora", 1050, 2500, "adviser", "permis-b", own_car=True),
            _person("lea", 2100, 2100, "eje", "permis-b", private=True),
            _person("max", 420, 1800, "eje", private=True),
        ),
        services=_services(),
        demands=_demands(),
        ride_services=(_ride_service(),),
        rides=_rides(),
        work_rules=(_work_rules("fr-public", 720), _work_rules("fr-private", 780)),
        childcare_rules=(
            ChildcareRules(
                profile="fr-creche",
                title="Crèche",
                crawlers_per_adult=_figure(5),
                walkers_per_adult=_figure(8),
                mixed_per_adult=_figure(6),
                min_adults=_figure(2),
                alone_max_children=_figure(3),
                alone_kinds=("eje",),
                qualified_percent=_figure(40),
            ),
        ),
        shortfalls=(Shortfall(commune="amont", service="tad", weight=2),),
        settings=Settings(co2_cents_per_kg=10),
    )
