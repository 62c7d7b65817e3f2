"""A stated round as an instance of the common vocabulary: one vehicle, one agent, the same stays on the same cycle."""

from datetime import date
from itertools import pairwise

from instances.fill import fill_rules
from models.base import WeeklyWindow
from models.fleet import Layout, Vehicle
from models.instance import Instance
from models.people import Contract, Credential, Person
from models.rounds import EVERY_WEEKS, Round, RoundSession
from models.services import Attendance, CrewNeed, Service, SessionDemand
from models.territory import Commune, Depot, SpeedProfile, Territory, Travel, Venue

AGENT, VEHICLE, DEPOT, PROFILE = "agent", "vehicule", "depot", "van"
GRID_MIN = 5


def round_instance(stated: Round, monday: date) -> Instance:
    """The round's stays as demands, free to take another worked weekday or half-day.

    Parameters
    ----------
    monday : date
        Monday of the first week of the cycle.

    Raises
    ------
    ValueError
        When the cycle is not of 1, 2 or 4 weeks, or a stay recurs in weeks no pattern describes.
    """
    cycle_weeks = next((weeks for weeks in EVERY_WEEKS if weeks == stated.weeks), None)
    if cycle_weeks is None:
        raise ValueError(f"a cycle of {stated.weeks} weeks is not one of 1, 2 or 4")
    places = {(stated.depot.lon, stated.depot.lat): stated.depot.commune} | {
        (session.lon, session.lat): session.commune for session in stated.sessions
    }
    ids = {point: f"c{number:02d}" for number, point in enumerate(places)}
    instance = Instance(
        territory=Territory(
            id=stated.slug,
            name=stated.name,
            travel=Travel(detour_percent=130, profiles=(SpeedProfile(id=PROFILE, kmh=50),), own_car_profile=PROFILE),
        ),
        cycle_weeks=cycle_weeks,
        anchor=monday,
        week=monday,
        communes=tuple(Commune(id=ids[point], name=name, lon=point[0], lat=point[1]) for point, name in places.items()),
        depots=(Depot(id=DEPOT, name=stated.depot.commune, commune="c00", lon=stated.depot.lon, lat=stated.depot.lat),),
        venues=tuple(
            Venue(id=f"v-{ids[point]}", name=name, commune=ids[point], lon=point[0], lat=point[1])
            for point, name in places.items()
        ),
        vehicles=(Vehicle(id=VEHICLE, name="Véhicule", depot=DEPOT, layouts=(Layout(id="seul", seats=1),)),),
        people=(
            Person(
                id=AGENT,
                name="Agent",
                base=DEPOT,
                credentials=(Credential(kind="agent"), Credential(kind="permis-b")),
                contract=Contract(week_min=35 * 60, tolerance_min=13 * 60),
            ),
        ),
        services=_services(stated),
        demands=tuple(
            _demand(number, session, weeks, stated, ids[session.lon, session.lat])
            for number, (session, weeks) in enumerate(stated.series, start=1)
        ),
    )
    return fill_rules(instance)


def _service_id(session: RoundSession) -> str:
    pause = f"-{session.pause.start}" if session.pause is not None else ""
    return f"passage-{session.end - session.start}{pause}"


def _services(stated: Round) -> tuple[Service, ...]:
    templates = {_service_id(session): session for session in stated.sessions}
    return tuple(
        Service(
            id=id_,
            name="Passage",
            kind="permanence",
            duration_min=session.end - session.start,
            crew=(CrewNeed(qualification="agent", count=1),),
            vehicle_use="keeps",
            grid_min=GRID_MIN if all(other.start % GRID_MIN == 0 for other in stated.sessions) else 1,
            closed_interval=session.pause,
        )
        for id_, session in templates.items()
    )


def _demand(number: int, session: RoundSession, weeks: frozenset[int], stated: Round, place: str) -> SessionDemand:
    pattern = stated.find_pattern(weeks)
    if pattern is None:
        raise ValueError(f"weeks {sorted(weeks)} of {stated.weeks} are not every 1, 2 or 4 weeks")
    return SessionDemand(
        id=f"d{number:02d}",
        service=_service_id(session),
        commune=place,
        venues=(f"v-{place}",),
        pattern=pattern,
        weekdays=stated.weekdays,
        start_windows=tuple(_start_windows(session, stated)),
        attendance=Attendance(others=1),
        spacing_days=_spacing(session, stated),
        preferred_weekday=session.weekday,
        preferred_start=session.start,
    )


def _start_windows(session: RoundSession, stated: Round) -> list[WeeklyWindow]:
    """Starts within the round's half-days; a whole day, or a stay that fits none of them, keeps its own."""
    duration = session.end - session.start
    found = [(session.start, session.start)]
    if session.half_day != "day":
        hours = [hours for half in ("am", "pm") if (hours := stated.hours(half)) is not None]
        found += [(span.start, span.end - duration) for span in hours if span.end - duration >= span.start]
    return [WeeklyWindow(start=start, end=end, weekdays=stated.weekdays) for start, end in sorted(set(found))]


def _spacing(session: RoundSession, stated: Round) -> int:
    """Fewest days between two stated stays in the session's commune; 0 when it has but one a week."""
    days = sorted(
        7 * week + other.weekday
        for other in stated.sessions
        if other.commune == session.commune
        for week in stated.weeks_of(other)
    )
    gaps = [later - earlier for earlier, later in pairwise(days)]
    return min(gaps) if gaps and min(gaps) < 7 else 0
