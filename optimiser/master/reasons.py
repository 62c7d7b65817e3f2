"""Why a session is not held: the rules that forbid it alone, or that leave no room for it beside the others.

Each reason is found by solving: a rule is named when the session can be held once it is left out, and not before.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from ortools.sat.python import cp_model

from models.plan import Reason
from models.text import Message, message
from optimiser.master.build import RELAXABLE, build, scope_of
from optimiser.master.columns import Column
from optimiser.master.context import Scope
from optimiser.master.placements import Asked
from optimiser.progress import StopFlag

SMALL_UNITS = 1.0
"""Deterministic time for one question; the models are of one session, or ask for feasibility only."""

COLUMNS_ASKED = 40_000
"""Columns of all the models that questions may build for one plan: building them is what takes time."""

MODEL_COLUMNS = 50
"""What a model costs besides its columns, in columns."""

Answer = Literal["yes", "no", "unknown"]


@dataclass
class Questions:
    """What may still be asked for one plan; once used up, or once told to stop, every answer is unknown."""

    stop: StopFlag
    left: int = COLUMNS_ASKED

    def possible(self, scope: Scope, held: Sequence[int], without: frozenset[str] = frozenset()) -> Answer:
        """Whether some occurrences can all be held, rules left out aside."""
        if self.left <= 0 or self.stop:
            return "unknown"
        self.left -= len(scope.columns) + MODEL_COLUMNS
        ctx, _ = build(scope, without)
        for o in held:
            ctx.model.add(ctx.v.held[o] == 1)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.catch_sigint_signal = False
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.max_deterministic_time = SMALL_UNITS
        status = solver.solve(ctx.model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return "yes"
        return "no" if status == cp_model.INFEASIBLE else "unknown"


@dataclass(frozen=True)
class Finding:
    """Reasons of an unserved occurrence; ``room`` when it could be held beside all others after all."""

    reasons: tuple[Reason, ...]
    room: bool = False


def find_reasons(scope: Scope, o: int, held: Sequence[int], questions: Questions) -> Finding:
    """Reasons why occurrence ``o`` of a scope is not held while ``held`` are.

    Raises
    ------
    ValueError
        When ``o`` is among ``held``.
    """
    if o in held:
        raise ValueError(f"{scope.asked[o].id} is held")
    item = scope.asked[o]
    if not item.placements:
        return Finding((_no_placement(item),))
    alone = _alone(scope, item)
    if missing := _no_way(alone):
        return Finding((missing,))
    if questions.possible(alone, (0,)) == "no":
        codes = _standing_in_the_way(alone, (0,), questions)
        text = message("not possible even as the only session: {rules}", rules=", ".join(codes))
        return Finding((Reason(kind="impossible", codes=codes, text=text),))
    if scope.partial:
        return Finding((_undecided(),))
    together = (*held, o)
    answer = questions.possible(scope, together)
    if answer == "yes":
        return Finding((_undecided(),), room=True)
    if answer == "unknown":
        return Finding((_undecided(),))
    codes = _standing_in_the_way(scope, together, questions)
    pinned = "L1" in codes
    text = (
        message("what is pinned leaves no room for it: {rules}", rules=", ".join(codes))
        if pinned
        else message("holding it would displace another session: {rules}", rules=", ".join(codes))
    )
    return Finding((Reason(kind="pinned_out" if pinned else "not_chosen", codes=codes, text=text),))


def _undecided() -> Reason:
    text = message("no place was found for it in the time given, beside the vehicles and people already busy")
    return Reason(kind="not_chosen", codes=("P1", "T1"), text=text)


_NO_PLACEMENT: dict[str, Message] = {
    "L1": message("what is pinned leaves no day, time or venue"),
    "L2": message("the days left lie before the freeze line"),
    "S1": message("no allowed day or start falls in this plan"),
    "S2": message("no venue is open long enough at an allowed start"),
    "S3": message("no venue named has what the service needs, or is authorised for it"),
    "S8": message("holidays or closures take every allowed day"),
    "S10": message("fewer people are expected than the service needs"),
}


def _no_placement(item: Asked) -> Reason:
    codes = tuple(code for code, _ in item.ruled_out) or ("S1",)
    kind: Literal["pinned_out", "impossible"] = "pinned_out" if codes == ("L1",) else "impossible"
    if len(codes) == 1:
        return Reason(kind=kind, codes=codes, text=_NO_PLACEMENT[codes[0]])
    text = message("between them, these rules take every day, start and venue: {rules}", rules=", ".join(codes))
    return Reason(kind=kind, codes=codes, text=text)


def _alone(scope: Scope, item: Asked) -> Scope:
    """The scope with one session asked, on an empty fleet, without pins of other items."""
    pins = {item.id: item.pin} if item.pin is not None else {}
    return scope_of(scope.instance, scope.horizon, scope.times, (item.occurrence,), pins, scope.previous)


def _no_way(alone: Scope) -> Reason | None:
    """A reason when no vehicle, kit or person can be there at all."""
    item = alone.asked[0]
    service, instance = item.service, alone.instance
    kits = [kit for kit in instance.kits if kit.kind == service.kit_kind]
    if service.kit_kind is not None and not kits:
        text = message("there is no kit of the kind {kind}", kind=service.kit_kind)
        return Reason(kind="impossible", codes=("S6",), text=text)
    for need in service.crew:
        people = [p for p in instance.people if any(p.holds(need.qualification, day) for day in item.days)]
        if len(people) < need.count:
            text = message(
                "{count} people with the qualification {kind} are needed and {have} hold it on those days",
                count=need.count,
                kind=need.qualification,
                have=len(people),
            )
            return Reason(kind="impossible", codes=("S4",), text=text)
    fit = [v for v in instance.vehicles if set(service.vehicle_features) <= set(v.features)]
    wants_vehicle = service.vehicle_use != "none"
    if wants_vehicle and not fit:
        wanted = ", ".join(service.vehicle_features)
        return Reason(kind="impossible", codes=("T4",), text=message("no vehicle has {features}", features=wanted))
    if any(column.vehicle >= 0 for column in alone.columns) or _can_go_without(alone.columns, service.vehicle_use):
        return None
    volume = min((kit.volume_l for kit in kits), default=0)
    if kits and all(vehicle.kit_volume_l < volume for vehicle in fit):
        return Reason(kind="impossible", codes=("T4",), text=message("the kit fits no suitable vehicle"))
    text = message("nobody can get there and back within the day with a vehicle that is available")
    return Reason(kind="impossible", codes=("T1", "T2", "P4"), text=text)


def _can_go_without(columns: Sequence[Column], use: str) -> bool:
    return use == "none" and any(column.person >= 0 for column in columns)


def _standing_in_the_way(scope: Scope, held: Sequence[int], questions: Questions) -> tuple[str, ...]:
    """The one rule without which it works; else a set of rules none of which can stay.

    Leaving out more never makes less possible, so that rules are tried by halves: where a group is not enough, none of
    its rules is.
    """

    def possible(without: Iterable[str]) -> Answer:
        return questions.possible(scope, held, frozenset(without))

    answer = possible(RELAXABLE)
    if answer != "yes":
        # What no code can be left out of is travel itself; without an answer, all that was asked for together is named.
        return ("T1", "P4") if answer == "no" else RELAXABLE
    if (one := _first_alone(RELAXABLE, possible)) is not None:
        return (one,)
    needed = set(RELAXABLE)
    groups = [*_halves(RELAXABLE)]
    while groups:
        group = groups.pop(0)
        if possible(needed.difference(group)) == "yes":
            needed.difference_update(group)
        elif len(group) > 1:
            groups = [*_halves(group), *groups]
    return tuple(code for code in RELAXABLE if code in needed)


def _first_alone(codes: Sequence[str], possible: Callable[[Iterable[str]], Answer]) -> str | None:
    """The first code that suffices when it alone is left out, among codes that suffice together."""
    if len(codes) == 1:
        return codes[0]
    for half in _halves(codes):
        if possible(half) == "yes" and (found := _first_alone(half, possible)) is not None:
            return found
    return None


def _halves(codes: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    middle = len(codes) // 2
    return codes[:middle], codes[middle:]
