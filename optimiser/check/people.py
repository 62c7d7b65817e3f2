"""People: one place at a time, base, own car, aboard, fixed activities, availability (rules P1 and P2)."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from models.territory import windows_on
from models.text import message
from optimiser.check.breach import Breach, breach, checks
from optimiser.check.drivers import moves_within, taken_over
from optimiser.check.facts import Facts
from optimiser.check.fixed import fixed_activities
from optimiser.check.runs import Run
from optimiser.check.shifts import MOVING, Shift, Span, uncovered


@checks("P1.place", "P1.base", "P1.own_car", "P1.aboard", "P1.fixed")
def p1(facts: Facts) -> Iterator[Breach]:
    """A person is in one place at a time, from base to base, aboard what carries them, at their fixed activities."""
    for (person, day), duties in Counter((shift.person.id, shift.day) for shift in facts.shifts).items():
        if duties > 1:
            what = message("this person has {duties} duties on {day}", duties=duties, day=day.isoformat())
            yield breach("P1.place", person, facts.moment(facts.horizon.day_start(day)), what, duties - 1)
    for shift in facts.shifts:
        yield from _in_one_place(facts, shift)
        yield from _from_base(facts, shift)
        yield from _by_own_car(facts, shift)
        for span in shift.spans:
            if span.kind in ("drive", "ride"):
                yield from _aboard(facts, shift, span)
            elif span.kind in ("board", "load"):
                yield from _beside(facts, shift, span)
    for run in facts.runs:
        yield from _riding(facts, run)
        yield from _boarded_by(facts, run)
    yield from fixed_activities(facts)


def _in_one_place(facts: Facts, shift: Shift) -> Iterator[Breach]:
    who = shift.person.id
    for span in shift.spans:
        if span.end < span.start:
            what = message("an activity ends before it starts")
            yield breach("P1.place", who, facts.moment(span.start), what, span.start - span.end, "min")
    for before, after in pairwise(shift.spans):
        if after.start != before.end:
            what = message("one activity ends at another time than the next begins")
            yield breach("P1.place", who, facts.moment(after.start), what, abs(after.start - before.end), "min")
    # A duty that does not begin at the base is P1.base's.
    for span in shift.spans[1:]:
        if span.kind not in MOVING and not facts.same_spot(span.origin, span.place, shift.day):
            what = message(
                "{person} is at {place} without having travelled there",
                person=shift.person.name,
                place=facts.place_name(span.place),
            )
            yield breach("P1.place", who, facts.moment(span.start), what)
    for span in shift.spans:
        if span.kind == "own_car":
            way = facts.own_car_way(span.origin, span.place, shift.day)
            if way is not None and span.minutes < way[0]:
                what = message(
                    "{given} min are planned by own car, which take {needed} min", given=span.minutes, needed=way[0]
                )
                yield breach("P1.place", who, facts.moment(span.start), what, way[0] - span.minutes, "min")


def _from_base(facts: Facts, shift: Shift) -> Iterator[Breach]:
    first, base = shift.spans[0], shift.person.base
    start = base
    if first.kind not in MOVING:
        start = first.place
    elif first.kind in ("drive", "ride") and (run := facts.run_by_id.get(first.ref or "")):
        # A wheel taken over on the way is T5's handover.
        handed_over = first.kind == "drive" and taken_over(facts, shift, first) is not None
        start = next((move.origin for move in moves_within(run, first) if not handed_over), base)
    for place, when in ((start, shift.duty.start), (shift.spans[-1].place, shift.duty.end)):
        if not facts.same_spot(place, base, shift.day):
            what = message(
                "{person} begins or ends the day at {place}", person=shift.person.name, place=facts.place_name(place)
            )
            yield breach("P1.base", shift.person.id, when, what)


def _by_own_car(facts: Facts, shift: Shift) -> Iterator[Breach]:
    """The car stands where it was left; it may be left nowhere but at the base overnight."""
    car = shift.person.base
    for span in shift.spans:
        if span.kind != "own_car":
            continue
        if not shift.person.own_car:
            what = message("{person} has no own car to use", person=shift.person.name)
            yield breach("P1.own_car", shift.person.id, facts.moment(span.start), what)
            return
        if not facts.same_spot(car, span.origin, shift.day):
            what = message("the own car of {person} stands elsewhere", person=shift.person.name)
            yield breach("P1.own_car", shift.person.id, facts.moment(span.start), what)
        car = span.place
    if not facts.same_spot(car, shift.person.base, shift.day):
        what = message("the own car of {person} is not back at the end of the day", person=shift.person.name)
        yield breach("P1.own_car", shift.person.id, shift.duty.end, what)


def _aboard(facts: Facts, shift: Shift, span: Span) -> Iterator[Breach]:
    """Whoever drives or rides, as the duty says, is aboard as the tour says, from the place they are at."""
    run = facts.run_by_id.get(span.ref or "")
    moves = moves_within(run, span) if run else []
    who, when = f"{span.ref or ''} {shift.person.id}", facts.moment(span.start)
    if run is None or not moves:
        what = message("{person} is aboard no vehicle that moves then", person=shift.person.name)
        yield breach("P1.aboard", who, when, what, span.minutes, "min")
        return
    # A vehicle without a driver, or whose driver rides along, is T5's.
    strangers = [
        move
        for move in moves
        if move.driver not in (None, shift.person.id) and not (span.kind == "ride" and shift.person.id in move.crew)
    ]
    if strangers:
        what = message("{person} is not aboard as the duty says", person=shift.person.name)
        yield breach("P1.aboard", who, facts.moment(strangers[0].departure), what, len(strangers))
        return
    left_here = facts.same_spot(span.origin, moves[0].origin, shift.day)
    # Where somebody else drove before, T5 tells of the handover; at the start of the day, P1.base.
    elsewhere = (span.kind == "drive" and taken_over(facts, shift, span) is not None) or span is shift.spans[0]
    if not left_here and not elsewhere:
        what = message(
            "{person} boards at {place} while being at {elsewhere}",
            person=shift.person.name,
            place=facts.place_name(moves[0].origin),
            elsewhere=facts.place_name(span.origin),
        )
        yield breach("P1.aboard", who, when, what)
    if not facts.same_spot(span.place, moves[-1].destination, shift.day):
        what = message(
            "{person} gets off at {place} while the vehicle is at {elsewhere}",
            person=shift.person.name,
            place=facts.place_name(span.place),
            elsewhere=facts.place_name(moves[-1].destination),
        )
        yield breach("P1.aboard", who, facts.moment(span.end), what)


def _beside(facts: Facts, shift: Shift, span: Span) -> Iterator[Breach]:
    """Whoever loads or helps people on and off does so where the vehicle is."""
    run = facts.run_by_id.get(span.ref or "")
    if run is None or not any(
        facts.same_spot(stay.place, span.place, run.day) and stay.arrival <= span.start and span.end <= stay.departure
        for stay in run.stays
    ):
        what = message("{person} is not where the vehicle is", person=shift.person.name)
        yield breach(
            "P1.aboard", f"{span.ref or ''} {shift.person.id}", facts.moment(span.start), what, span.minutes, "min"
        )


def _riding(facts: Facts, run: Run) -> Iterator[Breach]:
    """Whoever the tour carries has a duty that says so."""
    for move in run.moves:
        for id_ in sorted(move.crew - {move.driver or ""}):
            spans = [
                (span.start, span.end)
                for shift in facts.shifts_of.get(id_, [])
                for span in shift.spans
                if span.kind == "ride" and span.ref == run.tour.id
            ]
            missing = uncovered(move.departure, move.arrival, spans) if move.driven else 0
            if missing and id_ in facts.instance.person_by_id:
                what = message(
                    "{person} is carried while the duty says otherwise", person=facts.instance.person_by_id[id_].name
                )
                yield breach("P1.aboard", f"{run.tour.id} {id_}", facts.moment(move.departure), what, missing, "min")


def _boarded_by(facts: Facts, run: Run) -> Iterator[Breach]:
    """While passengers get on or off, a driver of the tour is at work beside them."""
    drivers = {move.driver for move in run.moves if move.driver in facts.instance.person_by_id}
    beside = [
        (span.start, span.end)
        for id_ in drivers
        for shift in facts.shifts_of.get(id_ or "", [])
        for span in shift.spans
        if span.kind in ("board", "load") and span.ref == run.tour.id
    ]
    for stop in run.tour.stops:
        for action in stop.actions:
            if action.kind in ("board", "alight") and drivers:
                missing = uncovered(facts.minute(action.start), facts.minute(action.end), beside)
                if missing:
                    what = message("no driver is there while passengers get on or off")
                    yield breach("P1.aboard", run.tour.id, action.start, what, missing, "min")


@checks("P2.availability", "P2.absence")
def p2(facts: Facts) -> Iterator[Breach]:
    """A duty lies inside the person's availability and outside absences."""
    for shift in facts.shifts:
        midnight = facts.horizon.day_start(shift.day)
        first, last = shift.start - midnight, shift.end - midnight
        windows = windows_on(shift.person.availability, shift.day, facts.seasons(shift.day))
        if not any(start <= first and last <= end for start, end in windows):
            outside = min((max(start - first, 0) + max(last - end, 0) for start, end in windows), default=last - first)
            what = message("{person} is not available that long that day", person=shift.person.name)
            yield breach("P2.availability", shift.person.id, shift.duty.start, what, outside, "min")
        for absence in shift.person.absences:
            if absence.overlaps(shift.duty.start, shift.duty.end):
                what = message("{person} is absent then", person=shift.person.name)
                yield breach("P2.absence", shift.person.id, max(absence.start, shift.duty.start), what)
