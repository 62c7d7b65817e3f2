"""What each commune asks for: services, weekdays, halves of the day, patterns, attendance."""

from collections.abc import Sequence
from random import Random

from benchmarks.weekly.services import AFTERNOON, HABITS, MORNING, SERVICES
from benchmarks.weekly.size import Size
from models.base import WeeklyWindow
from models.services import Attendance, Pattern, SessionDemand
from models.territory import Commune

FORTNIGHTLY = 0.3
"""Share of the sessions of a two-week cycle that come every other week."""

TWICE = 0.3
"""Share of the communes with a crèche that have it twice a week."""

HALF_DAY = 0.45
"""Share of the demands that name the half of the day."""


def counts_by_service(sessions: int) -> dict[str, int]:
    """Sessions a week of each service: its share, the rest to the desks."""
    counts = {service: max(1, round(habit.share * sessions)) for service, habit in HABITS.items()}
    counts["permanence"] += sessions - sum(counts.values())
    return counts


def draw_demands(
    rng: Random, size: Size, weeks: int, communes: Sequence[Commune], venues: dict[str, tuple[str, ...]]
) -> tuple[SessionDemand, ...]:
    """Demands that come to ``size.sessions`` sessions a week.

    Parameters
    ----------
    venues
        Rooms of each commune, all fit for every service.
    """
    found: list[SessionDemand] = []
    for service, count in counts_by_service(size.sessions).items():
        weight = [c.births + 0.5 if service == "creche" else c.population + 20.0 for c in communes]
        order = sorted(range(len(communes)), key=lambda i: rng.random() ** (1 / weight[i]), reverse=True)
        for place, pattern in enumerate(_patterns(rng, service, count, weeks)):
            commune = communes[order[place % len(order)]]
            found.append(_demand(rng, service, commune, venues[commune.id], pattern, place // len(order)))
    return tuple(found)


def _patterns(rng: Random, service: str, count: int, weeks: int) -> list[Pattern]:
    """Patterns whose sessions come to ``count`` a week."""
    if service == "creche":
        twice = min(count // 2, round(TWICE * count / (1 + TWICE)))
        patterns = [Pattern(sessions=2)] * twice + [Pattern()] * (count - 2 * twice)
    else:
        rare = round(FORTNIGHTLY * count) if weeks == 2 else 0
        patterns = [Pattern()] * (count - rare) + [Pattern(every_weeks=2)] * (2 * rare)
    rng.shuffle(patterns)
    return patterns


def _demand(
    rng: Random, service: str, commune: Commune, venues: tuple[str, ...], pattern: Pattern, again: int
) -> SessionDemand:
    habit = HABITS[service]
    offered = rng.choice(habit.offered) + (pattern.sessions > 1)
    weekdays = tuple(sorted(rng.sample(habit.weekdays, min(len(habit.weekdays), offered))))
    half = service != "creche" and rng.random() < HALF_DAY
    preferred = {"creche": 510, "atelier": 840, "permanence": 540, "ludotheque": 870}[service]
    return SessionDemand(
        id=f"{service}-{commune.id}" + (f"-{again + 1}" if again else ""),
        service=service,
        commune=commune.id,
        venues=venues if service != "creche" else venues[:1],
        pattern=pattern,
        weekdays=weekdays,
        start_windows=_narrowed(service, rng.random() < 0.6) if half else (),
        attendance=_attendance(rng, service),
        spacing_days=2 if pattern.sessions > 1 and _apart(weekdays) else 0,
        preferred_weekday=rng.choice(weekdays) if rng.random() < 0.3 else None,
        preferred_start=preferred if not half and rng.random() < 0.4 else None,
    )


def _apart(weekdays: tuple[int, ...]) -> bool:
    return weekdays[-1] - weekdays[0] >= 2


def _narrowed(service: str, morning: bool) -> tuple[WeeklyWindow, ...]:
    wanted = (MORNING if morning else AFTERNOON)[0]
    own = next(item for item in SERVICES if item.id == service).start_windows
    return tuple(window for window in own if wanted.start <= window.start and window.end <= wanted.end)


def _attendance(rng: Random, service: str) -> Attendance:
    if service == "creche":
        return Attendance(crawlers=rng.randrange(2, 5), walkers=rng.randrange(3, 8))
    low, high = {"atelier": (6, 11), "permanence": (2, 8), "ludotheque": (8, 19)}[service]
    return Attendance(others=rng.randrange(low, high))
