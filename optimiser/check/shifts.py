"""A duty read once: its stretches with the places they start from, and the work in them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from models.people import Person
from models.plan import ActivityKind, Duty
from models.profiles import WorkRules

MOVING: frozenset[ActivityKind] = frozenset({"drive", "ride", "own_car"})
"""Activities that may end at another place than they start from."""

ON_SITE: frozenset[ActivityKind] = frozenset({"set_up", "session", "tear_down"})
"""Activities of a session's crew."""


@dataclass(frozen=True)
class Span:
    """One activity, in minutes since the horizon's Monday; ``origin`` is where the person is when it starts."""

    kind: ActivityKind
    start: int
    end: int
    origin: str
    place: str
    ref: str | None

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return self.end - self.start


@dataclass(frozen=True)
class Shift:
    """A duty of a known person. ``rules`` are those in force that day, None when there are none."""

    duty: Duty
    person: Person
    day: date
    start: int
    end: int
    spans: tuple[Span, ...]
    rules: WorkRules | None

    @property
    def work_min(self) -> int:
        """Minutes of work, as the profile counts them (rule P10)."""
        return sum(span.minutes for span in self.spans if counts_as_work(span.kind, self.rules))


def counts_as_work(kind: ActivityKind, rules: WorkRules | None) -> bool:
    """Whether minutes of an activity are work; all but meals, when no rules are in force."""
    if rules is None:
        return kind != "meal"
    match kind:
        case "drive":
            return rules.driving_is_work
        case "ride":
            return rules.riding_is_work
        case "own_car":
            return rules.own_car_is_work
        case "set_up" | "tear_down" | "load":
            return rules.set_up_is_work
        case "wait":
            return rules.waiting_is_work
        case "break":
            return rules.break_is_work
        case "meal":
            return rules.meal_is_work
        case "board" | "session" | "fixed":
            return True


def read_shift(duty: Duty, person: Person, rules: WorkRules | None, minute: Callable[[datetime], int]) -> Shift:
    """Follow a duty activity by activity, from the person's base."""
    spans = []
    place = person.base
    for activity in duty.activities:
        spans.append(
            Span(activity.kind, minute(activity.start), minute(activity.end), place, activity.place, activity.ref)
        )
        place = activity.place
    return Shift(duty, person, duty.date, minute(duty.start), minute(duty.end), tuple(spans), rules)


def uncovered(start: int, end: int, spans: list[tuple[int, int]]) -> int:
    """Minutes of [start, end] that no span covers."""
    missing = 0
    reached = start
    for a, b in sorted(spans):
        missing += max(0, min(a, end) - reached)
        reached = max(reached, min(b, end))
    return missing + max(0, end - reached)
