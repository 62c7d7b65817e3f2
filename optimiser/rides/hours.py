"""What the sessions and the past leave of everybody's hours and rests, week by week (rules P5, P7, P8)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from models.base import DAY_MIN, WEEK_DAYS, at
from models.horizon import Horizon
from models.instance import Instance
from models.people import Person
from models.plan import Plan
from models.profiles import WorkRules
from optimiser.binds import binds
from optimiser.rides.free_times import PersonDay, Span, minus
from optimiser.rides.pauses import day_work

REST_STEP_MIN = 180
"""Weekly rests are looked for at these distances; people's own windows bound them as well."""


@dataclass(frozen=True)
class PersonWeeks:
    """A person over the horizon.

    Parameters
    ----------
    duties
        (first minute, last minute, minutes of work) of the days that sessions and fixed activities fill.
    """

    instance: Instance
    horizon: Horizon
    person: Person
    days: Mapping[date, PersonDay]
    duties: Mapping[date, tuple[int, int, int]]

    def week_of(self, day: date) -> int:
        """Index of a week."""
        return self.horizon.week_of(day)

    def _rules(self, week: int) -> WorkRules | None:
        return next((found.rules for day, found in self.days.items() if self.week_of(day) == week), None)

    def base_work_min(self, week: int) -> int:
        """Minutes of work in a week before any turn."""
        return sum(work for day, (_, _, work) in self.duties.items() if self.week_of(day) == week)

    @binds("P5.week", "P5.contract")
    def room_min(self, week: int) -> int:
        """Minutes of work a week has room for."""
        rules = self._rules(week)
        if rules is None:
            return 0
        contract = self.person.contract
        most = min(rules.week_work_min.value, contract.week_min + contract.tolerance_min)
        return max(0, most - self.base_work_min(week))

    def least_room_min(self, week: int) -> int:
        """Minutes of work a week has room for under every limit, the average taken as if other weeks were full."""
        averages = [room for w, room in self.average_rooms() if w >= week]
        return min([self.room_min(week), *(room // (w + 1) for w, room in enumerate(averages))])

    def contract_room_min(self, week: int) -> int:
        """Minutes of work of a week before overtime; below 0 when sessions pass the contract already."""
        return max(0, self.person.contract.week_min - self.base_work_min(week))

    @property
    def overtime_cents_per_min(self) -> float:
        """What a minute beyond the contract costs on top."""
        contract = self.person.contract
        return contract.cost_hour_cents * (contract.overtime_percent - 100) / 100 / 60

    @binds("P5.average")
    def average_rooms(self) -> tuple[tuple[int, int], ...]:
        """(week, minutes that turns of the weeks up to it have room for) under the average over many weeks."""
        rooms = []
        for week in range(self.horizon.weeks):
            rules = self._rules(week)
            if rules is None or rules.average_weeks.value <= 0:
                continue
            span = rules.average_weeks.value
            past = list(self.person.history.week_work_min)
            base = [self.base_work_min(w) for w in range(week + 1)]
            worked = sum([*past, *base][-span:])
            rooms.append((week, max(0, rules.average_week_work_min.value * span - worked)))
        return tuple(rooms)

    def elapsed_min(self, start: int, end: int) -> int:
        """Minutes that really pass between two wall-clock minutes, a change of clock included."""
        zone, monday = self.instance.territory.zone, self.horizon.monday
        return _instant_min(zone, monday, end) - _instant_min(zone, monday, start)

    def _daily_rest_min(self, day: date) -> int:
        return self.days[day].rules.daily_rest_min.value if day in self.days else 0

    @binds("P7.daily_rest")
    def far_enough(self, end: int, start: int) -> bool:
        """Whether a duty that starts may follow one that ended."""
        return self.elapsed_min(end, start) >= self._daily_rest_min(self.horizon.moment(start).date())

    def rested(self, day: date, start: int, end: int) -> bool:
        """Whether a duty of a day keeps its distance from the last one before the horizon and from the other duties."""
        last = self.person.history.last_duty_end
        if last is not None and not self.far_enough(self.horizon.minute(last), start):
            return False
        others = [duty for other, duty in self.duties.items() if other != day]
        return all(
            self.far_enough(b, start) if b <= start else self.far_enough(end, a)
            for a, b, _ in others
            if abs(a - start) < 3 * DAY_MIN
        )

    def legal(self, duties: Mapping[date, tuple[int, int]]) -> bool:
        """Whether duties of further days, with those of sessions, keep the daily and the weekly rests."""
        return self.rest_breach(duties) is None

    @binds("P7.daily_rest", "P8.weekly_rest")
    def rest_breach(self, duties: Mapping[date, tuple[int, int]]) -> str | None:
        """The code of the rest that duties of further days, with those of sessions, would break; None for none."""
        spans = {day: (start, end) for day, (start, end, _) in self.duties.items()} | dict(duties)
        ordered = sorted(spans.values())
        last = self.person.history.last_duty_end
        if last is not None:
            ordered = [(self.horizon.minute(last) - 1, self.horizon.minute(last)), *ordered]
        if not all(self.far_enough(a[1], b[0]) for a, b in pairwise(ordered)):
            return "P7"
        return None if all(self._rests_weekly(week, ordered) for week in range(self.horizon.weeks)) else "P8"

    def _rests_weekly(self, week: int, duties: Sequence[Span]) -> bool:
        start = week * WEEK_DAYS * DAY_MIN
        free = minus([(start, start + WEEK_DAYS * DAY_MIN)], duties)
        return any(self.elapsed_min(a, b) >= self._weekly_rest_min(week) for a, b in free)

    def _free(self, week: int) -> tuple[Span, ...]:
        start = week * WEEK_DAYS * DAY_MIN
        duties = [(a, b) for a, b, _ in self.duties.values()]
        return minus([(start, start + WEEK_DAYS * DAY_MIN)], duties)

    def _weekly_rest_min(self, week: int) -> int:
        rules = self._rules(week)
        return 0 if rules is None else rules.weekly_rest_min.value

    def tight_weeks(self, turn_days: Collection[date]) -> tuple[int, ...]:
        """Weeks in which turns on all of these days could leave no weekly rest, though sessions do."""
        tight = []
        for week in range(self.horizon.weeks):
            needed = self._weekly_rest_min(week)
            taken = [
                (max(self.horizon.day_start(day), window[0]), min(self.horizon.day_start(day) + DAY_MIN, window[1]))
                for day in turn_days
                if self.week_of(day) == week
                for window in self.days[day].windows
            ]
            left = minus(self._free(week), taken)
            if taken and not any(self.elapsed_min(a, b) >= needed for a, b in left) and self.rests(week):
                tight.append(week)
        return tuple(tight)

    @binds("P8.weekly_rest")
    def rests(self, week: int) -> tuple[Span, ...]:
        """Stretches of a week, free of sessions and long enough, that could be its weekly rest."""
        needed = self._weekly_rest_min(week)
        found = []
        for start, end in self._free(week):
            for begin in sorted({start, *range(-(-start // REST_STEP_MIN) * REST_STEP_MIN, end, REST_STEP_MIN)}):
                until = begin + needed
                until += needed - self.elapsed_min(begin, until)
                if until <= end:
                    found.append((begin, until))
        return tuple(found)


@lru_cache(maxsize=1 << 16)
def _instant_min(zone: ZoneInfo, monday: date, minute: int) -> int:
    """Minutes since 1970 of a wall-clock minute after a Monday's midnight."""
    return int(at(monday, minute).replace(tzinfo=zone).timestamp()) // 60


@binds("L2.frozen")
def person_weeks(
    instance: Instance,
    horizon: Horizon,
    person: Person,
    days: Mapping[date, PersonDay],
    previous: Plan | None = None,
    kept: Collection[date] = (),
) -> PersonWeeks:
    """The weeks of a person from the days they may work on; on ``kept`` days, duties are those of the plan before."""
    duties = {}
    for day, found in days.items():
        if found.busy and day not in kept:
            spans = [(one.start, one.end) for one in found.busy]
            work = day_work(found.rules, spans, None)
            start, end = min(a for a, _ in spans), max(b for _, b in spans)
            duties[day] = (start, end, end - start if isinstance(work, str) else work.work_min)
    for duty in previous.duties if previous is not None else ():
        if duty.date in kept and duty.person == person.id:
            duties[duty.date] = horizon.minute(duty.start), horizon.minute(duty.end), duty.work_min
    return PersonWeeks(instance, horizon, person, days, duties)
