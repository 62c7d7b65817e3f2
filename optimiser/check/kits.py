"""Kits and the vehicles of sessions (rules S6 and S9)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from models.base import DAY_MIN
from models.fleet import Kit
from models.plan import StopAction, Tour
from models.text import message
from optimiser.check.breach import Breach, breach, checks
from optimiser.check.facts import Facts, Held
from optimiser.check.runs import by_time


@dataclass(frozen=True)
class KitStay:
    """A kit at ``place``, or aboard (None), from the end of one action to the start of the next, in minutes."""

    place: str | None
    start: int
    end: int


@dataclass(frozen=True)
class KitMove:
    """A kit loaded or unloaded."""

    action: StopAction
    tour: Tour
    place: str
    start: int
    end: int


def kit_moves(facts: Facts) -> dict[str, list[KitMove]]:
    """Loading and unloading of each kit, in order of time."""
    found: dict[str, list[KitMove]] = defaultdict(list)
    for run in facts.runs:
        for stop in run.tour.stops:
            for action in by_time(stop.actions):
                if action.kind in ("load_kit", "unload_kit") and action.item is not None:
                    start, end = facts.minute(action.start), facts.minute(action.end)
                    found[action.item].append(KitMove(action, run.tour, stop.place, start, end))
    return {kit: sorted(moves, key=lambda m: (m.start, m.end)) for kit, moves in found.items()}


def first_place(facts: Facts, kit: Kit) -> str:
    """Where a kit is when the horizon begins: its home, or where a plan of the days before left it."""
    previous = facts.previous
    if previous is None or previous.monday >= facts.horizon.monday:
        return kit.home
    unloaded = [
        (action.end, stop.place)
        for tour in previous.tours
        for stop in tour.stops
        for action in stop.actions
        if action.kind == "unload_kit" and action.item == kit.id and action.end < facts.moment(0)
    ]
    return max(unloaded)[1] if unloaded else kit.home


def kit_stays(facts: Facts, kit: Kit, moves: list[KitMove]) -> list[KitStay]:
    """Where a kit is over the horizon, taking each action at its word."""
    place: str | None = first_place(facts, kit)
    since = 0
    stays = []
    for move in moves:
        stays.append(KitStay(place, since, move.start))
        place = move.place if move.action.kind == "unload_kit" else None
        since = move.end
    return [*stays, KitStay(place, since, facts.horizon.weeks * 7 * DAY_MIN)]


@checks("S6.present", "S6.continuity", "S6.overnight", "S6.home")
def s6(facts: Facts) -> Iterator[Breach]:
    """The kit is there for the whole session; it stays where it was unloaded; it is home at the end."""
    moves = kit_moves(facts)
    stays = {kit.id: kit_stays(facts, kit, moves.get(kit.id, [])) for kit in facts.instance.kits}
    for held in facts.held:
        if held.service.kit_kind is not None:
            yield from _present(facts, held, stays)
    for kit in facts.instance.kits:
        using = [held for held in facts.held if held.service.kit_kind is not None and held.session.kit == kit.id]
        for a, b in combinations(using, 2):
            shared = min(a.end, b.end) - max(a.start, b.start)
            if shared > 0 and a.session.id != b.session.id:
                what = message("this kit serves another session at that time")
                yield breach("S6.present", f"{a.session.id} {b.session.id}", b.session.start, what, shared, "min")
        yield from _continuous(facts, kit, moves.get(kit.id, []))
        yield from _nights(facts, kit, stays[kit.id])


def _present(facts: Facts, held: Held, stays: dict[str, list[KitStay]]) -> Iterator[Breach]:
    who, when, kind = held.session.id, held.session.start, held.service.kit_kind or ""
    kit = facts.instance.kit_by_id.get(held.session.kit or "")
    if kit is None or kit.kind != kind:
        yield breach("S6.present", who, when, message("no kit of the kind {kind} is there", kind=kind))
        return
    there = [
        (stay.start, stay.end) for stay in stays[kit.id] if stay.place == held.session.venue and stay.start <= stay.end
    ]
    if not any(start <= held.start and held.end <= end for start, end in there):
        missing = held.end - held.start - max((min(held.end, b) - max(held.start, a) for a, b in there), default=0)
        what = message("{kit} is not there for the whole session", kit=kit.name)
        yield breach("S6.present", who, when, what, min(missing, held.end - held.start), "min")
    for period in kit.unavailable:
        if period.overlaps(held.session.set_up_start, held.session.tear_down_end):
            yield breach("S6.present", who, period.start, message("{kit} is unavailable then", kit=kit.name))


def _continuous(facts: Facts, kit: Kit, moves: list[KitMove]) -> Iterator[Breach]:
    place: str | None = first_place(facts, kit)
    aboard = ""
    reached = 0
    for move in moves:
        if move.action.kind == "load_kit" and place != move.place:
            where = move.tour.vehicle if place is None else facts.place_name(place)
            what = message(
                "{kit} is loaded at {place} and is at {where}",
                kit=kit.name,
                place=facts.place_name(move.place),
                where=where,
            )
            yield breach("S6.continuity", f"{move.tour.id} {kit.id}", move.action.start, what)
        elif move.action.kind == "unload_kit" and (place is not None or aboard != move.tour.id):
            what = message("{kit} is unloaded and was not aboard", kit=kit.name)
            yield breach("S6.continuity", f"{move.tour.id} {kit.id}", move.action.start, what)
        elif move.start < reached:
            what = message("{kit} is moved twice at once", kit=kit.name)
            yield breach(
                "S6.continuity", f"{move.tour.id} {kit.id}", move.action.start, what, reached - move.start, "min"
            )
        place, aboard = (None, move.tour.id) if move.action.kind == "load_kit" else (move.place, "")
        reached = move.end


def _nights(facts: Facts, kit: Kit, stays: list[KitStay]) -> Iterator[Breach]:
    for stay in stays:
        # The midnight that ends the cycle is S6.home's.
        nights = [m for m in range(DAY_MIN, stays[-1].end, DAY_MIN) if stay.start <= m < stay.end]
        venue = facts.instance.venue_by_id.get(stay.place or "")
        allowed = stay.place == kit.home or (venue is not None and venue.stores_kits)
        if nights and not allowed:
            what = message("{kit} spends the night in a vehicle", kit=kit.name)
            if stay.place is not None:
                what = message("{kit} spends the night at {place}", kit=kit.name, place=facts.place_name(stay.place))
            yield breach("S6.overnight", kit.id, facts.moment(nights[0]), what, len(nights))
        elif stay is stays[-1] and stay.place != kit.home:
            what = message("{kit} is not home when the cycle ends", kit=kit.name)
            yield breach("S6.home", kit.id, facts.moment(stay.end), what)


@checks("S9.kept", "S9.back")
def s9(facts: Facts) -> Iterator[Breach]:
    """A session keeps its vehicle on site, or releases it after unloading and has one back in time."""
    for held in facts.held:
        session, service = held.session, held.service
        if service.vehicle_use == "none":
            continue
        if service.vehicle_use == "may_release" and session.released:
            if not _there(facts, held, session.vehicle, held.set_up_start, held.set_up_start):
                what = message("no vehicle is there when set-up starts")
                yield breach("S9.back", session.id, session.set_up_start, what)
            if not _there(facts, held, session.fetched_by, held.tear_down_end, held.tear_down_end):
                what = message("no vehicle is back when tear-down ends")
                yield breach("S9.back", session.id, session.tear_down_end, what)
        elif session.released:
            what = message("this service keeps its vehicle, and the plan releases it")
            yield breach("S9.kept", session.id, session.set_up_start, what)
        elif session.fetched_by not in (None, session.vehicle):
            what = message("the vehicle is kept, and another one fetches")
            yield breach("S9.kept", session.id, session.tear_down_end, what)
        elif not _there(facts, held, session.vehicle, held.set_up_start, held.tear_down_end):
            what = message("the vehicle is not on site from set-up to tear-down")
            yield breach("S9.kept", session.id, session.set_up_start, what)


def _there(facts: Facts, held: Held, vehicle: str | None, start: int, end: int) -> bool:
    """Whether a vehicle is at the venue over the whole of [start, end]."""
    return any(
        stay.place == held.session.venue and stay.arrival <= start and end <= stay.departure
        for run in facts.runs_of.get(vehicle or "", [])
        for stay in run.stays
    )
