"""Working time: days, weeks, breaks, rests, and what counts as work (rules P3 to P8, P10)."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from models.people import Person
from models.plan import ActivityKind
from models.profiles import WorkRules
from models.text import message
from optimiser.check.breach import Breach, breach, checks
from optimiser.check.facts import Facts
from optimiser.check.history import last_duty_end, past_weeks
from optimiser.check.shifts import Shift, Span, counts_as_work


@checks("P3.day")
def p3(facts: Facts) -> Iterator[Breach]:
    """A day's work stays inside the limit."""
    for shift, rules in _ruled(facts):
        if (over := shift.work_min - rules.day_work_min.value) > 0:
            what = message("{work} min of work, {limit} at most", work=shift.work_min, limit=rules.day_work_min.value)
            yield breach("P3.day", shift.person.id, shift.duty.start, what, over, "min")


@checks("P4.amplitude")
def p4(facts: Facts) -> Iterator[Breach]:
    """A duty's amplitude stays inside the limit."""
    for shift, rules in _ruled(facts):
        amplitude, limit = shift.end - shift.start, rules.day_amplitude_min.value
        if amplitude > limit:
            what = message("{amplitude} min from start to end, {limit} at most", amplitude=amplitude, limit=limit)
            yield breach("P4.amplitude", shift.person.id, shift.duty.start, what, amplitude - limit, "min")


def _ruled(facts: Facts) -> Iterator[tuple[Shift, WorkRules]]:
    for shift in facts.shifts:
        if shift.rules is not None:
            yield shift, shift.rules


@checks("P5.week", "P5.average", "P5.contract")
def p5(facts: Facts) -> Iterator[Breach]:
    """A week's work stays inside the legal limit, the average, and the contract with its tolerance."""
    for person in facts.instance.people:
        past = past_weeks(facts, person)
        for week in range(facts.horizon.weeks):
            work = facts.week_work.get((person.id, week), 0)
            monday = facts.horizon.monday + timedelta(weeks=week)
            rules = facts.rules(person.id, monday)
            yield from _week(facts, person, monday, work)
            if rules is not None and work > 0:
                count = rules.average_weeks.value
                total = work + sum(past[-(count - 1) :] if count > 1 else [])
                over = total - rules.average_week_work_min.value * count
                if over > 0:
                    what = message("{total} min of work in {weeks} weeks", total=total, weeks=count)
                    yield breach(
                        "P5.average", person.id, facts.moment(facts.horizon.day_start(monday)), what, over, "min"
                    )
            past.append(work)


def _week(facts: Facts, person: Person, monday: date, work: int) -> Iterator[Breach]:
    when = facts.moment(facts.horizon.day_start(monday))
    rules, contract = facts.rules(person.id, monday), person.contract
    if rules is not None and work > rules.week_work_min.value:
        what = message("{work} min of work in the week, {limit} at most", work=work, limit=rules.week_work_min.value)
        yield breach("P5.week", person.id, when, what, work - rules.week_work_min.value, "min")
    if work > contract.week_min + contract.tolerance_min:
        limit = contract.week_min + contract.tolerance_min
        what = message("{work} min of work in the week, {limit} at most by contract", work=work, limit=limit)
        yield breach("P5.contract", person.id, when, what, work - limit, "min")


@checks("P6.break", "P6.meal")
def p6(facts: Facts) -> Iterator[Breach]:
    """A break comes before so many hours of work; a duty that spans the meal hours has a meal break."""
    for shift, rules in _ruled(facts):
        limit = rules.break_before_work_min.value
        for start, worked in stretches_of_work(shift, rules):
            if worked > limit:
                what = message("{worked} min of work without a break, {limit} at most", worked=worked, limit=limit)
                yield breach("P6.break", shift.person.id, facts.moment(start), what, worked - limit, "min")
        midnight = facts.horizon.day_start(shift.day)
        first, last = midnight + rules.meal_from, midnight + rules.meal_until
        needed = rules.meal_min.value
        if needed and shift.start <= first and shift.end >= last:
            meals = merged(shift.spans, ("meal",))
            longest = max((min(end, last) - max(start, first) for start, end in meals), default=0)
            if longest < needed:
                what = message(
                    "the meal break lasts {given} min, {needed} at least", given=max(longest, 0), needed=needed
                )
                yield breach("P6.meal", shift.person.id, facts.moment(first), what, needed - max(longest, 0), "min")


def merged(spans: tuple[Span, ...], kinds: tuple[ActivityKind, ...]) -> list[tuple[int, int]]:
    """Unbroken stretches of activities of these kinds."""
    found: list[tuple[int, int]] = []
    for span in spans:
        if span.kind in kinds:
            if found and found[-1][1] == span.start:
                found[-1] = (found[-1][0], span.end)
            else:
                found.append((span.start, span.end))
    return found


def stretches_of_work(shift: Shift, rules: WorkRules) -> list[tuple[int, int]]:
    """(start, minutes worked) between the pauses of a duty: breaks, meals and free waiting, long enough together."""
    kinds: tuple[ActivityKind, ...] = ("break", "meal") if rules.waiting_is_work else ("break", "meal", "wait")
    pauses = [(start, end) for start, end in merged(shift.spans, kinds) if end - start >= rules.break_min.value]
    stretches = []
    since = shift.start
    for start, end in [*pauses, (shift.end, shift.end)]:
        worked = sum(
            min(span.end, start) - max(span.start, since)
            for span in shift.spans
            if counts_as_work(span.kind, rules) and max(span.start, since) < min(span.end, start)
        )
        stretches.append((since, worked))
        since = end
    return stretches


@checks("P7.daily_rest")
def p7(facts: Facts) -> Iterator[Breach]:
    """Two duties lie a daily rest apart, in minutes that really pass."""
    for person in facts.instance.people:
        shifts = facts.shifts_of.get(person.id, [])
        ends = [last_duty_end(facts, person), *(shift.duty.end for shift in shifts)]
        for k, shift in enumerate(shifts):
            end = ends[k]
            same_day = k > 0 and shifts[k - 1].day == shift.day  # P1's matter
            if end is None or shift.rules is None or same_day:
                continue
            rest, needed = facts.elapsed_min(end, shift.duty.start), shift.rules.daily_rest_min.value
            if rest < needed:
                what = message("{rest} min of rest between two days, {needed} at least", rest=rest, needed=needed)
                yield breach("P7.daily_rest", person.id, shift.duty.start, what, needed - rest, "min")


@checks("P8.weekly_rest")
def p8(facts: Facts) -> Iterator[Breach]:
    """Each civil week has its weekly rest, in minutes that really pass."""
    for person in facts.instance.people:
        for week in range(facts.horizon.weeks):
            monday = facts.horizon.monday + timedelta(weeks=week)
            rules = facts.rules(person.id, monday)
            begin = facts.moment(facts.horizon.day_start(monday))
            end = begin + timedelta(weeks=1)
            duties = [(s.duty.start, s.duty.end) for s in facts.shifts_of.get(person.id, [])]
            inside = [(max(a, begin), min(b, end)) for a, b in duties if a < end and b > begin]
            if rules is None or not inside:
                continue
            free = [(b, a) for (_, b), (a, _) in pairwise([(begin, begin), *inside, (end, end)])]
            rest, needed = max(facts.elapsed_min(a, b) for a, b in free), rules.weekly_rest_min.value
            if rest < needed:
                what = message(
                    "the longest rest of the week is {rest} min, {needed} at least", rest=rest, needed=needed
                )
                yield breach("P8.weekly_rest", person.id, begin, what, needed - rest, "min")


@checks("P10.work")
def p10(facts: Facts) -> Iterator[Breach]:
    """What counts as work is what the profile says."""
    for shift in facts.shifts:
        who, when, stated = shift.person.id, shift.duty.start, shift.duty.work_min
        if shift.rules is None:
            what = message("no working-time rules {profile} are in force", profile=shift.person.work_rules)
            yield breach("P10.work", who, when, what)
        elif stated != shift.work_min:
            what = message("{stated} min of work are stated and {work} are worked", stated=stated, work=shift.work_min)
            yield breach("P10.work", who, when, what, abs(stated - shift.work_min), "min")
