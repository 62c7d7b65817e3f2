"""Which fixed activities a duty must hold: those their people can be at (rule P1.fixed)."""

from collections.abc import Iterator
from datetime import date, datetime

from models.base import DAY_MIN
from models.people import FixedActivity, Person
from models.territory import windows_on
from models.text import message
from optimiser.check.breach import Breach, breach
from optimiser.check.facts import Facts
from optimiser.check.history import last_duty_end


def fixed_activities(facts: Facts) -> Iterator[Breach]:
    """Fixed activities stand in the duty at their times and place, and no other is stated."""
    for person in facts.instance.people:
        wanted = {
            activity.id: (facts.minute(activity.start), facts.minute(activity.end), activity.place)
            for activity in possible_activities(facts, person)
        }
        stated = [
            (span.ref, (span.start, span.end, span.place))
            for shift in facts.shifts_of.get(person.id, [])
            for span in shift.spans
            if span.kind == "fixed"
        ]
        for id_, activity in wanted.items():
            if (id_, activity) not in stated:
                what = message("{person} is not at the fixed activity {activity}", person=person.name, activity=id_)
                yield breach("P1.fixed", person.id, facts.moment(activity[0]), what, activity[1] - activity[0], "min")
        for ref, (start, end, _) in stated:
            if ref is None or ref not in wanted:
                what = message("{person} has no such fixed activity", person=person.name)
                yield breach("P1.fixed", person.id, facts.moment(start), what, end - start, "min")


def possible_activities(facts: Facts, person: Person) -> list[FixedActivity]:
    """Those of the horizon that no absence, availability, distance, rest, amplitude or earlier one rules out."""
    found: list[FixedActivity] = []
    rested_from = last_duty_end(facts, person)
    days = sorted({a.start.date() for a in person.activities if a.start.date() in facts.horizon})
    for day in days:
        begin: int | None = None
        until = facts.horizon.day_start(day)
        for activity in sorted(person.activities, key=lambda a: (a.start, a.end, a.id)):
            span = _there_and_back(facts, person, activity) if activity.start.date() == day else None
            if span is None or span[0] < until:
                continue
            start = span[0] if begin is None else begin
            if _lawful(facts, person, start, span[1], rested_from):
                found.append(activity)
                begin, until = start, span[1]
        if begin is not None:
            rested_from = facts.moment(until)
    return found


def fixed_hours(facts: Facts, person: Person, day: date) -> list[tuple[int, int]]:
    """The stretch of a day that fixed activities fill in every plan, from leaving the base to being back; or none."""
    spans = [
        span
        for activity in possible_activities(facts, person)
        if activity.start.date() == day and (span := _there_and_back(facts, person, activity)) is not None
    ]
    return [(min(a for a, _ in spans), max(b for _, b in spans))] if spans else []


def _there_and_back(facts: Facts, person: Person, activity: FixedActivity) -> tuple[int, int] | None:
    """From leaving the base to being back, by own car unless it is held at the base; None when there is no way."""
    day, start, end = activity.start.date(), facts.minute(activity.start), facts.minute(activity.end)
    out = facts.own_car_way(person.base, activity.place, day)
    back = facts.own_car_way(activity.place, person.base, day)
    if out is None or back is None or ((out[0] or back[0]) and not person.own_car):
        return None
    midnight = facts.horizon.day_start(day)
    span = start - out[0], end + back[0]
    return span if midnight <= span[0] and span[1] <= midnight + DAY_MIN else None


def _lawful(facts: Facts, person: Person, start: int, end: int, rested_from: datetime | None) -> bool:
    first, last = facts.moment(start), facts.moment(end)
    day = first.date()
    rules, midnight = facts.rules(person.id, day), facts.horizon.day_start(day)
    if rules is None or end - start > rules.day_amplitude_min.value:
        return False
    if rested_from is not None and facts.elapsed_min(rested_from, first) < rules.daily_rest_min.value:
        return False
    windows = windows_on(person.availability, day, facts.seasons(day))
    there = any(midnight + opens <= start and end <= midnight + closes for opens, closes in windows)
    return there and not any(absence.overlaps(first, last) for absence in person.absences)
