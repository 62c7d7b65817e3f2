"""Rides that lost their vehicle, taken up by others: few drivers first, then more, with pick-ups ever freer to move."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from models.events import Delay
from models.plan import Plan
from models.rides import Leg
from optimiser.draft import Draft
from optimiser.repair.damage import Damage
from optimiser.repair.edits import added_run
from optimiser.repair.judging import Judged
from optimiser.repair.rides_desk import Driven, Freedom, RidesDesk, Row, same_calls
from optimiser.repair.week import Week, read_week
from optimiser.writing.legs import shift_run
from optimiser.writing.plan import rides_of

FREEDOMS = (
    Freedom("told", "told"),
    Freedom("promised", "told"),
    Freedom("asked", "told"),
    Freedom("promised", "promised"),
    Freedom("asked", "promised"),
)
FEW_ITERATIONS, MORE_ITERATIONS = 200, 1500
MOST_ROWS = 4
"""Drivers added one by one; then all at once."""


@dataclass
class RidesAnew:
    """Tries, day by day, to take up what a plan leaves out.

    Parameters
    ----------
    spent
        Whether time is up.
    """

    damage: Damage
    published: Plan
    days: frozenset[date]
    spent: Callable[[], bool]
    seed: int = 0

    def run(self, start: Judged) -> list[Judged]:
        """Every lawful plan met on the way, all days hit together in the end."""
        found: list[Judged] = []
        fronts = [start]
        for day in sorted(self.days):
            wider = []
            for judged in fronts:
                more = list(self._on(judged, day))
                found += more
                best = min([judged, *more], key=_worth)
                wider.append(best)
            fronts = wider
        return found

    def _lost(self, plan: Plan, day: date) -> dict[str, frozenset[Leg]]:
        """Items of a day, with the directions nothing serves; those to sessions go with the session's day."""
        served: dict[str, set[Leg]] = {}
        for ride in plan.rides:
            served.setdefault(ride.item, set()).add(ride.leg)
        held = {session.id: session.start.date() for session in plan.sessions}
        lost: dict[str, frozenset[Leg]] = {}
        for item in self.damage.judge.writer.frame.items:
            when = item.day if item.occurrence is None else held.get(item.occurrence)
            missing = frozenset(item.legs) - served.get(item.id, set())
            if when == day and missing:
                lost[item.id] = missing
        return lost

    def _on(self, judged: Judged, day: date) -> Iterator[Judged]:
        lost = self._lost(judged.plan, day)
        if not lost:
            return
        late = frozenset(event.id for event in judged.plan.events if isinstance(event, Delay))
        writer = self.damage.judge.writer
        desk = RidesDesk(self.damage.scene, writer, judged.plan, self.published, day, lost, late, self.seed)
        seen: set[tuple[object, ...]] = set()
        for freedom in FREEDOMS:
            if self.spent():
                return
            for rows, driven in self._grown(desk, freedom):
                key = driven.shifts, driven.taxis
                if key in seen:
                    continue
                seen.add(key)
                week = self._week(judged, rows, driven)
                found = self.damage.judge.judge(week)
                if found.breaches:
                    mended = self.damage.lawful(week)
                    if mended is None:
                        continue
                    found = mended
                if (found.tier("need"), found.changes) < (judged.tier("need"), judged.changes) or found.tier(
                    "need"
                ) < judged.tier("need"):
                    yield found

    def _grown(self, desk: RidesDesk, freedom: Freedom) -> Iterator[tuple[tuple[Row, ...], Driven]]:
        """Searches with no driver but the taxi's, with the best one, two, ... and with all."""
        chosen: tuple[Row, ...] = ()
        best: Driven | None = desk.search(chosen, freedom, FEW_ITERATIONS)
        if best is not None and best.taxis:
            yield chosen, best
        left = list(desk.rows)
        for _ in range(MOST_ROWS):
            tried: list[tuple[tuple[int, int, int], int, Driven]] = []
            for k, row in enumerate(left):
                if self.spent():
                    return
                if any(_alike(row, other) for other in chosen):
                    continue
                driven = desk.search((*chosen, row), freedom, FEW_ITERATIONS)
                if driven is not None:
                    tried.append((driven.tiers, k, driven))
            if not tried:
                return
            tiers, k, driven = min(tried, key=lambda one: one[:2])
            if best is not None and tiers >= best.tiers:
                break
            chosen, best = (*chosen, left.pop(k)), driven
            yield chosen, driven
            if len(left) > 8:
                left = [
                    left[i]
                    for i in sorted({j for _, j, _ in sorted(tried, key=lambda one: one[:2])[1:9] if j < len(left)})
                ]
        rows = tuple(row for k, row in enumerate(desk.rows) if not any(_alike(row, one) for one in desk.rows[:k]))
        if len(rows) > len(chosen):
            driven_by_all = desk.search(rows, freedom, MORE_ITERATIONS)
            if driven_by_all is not None:
                yield rows, driven_by_all

    def _week(self, judged: Judged, rows: tuple[Row, ...], driven: Driven) -> Week:
        writer, horizon = self.damage.judge.writer, self.damage.scene.horizon
        week = read_week(writer.known, horizon, judged.plan)
        for row, shift in zip(rows, driven.shifts, strict=True):
            if row.shift is not None and row.tour is not None:
                if shift is not None and same_calls(shift, row.shift):
                    continue
                runs = week.runs[row.tour]
                old = runs[row.number]
                new = None if shift is None else shift_run(shift)
                changed = tuple(new if one is old else one for one in runs)
                week = replace(week, runs={**week.runs, row.tour: tuple(one for one in changed if one is not None)})
            elif shift is not None:
                week = added_run(week, shift_run(shift))
        cabs = rides_of(writer.frame, Draft(taxis=driven.taxis))
        taxis = {**week.taxis, **{(ride.item, ride.leg): ride for ride in cabs}}
        return replace(week, runs={tour: several for tour, several in week.runs.items() if several}, taxis=taxis)


def _alike(one: Row, other: Row) -> bool:
    """Whether two rows cannot both be driven: one vehicle or one driver, and one of them is not out yet."""
    if one.shift is not None and other.shift is not None:
        return False
    return one.turn.vehicle == other.turn.vehicle or one.turn.driver == other.turn.driver


def _worth(judged: Judged) -> tuple[int, int, int]:
    return judged.tier("need"), judged.changes, judged.tier("cost")
