"""The facade of repair: a published plan and what happened in, a price list of checked plans out."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from models.events import Delay, Event, PersonAbsent, RideChanged
from models.horizon import Horizon
from models.instance import Instance
from models.notices import InvalidInstance, Notice, Severity
from models.plan import Plan, Reason
from models.text import message
from optimiser.check import Breach, check
from optimiser.master.reassign import Aim, Reassignment
from optimiser.progress import StopFlag
from optimiser.repair.applying import after
from optimiser.repair.assignment import Assigner, days_of
from optimiser.repair.damage import Damage, stranded
from optimiser.repair.edits import Scene
from optimiser.repair.faults import find_event_faults, find_running
from optimiser.repair.judging import Judge, Judged
from optimiser.repair.price_list import Option, front, option_of
from optimiser.repair.rides_anew import RidesAnew
from optimiser.repair.sessions_anew import SessionsAnew
from optimiser.repair.tasks import Manning, tasks_of
from optimiser.repair.week import Week, people_of, read_week
from optimiser.repair.writing import Writer
from optimiser.travel import TravelTimes, travel_times
from optimiser.writing.plan import digest_of

BUDGETS: tuple[int | None, ...] = (0, 1, 2, 4, 8, 16, 32, None)


class UnmendableError(ValueError):
    """The plan breaks rules that giving things up does not mend."""

    def __init__(self, breaches: tuple[Breach, ...]) -> None:
        self.breaches = breaches
        super().__init__("; ".join(f"{breach.clause} {breach.who}" for breach in breaches[:5]))


STARTS = 3
"""Plans of which the rides left out are looked at again."""


@dataclass(frozen=True)
class PriceList:
    """What a planner may choose from.

    Attributes
    ----------
    instance, times
        The instance with the events in it, and its travel times.
    published, before
        The plan before, and the rules it broke before anything happened.
    first
        The plan that only gives up what became impossible.
    options
        The best plans found, by changes.
    """

    instance: Instance
    times: TravelTimes
    published: Plan
    before: tuple[Breach, ...]
    first: Option
    options: tuple[Option, ...]
    notices: tuple[Notice, ...]
    seconds: float


def repair(
    instance: Instance,
    plan: Plan,
    events: Sequence[Event],
    now: datetime,
    *,
    base_dir: Path | None = None,
    times: TravelTimes | None = None,
    seed: int = 0,
    seconds: float = 60.0,
    stop: StopFlag | None = None,
    on_first: Callable[[Option], None] | None = None,
) -> PriceList:
    """Answer events with the best plans of few changes.

    Parameters
    ----------
    plan
        The plan published before; what it has before ``now`` is history.
    base_dir
        Folder a road extract lies in.
    times
        Travel times of the instance, when they are at hand.
    seconds
        After which no further plan is looked for.
    on_first
        Told the first answer as soon as it is there.

    Raises
    ------
    InvalidInstance
        When events, plan and instance do not go together; it carries every fault.
    UnmendableError
        When not even giving things up makes a lawful plan: the plan broke rules that no repair mends.
    """
    began = time.monotonic()
    notices = find_event_faults(instance, plan, events, now)
    if any(notice.severity is Severity.ERROR for notice in notices):
        raise InvalidInstance(notices)
    known = times or travel_times(instance, base_dir)
    broken = check(instance, plan, known, None)
    settled = tuple(_named(plan, event, now) for event in events)
    run = _Repair(
        instance, plan, settled, now, known, base_dir, seed, began + seconds, StopFlag() if stop is None else stop
    )
    options = run.options(broken, on_first)
    return PriceList(run.changed, run.times, plan, broken, run.first, front(options), notices, time.monotonic() - began)


def _named(plan: Plan, event: Event, now: datetime) -> Event:
    """A delay named by its tour rather than its vehicle: it is of that tour for good."""
    if isinstance(event, Delay) and (tour := find_running(plan, event.id, now)) is not None:
        return event.model_copy(update={"id": tour.id})
    return event


@dataclass
class _Repair:
    """One call of ``repair``."""

    instance: Instance
    plan: Plan
    events: tuple[Event, ...]
    now: datetime
    times_before: TravelTimes
    base_dir: Path | None
    seed: int
    deadline: float
    stop: StopFlag
    changed: Instance = field(init=False)
    times: TravelTimes = field(init=False)
    first: Option = field(init=False)

    def options(self, broken: Sequence[Breach], on_first: Callable[[Option], None] | None) -> list[Option]:
        """Every plan found."""
        self.changed = after(self.instance, self.plan, self.events, self.now) if self.events else self.instance
        same_roads = self.changed.territory == self.instance.territory and self.changed.places == self.instance.places
        self.times = self.times_before if same_roads else travel_times(self.changed, self.base_dir)
        if not self.events and not broken:
            self.first = _unchanged(self.plan)
            return [self.first]
        horizon = Horizon(self.plan.monday, self.plan.weeks)
        base = read_week(self.instance, horizon, self.plan)
        writer = Writer(self.changed, self.instance, horizon, self.times, self.times_before, self.plan, base, self.now)
        text = message("it was asked for after the plan was made, and nothing within these changes serves it")
        fallback = (Reason(kind="not_chosen", codes=("L2",), text=text),)
        judge = Judge(writer, (*self.plan.events, *self.events), digest_of(self.changed), {}, fallback)
        scene = Scene(self.changed, horizon, self.times, horizon.minute(self.now))
        damage = Damage.of(scene, judge, base, self.events)
        first = damage.lawful(damage.week)
        if first is None:
            raise UnmendableError(judge.judge(damage.week).breaches)
        self.first = option_of(first)
        if on_first is not None:
            on_first(self.first)
        found = [first, *self._manned(damage, base)]
        days = days_of(damage, base) | self._days_new(damage, first)
        held = SessionsAnew(damage, self.plan, self._spent)
        wanted = self._sessions_wanted(damage)
        for judged in _best_of(found) if wanted else ():
            found += held.run(judged, wanted)
        anew = RidesAnew(damage, self.plan, days, self._spent, self.seed)
        for judged in _best_of(found):
            found += anew.run(judged)
        return [option_of(judged) for judged in found]

    def _sessions_wanted(self, damage: Damage) -> tuple[str, ...]:
        """Sessions that were published or are new to the plan, and not held when nothing is done."""
        known = {unserved.item for unserved in self.plan.unserved}
        asked = damage.judge.writer.frame.asked
        return tuple(one.id for one in asked if one.id not in known and one.id in self.first.unserved)

    def _days_new(self, damage: Damage, first: Judged) -> frozenset[date]:
        """Days on which something is asked that the plan did not know, or asked otherwise."""
        known = {unserved.item for unserved in self.plan.unserved}
        lost = {unserved.item for unserved in first.plan.unserved} - known
        changed = {event.ride.id for event in self.events if isinstance(event, RideChanged)}
        items = damage.judge.writer.frame.items
        return frozenset(
            item.day for item in items if item.day is not None and (item.id in lost or item.request in changed)
        )

    def _spent(self) -> bool:
        return bool(self.stop) or time.monotonic() > self.deadline

    def _manned(self, damage: Damage, base: Week) -> list[Judged]:
        """Plans with runs and trips of the days hit manned anew, under each budget."""
        days = days_of(damage, base)
        tasks = tasks_of(damage.scene, damage.hurt, days)
        if not tasks:
            return []
        frame = damage.judge.writer.frame
        stuck = frozenset(
            (who, run.day)
            for run in damage.hurt.all_runs()
            if stranded(damage.scene, run)
            for who in (run.vehicle, *people_of(run))
        )
        silent = frozenset(
            (event.id, day.toordinal())
            for event in self.events
            if isinstance(event, PersonAbsent)
            for day in damage.scene.horizon.days
            if event.start.date() <= day <= event.end.date()
        )
        manning = Manning(damage.scene, frame, damage.hurt, tasks, stuck, silent)
        assigner = Assigner(damage, manning, Reassignment(manning.question(), self.seed))
        found: list[Judged] = []
        for budget in BUDGETS:
            aims: tuple[Aim, ...] = ("fewest", "cheapest")
            for aim in aims:
                if self._spent():
                    return found
                judged = assigner.best(budget, aim)
                if judged is None:
                    break
                found.append(judged)
        return found


def _best_of(found: Sequence[Judged]) -> list[Judged]:
    """The plans worth going on from: the front, its last few."""
    ordered = front(option_of(judged) for judged in found)
    plans = {id(option.plan) for option in ordered[-STARTS:]}
    return [judged for judged in found if id(judged.plan) in plans]


def _unchanged(plan: Plan) -> Option:
    tiers = {tier.tier: tier.value for tier in plan.tiers}
    return Option(0, tiers.get("need", 0), 0, tiers.get("cost", 0), plan, ())
