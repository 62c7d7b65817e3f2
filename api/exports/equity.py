"""What each commune gets: served and asked, hours of service near it, the nearest session, the next date.

Every measure of a commune is monotone: one more session or ride anywhere makes no commune look worse off. The Gini
coefficient and the spread between communes are reports alone. Neither is monotone, and no plan is chosen by them: what
the search lessens is tier 1, convex in each commune's shortfall.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from api.exports.lookup import Lookup
from api.exports.served import AskedItem, Served, asked_items, count
from models.plan import PlannedSession

REACH_MIN = (5, 10, 20)
"""Minutes of travel within which hours of service are counted."""


class Way(NamedTuple):
    """Travel by car: whole minutes and metres."""

    minutes: int
    metres: int


Access = Callable[[str, str, date], Way | None]
"""Travel from a commune's point to a venue (their ids) on a day, None where there is no way."""


@dataclass(frozen=True)
class Nearest:
    """A session near a commune, and how far it is."""

    venue: str
    minutes: int
    metres: int


@dataclass(frozen=True)
class Reach:
    """How near sessions are, wherever they are held; of one service or of all.

    ``service_min`` are minutes of sessions held within each of ``REACH_MIN``; None when travel times are not known.
    ``nearest`` is None then too, and where no session can be reached.
    """

    service_min: tuple[int, ...] | None = None
    nearest: Nearest | None = None


@dataclass(frozen=True)
class ServiceShare:
    """What a commune asked of one service and got; ``next_date`` is of its own next session or ride."""

    service: str
    served: Served
    reach: Reach
    next_date: date | None


@dataclass(frozen=True)
class CommuneShare:
    """What a commune asked and got, and how near the sessions are; ``services`` are those it asks for."""

    commune: str
    sessions: Served
    rides: Served
    reach: Reach
    next_date: date | None
    services: tuple[ServiceShare, ...]

    @property
    def percent(self) -> int:
        """Weight served of the weight asked, 0 to 100, rounded down; 100 when nothing was asked."""
        asked = self.sessions.asked_weight + self.rides.asked_weight
        return (self.sessions.served_weight + self.rides.served_weight) * 100 // asked if asked else 100


@dataclass(frozen=True)
class Spread:
    """A measure over communes: the least, the mean by inhabitants, the greatest."""

    least: float
    mean: float
    greatest: float


@dataclass(frozen=True)
class Equity:
    """Every commune's share, and how unequal they are.

    ``served_percent`` is over communes that ask for something; ``hours`` are hours of service within the widest reach;
    ``nearest_min`` is over communes that can reach a session. Both of the latter, and the Gini coefficient of the hours
    between inhabitants, are None when travel times are not known; a spread over no commune is None too.
    """

    communes: tuple[CommuneShare, ...]
    served_percent: Spread | None
    hours: Spread | None
    nearest_min: Spread | None
    gini: float | None


def equity(lookup: Lookup, access: Access | None = None) -> Equity:
    """Report on a plan.

    Parameters
    ----------
    access : callable, optional
        Travel from communes to venues; without it nothing is said about reach.
    """
    items = asked_items(lookup)
    communes = tuple(_commune(lookup, commune.id, items, access) for commune in lookup.instance.communes)
    people = [commune.population for commune in lookup.instance.communes]
    asking = [
        (float(share.percent), heads)
        for share, heads in zip(communes, people, strict=True)
        if share.sessions.asked or share.rides.asked
    ]
    near = [
        (float(share.reach.nearest.minutes), heads)
        for share, heads in zip(communes, people, strict=True)
        if share.reach.nearest is not None
    ]
    hours = [share.reach.service_min[-1] / 60 for share in communes if share.reach.service_min is not None]
    known = access is not None
    return Equity(
        communes,
        _spread(asking),
        _spread(list(zip(hours, people, strict=True))) if known else None,
        _spread(near),
        gini(hours, people) if known else None,
    )


def gini(values: Sequence[float], weights: Sequence[float]) -> float:
    """Gini coefficient of weighted values: 0 when all are equal, near 1 when one has everything.

    Half the mean absolute difference over the mean; 0 when all values or all weights are 0.
    """
    total = sum(weights)
    mean = sum(v * w for v, w in zip(values, weights, strict=True))
    if not mean:
        return 0.0
    pairs = list(zip(values, weights, strict=True))
    difference = sum(w * x * abs(v - y) for v, w in pairs for y, x in pairs)
    return difference / (2 * total * mean)


def _spread(values: Sequence[tuple[float, int]]) -> Spread | None:
    if not values:
        return None
    figures, heads = [value for value, _ in values], sum(weight for _, weight in values)
    # Where nobody is said to live, communes count alike.
    mean = sum(v * w for v, w in values) / heads if heads else sum(figures) / len(figures)
    return Spread(min(figures), mean, max(figures))


def _commune(lookup: Lookup, commune: str, items: Sequence[AskedItem], access: Access | None) -> CommuneShare:
    own = [item for item in items if item.commune == commune]
    dates = _dates(lookup, commune)
    services = dict.fromkeys((item.kind, item.service) for item in own)
    return CommuneShare(
        commune,
        count("session", commune, own),
        count("ride", commune, own),
        _reach(commune, lookup.plan.sessions, access),
        min((day for (kind, _), day in dates if kind == "session"), default=None),
        tuple(
            ServiceShare(
                service,
                count(kind, service, [item for item in own if item.service == service]),
                _reach(commune, [s for s in lookup.plan.sessions if lookup.service_of(s).id == service], access)
                if kind == "session"
                else Reach(),
                min((day for key, day in dates if key == (kind, service)), default=None),
            )
            for kind, service in services
        ),
    )


def _dates(lookup: Lookup, commune: str) -> list[tuple[tuple[str, str], date]]:
    """Kind, service and day of what a commune gets from the day the plan is made."""
    found = [
        (("session", demand.service), session.start.date())
        for session in lookup.plan.sessions
        if (demand := lookup.instance.demand_by_id[session.demand]).commune == commune
    ]
    homes = {item.id: item for item in lookup.ride_items}
    found += [
        (("ride", homes[ride.item].service), ride.boarding_start.date())
        for ride in lookup.plan.rides
        if ride.item in homes and homes[ride.item].commune == commune
    ]
    return [(key, day) for key, day in found if day >= lookup.plan.made_at.date()]


def _reach(commune: str, sessions: Sequence[PlannedSession], access: Access | None) -> Reach:
    if access is None:
        return Reach()
    ways = [(access(commune, session.venue, session.start.date()), session) for session in sessions]
    near = [(way, session) for way, session in ways if way is not None]
    within = tuple(
        sum(int((s.end - s.start).total_seconds()) // 60 for way, s in near if way.minutes <= limit)
        for limit in REACH_MIN
    )
    nearest = min(((*way, session.venue) for way, session in near), default=None)
    return Reach(within, Nearest(nearest[2], nearest[0], nearest[1]) if nearest else None)
