"""What became impossible: a plan held against its instance after the events, and the week without what cannot be.

First what the events say directly, then whatever the checker still finds, one breach after the other: that way a plan
that was in breach before is mended as well.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.base import DAY_MIN
from models.events import Delay, Event, PersonAbsent, VehicleOut, VenueClosed
from models.plan import Reason
from models.text import message
from optimiser.check import Breach
from optimiser.repair.delays import delayed
from optimiser.repair.edits import (
    LEGS,
    Scene,
    cut,
    without_item,
    without_person,
    without_run,
    without_session,
)
from optimiser.repair.judging import Judge, Judged
from optimiser.repair.week import Week, people_of, span_of
from optimiser.writing.legs import Run
from optimiser.writing.tours import tour_id

ROUNDS = 40
WEEKLY = ("P5", "P7", "P8")
"""Rules on more than a day of somebody's work: any of it mends them."""


@dataclass
class Damage:
    """The way from a plan to what is left of it.

    Attributes
    ----------
    hurt
        The week before anything is given up, once what is past changing is in it: what a repair may man anew.
    days_hit
        Days of the horizon on which something was lost.
    """

    scene: Scene
    judge: Judge
    hurt: Week
    week: Week

    @classmethod
    def of(cls, scene: Scene, judge: Judge, base: Week, events: Sequence[Event]) -> "Damage":
        """Strip a plan of what events made impossible."""
        hurt = _given_up(scene, judge, base)
        for event in events:
            if isinstance(event, Delay):
                hurt = delayed(scene, hurt, event.id, event.minutes)
        hurt = _under_way(scene, hurt, events)
        hurt = _closed(scene, hurt, events)
        damage = cls(scene, judge, hurt, hurt)
        damage.week = damage._lost(hurt, events)
        return damage

    def _lost(self, week: Week, events: Iterable[Event]) -> Week:
        """The week without the runs of vehicles that are out, and without people who are absent."""
        before = _all_items(week)
        for event in events:
            if isinstance(event, VehicleOut):
                start, end = _span(self.scene, event)
                if any(run.vehicle == event.id and stranded(self.scene, run) for run in week.all_runs()):
                    end = max(end, (self.scene.now // DAY_MIN + 1) * DAY_MIN)
                for run in list(week.all_runs()):
                    first, last = span_of(run)
                    there = run in week.runs.get(tour_id(run.vehicle, run.day), ())
                    if there and run.vehicle == event.id and first < end and start < last and not self.scene.begun(run):
                        week = without_run(self.scene, week, run)
                self._because(before, week, "T2")
            elif isinstance(event, PersonAbsent):
                week = without_person(self.scene, week, event.id, *_span(self.scene, event))
                self._because(before, week, "P2")
        for run in [run for run in week.all_runs() if stranded(self.scene, run)]:
            week = self._left_behind(week, run)
        self._because(before, week, "T2")
        return week

    def _left_behind(self, week: Week, run: Run) -> Week:
        """The week without what vehicle and people of a run cut short would have done later that day."""
        rest = span_of(run)[1], (self.scene.now // DAY_MIN + 1) * DAY_MIN
        for other in list(week.runs.get(tour_id(run.vehicle, run.day), ())):
            if span_of(other)[0] >= rest[0] and other in week.runs.get(tour_id(run.vehicle, run.day), ()):
                week = without_run(self.scene, week, other)
        on_site = [s for s in week.sessions.values() if self.scene.horizon.minute(s.set_up_start) < rest[0]]
        for person in people_of(run):
            after = max(
                [
                    rest[0],
                    *(
                        self.scene.horizon.minute(s.tear_down_end)
                        for s in on_site
                        if any(m.person == person for m in s.crew) and s.start.date() == run.day
                    ),
                ]
            )
            week = without_person(self.scene, week, person, after, max(after, rest[1]))
        return week

    def _because(self, before: frozenset[str], week: Week, code: str) -> None:
        text = message("what happened took it out of the plan, and nothing within these changes takes it up again")
        for item in before - _all_items(week):
            self.judge.reasons.setdefault(item, (Reason(kind="not_chosen", codes=(code,), text=text),))

    def lawful(self, week: Week) -> Judged | None:
        """The week without what the checker objects to; None when something is left that nothing mends."""
        for _ in range(ROUNDS):
            judged = self.judge.judge(week)
            if not judged.breaches:
                return judged
            left = week
            for breach in judged.breaches:
                left = self._without(left, breach)
            if left == week:
                left = self._without(week, judged.breaches[0], wide=True)
            if left == week:
                return None
            for breach in judged.breaches:
                self._because(_all_items(week), left, breach.code)
            week = left
        return None

    def _without(self, week: Week, breach: Breach, *, wide: bool = False) -> Week:
        """The week without what a breach is about: the least that its words name.

        Parameters
        ----------
        wide
            Look beyond the moment of the breach: of several at one moment, the first may have mended the others.
        """
        words = breach.who.split(" ")
        minute = self.scene.horizon.minute(breach.when) if breach.when is not None else None
        for word in words:
            if word in week.served:
                left = without_item(self.scene, week, word)
                if left != week:
                    return left
            if word in week.sessions:
                return without_session(self.scene, week, word)
        for word in words:
            if word in self.scene.instance.person_by_id:
                return self._without_work(week, word, minute, wide or breach.code in WEEKLY)
        for word in words:
            if word in week.runs:
                return self._without_run(week, word, minute, wide)
        return week

    def _without_run(self, week: Week, tour: str, minute: int | None, wide: bool) -> Week:
        runs = [run for run in week.runs[tour] if not self.scene.over(run)] or list(week.runs[tour])
        late = [run for run in runs if minute is None or span_of(run)[0] <= minute <= span_of(run)[1]]
        late = late or (runs if wide else [])
        if not late or self.scene.begun(late[-1]):
            return week
        return without_run(self.scene, week, late[-1])

    def _without_work(self, week: Week, person: str, minute: int | None, wide: bool) -> Week:
        """The week without a piece of somebody's work: that at a moment, else the last of the day, or of all."""
        mine: list[tuple[int, int]] = [
            span_of(run) for run in week.all_runs() if person in people_of(run) and not self.scene.begun(run)
        ]
        for session in week.sessions.values():
            if any(member.person == person for member in session.crew):
                first = self.scene.horizon.minute(session.set_up_start)
                mine.append((first, self.scene.horizon.minute(session.tear_down_end)))
        mine = [span for span in mine if span[0] >= self.scene.now]
        if minute is not None:
            day = minute // DAY_MIN
            today = [span for span in mine if span[0] // DAY_MIN == day] or (mine if wide else [])
            mine = [span for span in today if span[0] <= minute < span[1]] or today
        if not mine:
            return week
        return without_person(self.scene, week, person, *max(mine))


def stranded(scene: Scene, run: Run) -> bool:
    """Whether a run ends on the road: it was cut short."""
    return run.stops[-1].place != scene.instance.vehicle_by_id[run.vehicle].depot


def _all_items(week: Week) -> frozenset[str]:
    return week.served | week.sessions.keys()


def _span(scene: Scene, event: VehicleOut | PersonAbsent | VenueClosed) -> tuple[int, int]:
    return scene.horizon.minute(event.start), scene.horizon.minute(event.end)


def _given_up(scene: Scene, judge: Judge, week: Week) -> Week:
    """The week without what nobody asks for any more."""
    frame = judge.writer.frame
    sessions = {occurrence.id for occurrence in frame.asked}
    legs = {item.id: set(item.legs) for item in frame.items}
    for id_ in sorted(week.sessions.keys() - sessions):
        week = without_session(scene, week, id_)
    for item in sorted(week.served):
        if item not in legs:
            week = without_item(scene, week, item, frozenset(LEGS))
        elif extra := frozenset(leg for leg in LEGS if leg in _legs_of(week, item) and leg not in legs[item]):
            week = without_item(scene, week, item, extra, legs=extra)
    return week


def _legs_of(week: Week, item: str) -> set[str]:
    legs = {a.leg for run in week.all_runs() for stop in run.stops for a in stop.actions if a.item == item and a.leg}
    return {*legs, *(leg for key, leg in week.taxis if key == item)}


def _under_way(scene: Scene, week: Week, events: Iterable[Event]) -> Week:
    """The week with the runs that broke down on the road cut short."""
    for event in events:
        if isinstance(event, VehicleOut | PersonAbsent):
            start, end = _span(scene, event)
            for run in list(week.all_runs()):
                if not scene.begun(run) or scene.over(run) or not (span_of(run)[0] < end and start < span_of(run)[1]):
                    continue
                mine = run.vehicle == event.id if isinstance(event, VehicleOut) else _drives(run, event.id)
                if mine and run in week.runs.get(tour_id(run.vehicle, run.day), ()):
                    week = cut(scene, week, run, max(start, run.stops[0].departure))
    return week


def _drives(run: Run, person: str) -> bool:
    return any(stop.driver == person for stop in run.stops)


def _closed(scene: Scene, week: Week, events: Iterable[Event]) -> Week:
    for event in events:
        if isinstance(event, VenueClosed):
            start, end = _span(scene, event)
            for session in list(week.sessions.values()):
                first, last = scene.horizon.minute(session.set_up_start), scene.horizon.minute(session.tear_down_end)
                if session.venue == event.id and first < end and start < last and session.id in week.sessions:
                    week = without_session(scene, week, session.id)
    return week
