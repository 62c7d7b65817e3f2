"""Fixed activities a person can be at: the others are told to the planner and left out of the plan (rule P1)."""

from datetime import UTC, date, datetime

from models.base import DAY_MIN
from models.horizon import Horizon
from models.instance import Instance
from models.notices import Location, Notice, warning
from models.people import FixedActivity, Person
from models.profiles import work_rules_on
from models.territory import windows_on
from models.text import message
from optimiser.binds import binds
from optimiser.travel import UNREACHABLE, TravelTimes

Span = tuple[int, int]
"""Leaving the base and being back, minutes since the horizon's Monday."""


@binds("P1.fixed")
def with_standing(instance: Instance, horizon: Horizon, times: TravelTimes) -> tuple[Instance, tuple[Notice, ...]]:
    """The instance with only the fixed activities of the horizon their people can be at, and a notice for each other.

    One stands when its person, who gets there by own car if it is not at the base, is neither absent nor unavailable
    from leaving to being back, has had the daily rest before, and can be at the day's earlier ones as well inside
    one amplitude.
    """
    people, notices = [], []
    for person in instance.people:
        kept = _standing(instance, horizon, times, person)
        dropped = [activity for activity in person.activities if activity not in kept]
        notices += [_told(person, activity) for activity in dropped if activity.start.date() in horizon]
        people.append(person.model_copy(update={"activities": tuple(kept)}) if dropped else person)
    return instance.model_copy(update={"people": tuple(people)}), tuple(notices)


def _standing(instance: Instance, horizon: Horizon, times: TravelTimes, person: Person) -> list[FixedActivity]:
    kept: list[FixedActivity] = []
    last, hull = person.history.last_duty_end, None
    for activity in sorted(person.activities, key=lambda a: (a.start, a.end, a.id)):
        if activity.start.date() not in horizon:
            continue
        span = _span(instance, horizon, times, person, activity)
        if span is None:
            continue
        same_day = hull is not None and horizon.moment(hull[0]).date() == activity.start.date()
        if hull is not None and not same_day:
            last = horizon.moment(hull[1])
        if same_day and hull is not None and span[0] < hull[1]:
            continue
        whole = (hull[0], span[1]) if same_day and hull is not None else span
        if _allowed(instance, horizon, person, activity, whole, last):
            kept.append(activity)
            hull = whole
    return kept


def fixed_hull(instance: Instance, horizon: Horizon, times: TravelTimes, person: Person, day: date) -> Span | None:
    """From leaving for the first to being back from the last of a day's fixed activities, all of which stand."""
    spans = [
        span
        for activity in person.activities
        if activity.start.date() == day and (span := _span(instance, horizon, times, person, activity)) is not None
    ]
    return (min(a for a, _ in spans), max(b for _, b in spans)) if spans else None


def _span(
    instance: Instance, horizon: Horizon, times: TravelTimes, person: Person, activity: FixedActivity
) -> Span | None:
    profile, day = instance.territory.travel.own_car_profile, activity.start.date()
    out = times.minutes(person.base, activity.place, profile, day)
    back = times.minutes(activity.place, person.base, profile, day)
    if max(out, back) >= UNREACHABLE or (max(out, back) > 0 and not person.own_car):
        return None
    leaves, returns = horizon.minute(activity.start) - out, horizon.minute(activity.end) + back
    midnight = horizon.day_start(day)
    return (leaves, returns) if midnight <= leaves and returns <= midnight + DAY_MIN else None


def _allowed(
    instance: Instance, horizon: Horizon, person: Person, activity: FixedActivity, span: Span, last: datetime | None
) -> bool:
    day = activity.start.date()
    start, end = horizon.moment(span[0]), horizon.moment(span[1])
    rules = work_rules_on(instance.work_rules, person.work_rules, day)
    low, high = (minute - horizon.day_start(day) for minute in span)
    windows = windows_on(person.availability, day, instance.territory.seasons_on(day))
    if not any(opens <= low and high <= closes for opens, closes in windows):
        return False
    if any(absence.overlaps(start, end) for absence in person.absences):
        return False
    if last is not None:
        zone = instance.territory.zone
        rest = start.replace(tzinfo=zone).astimezone(UTC) - last.replace(tzinfo=zone).astimezone(UTC)
        if rest.total_seconds() < 60 * rules.daily_rest_min.value:
            return False
    return high - low <= rules.day_amplitude_min.value


def _told(person: Person, activity: FixedActivity) -> Notice:
    return warning(
        "activity.out_of_reach",
        Location(source="people", field="activities", item=person.id),
        message(
            "{name} cannot be at {activity} on {day}",
            name=person.name,
            activity=activity.name,
            day=str(activity.start.date()),
        ),
        message("it lies outside their hours, in an absence or a rest, or too far to go; it is left out of the plan"),
    )
