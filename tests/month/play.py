"""The month itself: what comes next, by the clock, and everything that must hold after each publication."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from api.exports.feeds import publish, write_feeds
from models.base import at
from models.events import Event, SessionCancelled
from models.instance import Instance
from models.plan import Plan
from optimiser.check import BROKEN_PROMISE, check
from optimiser.offers import OfferDesk, confirm
from optimiser.repair import Option, repair
from optimiser.solve import Limit, solve
from optimiser.travel import TravelTimes, travel_times
from tests.month.calendars import Calendars
from tests.month.calls import Call, calls
from tests.month.story import Mishap, story

PLANNED_MIN = 12 * 60
"""Weeks are planned and published on the Thursday before, at noon."""


@dataclass
class Month:
    """A territory over some weeks.

    Parameters
    ----------
    source
        Folder of the territory, for its roads.
    iterations
        Of each week's plan.
    """

    instance: Instance
    source: Path
    out: Path
    monday: date
    iterations: int = 300
    tell: Callable[[str], None] = lambda _: None
    counted: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.plans: dict[date, Plan] = {}
        self.published: Plan | None = None
        self.calendars = Calendars(self.out)
        self._times: tuple[Instance, TravelTimes] = self.instance, travel_times(self.instance, self.source)

    def play(self, days: int, count: int, seed: int = 0) -> None:
        """So many days from the first Monday's plan on, with so many calls."""
        span = [self.monday + timedelta(days=k) for k in range(days)]
        weeks = [self.monday + timedelta(weeks=k) for k in range(-(-days // 7))]
        turns: list[tuple[datetime, int, date | Mishap | Call]] = []
        turns += [(at(monday - timedelta(days=4), PLANNED_MIN), 0, monday) for monday in weeks]
        turns += [(one.when, 1, one) for one in story(self.monday) if one.when.date() in span]
        turns += [(one.when, 2, one) for one in calls(self.instance, span, count, seed)]
        for when, _, turn in sorted(turns, key=lambda one: one[:2]):
            if isinstance(turn, Mishap):
                self._happen(turn)
            elif isinstance(turn, Call):
                self._answer(turn)
            else:
                self._plan(turn, when)

    def times(self) -> TravelTimes:
        """Travel times of the instance as it is, worked out anew only when its roads or places changed."""
        known, times = self._times
        if (known.territory, known.places) != (self.instance.territory, self.instance.places):
            times = travel_times(self.instance, self.source)
        self._times = self.instance, times
        return times

    def _plan(self, monday: date, when: datetime) -> None:
        previous = self.plans.get(monday - timedelta(weeks=1))
        limit = Limit(iterations=self.iterations)
        with Timed(self.seconds, "plan"):
            result = solve(
                self.instance, monday=monday, previous=previous, limit=limit, base_dir=self.source, made_at=when
            )
        self._publish(result.plan, previous, when, f"the week of {monday}")

    def _answer(self, call: Call) -> None:
        """Somebody calls: the cheapest offer is confirmed, or, before that week is planned, the wish is noted."""
        request, day = call.request, call.request.date
        assert day is not None
        plan = self.plans.get(day - timedelta(days=day.weekday()))
        if plan is None:
            self.instance = self.instance.model_copy(update={"rides": (*self.instance.rides, request)})
            self.counted["calls noted for a week not planned yet"] += 1
            return
        with Timed(self.seconds, "call"):
            offers = OfferDesk(self.instance, plan, self.times(), days=(day,)).suggest(request)
            if not offers:
                self.counted["calls without an offer"] += 1
                return
            self.instance, after = confirm(self.instance, plan, offers[0], call.when, self.times())
        self.counted["calls confirmed"] += 1
        self.counted["passengers moved within their promise"] += len(offers[0].shifted)
        self._publish(after, plan, call.when, f"{request.id} for {day}")
        self._keeps(plan, after, frozenset())

    def _happen(self, mishap: Mishap) -> None:
        when = mishap.when
        plan = self.plans[when.date() - timedelta(days=when.weekday())]
        event = mishap.event(self.instance, plan, when)
        if event is None:
            self.counted["mishaps that could not be"] += 1
            return
        first: list[float] = []
        began = time.monotonic()
        with Timed(self.seconds, "price list"):
            prices = repair(
                self.instance,
                plan,
                (event,),
                when,
                base_dir=self.source,
                times=self.times(),
                on_first=lambda _: first.append(time.monotonic() - began),
            )
        self.seconds.setdefault("first answer", []).extend(first)
        self._holds(prices.options)
        option = prices.options[-1]
        self.instance = prices.instance
        self.counted[event.kind] += 1
        self.tell(f"{when:%a %d/%m %H:%M} {_told(event)}: " + _summary(prices.options))
        self._publish(option.plan, plan, when, event.kind)
        self._keeps(plan, option.plan, frozenset(one.item for one in option.tellings))

    def _holds(self, options: tuple[Option, ...]) -> None:
        """More changes never serve less, nor at equal service cost more."""
        for one, other in pairwise(options):
            assert one.changes < other.changes
            assert (other.need, other.cost) < (one.need, one.cost)

    def _publish(self, plan: Plan, previous: Plan | None, when: datetime, what: str) -> None:
        with Timed(self.seconds, "publication"):
            breaches = check(self.instance, plan, self.times(), previous)
            assert breaches == (), f"{when} {what}: {[breach.text('en') for breach in breaches]}"
            published = publish(
                plan.model_copy(update={"made_at": max(when, plan.made_at)}), self.instance, self.published
            )
            published = published.model_copy(update={"made_at": plan.made_at})
            write_feeds(published, self.instance, self.out)
            self.calendars.read(when)
        self.published = self.plans[plan.monday] = published
        self.counted["publications"] += 1
        sessions = {f"session-{session.id}@{self.instance.territory.id}" for session in plan.sessions}
        assert sessions <= self.calendars.uids("session-"), f"{when} {what}: a session is in no calendar"

    def _keeps(self, before: Plan, after: Plan, told: frozenset[str]) -> None:
        """Nobody's promise is broken silently: whoever is picked up otherwise is told, or within the tolerance."""
        now = {(ride.item, ride.leg): ride for ride in after.rides}
        cancelled = tuple(f"@{one.id}" for one in after.events if isinstance(one, SessionCancelled))
        named = {notice.location.item for notice in after.notices if notice.code == BROKEN_PROMISE}
        for ride in before.rides:
            new = now.get((ride.item, ride.leg))
            if new is not None and new.boarding_start == ride.boarding_start:
                continue
            if new is None and ride.item.endswith(cancelled):
                assert ride.item in told, f"nobody tells {ride.item} that its session is cancelled"
                self.counted["rides to a session cancelled, and told"] += 1
                continue
            known = self.instance.ride_by_id.get(ride.request)
            if known is None or (new is None and ride.item not in {one.item for one in after.unserved}):
                self.counted["promises given back by the passenger"] += 1
                continue
            tolerance = self.instance.ride_service_by_id[known.service].promise_tolerance_min
            moved = None if new is None else abs((new.boarding_start - ride.boarding_start).total_seconds()) / 60
            if moved is None or moved > tolerance:
                assert ride.item in told, f"nobody tells {ride.item}"
                assert ride.item in named, f"no notice names {ride.item}"
                self.counted["promises broken, and told"] += 1


@dataclass
class Timed:
    """Counts the seconds of what is done within."""

    seconds: dict[str, list[float]]
    what: str

    def __enter__(self) -> None:
        self.began = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self.seconds.setdefault(self.what, []).append(time.monotonic() - self.began)


def _told(event: Event) -> str:
    return f"{event.kind} {getattr(event, 'id', '')}".strip()


def _summary(options: tuple[Option, ...]) -> str:
    return "; ".join(f"{one.changes} told, need {one.need}, {one.cost / 100:.0f} €" for one in options)
