"""Outing columns: every sequence of sessions one vehicle, or one person by own car, can hold in one go on a day.

Columns fix day, vehicle (or person), sessions, their order and venues; starts stay decisions of the model. A column is
kept when some choice of starts makes it possible, so that the columns are all the outings of the plan space "the
crew rides together, its vehicle and kit stay with it and come home".
"""

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from models.base import DAY_MIN
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
    least minutes from departure to return, of which ``waiting`` between sessions. Exactly one of ``vehicle`` and
    ``person`` is an index, the other is -1.
    """

    day: date
    vehicle: int
    person: int
    stays: tuple[Stay, ...]
    drive_home: int
    metres: int
    shortest: int
    waiting: int
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
        legs = [self.leg(a, b) for a, b in itertools.pairwise(places)]
        return sum(minutes for minutes, _ in legs), sum(metres for _, metres in legs)

    def out(self, venue: str) -> tuple[int, int]:
        """From home, by the kits, to the first venue."""
        return self.chain((*self._out, venue))

    def back(self, venue: str) -> tuple[int, int]:
        """From the last venue, by the kits' homes, home."""
        return self.chain((venue, *reversed(self._out)))


@dataclass(frozen=True)
class _Partial:
    """Some sessions in order: ``ends`` maps each start of the first to the earliest end of the last."""

    stays: tuple[Stay, ...]
    ends: tuple[tuple[int, int], ...]
    metres: int


@dataclass(frozen=True)
class _Found:
    """A feasible outing: stays, drive home, metres, least span with drives, and the waiting within that span."""

    stays: tuple[Stay, ...]
    home: int
    metres: int
    span: int
    waiting: int


def _sequences(
    asked: Sequence[Asked],
    placements: Sequence[tuple[int, Placement]],
    way: _Way,
    limit_min: int,
    bounds: tuple[int, int],
) -> Iterator[_Found]:
    """Every order of sessions that some starts make possible, depth first.

    A partial outing is cut when no start of its first session lets it reach the next one, return in time, and stay
    within ``limit_min``: the earliest ends are exact, since starting later never ends earlier.
    """
    earliest, latest = bounds

    def begin(index: int, placement: Placement) -> _Partial | None:
        drive, far = way.out(placement.venue)
        if drive >= UNREACHABLE:
            return None
        lead = asked[index].before_min + drive
        ends = tuple((s, s + asked[index].after_min) for s in placement.starts if s - lead >= earliest)
        return _Partial((Stay(index, placement, drive),), ends, far) if ends else None

    def extended(partial: _Partial, index: int, placement: Placement) -> _Partial | None:
        drive, far = way.leg(partial.stays[-1].placement.venue, placement.venue)
        if drive >= UNREACHABLE:
            return None
        gap, starts = drive + asked[index].before_min, placement.starts
        ends = []
        for first, end in partial.ends:
            k = bisect_left(starts, end + gap)
            if k < len(starts) and starts[k] + asked[index].after_min - first <= limit_min:
                ends.append((first, starts[k] + asked[index].after_min))
        stay = Stay(index, placement, drive)
        return _Partial((*partial.stays, stay), tuple(ends), partial.metres + far) if ends else None

    def finished(partial: _Partial) -> _Found | None:
        home, far = way.back(partial.stays[-1].placement.venue)
        ends = tuple((first, end) for first, end in partial.ends if end + home <= latest)
        if home >= UNREACHABLE or not ends:
            return None
        stays = partial.stays
        around = stays[0].drive_in + asked[stays[0].asked].before_min + home
        span = around + min(end - first for first, end in ends)
        busy = around + sum(asked[s.asked].after_min for s in stays)
        busy += sum(s.drive_in + asked[s.asked].before_min for s in stays[1:])
        return _Found(stays, home, partial.metres + far, span, span - busy) if span <= limit_min else None

    pending = [partial for index, placement in placements if (partial := begin(index, placement)) is not None]
    while pending:
        partial = pending.pop()
        if (found := finished(partial)) is not None:
            yield found
        if len(partial.stays) < MAX_VISITS:
            used = {stay.asked for stay in partial.stays}
            further = [extended(partial, i, placement) for i, placement in placements if i not in used]
            pending += [longer for longer in reversed(further) if longer is not None]


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
            usable = [(i, p) for i, p in today if _suits(instance, asked[i], vehicle, p.venue)]
            bounds = _available(instance, horizon, vehicle, day)
            if bounds is None or not usable:
                continue
            for kinds, members in _by_kits(asked, usable, instance, vehicle).items():
                via = tuple(dict.fromkeys(kit.home for kit in kinds if kit.home != vehicle.depot))
                way = _Way(times, vehicle.profile, day, vehicle.depot, via)
                kits = tuple(kit.id for kit in kinds)
                for found in _sequences(asked, members, way, _amplitude(instance, day), bounds):
                    if not _uses_all(kinds, [asked[stay.asked] for stay in found.stays]):
                        continue
                    if vehicle.range_m is not None and found.metres > vehicle.range_m:
                        continue
                    columns.append(_column(day, v, -1, found, kits, via))
                    if len(columns) > limit:
                        raise OverflowError(f"more than {limit} outing columns")
    return columns


@binds("P1.own_car", "P1.base")
def car_columns(
    instance: Instance,
    horizon: Horizon,
    times: TravelTimes,
    asked: Sequence[Asked],
    qualified: Sequence[frozenset[int]],
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
            limit, bounds = _limit(instance, person, day), (start, start + DAY_MIN)
            columns += [_column(day, -1, p, found) for found in _sequences(asked, today, way, limit, bounds)]
    return columns


def _column(
    day: date, vehicle: int, person: int, found: _Found, kits: tuple[str, ...] = (), via: tuple[str, ...] = ()
) -> Column:
    return Column(day, vehicle, person, found.stays, found.home, found.metres, found.span, found.waiting, kits, via)


def _suits(instance: Instance, item: Asked, vehicle: Vehicle, venue: str) -> bool:
    """Whether a vehicle may go there for a session, and brings anything: crew of its depot, a kit, itself."""
    if item.pin is not None and item.pin.vehicle not in (None, vehicle.id):
        return False
    if not set(item.service.vehicle_features) <= set(vehicle.features):
        return False
    service = item.service
    on_site = any((kit.kind, kit.home) == (service.kit_kind, venue) for kit in instance.kits)
    if item.pin is not None or not service.crew or service.vehicle_use != "none":
        return True
    if service.kit_kind is not None and not on_site:
        return True
    kinds = {need.qualification for need in service.crew}
    return any(
        person.base == vehicle.depot and any(credential.kind in kinds for credential in person.credentials)
        for person in instance.people
    )


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
