"""Independent parts of a week: sessions that share no person, vehicle, demand, group of colleagues or level of need.

Bodies that only share rooms plan apart. Each part's optimum bounds its share of every plan of the whole, and the parts'
plans put together are optimal for the whole when no room, kit, pin or reserve stands between them.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from typing import get_args

from scipy.cluster.hierarchy import DisjointSet

from models.instance import TierName
from optimiser.master.context import Context, Scope
from optimiser.master.search import Solution
from optimiser.master.tiers import Portion


@dataclass(frozen=True)
class Part:
    """A scope of its own, and the index in the whole of each of its occurrences and columns."""

    scope: Scope
    asked: tuple[int, ...]
    columns: tuple[int, ...]

    @property
    def portion(self) -> Portion:
        """What of the whole's tiers is this part's."""
        return Portion(frozenset(self.asked), self.scope.staff or frozenset())


@dataclass
class Assembled:
    """What the parts say of the whole.

    ``floors`` are the parts' lower bounds by tier: each of plans that reach the floors of the tiers before exactly.
    ``wished`` are the parts' choices, as values of variables of the whole model by index.
    """

    portions: list[Portion]
    floors: dict[TierName, list[int]] = field(default_factory=dict)
    wished: dict[int, int] = field(default_factory=dict)


def parts_of(ctx: Context) -> list[Part]:
    """The parts of a built model, none when it is in one piece.

    What no session touches is in the first part: people with nowhere to go, sessions nobody can hold.
    """
    nodes = _linked(ctx)
    roots: dict[Hashable, int] = {}
    for _, o in sorted(ctx.v.member):
        roots.setdefault(nodes[_session(o)], len(roots))
    if len(roots) < 2:
        return []
    asked: list[list[int]] = [[] for _ in roots]
    staff: list[set[int]] = [set() for _ in roots]
    for o in range(len(ctx.scope.asked)):
        asked[roots.get(nodes[_session(o)], 0)].append(o)
    for p in range(len(ctx.scope.instance.people)):
        staff[roots.get(nodes["person", p], 0)].add(p)
    return [_part(ctx.scope, tuple(mine), frozenset(people)) for mine, people in zip(asked, staff, strict=True)]


def _session(o: int) -> Hashable:
    return "session", o


def _linked(ctx: Context) -> "DisjointSet[Hashable]":
    """Everything that decides together: through people, outings, vehicles, demands, colleagues, levels of need."""
    nodes: DisjointSet[Hashable] = DisjointSet()

    def link(a: Hashable, b: Hashable) -> None:
        nodes.add(a)
        nodes.add(b)
        nodes.merge(a, b)

    for o, item in enumerate(ctx.scope.asked):
        link(_session(o), ("demand", item.demand.id))
        link(_session(o), ("need", item.occurrence.commune, item.occurrence.service))
    for p, person in enumerate(ctx.scope.instance.people):
        link(("person", p), ("colleagues", person.employer, person.work_rules))
    for p, o in ctx.v.member:
        link(("person", p), _session(o))
    for column in ctx.scope.columns:
        for stay in column.stays:
            link(_session(stay.asked), _session(column.stays[0].asked))
            if column.vehicle >= 0:
                link(_session(stay.asked), ("vehicle", column.vehicle))
    return nodes


def _part(scope: Scope, asked: tuple[int, ...], staff: frozenset[int]) -> Part:
    index = {o: k for k, o in enumerate(asked)}
    chosen = [c for c, column in enumerate(scope.columns) if column.stays[0].asked in index]
    columns = tuple(
        replace(column, stays=tuple(replace(stay, asked=index[stay.asked]) for stay in column.stays))
        for column in (scope.columns[c] for c in chosen)
    )
    own = replace(
        scope,
        asked=tuple(scope.asked[o] for o in asked),
        columns=columns,
        qualified=tuple(frozenset(index[o] for o in known if o in index) for known in scope.qualified),
        staff=staff,
    )
    return Part(own, asked, tuple(chosen))


def assemble(ctx: Context, solved: list[tuple[Part, Context, Solution]]) -> Assembled:
    """Put the parts' solutions together; floors end with the first tier that some part did not solve to optimality."""
    found = Assembled([part.portion for part, _, _ in solved])
    if not all(solution.feasible for _, _, solution in solved):
        return found
    for k, tier in enumerate(get_args(TierName)):
        results = [solution.tiers[k] for _, _, solution in solved if len(solution.tiers) > k]
        if len(results) < len(solved):
            break
        found.floors[tier] = [result.bound for result in results]
        if not all(result.optimal for result in results):
            break
    for part, own, solution in solved:
        found.wished |= _choices(ctx, part, own, solution)
    return found


def _choices(ctx: Context, part: Part, own: Context, solution: Solution) -> dict[int, int]:
    """Columns, goers, crews, places and starts of a part, in variables of the whole."""
    v, mine = ctx.v, own.v
    pairs = [(v.x[c], mine.x[k]) for k, c in enumerate(part.columns)]
    pairs += [(v.start[o], mine.start[k]) for k, o in enumerate(part.asked)]
    pairs += [(v.goes[p, part.columns[k]], literal) for (p, k), literal in mine.goes.items()]
    pairs += [(v.counts[p, part.asked[k], kind], literal) for (p, k, kind), literal in mine.counts.items()]
    pairs += [(v.at[part.asked[k], day, venue], literal) for (k, day, venue), literal in mine.at.items()]
    pairs += [(v.meal_at[key], moment) for key, moment in mine.meal_at.items()]
    return {whole.index: solution(own_variable) for whole, own_variable in pairs}
