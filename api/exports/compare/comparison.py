"""The figures of two plans, side by side; those of each are the plan's own indicators."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from api.exports.compare.moves import Move, moved_rides, moved_sessions
from api.exports.indicators import Indicators, indicators
from api.exports.lookup import Lookup
from api.exports.served import Kind, Served, asked_items, count
from models.instance import Instance, TierName
from models.plan import Plan, TierValue

FigureName = Literal[
    "sessions_served",
    "rides_served",
    "tours",
    "vehicle_m",
    "own_car_m",
    "work_min",
    "co2_g",
    "vehicle_cents",
    "people_cents",
    "overtime_cents",
    "taxi_cents",
    "total_cents",
]


@dataclass(frozen=True)
class Side:
    """A plan with the instance it was made from, and what it is called."""

    name: str
    plan: Plan
    instance: Instance

    @cached_property
    def lookup(self) -> Lookup:
        """The plan's parts by id."""
        return Lookup(self.plan, self.instance)


@dataclass(frozen=True)
class Figure:
    """One figure of both plans, in the unit its name ends in."""

    name: FigureName
    before: int
    after: int


@dataclass(frozen=True)
class TierPair:
    """One tier of both plans; none where a plan does not state it."""

    tier: TierName
    before: TierValue | None
    after: TierValue | None


@dataclass(frozen=True)
class ServedPair:
    """What was asked and served of one commune or service, of one kind, in both plans."""

    id: str
    kind: Kind
    before: Served
    after: Served

    @property
    def differs(self) -> bool:
        """Whether one plan serves or is asked another number."""
        return (self.before.asked, self.before.served) != (self.after.asked, self.after.served)


@dataclass(frozen=True)
class Comparison:
    """Two plans side by side.

    Attributes
    ----------
    same_data
        They were made from the very same instance: tiers count the same demand.
    same_weeks
        They cover the same weeks; if not, nothing can be matched and nothing is told as moved.
    sessions, rides
        What moved.
    """

    before: Side
    after: Side
    tiers: tuple[TierPair, ...]
    figures: tuple[Figure, ...]
    services: tuple[ServedPair, ...]
    communes: tuple[ServedPair, ...]
    sessions: tuple[Move, ...]
    rides: tuple[Move, ...]
    same_data: bool
    same_weeks: bool

    @property
    def first_difference(self) -> TierPair | None:
        """The first tier in which they differ: the plan that is less there is the better one."""
        return next((p for p in self.tiers if p.before and p.after and p.before.value != p.after.value), None)


def compare(before: Side, after: Side) -> Comparison:
    """Compare two plans; each one's ids are of its own instance."""
    one, other = indicators(before.plan, before.instance), indicators(after.plan, after.instance)
    weeks = (before.plan.monday, before.plan.weeks) == (after.plan.monday, after.plan.weeks)
    tiers = [tier.tier for tier in (before.plan.tiers or after.plan.tiers)]
    return Comparison(
        before=before,
        after=after,
        tiers=tuple(TierPair(name, before.plan.find_tier(name), after.plan.find_tier(name)) for name in tiers),
        figures=tuple(_figures(one, other)),
        services=_paired(one.services, other.services),
        communes=_paired(_of_communes(before), _of_communes(after)),
        sessions=moved_sessions(before.plan, after.plan) if weeks else (),
        rides=moved_rides(before.plan, after.plan) if weeks else (),
        same_data=before.plan.digest == after.plan.digest,
        same_weeks=weeks,
    )


def _figures(one: Indicators, other: Indicators) -> Iterator[Figure]:
    yield Figure("sessions_served", _served(one, "session"), _served(other, "session"))
    yield Figure("rides_served", _served(one, "ride"), _served(other, "ride"))
    names: tuple[FigureName, ...] = (
        "tours",
        "vehicle_m",
        "own_car_m",
        "work_min",
        "co2_g",
        "vehicle_cents",
        "people_cents",
        "overtime_cents",
        "taxi_cents",
        "total_cents",
    )
    yield from (Figure(name, getattr(one, name), getattr(other, name)) for name in names)


def _served(of: Indicators, kind: Kind) -> int:
    return sum(served.served for served in of.services if served.kind == kind)


def _of_communes(side: Side) -> tuple[Served, ...]:
    kinds: tuple[Kind, ...] = ("session", "ride")
    items = asked_items(side.lookup)
    return tuple(
        count(kind, commune.id, [item for item in items if (item.commune, item.kind) == (commune.id, kind)])
        for commune in side.instance.communes
        for kind in kinds
    )


def _paired(one: tuple[Served, ...], other: tuple[Served, ...]) -> tuple[ServedPair, ...]:
    """By id and kind, in the order of the first plan's instance; what one side does not know was asked nothing."""
    old, new = ({(served.id, served.kind): served for served in of} for of in (one, other))
    pairs = []
    for id_, kind in dict.fromkeys((*old, *new)):
        nothing = Served(id_, kind, 0, 0)
        pair = ServedPair(id_, kind, old.get((id_, kind), nothing), new.get((id_, kind), nothing))
        if pair.before.asked or pair.after.asked:
            pairs.append(pair)
    return tuple(pairs)
