"""Whoever drives: one driver aboard, handovers, licences (rules T5 and P9's part for drivers)."""

from collections.abc import Iterator

from models.people import PASSENGER_ATTESTATION
from models.text import message
from optimiser.check.breach import Breach, breach, checks
from optimiser.check.facts import Facts
from optimiser.check.runs import Move, Run
from optimiser.check.shifts import Shift, Span, uncovered


def moves_within(run: Run, span: Span) -> list[Move]:
    """The moves of a tour that overlap a stretch of a duty; a move of no length counts where the stretch touches it."""
    return [
        move
        for move in run.moves
        if move.driven
        and (
            max(move.departure, span.start) < min(move.arrival, span.end)
            or (move.departure == move.arrival and span.start <= move.departure <= span.end)
        )
    ]


@checks("T5.driver", "T5.handover")
def t5(facts: Facts) -> Iterator[Breach]:
    """Whenever a vehicle moves, one driver is aboard, who took over where both people were."""
    for run in facts.runs:
        for move in run.moves:
            if not move.driven:
                continue
            when = facts.moment(move.departure)
            if move.driver is None:
                yield breach("T5.driver", run.tour.id, when, message("the vehicle moves and nobody drives"))
            elif (person := facts.instance.person_by_id.get(move.driver)) is not None:
                if move.driver in move.crew:
                    what = message("{person} drives and is counted as a passenger", person=person.name)
                    yield breach("T5.driver", f"{run.tour.id} {person.id}", when, what)
                if missing := _not_driving(facts.shifts_of.get(person.id, []), run, move):
                    what = message("{person} drives while the duty says otherwise", person=person.name)
                    yield breach("T5.driver", f"{run.tour.id} {person.id}", when, what, missing, "min")
    for shift in facts.shifts:
        for span in shift.spans:
            if span.kind == "drive" and (handover := taken_over(facts, shift, span)) is not None:
                run, move = handover
                if not facts.same_spot(span.origin, move.origin, run.day):
                    what = message(
                        "{person} takes the wheel at {place} while being at {elsewhere}",
                        person=shift.person.name,
                        place=facts.place_name(move.origin),
                        elsewhere=facts.place_name(span.origin),
                    )
                    yield breach("T5.handover", f"{run.tour.id} {shift.person.id}", facts.moment(move.departure), what)


def _not_driving(shifts: list[Shift], run: Run, move: Move) -> int:
    """Minutes of a move that no driving in that tour covers; 1 for a move of no length that none touches."""
    spans = [
        (span.start, span.end)
        for shift in shifts
        for span in shift.spans
        if span.kind == "drive" and span.ref == run.tour.id
    ]
    if move.departure >= move.arrival:
        return 0 if any(start <= move.departure <= end for start, end in spans) else 1
    return uncovered(move.departure, move.arrival, spans)


def taken_over(facts: Facts, shift: Shift, span: Span) -> tuple[Run, Move] | None:
    """The move with which a stretch of driving begins, when somebody else drove the vehicle before, else None."""
    run = facts.run_by_id.get(span.ref or "")
    moves = moves_within(run, span) if run else []
    if run is None or not moves:
        return None
    before = run.driver_before(moves[0].index)
    return (run, moves[0]) if before is not None and before != shift.person.id else None


@checks("P9.licence", "P9.attestation", "P9.qualification")
def p9(facts: Facts) -> Iterator[Breach]:
    """Dated credentials of drivers and crews."""
    for run in facts.runs:
        told: set[tuple[str, str]] = set()
        for move in run.moves:
            driver = facts.instance.person_by_id.get(move.driver or "")
            if driver is None or not move.driven:
                continue
            asked = {"P9.licence": run.vehicle.licence}
            if move.riders:
                asked["P9.attestation"] = PASSENGER_ATTESTATION
            for clause, kind in asked.items():
                if not driver.holds(kind, run.day) and (driver.id, clause) not in told:
                    told.add((driver.id, clause))
                    what = message("{person} holds no valid {kind}", person=driver.name, kind=kind)
                    yield breach(clause, f"{run.tour.id} {driver.id}", facts.moment(move.departure), what)
    for held in facts.held:
        for member in held.session.crew:
            person = facts.instance.person_by_id.get(member.person)
            if person is not None and member.qualification and not person.holds(member.qualification, held.day):
                what = message("{person} holds no valid {kind}", person=person.name, kind=member.qualification)
                yield breach("P9.qualification", f"{held.session.id} {person.id}", held.session.set_up_start, what)
