"""Crews: heads, presence, and the childcare ratio (rules S4 and S5)."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from models.profiles import ChildcareRules, childcare_rules_on
from models.text import message
from optimiser.check.breach import Breach, breach, checks
from optimiser.check.facts import Facts, Held
from optimiser.check.shifts import ON_SITE, uncovered


@checks("S4.heads", "S4.presence")
def s4(facts: Facts) -> Iterator[Breach]:
    """So many people of each qualification, there from set-up to tear-down."""
    for held in facts.held:
        who, when = held.session.id, held.session.set_up_start
        for kind, short in missing_heads(held).items():
            what = message("{short} {kind} too few", short=short, kind=kind)
            yield breach("S4.heads", who, when, what, short)
        for person, times in Counter(member.person for member in held.session.crew).items():
            if times > 1:
                yield breach("S4.heads", f"{who} {person}", when, message("this person is counted twice"), times - 1)
        yield from _members_there(facts, held)
        for start, end, away in open_stretches(facts, held):
            for kind, short in missing_heads(held, away).items():
                if short > missing_heads(held).get(kind, 0):
                    what = message("{kind} are at a meal and not relieved", kind=kind)
                    yield breach("S4.presence", who, facts.moment(start), what, end - start, "min")


def missing_heads(held: Held, away: frozenset[str] = frozenset()) -> dict[str, int]:
    """People short of each qualification of the crew, those ``away`` not counted."""
    there = Counter(m.qualification for m in {m.person: m for m in held.session.crew if m.person not in away}.values())
    asked: Counter[str] = Counter()
    for need in held.service.crew:
        asked[need.qualification] += need.count
    return {kind: count - there[kind] for kind, count in asked.items() if there[kind] < count}


def _members_there(facts: Facts, held: Held) -> Iterator[Breach]:
    for id_ in dict.fromkeys(member.person for member in held.session.crew):
        person = facts.instance.person_by_id.get(id_)
        if person is None:
            continue
        spans = [
            (span.start, span.end)
            for shift in facts.shifts_of.get(id_, [])
            for span in shift.spans
            if span.place == held.session.venue
            and ((span.kind in ON_SITE and span.ref == held.session.id) or span.kind in ("break", "meal"))
        ]
        if missing := uncovered(held.set_up_start, held.tear_down_end, spans):
            what = message("{person} is not there from set-up to tear-down", person=person.name)
            yield breach("S4.presence", f"{held.session.id} {id_}", held.session.set_up_start, what, missing, "min")


def open_stretches(facts: Facts, held: Held) -> list[tuple[int, int, frozenset[str]]]:
    """(start, end, crew at a meal) of each stretch of a session, the closed interval left out."""
    meals = [
        (id_, span.start, span.end)
        for id_ in {member.person for member in held.session.crew}
        for shift in facts.shifts_of.get(id_, [])
        for span in shift.spans
        if span.kind == "meal" and span.start < held.tear_down_end and span.end > held.set_up_start
    ]
    closed = held.service.closed_interval
    midnight = facts.horizon.day_start(held.day)
    shut = (midnight + closed.start, midnight + closed.end) if closed else (held.set_up_start, held.set_up_start)
    times = {held.set_up_start, held.tear_down_end, *shut, *(t for _, start, end in meals for t in (start, end))}
    inside = sorted(t for t in times if held.set_up_start <= t <= held.tear_down_end)
    return [
        (start, end, frozenset(id_ for id_, a, b in meals if a <= start and end <= b))
        for start, end in pairwise(inside)
        if not shut[0] <= start < end <= shut[1]
    ]


@checks("S5.ratio", "S5.alone")
def s5(facts: Facts) -> Iterator[Breach]:
    """Adults enough for the children expected; one alone only as the profile allows.

    Heads missing under S4 are not counted here a second time.
    """
    for held in facts.held:
        childcare = held.service.childcare
        if childcare is None:
            continue
        try:
            rules = childcare_rules_on(facts.instance.childcare_rules, childcare.rules, held.day)
        except KeyError:
            what = message("no childcare rules {profile} are in force", profile=childcare.rules)
            yield breach("S5.ratio", held.session.id, held.session.start, what)
            continue
        needed = adults_by_ratio(rules, childcare.ratio == "mixed", held)
        told: set[str] = set()
        for start, _, away in open_stretches(facts, held):
            adults = [id_ for id_ in _adults(facts, held) if id_ not in away]
            present = len(adults) + sum(missing_heads(held, away).values())
            clause = "S5.ratio" if present < needed else "S5.alone" if present < rules.min_adults.value else ""
            if not clause or clause in told or (clause == "S5.alone" and _may_be_alone(facts, held, rules, adults)):
                continue
            told.add(clause)
            asked = needed if clause == "S5.ratio" else rules.min_adults.value
            what = message("{present} adults are there and {asked} are needed", present=present, asked=asked)
            yield breach(clause, held.session.id, facts.moment(start), what, asked - present)


def adults_by_ratio(rules: ChildcareRules, mixed: bool, held: Held) -> int:
    """Adults that the ratio alone asks for: ⌈a/p + b/q⌉, or ⌈(a + b)/m⌉ when mixed."""
    attendance = held.demand.attendance
    if mixed:
        return -(-(attendance.crawlers + attendance.walkers) // max(1, rules.mixed_per_adult.value))
    # A profile may write 0 where it means that one adult looks after one child at most.
    p, q = max(1, rules.crawlers_per_adult.value), max(1, rules.walkers_per_adult.value)
    return -(-(attendance.crawlers * q + attendance.walkers * p) // (p * q))


def _adults(facts: Facts, held: Held) -> list[str]:
    """Crew members who count: those counted for a qualification, and others who hold one the service asks for."""
    kinds = [need.qualification for need in held.service.crew]
    counted = {member.person for member in held.session.crew if member.qualification is not None}
    known = facts.instance.person_by_id
    return [
        id_
        for id_ in dict.fromkeys(member.person for member in held.session.crew)
        if id_ in counted or not kinds or (id_ in known and any(known[id_].holds(kind, held.day) for kind in kinds))
    ]


def _may_be_alone(facts: Facts, held: Held, rules: ChildcareRules, adults: list[str]) -> bool:
    children = held.demand.attendance.crawlers + held.demand.attendance.walkers
    if len(adults) != 1 or children > rules.alone_max_children.value:
        return False
    person = facts.instance.person_by_id.get(adults[0])
    counted = {member.qualification for member in held.session.crew if member.person == adults[0]}
    # A credential that has run out is P9's matter, for whoever is counted for it.
    return any(kind in counted or (person is not None and person.holds(kind, held.day)) for kind in rules.alone_kinds)
