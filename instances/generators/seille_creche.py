"""Seille et Grand Couronné: an itinerant crèche in three villages, a toy library in a fourth, one van, five people.

Real: communes, populations, births, the public-service point, calendars, the practice (villages a week, places, set-up
and packing times). Assumed: rooms, authorisations, attendance, people, costs.
"""

from datetime import date

from instances.fill import public_holidays, school_holidays
from instances.generators.sources import read_communes, read_service_points
from instances.generators.words import WEEK, attestation, clock, contract, credentials, weekly
from models.base import DateRange
from models.fleet import Kit, Layout, Vehicle
from models.instance import Instance
from models.people import Credential, Person
from models.services import Attendance, Childcare, CrewNeed, Pattern, Service, SessionDemand
from models.territory import Authorisation, Commune, Depot, SpeedProfile, Territory, Travel, Venue

NAME = "seille-creche"
DEPOT = "depot-champenoux"
CRECHE_DAYS = (1, 2, 4, 5)
CHAMPENOUX, NOMENY, JEANDELAINCOURT, BRIN, LEYR = "54113", "54400", "54276", "54100", "54315"
AUTHORISED = DateRange(first=date(2026, 9, 1), last=date(2031, 8, 31))
CLOSURES = (
    DateRange(first=date(2026, 12, 21), last=date(2027, 1, 1), name="Noël"),
    DateRange(first=date(2027, 8, 2), last=date(2027, 8, 22), name="Été"),
)
CHILD_ROOM = ("sanitaires-enfants", "dortoir", "plain-pied")


def _creche_venue(
    id_: str, name: str, commune: Commune, places: int, shift: tuple[float, float], storage: bool = False
) -> Venue:
    return Venue(
        id=id_,
        name=name,
        commune=commune.id,
        lon=round(commune.lon + shift[0], 6),
        lat=round(commune.lat + shift[1], 6),
        opening=(weekly("07:30", "18:00", *CRECHE_DAYS),),
        features=CHILD_ROOM,
        authorisations=(Authorisation(service_kind="creche", places=places, **AUTHORISED.model_dump()),),
        stores_kits=storage,
    )


def _venues(communes: dict[str, Commune]) -> tuple[Venue, ...]:
    return (
        _creche_venue(
            "salle-nomeny-ecole", "Nomeny, salle de l'ancienne école", communes[NOMENY], 14, (0.0012, 0.0008)
        ),
        _creche_venue("salle-nomeny-mairie", "Nomeny, salle de la mairie", communes[NOMENY], 12, (-0.0006, 0.0003)),
        _creche_venue(
            "salle-jeandelaincourt", "Jeandelaincourt, salle des fêtes", communes[JEANDELAINCOURT], 14, (0, 0)
        ),
        _creche_venue("salle-brin", "Brin-sur-Seille, salle communale", communes[BRIN], 12, (0, 0)),
        Venue(
            id="salle-leyr",
            name="Leyr, salle Saint-Pierre",
            commune=LEYR,
            lon=communes[LEYR].lon,
            lat=communes[LEYR].lat,
            opening=(weekly("08:30", "12:30", 3), weekly("13:00", "18:30", 3)),
            features=("plain-pied",),
        ),
    )


def _people() -> tuple[Person, ...]:
    """Five people, assumed; all may drive the van; hours follow four crèche days and one afternoon."""
    child, toys = "petite-enfance", "ludotheque"
    return (
        Person(
            id="claire",
            name="Claire",
            base=DEPOT,
            credentials=(*credentials("educateur-jeunes-enfants", child, "permis-b"), attestation()),
            contract=contract(35, 30.50),
            employer="CC de Seille et Grand Couronné",
        ),
        Person(
            id="nadia",
            name="Nadia",
            base=DEPOT,
            credentials=credentials("educateur-jeunes-enfants", child, toys, "permis-b"),
            contract=contract(28, 29.00),
            employer="CC de Seille et Grand Couronné",
        ),
        Person(
            id="sophie",
            name="Sophie",
            base=DEPOT,
            credentials=credentials("auxiliaire-puericulture", child, "permis-b"),
            contract=contract(35, 26.50),
            employer="CC de Seille et Grand Couronné",
        ),
        Person(
            id="marc",
            name="Marc",
            base=DEPOT,
            credentials=credentials("cap-aepe", child, toys, "permis-b"),
            contract=contract(30, 24.00),
            employer="CC de Seille et Grand Couronné",
        ),
        Person(
            id="julie",
            name="Julie",
            base=DEPOT,
            credentials=(
                *credentials("cap-aepe", child),
                Credential(kind="permis-b", first=date(2026, 11, 3)),
            ),
            contract=contract(28, 24.00),
            availability=(weekly("07:00", "18:30", 1, 2, 4, 5), weekly("08:00", "18:30", 3)),
            employer="CC de Seille et Grand Couronné",
        ),
    )


def _services() -> tuple[Service, ...]:
    creche = Service(
        id="creche",
        name="Crèche itinérante",
        kind="creche",
        set_up_min=20,
        duration_min=480,
        tear_down_min=20,
        crew=(CrewNeed(qualification="petite-enfance", count=2),),
        childcare=Childcare(rules="fr-creche", ratio="by_age"),
        venue_features=("sanitaires-enfants", "dortoir"),
        needs_authorisation=True,
        kit_kind="creche",
        vehicle_use="keeps",
        vehicle_features=("amenagement-petite-enfance",),
        start_windows=(weekly("08:30", "08:30", *CRECHE_DAYS),),
        grid_min=15,
        min_attendance=3,
        closures=CLOSURES,
        priority=3,
        description="Accueil de 8 h 30 à 16 h 30, repas sur place : une troisième personne relaie l'équipe à midi.",
    )
    toys = Service(
        id="ludotheque",
        name="Ludothèque itinérante",
        kind="ludotheque",
        set_up_min=20,
        duration_min=150,
        tear_down_min=20,
        crew=(CrewNeed(qualification="ludotheque", count=1), CrewNeed(qualification="petite-enfance", count=1)),
        venue_features=("plain-pied",),
        kit_kind="jeux",
        vehicle_use="keeps",
        start_windows=(weekly("09:30", "09:30", 3), weekly("14:00", "15:00", 3)),
        grid_min=30,
        closures=CLOSURES,
        priority=1,
        description="Jeu sur place et prêt, le mercredi.",
    )
    return creche, toys


def _demands() -> tuple[SessionDemand, ...]:
    return (
        SessionDemand(
            id="creche-nomeny",
            service="creche",
            commune=NOMENY,
            venues=("salle-nomeny-ecole", "salle-nomeny-mairie"),
            pattern=Pattern(sessions=2),
            weekdays=CRECHE_DAYS,
            attendance=Attendance(crawlers=4, walkers=7),
            spacing_days=2,
            preferred_start=clock("08:30"),
        ),
        SessionDemand(
            id="creche-jeandelaincourt",
            service="creche",
            commune=JEANDELAINCOURT,
            venues=("salle-jeandelaincourt",),
            weekdays=CRECHE_DAYS,
            attendance=Attendance(crawlers=3, walkers=6),
            preferred_weekday=4,
            preferred_start=clock("08:30"),
        ),
        SessionDemand(
            id="creche-brin",
            service="creche",
            commune=BRIN,
            venues=("salle-brin",),
            weekdays=CRECHE_DAYS,
            attendance=Attendance(crawlers=3, walkers=5),
            preferred_start=clock("08:30"),
        ),
        SessionDemand(
            id="ludotheque-leyr",
            service="ludotheque",
            commune=LEYR,
            venues=("salle-leyr",),
            weekdays=(3,),
            attendance=Attendance(others=16),
            preferred_start=clock("14:30"),
        ),
    )


def build() -> Instance:
    """The territory; nothing in it is drawn at random."""
    communes = read_communes(NAME)
    office = read_service_points(NAME)[CHAMPENOUX]
    return Instance(
        territory=Territory(
            id=NAME,
            name="Seille et Grand Couronné : crèche et ludothèque itinérantes",
            holidays=public_holidays("FR", WEEK) or (),
            school_holidays=school_holidays("B", WEEK) or (),
            travel=Travel(
                detour_percent=130,
                profiles=(SpeedProfile(id="car", kmh=55), SpeedProfile(id="van", kmh=50)),
            ),
            max_extent_km=40,
        ),
        anchor=WEEK,
        week=WEEK,
        communes=communes,
        depots=(
            Depot(id=DEPOT, name=f"{office.name}, Champenoux", commune=CHAMPENOUX, lon=office.lon, lat=office.lat),
        ),
        venues=_venues({commune.id: commune for commune in communes}),
        vehicles=(
            Vehicle(
                id="fourgon",
                name="Fourgon aménagé petite enfance",
                depot=DEPOT,
                layouts=(Layout(id="cabine-6", seats=5),),
                features=("amenagement-petite-enfance", "rampe"),
                kit_volume_l=6000,
                profile="van",
                availability=(weekly("06:30", "19:00"),),
                cost_day_cents=2800,
                cost_km_cents=31,
                co2_g_per_km=230,
                owner="CC de Seille et Grand Couronné",
            ),
        ),
        kits=(
            Kit(id="kit-creche", name="Mobilier et jeux de la crèche", kind="creche", home=DEPOT, volume_l=4500),
            Kit(id="kit-jeux", name="Jeux de la ludothèque", kind="jeux", home=DEPOT, volume_l=2500),
        ),
        people=_people(),
        services=_services(),
        demands=_demands(),
    )
