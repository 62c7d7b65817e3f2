"""A stated round taken apart: the stays that recur together, and how far each is from the depot and from the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from models.rounds import EVERY_WEEKS, HalfDay, Round, RoundSession
from models.text import Message, message
from optimiser.travel.base import Conditions, Point
from optimiser.travel.great_circle import GreatCircle

DETOUR_PERCENT = 130
"""Road metres for 100 great-circle metres: the plain's figure, the same for the stated round and the plan."""
KMH = 50


@dataclass(frozen=True)
class Unit:
    """Sessions of one half-day (or whole day) of the round, held in the same weeks, kept together and in their order.

    Almost always one session; ``stops`` are rows of the distance matrix, in the order visited.
    """

    sessions: tuple[RoundSession, ...]
    weeks: frozenset[int]
    stops: tuple[int, ...]

    @property
    def weekday(self) -> int:
        """Stated weekday."""
        return self.sessions[0].weekday

    @property
    def half_day(self) -> HalfDay:
        """Stated half-day."""
        return self.sessions[0].half_day

    @property
    def start(self) -> int:
        """Stated start of the first session, minutes after midnight."""
        return self.sessions[0].start

    @property
    def duration_min(self) -> int:
        """From the start of the first session to the end of the last."""
        return self.sessions[-1].end - self.start

    @property
    def name(self) -> str:
        """The communes, for people."""
        return ", ".join(session.commune for session in self.sessions)

    @property
    def communes(self) -> frozenset[str]:
        """The communes visited."""
        return frozenset(session.commune for session in self.sessions)


@dataclass(frozen=True)
class Distances:
    """Minutes and metres between the depot (row 0) and the places of a round."""

    minutes: list[list[int]]
    metres: list[list[int]]

    def path_m(self, stops: Iterable[int]) -> int:
        """Metres from the depot along the stops and back."""
        rows = [0, *stops, 0]
        return sum(self.metres[a][b] for a, b in pairwise(rows))


@dataclass(frozen=True)
class Parts:
    """A round as units and distances."""

    stated: Round
    units: tuple[Unit, ...]
    distances: Distances

    @cached_property
    def stated_days(self) -> dict[tuple[int, int], list[Unit]]:
        """The stated units of each (week, weekday), by start."""
        days: dict[tuple[int, int], list[Unit]] = {}
        for unit in sorted(self.units, key=lambda unit: unit.start):
            for week in sorted(unit.weeks):
                days.setdefault((week, unit.weekday), []).append(unit)
        return days

    @cached_property
    def stated_m(self) -> int:
        """Metres of the stated round over the cycle: out from the depot and back each worked day."""
        return sum(
            self.distances.path_m(stop for unit in units for stop in unit.stops) for units in self.stated_days.values()
        )

    @cached_property
    def spacing_days(self) -> dict[str, int]:
        """Fewest days between two stays in a commune, of those visited by several units."""
        dates: dict[str, set[tuple[int, int]]] = {}
        for number, unit in enumerate(self.units):
            for commune in unit.communes:
                dates.setdefault(commune, set()).update((7 * week + unit.weekday, number) for week in unit.weeks)
        return {
            commune: min(abs(a - b) for a, i in days for b, j in days if i != j)
            for commune, days in dates.items()
            if len({number for _, number in days}) > 1
        }


def take_apart(stated: Round) -> Parts:
    """The units of a round, in the order of its sessions."""
    rows: dict[tuple[float, float], int] = {(stated.depot.lon, stated.depot.lat): 0}
    for session in stated.sessions:
        rows.setdefault((session.lon, session.lat), len(rows))
    groups: dict[tuple[int, HalfDay, frozenset[int]], list[RoundSession]] = {}
    for session, weeks in stated.series:
        groups.setdefault((session.weekday, session.half_day, weeks), []).append(session)
    units = tuple(
        Unit(tuple(ordered), held, tuple(rows[session.lon, session.lat] for session in ordered))
        for (_, _, held), sessions in groups.items()
        if (ordered := sorted(sessions, key=lambda session: session.start))
    )
    return Parts(stated, units, _distances(rows))


def _distances(rows: dict[tuple[float, float], int]) -> Distances:
    points = [Point(str(row), lon, lat) for (lon, lat), row in rows.items()]
    matrix = GreatCircle(DETOUR_PERCENT).matrix(points, Conditions(kmh=KMH))
    return Distances(matrix.minutes.tolist(), matrix.metres.tolist())


def find_obstacle(parts: Parts) -> Message | None:
    """Why the vocabulary cannot hold the round, if it cannot: the rule its stated schedule breaks."""
    cycle = parts.stated.weeks
    if cycle not in EVERY_WEEKS:
        return message("S1: a cycle of {weeks} weeks is not one of 1, 2 or 4", weeks=cycle)
    for unit in parts.units:
        if parts.stated.find_pattern(unit.weeks) is None:
            return message(
                "S1: {commune} is visited in weeks {weeks} of {cycle}, which is not every 1, 2 or 4 weeks",
                commune=unit.name,
                weeks=", ".join(map(str, sorted(unit.weeks))),
                cycle=cycle,
            )
        for k, (before, after) in enumerate(pairwise(unit.sessions)):
            if fault := _clash(parts, unit.stops[k], unit.stops[k + 1], before, after):
                return fault
    for (week, weekday), units in parts.stated_days.items():
        halves = [unit.half_day for unit in units]
        if len(set(halves)) < len(halves) or ("day" in halves and len(halves) > 1):
            for earlier, later in pairwise(units):
                last, first = earlier.sessions[-1], later.sessions[0]
                if fault := _clash(parts, earlier.stops[-1], later.stops[0], last, first):
                    return fault
            return message(
                "S7: in week {week}, on weekday {weekday}, one half-day holds sessions that recur in different weeks",
                week=week,
                weekday=weekday,
            )
    return None


def _clash(parts: Parts, from_row: int, to_row: int, before: RoundSession, after: RoundSession) -> Message | None:
    if after.start < before.end:
        return message(
            "P1: one agent cannot be in {first} and in {second} at once", first=before.commune, second=after.commune
        )
    minutes = parts.distances.minutes[from_row][to_row]
    if after.start - before.end < minutes:
        return message(
            "T1: from {first} to {second} takes {minutes} min, the round leaves {left}",
            first=before.commune,
            second=after.commune,
            minutes=minutes,
            left=after.start - before.end,
        )
    return None
