"""What one agent can do in one day of a round: times within the half-days, travel, a meal, working hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from models.base import format_time_of_day
from models.profiles import WorkRules
from models.rounds import HalfDay, Round
from models.text import Message, message
from optimiser.master.round_units import Distances, Unit

GRID_MIN = 15


@dataclass(frozen=True)
class Days:
    """Tells which units one agent can serve on one day under working-time rules."""

    rules: WorkRules
    stated: Round
    distances: Distances

    def starts(self, unit: Unit, half_day: HalfDay) -> list[int]:
        """Starts a unit may have, on a grid from the half-day's first; a whole day keeps its stated start."""
        if unit.half_day == "day" or half_day == "day":
            return [unit.start] if unit.half_day == half_day else []
        hours = self.stated.hours(half_day)
        if hours is None:
            return []
        found = set(range(hours.start, hours.end - unit.duration_min + 1, GRID_MIN))
        return sorted(found | ({unit.start} if half_day == unit.half_day else set()))

    def lawful_alone(self, unit: Unit, half_day: HalfDay) -> list[int]:
        """Starts at which a unit can be served alone in a half-day, or as a whole day."""
        return [a for a in self.starts(unit, half_day) if self.breach(((unit, a),)) is None]

    def lawful_pairs(self, morning: Unit, afternoon: Unit) -> list[tuple[int, int]]:
        """Starts at which both can be served on one day."""
        return [
            (a, b)
            for a in self.starts(morning, "am")
            for b in self.starts(afternoon, "pm")
            if self.breach(((morning, a), (afternoon, b))) is None
        ]

    def breach(self, served: tuple[tuple[Unit, int], ...]) -> Message | None:
        """The rule that units with their starts, in order, break as one duty; none when it is a lawful day."""
        first, last = served[0], served[-1]
        leave = first[1] - self.distances.minutes[0][first[0].stops[0]]
        back = last[1] + last[0].duration_min + self.distances.minutes[last[0].stops[-1]][0]
        for (before, a), (after, b) in pairwise(served):
            travel, left = self.distances.minutes[before.stops[-1]][after.stops[0]], b - a - before.duration_min
            if left < travel:
                return message(
                    "T1: from {first} to {second} takes {minutes} min, the round leaves {left}",
                    first=before.name,
                    second=after.name,
                    minutes=travel,
                    left=left,
                )
        meal_due = leave <= self.rules.meal_from and back >= self.rules.meal_until and self.rules.meal_min.value > 0
        if meal_due and not any(self._has_meal(*gap) for gap in self._gaps(served)):
            return message(
                "P6: {communes} leaves no meal break of {minutes} min between {start} and {end}",
                communes=", ".join(unit.name for unit, _ in served),
                minutes=self.rules.meal_min.value,
                start=format_time_of_day(self.rules.meal_from),
                end=format_time_of_day(self.rules.meal_until),
            )
        work = back - leave - (self.rules.meal_min.value if meal_due and not self.rules.meal_is_work else 0)
        if work > self.rules.day_work_min.value:
            return message("P3: {name}: {minutes} min of work in a day", name=first[0].name, minutes=work)
        if back - leave > self.rules.day_amplitude_min.value:
            return message("P4: {name}: {minutes} min from start to end", name=first[0].name, minutes=back - leave)
        return None

    def _has_meal(self, start: int, end: int) -> bool:
        inside = min(end, self.rules.meal_until) - max(start, self.rules.meal_from)
        return inside >= self.rules.meal_min.value

    def _gaps(self, served: tuple[tuple[Unit, int], ...]) -> Iterator[tuple[int, int]]:
        """Stretches without driving and without public: before and after each drive, and the sessions' own breaks."""
        minutes = self.distances.minutes
        for (before, a), (after, b) in pairwise(served):
            travel = minutes[before.stops[-1]][after.stops[0]]
            yield a + before.duration_min, b - travel
            yield a + before.duration_min + travel, b
        for unit, start in served:
            shift = start - unit.start
            for k, session in enumerate(unit.sessions):
                if session.pause is not None:
                    yield session.pause.start + shift, session.pause.end + shift
                if k:
                    travel = minutes[unit.stops[k - 1]][unit.stops[k]]
                    yield unit.sessions[k - 1].end + shift, session.start + shift - travel
