"""People who stand for each other, the roles tours have for them, and the least crews of every mix of sessions."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.profiles import WorkRules
from optimiser.binds import binds
from optimiser.master.large.crews import Head, Role, fits, heads_of, held, profiles
from optimiser.master.large.kernels import MAX_VISITS, RELIEF_BITS
from optimiser.master.large.tours import Tours, relieved_at
from optimiser.master.large.week import Week

I32 = NDArray[np.int32]

OWN_CAR = "own car"
"""Stands beside credentials: somebody who may go by own car holds it."""


@dataclass(frozen=True)
class Peers:
    """People of one base with the same credentials, price and rules; ``there`` counts them on each day.

    ``hours`` and ``most`` are minutes a week under contract, and at most; ``fixed`` those their fixed activities take.
    """

    base: str
    members: tuple[int, ...]
    kinds: tuple[frozenset[str], ...]
    rate_cents: int
    overtime_cents: int
    there: tuple[int, ...]
    hours: tuple[int, ...]
    most: tuple[int, ...]
    fixed: tuple[int, ...]


def peers_of(week: Week) -> tuple[Peers, ...]:
    """Everybody, in classes."""
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    wanted = {need.qualification for item in week.asked for need in item.service.crew}
    wanted |= {fleet.licence for fleet in week.fleets}
    for p, person in enumerate(week.instance.people):
        kinds = tuple(_kinds(week, p, d) & (wanted | {OWN_CAR}) for d in range(len(week.days)))
        contract = person.contract
        groups[person.base, kinds, contract.cost_hour_cents, contract.overtime_percent, person.work_rules].append(p)
    return tuple(_peers(week, tuple(members)) for members in groups.values())


def _kinds(week: Week, p: int, day: int) -> frozenset[str]:
    own = frozenset({OWN_CAR}) if week.instance.people[p].own_car else frozenset[str]()
    return held(week.instance, p, week.days[day]) | own


def _peers(week: Week, members: tuple[int, ...]) -> Peers:
    first = week.instance.people[members[0]]
    wanted = tuple(_kinds(week, members[0], d) for d in range(len(week.days)))
    weeks = range(week.horizon.weeks)
    contract = first.contract
    return Peers(
        base=first.base,
        members=members,
        kinds=wanted,
        rate_cents=contract.cost_hour_cents,
        overtime_cents=contract.cost_hour_cents * (contract.overtime_percent - 100) // 100,
        there=tuple(sum(week.person_there[p][d] is not None for p in members) for d in range(len(week.days))),
        hours=tuple(sum(min(week_hours(week, p, w)) for p in members) for w in weeks),
        most=tuple(sum(week_hours(week, p, w)[1] for p in members) for w in weeks),
        fixed=tuple(sum(fixed_min(week, p, w) for p in members) for w in weeks),
    )


@binds("P5.week", "P5.average", "P5.contract")
def week_hours(week: Week, p: int, w: int, *, strict: bool = False) -> tuple[int, int]:
    """Minutes of a week under contract, and at most: the contract's tolerance, the legal week, the legal average.

    Strict, the average holds when every week is as full as this; else it is what one week alone could take.
    """
    person, rules = week.instance.people[p], week.rules(p, w * 7)
    most = min(rules.week_work_min.value, person.contract.week_min + person.contract.tolerance_min)
    if strict:
        weeks = range(week.horizon.weeks)
        return person.contract.week_min, min(most, *(_average(week, p, k, rules) // (k + 1) for k in weeks))
    return person.contract.week_min, min(most, _average(week, p, w, rules))


def _average(week: Week, p: int, w: int, rules: WorkRules) -> int:
    """What the average over some weeks with history leaves for a week and those planned before it."""
    window = rules.average_weeks.value
    if not window:
        return 7 * 1440
    past = week.instance.people[p].history.week_work_min
    known = past[len(past) - max(0, window - 1 - w) :] if window - 1 > w else ()
    left = window * rules.average_week_work_min.value - sum(known)
    return max(0, left)


def fixed_min(week: Week, p: int, w: int) -> int:
    """Minutes of a person's fixed activities in a week."""
    return sum(
        int((a.end - a.start).total_seconds()) // 60
        for a in week.instance.people[p].activities
        if a.start.date() in week.horizon and week.horizon.week_of(a.start.date()) == w
    )


@dataclass(frozen=True)
class Slots:
    """A base, a day and the moments away: what a tour takes of its people. ``of_tour`` is each tour's row."""

    keys: tuple[tuple[str, int, int], ...]
    of_tour: I32


def slots_of(week: Week, tours: Tours, away: I32) -> Slots:
    """The slots that occur."""
    bases = list(dict.fromkeys(fleet.home for fleet in week.fleets))
    base_of = np.array([bases.index(fleet.home) for fleet in week.fleets] or [0], np.int64)
    code = (base_of[tours.fleet] * len(week.days) + tours.day) * (1 << 30) + away
    keys, rows = np.unique(code, return_inverse=True)
    named = []
    for key in keys.tolist():
        rest, bits = divmod(key, 1 << 30)
        base, day = divmod(rest, len(week.days))
        named.append((bases[base], day, bits))
    return Slots(tuple(named), rows.astype(np.int32))


class Crews:
    """Least crews of every mix of sessions that tours hold, as rows of roles; ``mixes[t]`` are a tour's two mixes.

    The second is that of the tour with its meals relieved, -1 when they cannot be.
    """

    def __init__(self, week: Week, tours: Tours) -> None:
        self.week = week
        self.roles: list[Role] = []
        self._rows: dict[Role, int] = {}
        crew_pointer, roles, mix_pointer = [0], list[int](), [0]
        node_signature, signatures = self._signatures
        kinds = {f: (fleet.licence, fleet.seats, fleet.is_car) for f, fleet in enumerate(week.fleets)}
        fleet_kinds = list(dict.fromkeys(kinds.values()))
        kind_of = np.array([fleet_kinds.index(kinds[f]) for f in range(len(week.fleets))] or [0], np.int64)
        size = len(signatures) + 1
        code = kind_of[tours.fleet]
        for k in range(MAX_VISITS):
            code = code * size + np.append(node_signature, -1)[tours.visits[:, k]] + 1
        self.mixes = np.full((len(tours), 2), -1, np.int32)
        for case, extra in enumerate((np.zeros(len(tours), np.int32), tours.relief)):
            keys, rows = np.unique(code * (1 << RELIEF_BITS * MAX_VISITS) + extra, return_inverse=True)
            numbers = np.full(len(keys), -1, np.int32)
            for n, key in enumerate(keys.tolist()):
                rest, relief = divmod(key, 1 << RELIEF_BITS * MAX_VISITS)
                if case == 1 and relief == 0:
                    continue
                visits = []
                for _ in range(MAX_VISITS):
                    rest, signature = divmod(rest, size)
                    if signature:
                        visits.append(signatures[signature - 1])
                crews = self._crews(fleet_kinds[rest], visits[::-1], relieved_at(relief))
                numbers[n] = len(mix_pointer) - 1
                for crew in crews:
                    roles += [self._row(role) for role in crew]
                    crew_pointer.append(len(roles))
                mix_pointer.append(len(crew_pointer) - 1)
            self.mixes[:, case] = numbers[rows]
        self.mix_pointer = np.array(mix_pointer, np.int32)
        self.crew_pointer = np.array(crew_pointer, np.int32)
        self.crew_roles = np.array(roles, np.int32)

    @cached_property
    def _signatures(self) -> tuple[NDArray[np.int64], list[tuple[tuple[Head, ...], tuple[Head, ...]]]]:
        known: dict[tuple[tuple[Head, ...], tuple[Head, ...]], int] = {}
        rows = []
        for node in self.week.nodes:
            heads = heads_of(self.week.instance, self.week.asked[node.asked], self.week.days[node.day], strict=False)
            rows.append(known.setdefault((heads.plain, heads.relieved), len(known)))
        return np.array(rows, np.int64), list(known)

    def _row(self, role: Role) -> int:
        if role not in self._rows:
            self._rows[role] = len(self.roles)
            self.roles.append(role)
        return self._rows[role]

    def _crews(
        self,
        fleet: tuple[str, int, bool],
        visits: list[tuple[tuple[Head, ...], tuple[Head, ...]]],
        relief: dict[int, int],
    ) -> list[tuple[Role, ...]]:
        """Least crews with a driver among them; with relief, no more than take turns at one of those visits."""
        licence, seats, is_car = fleet
        driver: Head = frozenset({OWN_CAR if is_car else licence})
        choices = relief or {-1: seats + 1}
        found: dict[tuple[Role, ...], None] = {}
        for choice, turns in choices.items():
            heads = tuple(heads[1] if k == choice else heads[0] for k, heads in enumerate(visits))
            most = min(seats + 1, turns)
            for crew in profiles(heads, most):
                for k in range(len(crew)):
                    found[(*crew[:k], *crew[k + 1 :], crew[k] | {driver})] = None
                if len(crew) < most:
                    found[(*crew, frozenset({driver}))] = None
        return list(found)


def can(peers: Peers, role: Role, day: int) -> bool:
    """Whether people of a class can do a role on a day."""
    return peers.there[day] > 0 and fits(peers.kinds[day], role)
