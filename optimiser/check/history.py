"""What came before the plan: weeks worked and the last duty, from the instance and from the plan published before."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from models.people import Person
from models.plan import Plan
from optimiser.check.facts import Facts
from optimiser.check.shifts import read_shift


def past_weeks(facts: Facts, person: Person) -> list[int]:
    """Minutes of work of each week before the plan, the latest last.

    The instance tells of the weeks before its own; a plan published before, of those from there to this plan's Monday.
    Weeks nothing is known of count 0.
    """
    history = list(person.history.week_work_min)
    first, last = facts.instance.week, facts.horizon.monday
    previous = facts.previous
    if previous is None or not first <= previous.monday < last:
        return history
    worked = _weeks_of(facts, previous, person)
    weeks = (last - first).days // 7
    return history + [worked.get(first + timedelta(weeks=k), 0) for k in range(weeks)]


def _weeks_of(facts: Facts, plan: Plan, person: Person) -> dict[date, int]:
    worked: dict[date, int] = defaultdict(int)
    for duty in plan.duties:
        if duty.person == person.id:
            shift = read_shift(duty, person, facts.rules(person.id, duty.date), facts.minute)
            worked[duty.date - timedelta(days=duty.date.weekday())] += shift.work_min
    return worked


def last_duty_end(facts: Facts, person: Person) -> datetime | None:
    """When a person's last duty before the plan ended, None when that is not known."""
    ends = [person.history.last_duty_end] if person.history.last_duty_end is not None else []
    if facts.previous is not None:
        ends += [
            duty.end for duty in facts.previous.duties if duty.person == person.id and duty.date < facts.plan.monday
        ]
    return max(ends, default=None)
