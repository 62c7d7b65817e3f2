"""Duties: pieces put in order, gaps filled with waiting, meals and breaks placed where the rules allow them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.horizon import Horizon
from models.instance import Instance
from models.plan import Activity, ActivityKind, Duty
from models.profiles import WorkRules
from models.services import Service
from optimiser.binds import binds
from optimiser.writing.amounts import half_up
from optimiser.writing.pieces import Day, PersonDay, Piece


@dataclass(frozen=True)
class MealHints:
    """Where the session stage counted on a meal: its start, and the session during which it is relieved, if any."""

    start: int | None = None
    relieved_at: str | None = None


def duty_of(instance: Instance, horizon: Horizon, key: PersonDay, day: Day, rules: WorkRules, hints: MealHints) -> Duty:
    """One duty. Rules it cannot keep are left for the checker to see; it never drops a piece.

    Parameters
    ----------
    day
        Pieces that do not overlap.
    """
    person = instance.person_by_id[key[0]]
    base = horizon.day_start(key[1])
    pieces = _filled(sorted((p for p in day.pieces if p.start < p.end), key=lambda p: (p.start, p.end)))
    if not pieces:
        pieces = [Piece("wait", base, base, person.base)]
    pieces = _with_meal(instance, pieces, rules, base, hints)
    pieces = _with_breaks(pieces, rules)
    work = sum(piece.end - piece.start for piece in pieces if is_work(piece.kind, rules))
    car = half_up(instance.settings.own_car_km_cents * day.own_car_m, 1000)
    return Duty(
        person=person.id,
        date=key[1],
        activities=tuple(
            Activity(
                kind=piece.kind,
                start=horizon.moment(piece.start),
                end=horizon.moment(piece.end),
                place=piece.place,
                ref=piece.ref,
            )
            for piece in pieces
        ),
        work_min=work,
        own_car_m=day.own_car_m,
        cost_cents=half_up(person.contract.cost_hour_cents * work, 60) + car,
    )


@binds("P10.work")
def is_work(kind: ActivityKind, rules: WorkRules) -> bool:
    """Whether a kind of activity counts as work in a profile."""
    flags = {
        "drive": rules.driving_is_work,
        "ride": rules.riding_is_work,
        "own_car": rules.own_car_is_work,
        "load": rules.set_up_is_work,
        "set_up": rules.set_up_is_work,
        "tear_down": rules.set_up_is_work,
        "wait": rules.waiting_is_work,
        "break": rules.break_is_work,
        "meal": rules.meal_is_work,
    }
    return flags.get(kind, True)


def _filled(pieces: list[Piece]) -> list[Piece]:
    """Gaps filled with waiting, at the place the piece before ends."""
    filled: list[Piece] = []
    for piece in pieces:
        if filled and filled[-1].end < piece.start:
            filled.append(Piece("wait", filled[-1].end, piece.start, filled[-1].place))
        both_board = bool(filled) and piece.kind == filled[-1].kind == "board"
        if both_board and piece.start < filled[-1].end:
            # Two parties board together: the driver serves both at once.
            filled[-1] = replace(filled[-1], end=max(filled[-1].end, piece.end))
            continue
        filled.append(piece)
    return filled


@binds("P6.meal", "S4.presence")
def _with_meal(instance: Instance, pieces: list[Piece], rules: WorkRules, base: int, hints: MealHints) -> list[Piece]:
    length = rules.meal_min.value
    low, high = base + rules.meal_from, base + rules.meal_until
    if length == 0:
        return pieces
    if any(p.kind == "meal" and min(p.end, high) - max(p.start, low) >= length for p in pieces):
        return pieces
    if hints.start is not None:
        end = hints.start + length
        over = [index for index, piece in enumerate(pieces) if piece.start < end and hints.start < piece.end]
        at_table = over and pieces[over[0]].start <= hints.start and end <= pieces[over[-1]].end
        if at_table and all(_may_eat(instance, pieces[index], hints, base, length) for index in over):
            return _carved(pieces, over[0], over[-1], "meal", hints.start, length)
    for index, piece in enumerate(pieces):
        if piece.kind == "wait" and min(piece.end, high) - max(piece.start, low) >= length:
            # Waiting within the meal hours is a longer meal when the profile does not pay it.
            start, end = max(piece.start, low), min(piece.end, high)
            return _carved(
                pieces, index, index, "meal", start, length if rules.meal_is_work else min(length, end - start)
            )
    needed = pieces[0].start <= low and pieces[-1].end >= high
    for index, piece in enumerate(pieces):
        if needed and piece.kind == "session":
            closed = _closed_start(instance, piece, base, low, high, length)
            if closed is not None:
                return _carved(pieces, index, index, "meal", closed, length)
    return pieces


def _may_eat(instance: Instance, piece: Piece, hints: MealHints, base: int, length: int) -> bool:
    """Whether a meal where the session stage counted on one may take its part of a piece."""
    if piece.kind == "wait":
        return True
    if piece.kind not in ("set_up", "session", "tear_down") or piece.ref is None or hints.start is None:
        return False
    if hints.relieved_at == piece.ref:
        return True
    closed = _service_of(instance, piece.ref).closed_interval
    start, end = max(piece.start, hints.start), min(piece.end, hints.start + length)
    return closed is not None and base + closed.start <= start and end <= base + closed.end


def _closed_start(instance: Instance, piece: Piece, base: int, low: int, high: int, length: int) -> int | None:
    closed = _service_of(instance, piece.ref).closed_interval if piece.ref is not None else None
    if closed is None:
        return None
    start = max(piece.start, low, base + closed.start)
    return start if start + length <= min(piece.end, high, base + closed.end) else None


def _service_of(instance: Instance, occurrence: str) -> Service:
    demand = instance.demand_by_id[occurrence.rpartition("@")[0].rpartition(".")[0]]
    return instance.service_by_id[demand.service]


@binds("P6.break")
def _with_breaks(pieces: list[Piece], rules: WorkRules) -> list[Piece]:
    """Breaks as late as allowed, in waiting or on site during a session, so that no stretch of work is too long."""
    limit, length = rules.break_before_work_min.value, rules.break_min.value
    if limit == 0 or length == 0:
        return pieces
    result = list(pieces)
    while (late := _overrun(result, rules)) is not None:
        begin, deadline = late
        found = None
        for index, piece in enumerate(result):
            if piece.kind in ("wait", "session"):
                start = min(piece.end - length, deadline)
                if start >= max(piece.start, begin):
                    found = (index, start)
        if found is None:
            return result
        result = _carved(result, found[0], found[0], "break", found[1], length)
    return result


def _overrun(pieces: Sequence[Piece], rules: WorkRules) -> tuple[int, int] | None:
    """(begin of the stretch, latest start of a break) of the first stretch of work that passes the limit."""
    limit, length = rules.break_before_work_min.value, rules.break_min.value
    begin, worked = pieces[0].start, 0
    for piece in pieces:
        minutes = piece.end - piece.start
        pause = piece.kind in ("break", "meal") or (piece.kind == "wait" and not rules.waiting_is_work)
        if pause and minutes >= length:
            begin, worked = piece.end, 0
            continue
        if is_work(piece.kind, rules):
            if worked + minutes > limit:
                return begin, piece.start + limit - worked
            worked += minutes
    return None


def _carved(pieces: Sequence[Piece], first: int, last: int, kind: ActivityKind, start: int, length: int) -> list[Piece]:
    """Pieces with a pause cut out of one or several in a row; one taken at a session keeps the session's reference."""
    parts = [
        replace(pieces[first], end=start),
        Piece(kind, start, start + length, pieces[last].place, pieces[last].ref),
        replace(pieces[last], start=start + length),
    ]
    return [*pieces[:first], *(part for part in parts if part.start < part.end), *pieces[last + 1 :]]
