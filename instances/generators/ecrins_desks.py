"""Pays des Écrins: 22 advice desks of partner bodies in shared rooms, over two weeks.

Real: communes, populations, the two public-service points with their opening hours, the number of desks. Assumed:
which body sits where and how often, the town halls' hours, the agents, their bases and cars.
"""

from typing import Literal, NamedTuple

from instances.fill import public_holidays, school_holidays
from instances.generators.sources import read_communes, read_service_points
from instances.generators.words import WEEK, clock, contract, credentials, slug, weekly
from models.base import WeeklyWindow
from models.fleet import Layout, Vehicle
from models.instance import Instance, Settings
from models.people import Person
from models.services import Attendance, CrewNeed, Pattern, Service, SessionDemand
from models.territory import Commune, Depot, SpeedProfile, Territory, Travel, Venue

NAME = "ecrins-desks"
ARGENTIERE, CHAMPCELLA, FREISSINIERES, VALLOUISE = "05006", "05031", "05058", "05101"
PUY, ROCHE, SAINT_MARTIN, VIGNEAUX, BRIANCON, GAP = "05110", "05122", "05151", "05180", "05023", "05061"
SHORT = {
    ARGENTIERE: "argentiere",
    VALLOUISE: "vallouise",
    PUY: "puy",
    ROCHE: "roche",
    SAINT_MARTIN: "saint-martin",
    FREISSINIERES: "freissinieres",
}
POOL = "depot-argentiere"
OUTSIDE = (
    Commune(id=BRIANCON, name="Briançon", population=11000, lon=6.6356, lat=44.8967),
    Commune(id=GAP, name="Gap", population=41000, lon=6.0786, lat=44.5594),
)
"""Towns the partner bodies come from: no demand of their own; rounded populations and points by hand."""


class Body(NamedTuple):
    """A partner body: how long its desk lasts, where its agents come from, on which days, what room it needs."""

    id: str
    name: str
    duration_min: int
    base: str
    days: tuple[int, ...]
    agents: tuple[str, ...]
    private: bool = True


BRIANCON_BASE, GAP_BASE = "depot-briancon", "depot-gap"
BODIES = (
    Body("caf", "CAF", 180, GAP_BASE, (1, 2, 4), ("Anne", "Bruno")),
    Body("cpam", "CPAM", 180, GAP_BASE, (2, 4, 5), ("Chantal",)),
    Body("msa", "MSA", 150, GAP_BASE, (1, 3), ("Denis",)),
    Body("carsat", "Carsat", 180, GAP_BASE, (3, 4), ("Élise",)),
    Body("france-travail", "France Travail", 180, BRIANCON_BASE, (1, 2, 3, 4, 5), ("Farid", "Gaëlle")),
    Body("mission-locale", "Mission locale", 180, BRIANCON_BASE, (2, 4), ("Hugo",)),
    Body("departement", "Département, assistante sociale", 180, BRIANCON_BASE, (1, 2, 4, 5), ("Irène",)),
    Body("pmi", "Département, protection maternelle et infantile", 150, BRIANCON_BASE, (1, 4), ("Jeanne",)),
    Body("impots", "Finances publiques", 180, BRIANCON_BASE, (2, 5), ("Karl",), private=False),
    Body("adil", "ADIL, logement", 150, GAP_BASE, (3, 5), ("Louise",), private=False),
    Body("renov", "France Rénov’, énergie", 150, BRIANCON_BASE, (3, 5), ("Mehdi",), private=False),
    Body("conciliateur", "Conciliateur de justice", 150, BRIANCON_BASE, (2, 3), ("Noël",)),
    Body("cap-emploi", "Cap emploi", 150, GAP_BASE, (1, 5), ("Odile",)),
    Body("udaf", "UDAF, budget", 150, GAP_BASE, (4,), ("Pascal",)),
    Body(
        "conseil",
        "Conseil numérique de la communauté",
        150,
        POOL,
        (1, 2, 3, 4, 5),
        ("Quentin", "Rachel"),
        private=False,
    ),
)


class Desk(NamedTuple):
    """One of the 22 desks: a body, a commune's rooms, a rhythm, the people expected."""

    body: str
    commune: str
    venues: tuple[str, ...]
    pattern: Pattern
    people: int
    days: tuple[int, ...] = ()
    preferred: int | None = None


WEEKLY, FORTNIGHTLY = Pattern(), Pattern(every_weeks=2)
ODD, EVEN = Pattern(every_weeks=2, week=1), Pattern(every_weeks=2, week=2)


def _nth(nth: Literal[2, 3]) -> Pattern:
    return Pattern(nth=nth)


OFFICES, SHARED = ("argentiere-bureau-1", "argentiere-bureau-2"), ("argentiere-espace",)
CHURCH_SQUARE = ("vallouise-bureau",)
DESKS = (
    Desk("caf", ARGENTIERE, OFFICES, WEEKLY, 8, preferred=2),
    Desk("caf", VALLOUISE, CHURCH_SQUARE, FORTNIGHTLY, 5),
    Desk("cpam", ARGENTIERE, OFFICES, WEEKLY, 7),
    Desk("cpam", ROCHE, ("roche-mairie",), FORTNIGHTLY, 4),
    Desk("msa", ARGENTIERE, OFFICES, ODD, 5),
    Desk("carsat", ARGENTIERE, OFFICES, FORTNIGHTLY, 6),
    Desk("france-travail", ARGENTIERE, OFFICES, Pattern(sessions=2), 9),
    Desk("france-travail", VALLOUISE, CHURCH_SQUARE, FORTNIGHTLY, 6),
    Desk("mission-locale", ARGENTIERE, OFFICES, WEEKLY, 5),
    Desk("mission-locale", SAINT_MARTIN, ("saint-martin-mairie",), EVEN, 4),
    Desk("departement", ARGENTIERE, OFFICES, WEEKLY, 7),
    Desk("departement", ROCHE, ("roche-mairie",), FORTNIGHTLY, 4),
    Desk("departement", VALLOUISE, CHURCH_SQUARE, EVEN, 4),
    Desk("pmi", ARGENTIERE, OFFICES, ODD, 6),
    Desk("impots", ARGENTIERE, SHARED, _nth(2), 10, days=(2,)),
    Desk("adil", ARGENTIERE, SHARED, FORTNIGHTLY, 5),
    Desk("renov", ARGENTIERE, SHARED, EVEN, 6),
    Desk("conciliateur", ARGENTIERE, OFFICES, FORTNIGHTLY, 4),
    Desk("cap-emploi", ARGENTIERE, OFFICES, FORTNIGHTLY, 4),
    Desk("udaf", ARGENTIERE, OFFICES, _nth(3), 4, days=(4,)),
    Desk("conseil", PUY, ("puy-mairie",), FORTNIGHTLY, 5),
    Desk("conseil", FREISSINIERES, ("freissinieres-mairie", "champcella-mairie"), FORTNIGHTLY, 4),
)


def _town_hall(id_: str, commune: Commune, *opening: WeeklyWindow) -> Venue:
    return Venue(
        id=f"{id_}-mairie",
        name=f"{commune.name}, mairie",
        commune=commune.id,
        lon=commune.lon,
        lat=commune.lat,
        opening=opening,
        features=("confidentiel", "internet"),
    )


def _venues(communes: dict[str, Commune]) -> tuple[Venue, ...]:
    points = read_service_points(NAME)
    main, branch = points[ARGENTIERE], points[VALLOUISE]
    rooms = [
        Venue(
            id=id_,
            name=f"{main.name}, {room}",
            commune=ARGENTIERE,
            lon=main.lon,
            lat=main.lat,
            opening=main.opening,
            features=features,
            shareable=shared,
        )
        for id_, room, features, shared in (
            ("argentiere-bureau-1", "bureau 1", ("confidentiel", "internet"), False),
            ("argentiere-bureau-2", "bureau 2", ("confidentiel", "internet"), False),
            ("argentiere-espace", "espace partagé", ("internet",), True),
        )
    ]
    rooms.append(
        Venue(
            id="vallouise-bureau",
            name=f"{branch.name}, bureau",
            commune=VALLOUISE,
            lon=branch.lon,
            lat=branch.lat,
            opening=branch.opening,
            features=("confidentiel", "internet"),
        )
    )
    return (
        *rooms,
        _town_hall("roche", communes[ROCHE], weekly("08:30", "12:00"), weekly("13:30", "17:30", 1, 2, 4)),
        _town_hall("saint-martin", communes[SAINT_MARTIN], weekly("08:30", "12:00"), weekly("14:00", "17:30", 1, 4)),
        _town_hall("puy", communes[PUY], weekly("09:00", "12:00", 1, 2, 4, 5), weekly("14:00", "17:00", 1, 4)),
        _town_hall(
            "freissinieres", communes[FREISSINIERES], weekly("13:30", "17:00", 1, 4), weekly("09:00", "12:00", 2)
        ),
        _town_hall("champcella", communes[CHAMPCELLA], weekly("09:00", "12:00", 2, 5), weekly("14:00", "18:00", 4)),
    )


def _service(body: Body) -> Service:
    pooled = body.base == POOL
    return Service(
        id=f"permanence-{body.id}",
        name=f"Permanence {body.name}",
        kind="permanence",
        duration_min=body.duration_min,
        crew=(CrewNeed(qualification=f"agent-{body.id}", count=1),),
        venue_features=("confidentiel", "internet") if body.private else ("internet",),
        vehicle_use="keeps" if pooled else "none",
        start_windows=(weekly("08:30", "09:15"), weekly("13:30", "14:00")),
        grid_min=15,
        organisation=_organisation(body),
    )


def _organisation(body: Body) -> str:
    return body.name if body.base != POOL else "CC du Pays des Écrins"


def _people() -> tuple[Person, ...]:
    return tuple(
        Person(
            id=f"{body.id}-{slug(agent)}",
            name=agent,
            base=body.base,
            credentials=credentials(f"agent-{body.id}", "permis-b"),
            contract=contract(35, 27.00 if body.base == POOL else 29.00, tolerance_min=0),
            availability=(weekly("07:00", "19:00", *body.days),),
            own_car=body.base != POOL,
            employer=_organisation(body),
        )
        for body in BODIES
        for agent in body.agents
    )


def _demands() -> tuple[SessionDemand, ...]:
    bodies = {body.id: body for body in BODIES}
    return tuple(
        SessionDemand(
            id=f"{desk.body}-{SHORT[desk.commune]}",
            service=f"permanence-{desk.body}",
            commune=desk.commune,
            venues=desk.venues,
            pattern=desk.pattern,
            weekdays=desk.days or bodies[desk.body].days,
            attendance=Attendance(others=desk.people),
            spacing_days=2 if desk.pattern.sessions > 1 else 0,
            preferred_weekday=desk.preferred,
            preferred_start=clock("09:00"),
        )
        for desk in DESKS
    )


def build() -> Instance:
    """The territory; nothing in it is drawn at random."""
    communes = (*read_communes(NAME), *OUTSIDE)
    by_id = {commune.id: commune for commune in communes}
    office = read_service_points(NAME)[ARGENTIERE]
    return Instance(
        territory=Territory(
            id=NAME,
            name="Pays des Écrins : permanences des partenaires",
            holidays=public_holidays("FR", WEEK) or (),
            school_holidays=school_holidays("B", WEEK) or (),
            travel=Travel(
                detour_percent=165,
                profiles=(SpeedProfile(id="car", kmh=60), SpeedProfile(id="van", kmh=50)),
            ),
            max_extent_km=60,
        ),
        cycle_weeks=2,
        anchor=WEEK,
        week=WEEK,
        communes=communes,
        depots=(
            Depot(
                id=POOL, name="Communauté de communes, L'Argentière", commune=ARGENTIERE, lon=office.lon, lat=office.lat
            ),
            *(
                Depot(
                    id=f"depot-{id_}",
                    name=f"{town.name}, agences des partenaires",
                    commune=town.id,
                    lon=town.lon,
                    lat=town.lat,
                )
                for id_, town in zip(("briancon", "gap"), OUTSIDE, strict=True)
            ),
        ),
        venues=_venues(by_id),
        vehicles=(
            Vehicle(
                id="voiture-partagee",
                name="Voiture partagée",
                depot=POOL,
                layouts=(Layout(id="5-places", seats=4),),
                kit_volume_l=300,
                profile="car",
                availability=(weekly("07:00", "19:00"),),
                energy="electric",
                range_m=220_000,
                cost_day_cents=900,
                cost_km_cents=12,
                co2_g_per_km=15,
                owner="CC du Pays des Écrins",
            ),
        ),
        people=_people(),
        services=tuple(_service(body) for body in BODIES),
        demands=_demands(),
        settings=Settings(own_car_km_cents=41),
    )
