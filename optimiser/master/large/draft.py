"""From a searched week to a draft: vehicles and kits by name, who counts for what, meals."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from optimiser.binds import binds
from optimiser.draft import Draft, HeldSession, Outing, Visit
from optimiser.master.large.crews import Head, held
from optimiser.master.large.duty import day_of
from optimiser.master.large.state import Crewed, State
from optimiser.master.large.timed import Timed
from optimiser.master.large.week import Load, Week


def draft_of(state: State, loads: tuple[Load, ...]) -> Draft:
    """The sessions and outings of a state, in order of time."""
    week = state.week
    kits = _Kits(week)
    sessions, outings = list[HeldSession](), list[Outing]()
    meals = [
        (week.instance.people[p].id, week.days[day], _minute(week, day, duty.meal))
        for (p, day), tours in state.by_day.items()
        if (duty := day_of(week, p, day, tours)) is not None and duty.meal is not None
    ]
    for crewed, vehicle in _with_vehicles(state):
        timed = crewed.timed
        visits = tuple(_visit(week, timed, k) for k in range(len(timed.nodes)))
        carried = kits.carried(timed, loads[timed.load])
        outings.append(_outing(week, crewed, vehicle, visits, tuple(carried.values()), loads[timed.load]))
        for k, visit in enumerate(visits):
            kind = week.asked[week.nodes[timed.nodes[k]].asked].service.kit_kind
            kit = kits.stored(kind, visit) or carried.get(kind or "")
            at = relief_starts(week, crewed) if k == timed.relief else ()
            sessions.append(HeldSession(visit, _crew(week, crewed, k), kit, at))
            meals += [(person, week.days[timed.day], start) for person, start in at]
        if timed.meal is not None:
            at_once = _minute(week, timed.day, timed.meal)
            meals += [(week.instance.people[p].id, week.days[timed.day], at_once) for p in crewed.people]
    return Draft(
        tuple(sorted(sessions, key=lambda s: (s.visit.start, s.visit.occurrence))),
        tuple(sorted(outings, key=lambda o: (o.depart, o.vehicle or "", o.people))),
        meals=tuple(sorted(meals, key=lambda m: (m[1], m[2], m[0]))),
    )


def _minute(week: Week, day: int, minute: int) -> int:
    return week.horizon.day_start(week.days[day]) + minute


def _visit(week: Week, timed: Timed, k: int) -> Visit:
    node = week.nodes[timed.nodes[k]]
    item, start = week.asked[node.asked], _minute(week, timed.day, timed.starts[k])
    end = start + item.service.duration_min
    return Visit(item.id, node.venue, start - item.before_min, start, end, start + item.after_min)


@binds("T1.overlap", "T6.range")
def _with_vehicles(state: State) -> Iterator[tuple[Crewed, str | None]]:
    """Tours in order of departure, each with the first vehicle of its fleet that is free and has the range left."""
    week = state.week
    free: dict[tuple[int, int], int] = defaultdict(int)
    far: dict[tuple[int, int], int] = defaultdict(int)
    for crewed in sorted(state.tours, key=lambda c: (c.timed.day, c.timed.depart, c.timed.fleet, c.timed.nodes)):
        timed, fleet = crewed.timed, week.fleets[crewed.timed.fleet]
        if fleet.is_car:
            yield crewed, None
            continue
        # One that is out anyway costs no second day: the one that came back last.
        able = [
            v
            for v in fleet.members
            if free[v, timed.day] <= timed.depart
            and (fleet.range_m is None or far[v, timed.day] + timed.metres <= fleet.range_m)
        ]
        vehicle = max(able, key=lambda v: (free[v, timed.day], -v), default=None)
        if vehicle is None:
            continue
        free[vehicle, timed.day] = timed.back
        far[vehicle, timed.day] += timed.metres
        yield crewed, week.instance.vehicles[vehicle].id


class _Kits:
    """Hands out kits that stand for each other: the first one free."""

    def __init__(self, week: Week) -> None:
        self.week = week
        self._free: dict[int, int] = defaultdict(lambda: -1)

    def carried(self, timed: Timed, load: Load) -> dict[str, str]:
        """A kit of each group of a load, by kind."""
        leave, back = _minute(self.week, timed.day, timed.depart), _minute(self.week, timed.day, timed.back)
        found = {}
        for row in load.groups:
            group = self.week.kit_groups[row]
            kit = self._first(group.members, leave, back)
            if kit is not None:
                found[group.kind] = self.week.instance.kits[kit].id
        return found

    def stored(self, kind: str | None, visit: Visit) -> str | None:
        """A kit that lives where a session is held."""
        groups = [g for g in self.week.kit_groups if (g.kind, g.home) == (kind, visit.venue)]
        kit = self._first([k for g in groups for k in g.members], visit.set_up_start, visit.tear_down_end)
        return None if kit is None else self.week.instance.kits[kit].id

    def _first(self, members: Sequence[int], leave: int, back: int) -> int | None:
        moment = self.week.horizon.moment
        for k in members:
            away = self.week.instance.kits[k].unavailable
            if self._free[k] <= leave and not any(p.overlaps(moment(leave), moment(back)) for p in away):
                self._free[k] = back
                return k
        return None


def _outing(
    week: Week, crewed: Crewed, vehicle: str | None, visits: tuple[Visit, ...], kits: tuple[str, ...], load: Load
) -> Outing:
    timed, fleet = crewed.timed, week.fleets[crewed.timed.fleet]
    people, day = week.instance.people, week.days[timed.day]
    order = sorted(crewed.people, key=lambda p: (vehicle is not None and not people[p].holds(fleet.licence, day), p))
    outing = Outing(
        day=day,
        vehicle=vehicle,
        people=tuple(people[p].id for p in order),
        visits=visits,
        home=fleet.home,
        depart=_minute(week, timed.day, timed.depart),
        back=_minute(week, timed.day, timed.back),
        metres=timed.metres,
    )
    return replace(outing, kits=kits, via=load.via) if vehicle is not None else outing


def relief_starts(week: Week, crewed: Crewed) -> tuple[tuple[str, int], ...]:
    """When each of the crew eats, one after the other, at the session where they relieve each other."""
    timed = crewed.timed
    node = week.nodes[timed.nodes[timed.relief]]
    first = max(week.strict.low, timed.starts[timed.relief] - week.asked[node.asked].before_min)
    return tuple(
        (week.instance.people[p].id, _minute(week, timed.day, first + k * week.strict.length))
        for k, p in enumerate(crewed.people)
    )


@binds("S4.heads", "P9.qualification")
def _crew(week: Week, crewed: Crewed, k: int) -> tuple[tuple[str, str | None], ...]:
    """Who counts for which qualification: each need first, then everybody else for one they hold."""
    node, day = week.nodes[crewed.timed.nodes[k]], week.days[crewed.timed.day]
    needs = week.asked[node.asked].service.crew
    kinds = {p: held(week.instance, p, day) for p in crewed.people}
    heads = list(crewed.timed.heads[k])
    match = _matched(heads, kinds)
    told: dict[int, str | None] = {}
    for head, p in match.items():
        told[p] = next(need.qualification for need in needs if need.qualification in kinds[p] & heads[head])
    for p in crewed.people:
        if p not in told:
            told[p] = next((need.qualification for need in needs if need.qualification in kinds[p]), None)
    return tuple((week.instance.people[p].id, told[p]) for p in sorted(told))


def _matched(heads: list[Head], kinds: dict[int, frozenset[str]]) -> dict[int, int]:
    """A person for each head, by augmenting paths (Kuhn)."""
    owner: dict[int, int] = {}

    def place(head: int, tried: set[int]) -> bool:
        for p, own in kinds.items():
            if p not in tried and own & heads[head]:
                tried.add(p)
                if p not in owner or place(owner[p], tried):
                    owner[p] = head
                    return True
        return False

    for head in range(len(heads)):
        place(head, set())
    return {head: p for p, head in owner.items()}
