"""One attempt at the rides: a roster, a search of each day, better rosters, a last look at what stays out."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.text import message
from optimiser.progress import OnProgress, Progress, StopFlag
from optimiser.rides.completing import Completer, driven_turns
from optimiser.rides.day_search import DayOutcome, search_day
from optimiser.rides.idle_time import with_idle_time
from optimiser.rides.rostering import Effort, roster
from optimiser.rides.shifts import DayResult
from optimiser.rides.situation import BucketKey, Situation
from optimiser.rides.turns import BIN_MIN, Turn
from optimiser.rides.whole import lost_weight
from optimiser.search import MaxIterations, MaxSeconds, Stop

ROSTER_SHARE = 0.25
SEARCH_SHARE = 0.25
"""Shares of the effort for the first roster and the first search of every day; the rest goes to improving them."""

IMPROVE_UNTIL, COMPLETE_FROM = 0.7, 0.85
"""Shares of the time allowed after which no more rosters are tried, and no more long searches begun."""

ROUNDS = 3
"""Rosters tried anew for each day when effort is counted in iterations."""

SPARSER, DENSER = 0.8, 1.25
"""Loaded minutes reckoned per half hour are multiplied by these where tours proved to hold less, or more."""

CHANGE_BINS = 2, 1, 4, 0
"""Half hours a change of drivers is reckoned to take, one after another, where vehicles go out as hours allow."""

COMPLETION_ITERATIONS = 200

ROSTER_SECONDS_PER_ITERATION = 1e-4


@dataclass
class Attempt:
    """One attempt at the whole horizon: its limits, and the best found so far for each day.

    Parameters
    ----------
    iterations, seconds
        Effort of this attempt: iterations when given, else seconds of elapsed time.
    wide
        Whether the first roster puts vehicles out as long as hours allow.
    turns
        The roster to begin with and to keep, but for idle hours; one is chosen when not given.
    """

    situation: Situation
    seed: int
    iterations: int | None
    seconds: float
    stop: StopFlag
    on_progress: OnProgress | None
    wide: bool = False
    turns: tuple[Turn, ...] | None = None
    begun: float = field(default_factory=time.monotonic)
    best: dict[date, DayOutcome] = field(default_factory=dict)
    capacity: dict[date, float] = field(default_factory=dict)
    tried: dict[date, int] = field(default_factory=dict)

    @property
    def elapsed_s(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.begun

    @property
    def days(self) -> list[date]:
        """Days with something to serve, in order."""
        return sorted(self.situation.wanted)

    @property
    def value(self) -> tuple[int, int, int]:
        """Promised rides left out, tier 1 over all days, cost: what attempts are compared by."""
        s = self.situation
        lost = self.lost_but(None)
        need = sum(s.need[key].cost(weight) for key, weight in lost.items())
        tiers = [outcome.tiers for outcome in self.best.values()]
        return sum(one[0] for one in tiers), need, sum(one[2] for one in tiers)

    def run(self) -> None:
        """A roster of all days, then better ones, then what is still left out."""
        if self.days:
            _first(self)
            _improve(self)
            self.complete(self.begun + self.seconds)

    def complete(self, until: float) -> None:
        """Try what stayed out wherever a vehicle and a driver are left, until a moment of the monotonic clock at most.

        With a limit on iterations, time does not count.
        """
        _complete(self, lambda: bool(self.stop) or (self.iterations is None and time.monotonic() > until))

    def roster_effort(self, share: float) -> Effort:
        """What a share of the effort is for the roster."""
        if self.iterations is None:
            return Effort(self.seconds * share, deterministic=False, seed=self.seed)
        seconds = min(20.0, max(0.5, self.iterations * ROSTER_SECONDS_PER_ITERATION))
        return Effort(seconds * share, deterministic=True, seed=self.seed)

    def search_limit(self, share: float) -> Stop:
        """What a share of the effort is for the search."""
        if self.iterations is None:
            return MaxSeconds(self.seconds * share)
        return MaxIterations(max(1, round(self.iterations * share)))

    def lost_but(self, day: date | None) -> dict[BucketKey, int]:
        """Weight that cannot be served, or is not on the other days, by bucket."""
        served = {other: outcome.result.served for other, outcome in self.best.items()}
        return lost_weight(self.situation, served, day)

    def tell(self, day: date | None) -> None:
        """Give a sign of life."""
        if self.on_progress is not None:
            phase = message("driving shifts") if day is None else message("rides")
            limit = self.seconds if self.iterations is None else None
            need = sum(outcome.tiers[1] for outcome in self.best.values())
            self.on_progress(Progress(phase, self.elapsed_s, limit, day, {"need": need} if self.best else {}))


def _first(run: Attempt) -> None:
    """A roster of all days at once, and a search of each."""
    run.tell(None)
    run.capacity = {day: float(BIN_MIN) for day in run.days}
    chosen = _roster_of_all_days(run) if run.turns is None else run.turns
    for day in run.days:
        turns = [turn for turn in chosen if turn.day == day]
        run.best[day] = _searched(run, day, turns, SEARCH_SHARE * _share(run, day))
        run.tell(day)


def _roster_of_all_days(run: Attempt) -> tuple[Turn, ...]:
    capacity = {day: round(minutes) for day, minutes in run.capacity.items()}
    effort, bins = run.roster_effort(ROSTER_SHARE), CHANGE_BINS[0] if run.wide else None
    return roster(run.situation, run.days, (), run.lost_but(None), capacity, effort, change_bins=bins)


def _share(run: Attempt, day: date) -> float:
    return len(run.situation.wanted[day]) / sum(len(rides) for rides in run.situation.wanted.values())


def _searched(
    run: Attempt, day: date, turns: Sequence[Turn], share: float, start: DayResult | None = None
) -> DayOutcome:
    return search_day(
        run.situation,
        day,
        turns,
        run.lost_but(day),
        limit=run.search_limit(share),
        seed=run.seed,
        should_stop=lambda: bool(run.stop),
        start=start,
    )


def _improve(run: Attempt) -> None:
    """Idle hours offered to what stays out, then day after day other rosters, then longer searches with those kept.

    A roster has more hours where something stays unserved, fewer where nothing does. It is kept when the day's search
    ends better with it, in the order of the tiers.
    """
    left = 1 - ROSTER_SHARE - SEARCH_SHARE
    trials = left / 3 / ROUNDS
    _offer(run, left / 3, [day for day in run.days if run.best[day].result.unserved])
    for _ in range(ROUNDS if run.turns is None else 0):
        for day in run.days:
            if run.stop or (run.iterations is None and run.elapsed_s > run.seconds * IMPROVE_UNTIL):
                break
            _try_roster(run, day, trials * _share(run, day))
    _offer(run, left / 3, run.days)


def _offer(run: Attempt, effort: float, days: Sequence[date]) -> None:
    """Search some days again from where they stand, with all the time their vehicles and drivers have left."""
    for day in days:
        if run.stop:
            break
        share = effort * _share(run, day)
        if run.iterations is None:
            share = min(share, max(0.0, COMPLETE_FROM - run.elapsed_s / run.seconds))
        _keep(run, day, _searched(run, day, _offered(run, day), share, run.best[day].result))


def _offered(run: Attempt, day: date) -> tuple[Turn, ...]:
    """The day's turns; where something stays unserved, with all the time that vehicles and drivers have left."""
    best = run.best[day]
    if not best.result.unserved:
        return best.turns
    s = run.situation
    shifts = [shift for outcome in run.best.values() for shift in outcome.result.shifts]
    return tuple(turn for turn in with_idle_time(s, driven_turns(s, shifts), day) if turn.day == day)


def _try_roster(run: Attempt, day: date, share: float) -> None:
    s = run.situation
    best = run.best[day]
    factor = SPARSER if best.result.unserved else DENSER
    capacity = min(3.0 * BIN_MIN, max(BIN_MIN / 4, run.capacity[day] * factor))
    elsewhere = [shift for other in run.days if other != day for shift in run.best[other].result.shifts]
    effort = run.roster_effort(share / 2)
    bins = None
    if run.wide and best.result.unserved:
        run.tried[day] = run.tried.get(day, 0) + 1
        bins = CHANGE_BINS[run.tried[day] % len(CHANGE_BINS)]
    kept = driven_turns(s, elsewhere)
    turns = roster(s, [day], kept, run.lost_but(day), {day: round(capacity)}, effort, change_bins=bins)
    if set(turns) != set(best.turns):
        _keep(run, day, _searched(run, day, turns, share / 2))
    run.capacity[day] = capacity


def _complete(run: Attempt, should_stop: Callable[[], bool]) -> None:
    limit = MaxIterations(COMPLETION_ITERATIONS)
    Completer(
        run.situation,
        run.best,
        lambda day, turns: search_day(
            run.situation,
            day,
            turns,
            run.lost_but(day),
            limit=limit,
            seed=run.seed,
            should_stop=lambda: bool(run.stop),
            start=run.best[day].result,
        ),
        should_stop,
    ).run()


def _keep(run: Attempt, day: date, outcome: DayOutcome) -> None:
    if outcome.tiers < run.best[day].tiers:
        run.best[day] = outcome
        run.tell(day)
