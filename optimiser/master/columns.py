"""Outing columns: every sequence of sessions one vehicle, or one person by own car, can hold in one go on a day.

Columns fix day, vehicle (or person), sessions, their order and venues; starts stay decisions of the model. A column is
kept when some choice of starts makes it possible, so that the columns are all outings of the plan space "the crew rides
together, its vehicle and kit stay with it and come home".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from models.fleet import Kit, Vehicle
from models.horizon import Horizon
from models.instance import Instance
from models.people import Person
from models.profiles import work_rules_on
from models.territory import windows_on
from optimiser.binds import binds
from optimiser.master.placements import Asked, Placement
from optimiser.travel import UNREACHABLE, TravelTimes

MAX_VISITS = 5
"""Sessions of one outing; durations cap real ones at two to four."""


@dataclass(frozen=True)
class Stay:
    """One session of an outing: the occurrence's index, its placement, and the drive to it in minutes."""

    asked: int
    placement: Placement
    drive_in: int


@dataclass(frozen=True)
class Column:
    """An outing without its starts.

    ``drive_home`` is minutes from the last venue to where the outing ends; ``metres`` the whole way; ``shortest`` the
    least minutes from departure to return. Exactly one of ``vehicle`` and ``person`` is an index, the other is -1.
    """

    day: date
    vehicle: int
    person: int
    stays: tuple[Stay, ...]
    drive_home: int
    metres: int
    shortest: int
    kits: tuple[str, ...] = ()
    via: tuple[str, ...] = ()

    @property
    def lead(self) -> int:
        """Minutes from departure to the first set-up."""
        return self.stays[0].drive_in


class _Way:
    """Legs from the start place, between venues and home, with the detour by the places kits live at."""

    def __init__(self, times: TravelTimes, profile: str, day: date, home: str, via: Sequence[str]) -> None:
        self._times, self._profile, self._day = times, profile, day
        self._out = (home, *via)

    def leg(self, a: str, b: str) -> tuple[int, int]:
        """(minutes, metres) from one place to another."""
        return (
            self._times.minutes(a, b, self._profile, self._day),
            self._times.metres(a, b, self._profile, self._day),
        )

    def chain(self, places: Sequence[str]) -> tuple[int, int]:
        """(minutes, metres) through places in order."""
        legs = [self.leg(a, b) for a, b in zip(places, places[1:], strict=False)]
        return sum(minutes for minutes, _ in legs), sum(metres for _, metres in legs)

    def out(self, venue: str) -> tuple[int, int]:
        """From home, by the kits, to the first venue."""
        return self.chain((*self._out, venue))

    def back(self, venue: str) -> tuple[int, int]:
        """From the last venue, by the kits' homes, home."""
        return self.chain((venue, *reversed(self._out)))


def _sequences(
    asked: Sequence[Asked], placements: Sequence[tuple[int, Placement]], way: _Way, limit_min: int, earliest: int, latest: int
) -> Iterator[tuple[tuple[Stay, ...], int, int, int]]:
    """(stays, drive home, metres, shortest span) of every order that some starts make possible.

    Depth first; a partial outing is cut when its earliest completion misses every start of the next session or the
    latest return, or when its least span passes ``limit_min``.
    """

    def extend(stays: tuple[Stay, ...], ready: int, leave: int, metres: int, least: int) -> Iterator[tuple[tuple[Stay, ...], int, int, int]]:
        used = {stay.asked for stay in stays}
        last = stays[-1].placement.venue
        home_min, home_m = way.back(last)
        if home_min < UNREACHABLE and ready + home_min <= latest and least + home_min <= limit_min:
            yield stays, home_min, metres + home_m, least + home_min
        if len(stays) == MAX_VISITS:
            return
        for index, placement in placements:
            if index in used:
                continue
            item = asked[index]
            drive, far = way.leg(last, placement.venue)
            if drive >= UNREACHABLE:
                continue
            start = next((s for s in placement.starts if s - item.before_min >= ready + drive), None)
            span = least + drive + item.before_min + item.after_min
            if start is None or span > limit_min:
                continue
            yield from extend((*stays, Stay(index, placement, drive)), start + item.after_min, leave, metres + far, span)

    for index, placement in placements:
        item = asked[index]
        drive, far = way.out(placement.venue)
        if drive >= UNREACHABLE:
            continue
        start = next((s for s in placement.starts if s - item.before_min - drive >= earliest), None)
        span = drive + item.before_min + item.after_min
        if start is not None and span <= limit_min:
            yield from extend((Stay(index, placement, drive),), start + item.after_min, start, far, span)


@binds("T1.travel", "T2.depot", "T4.features", "S9.kept", "S9.back", "T6.range")
def vehicle_columns(
    instance: Instance, horizon: Horizon, times: TravelTimes, asked: Sequence[Asked], limit: int
) -> list[Column]:
    """Columns of every vehicle and day.

    Raises
    ------
    OverflowError
        When there are more than ``limit`` of them.
    """
    columns: list[Column] = []
    for day in horizon.days:
        today = [(i, p) for i, a in enumerate(asked) for p in a.placements if p.day == day]
        if not today:
            continue
        for v, vehicle in enumerate(instance.vehicles):
            usable = [(i, p) for i, p in today if _vehicle_suits(asked[i], vehicle)]
            bounds = _available(instance, horizon, vehicle, day)
            if bounds is None or not usable:
                continue
            for kinds, members in _by_kits(asked, usable, instance, vehicle).items():
                via = tuple(dict.fromkeys(kit.home for kit in kinds if kit.home != vehicle.depot))
                way = _Way(times, vehicle.profile, day, vehicle.depot, via)
                amplitude = _amplitude(instance, day)
                for stays, home, metres, span in _sequences(asked, members, way, amplitude, *bounds):
                    if kinds and not any(asked[stay.asked].service.kit_kind for stay in stays):
                        continue
                    if not _uses_all(kinds, [asked[stay.asked] for stay in stays]):
                        continue
                    if vehicle.range_m is not None and metres > vehicle.range_m:
                        continue
                    kits = tuple(kit.id for kit in kinds)
                    columns.append(Column(day, v, -1, stays, home, metres, span, kits, via))
                    if len(columns) > limit:
                        raise OverflowError(f"more than {limit} outing columns")
    return columns


@binds("P1.own_car", "P1.base")
def car_columns(
    instance: Instance, horizon: Horizon, times: TravelTimes, asked: Sequence[Asked], qualified: Sequence[frozenset[int]]
) -> list[Column]:
    """Columns of people who go by own car, ``qualified[p]`` being the occurrences person p can be in the crew of."""
    columns: list[Column] = []
    profile = instance.territory.travel.own_car_profile
    for p, person in enumerate(instance.people):
        if not person.own_car:
            continue
        for day in horizon.days:
            today = [(i, pl) for i in sorted(qualified[p]) for pl in asked[i].placements if pl.day == day]
            if not today:
                continue
            way = _Way(times, profile, day, person.base, ())
            start = horizon.day_start(day)
            for stays, home, metres, span in _sequences(asked, today, way, _limit(instance, person, day), start, start + 1440):
                columns.append(Column(day, -1, p, stays, home, metres, span))
    return columns


def _vehicle_suits(asked: Asked, vehicle: Vehicle) -> bool:
    if asked.pin is not None and asked.pin.vehicle not in (None, vehicle.id):
        return False
    return set(asked.service.vehicle_features) <= set(vehicle.features)


@binds("T2.availability")
def _available(instance: Instance, horizon: Horizon, vehicle: Vehicle, day: date) -> tuple[int, int] | None:
    """First and last minute the vehicle is there on the day; gaps between are left to the model."""
    windows = windows_on(vehicle.availability, day, instance.territory.seasons_on(day))
    base = horizon.day_start(day)
    return (base + windows[0][0], base + windows[-1][1]) if windows else None


def _amplitude(instance: Instance, day: date) -> int:
    return max((_limit(instance, person, day) for person in instance.people), default=0)


def _limit(instance: Instance, person: Person, day: date) -> int:
    return work_rules_on(instance.work_rules, person.work_rules, day).day_amplitude_min.value


@binds("T4.kit_volume", "S6.continuity", "S6.overnight", "S6.home")
def _by_kits(
    asked: Sequence[Asked], usable: Sequence[tuple[int, Placement]], instance: Instance, vehicle: Vehicle
) -> dict[tuple[Kit, ...], list[tuple[int, Placement]]]:
    """Placements grouped by the kits an outing carries: none, or one of each set of kinds that fits the vehicle.

    The kit of a kind is the one nearest home: at the depot if there is one, else the first of the instance. A kit that
    lives at the venue is not carried.
    """
    carried: dict[str, Kit] = {}
    for kit in sorted(instance.kits, key=lambda k: k.home != vehicle.depot):
        carried.setdefault(kit.kind, kit)
    on_site = {(kit.kind, kit.home) for kit in instance.kits}

    def kind_of(index: int, placement: Placement) -> str | None:
        kind = asked[index].service.kit_kind
        return None if kind is None or (kind, placement.venue) in on_site else kind

    free = [(i, p) for i, p in usable if kind_of(i, p) is None]
    groups: dict[tuple[Kit, ...], list[tuple[int, Placement]]] = {(): free} if free else {}
    kinds = sorted({kind for i, p in usable if (kind := kind_of(i, p)) is not None and kind in carried})
    for subset in _subsets(kinds):
        kits = tuple(carried[kind] for kind in subset)
        if sum(kit.volume_l for kit in kits) <= vehicle.kit_volume_l:
            groups[kits] = [(i, p) for i, p in usable if kind_of(i, p) in (None, *subset)]
    return groups


def _subsets(kinds: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for size in (1, 2):
        if size == 1:
            yield from ((kind,) for kind in kinds)
        else:
            yield from ((a, b) for k, a in enumerate(kinds) for b in kinds[k + 1 :])


def _uses_all(kits: Sequence[Kit], held: Sequence[Asked]) -> bool:
    wanted = {item.service.kit_kind for item in held}
    return all(kit.kind in wanted for kit in kits)
