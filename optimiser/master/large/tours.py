"""Every tour of a large week: who of the fleet goes on which day to which sessions in which order, as arrays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from models.base import DAY_MIN
from models.fleet import Kit
from optimiser.binds import binds
from optimiser.master.large.kernels import (
    MAX_STARTS,
    MAX_VISITS,
    MOST_RELIEVED,
    NEVER,
    RELIEF_BITS,
    enumerate_tours,
)
from optimiser.master.large.week import Fleet, Load, Node, Week
from optimiser.travel import UNREACHABLE

I32 = NDArray[np.int32]

FIRST_CAPACITY = 4096


@dataclass(frozen=True)
class Tours:
    """Tours by row: ``fleet``, ``day``, ``load`` (of ``loads``), ``visits`` (nodes, -1 beyond), ``count`` of them.

    ``metres`` of the way; ``away`` least minutes; ``core`` the minutes of the day it is surely away, whatever its
    starts; ``paid`` least minutes paid to each of its crew, without and with meals relieved on site, or ``NEVER``;
    ``relief`` how many people can take turns at each visit (see `relieved_at`).
    """

    loads: tuple[Load, ...]
    fleet: I32
    day: I32
    load: I32
    visits: I32
    count: I32
    metres: I32
    away: I32
    core: I32
    paid: I32
    relief: I32

    def __len__(self) -> int:
        return len(self.fleet)


@binds("T1.travel", "T2.depot", "T2.availability", "T4.features", "T6.range", "S9.kept", "S9.back", "P4.amplitude")
def all_tours(week: Week, most: int) -> Tours:
    """Every tour that some starts make possible under the laxest rules anybody has.

    Raises
    ------
    OverflowError
        When there are more than ``most``, or more starts of a session than can be listed.
    """
    loads: dict[Load, int] = {}
    parts: list[tuple[I32, I32, I32]] = []
    total = 0
    for f, fleet in enumerate(week.fleets):
        for day, there in enumerate(fleet.stretch):
            if there is None:
                continue
            usable = [n for n, node in enumerate(week.nodes) if node.day == day and suits(week, n, fleet)]
            for load, members in _by_load(week, fleet, usable):
                visits, found = _enumerated(week, fleet, day, there, load, members)
                keep = _needs_all(week, load, visits)
                visits, found = visits[keep], found[keep]
                key = np.tile(np.array([f, day, loads.setdefault(load, len(loads))], np.int32), (len(found), 1))
                parts.append((key, visits, found))
                total += len(found)
                if total > most:
                    raise OverflowError(f"more than {most} tours")
    empty = (np.zeros((0, 3), np.int32), np.zeros((0, MAX_VISITS), np.int32), np.zeros((0, 8), np.int32))
    key, visits, found = (np.concatenate([part[k] for part in (empty, *parts)]) for k in range(3))
    return Tours(
        loads=tuple(loads),
        fleet=key[:, 0].copy(),
        day=key[:, 1].copy(),
        load=key[:, 2].copy(),
        visits=visits,
        count=found[:, 0].copy(),
        metres=found[:, 1].copy(),
        away=found[:, 2].copy(),
        core=found[:, 3:5].copy(),
        paid=found[:, 5:7].copy(),
        relief=found[:, 7].copy(),
    )


def relieved_at(relief: int) -> dict[int, int]:
    """Visits during which meals may be relieved, and how many people's at most."""
    turns = {k: relief >> RELIEF_BITS * k & MOST_RELIEVED for k in range(MAX_VISITS)}
    return {k: people for k, people in turns.items() if people}


def suits(week: Week, n: int, fleet: Fleet) -> bool:
    """Whether a fleet may go to a node: features, the pinned vehicle; own cars only where one person is the crew."""
    item = week.asked[week.nodes[n].asked]
    pinned = None if item.pin is None else item.pin.vehicle
    if fleet.is_car:
        alone = item.service.crew_size == 1 and item.service.childcare is None
        return alone and item.service.vehicle_use == "none" and week.kit_kinds[n] is None and pinned is None
    if pinned is not None and pinned not in {week.instance.vehicles[v].id for v in fleet.members}:
        return False
    return set(item.service.vehicle_features) <= fleet.features


def _by_load(week: Week, fleet: Fleet, usable: Sequence[int]) -> Iterator[tuple[Load, list[int]]]:
    """Nodes by what a tour carries: nothing, one kit or two that fit; the kit nearest home of each kind."""
    kinds = {n: week.kit_kinds[n] for n in usable}
    if free := [n for n in usable if kinds[n] is None]:
        yield Load((), ()), free
    carried: dict[str, Kit] = {}
    for kit in sorted(week.instance.kits, key=lambda k: k.home != fleet.home):
        carried.setdefault(kit.kind, kit)
    asked = sorted({kind for kind in kinds.values() if kind is not None and kind in carried})
    rows = {(g.kind, g.home, g.volume_l): k for k, g in enumerate(week.kit_groups)}
    for subset in (*combinations(asked, 1), *combinations(asked, 2)):
        kits = [carried[kind] for kind in subset]
        if sum(kit.volume_l for kit in kits) <= fleet.volume_l:
            via = tuple(dict.fromkeys(kit.home for kit in kits if kit.home != fleet.home))
            groups = tuple(rows[kit.kind, kit.home, kit.volume_l] for kit in kits)
            yield Load(groups, via), [n for n in usable if kinds[n] in (None, *subset)]


def _enumerated(
    week: Week, fleet: Fleet, day: int, there: tuple[int, int], load: Load, members: Sequence[int]
) -> tuple[I32, I32]:
    members = sorted(members, key=lambda n: (-week.nodes[n].starts[-1], n))
    pointer, starts, nodes, drives, metres = _tables(week, fleet, day, load, members)
    meals = week.lenient
    most = week.amplitude_min[0]
    far = fleet.range_m if fleet.range_m is not None else 10**9
    limits = np.array(
        [*there, most, week.day_work_min[0], meals.low, meals.high, meals.length, meals.credit_min, far], np.int32
    )
    labels = np.empty((2, MAX_VISITS, MAX_STARTS), np.int32)
    stack = np.empty((3, MAX_VISITS), np.int32)
    capacity = FIRST_CAPACITY
    while True:
        visits, found = np.empty((capacity, MAX_VISITS), np.int32), np.empty((capacity, 8), np.int32)
        count = enumerate_tours(pointer, starts, nodes, drives, metres, limits, labels, stack, visits, found)
        if count <= capacity:
            break
        capacity = count
    own = np.append(np.array(members, np.int32), np.int32(-1))
    return own[visits[:count]], found[:count]


def _tables(week: Week, fleet: Fleet, day: int, load: Load, members: Sequence[int]) -> tuple[I32, I32, I32, I32, I32]:
    matrix = week.times.matrix(fleet.profile, week.days[day])
    venues = list(dict.fromkeys(week.nodes[n].venue for n in members))
    rows = np.array([week.times.index[place] for place in venues], np.intp)
    size = len(venues)
    both = []
    for table in (matrix.minutes, matrix.metres):
        out = np.full((size + 1, size + 1), NEVER, np.int64)
        out[:size, :size] = table[np.ix_(rows, rows)]
        chain = [week.times.index[place] for place in (fleet.home, *load.via)]
        fetch = sum(int(table[a, b]) for a, b in pairwise(chain))
        give = sum(int(table[b, a]) for a, b in pairwise(chain))
        out[size, :size] = table[chain[-1], rows] + fetch
        out[:size, size] = table[rows, chain[-1]] + give
        both.append(out)
    drives = np.where(both[0] >= UNREACHABLE, NEVER, both[0]).astype(np.int32)
    metres = np.minimum(both[1], 10**8).astype(np.int32)
    row = {venue: k for k, venue in enumerate(venues)}
    nodes, starts, pointer = [], list[int](), [0]
    for n in members:
        node, item = week.nodes[n], week.asked[week.nodes[n].asked]
        at = row[node.venue]
        nodes.append(
            (
                item.before_min,
                item.after_min,
                node.asked,
                meal_closed(week, node),
                drives[size, at],
                metres[size, at],
                at,
            )
        )
        if len(node.starts) > MAX_STARTS:  # tours left out would make the bounds wrong
            raise OverflowError(f"{len(node.starts)} starts of one session on one day; {MAX_STARTS} can be listed")
        starts += node.starts
        pointer.append(len(starts))
    return np.array(pointer, np.int32), np.array(starts, np.int32), np.array(nodes, np.int32), drives, metres


def meal_closed(week: Week, node: Node) -> bool:
    """Whether a meal fits a node's closed interval for some start, by the laxest meal hours."""
    item, meals = week.asked[node.asked], week.lenient
    closed = item.service.closed_interval
    if closed is None or meals.length == 0:
        return False
    low = max(meals.low, closed.start, node.starts[0] - item.before_min)
    high = min(meals.high, closed.end, node.starts[-1] + item.after_min, DAY_MIN)
    return high - low >= meals.length


def _needs_all(week: Week, load: Load, visits: I32) -> NDArray[np.bool_]:
    """Tours that use every kit they carry."""
    keep = np.ones(len(visits), np.bool_)
    for group in load.groups:
        asks = np.array([kind == week.kit_groups[group].kind for kind in week.kit_kinds] + [False], np.bool_)
        keep &= asks[visits].any(axis=1)
    return keep
