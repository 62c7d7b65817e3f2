"""The joint search: from a plan made in two stages, one move after another, each kept when the plan gets better."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from models.pins import Pin
from models.text import message
from optimiser.draft import Draft
from optimiser.joint.bandit import Bandit
from optimiser.joint.evaluation import Judge
from optimiser.joint.incumbent import Incumbent, Move, left_out_of
from optimiser.joint.neighbourhoods import RIDE_MOVES, SESSION_MOVES, propose
from optimiser.joint.ride_side import replan
from optimiser.joint.session_side import SessionSide, session_side
from optimiser.progress import OnProgress, Progress, StopFlag
from optimiser.rides.situation import Situation
from optimiser.rides.whole import rides_by_day, with_rides
from optimiser.writing.evaluate import TIER_ORDER, Written

PHASE = message("sessions and rides together")
TELL_S = 0.5
"""Seconds between two signs of life."""
FIRST_ITERATIONS = 200
"""Iterations of the search of each day of a move before it is seen whether it could be of use."""
ITERATIONS = (300, 600, 1200, 2400)
"""Iterations after that, one of these by chance."""
DEVIATION = 0.02
"""How much dearer than the best plan, in parts of it, the plan may be that moves go on from; it shrinks to nothing."""
GAINS = (1.0, 1.0, 0.5, 0.1, 0.1)
"""What it counts for in the choice of moves when one betters a tier, the tiers before being equal."""
PATIENCE = 3
"""A move in which a crew is carried that was not is searched so much longer: its tour begins from nothing."""
HOPEFUL = 8
"""A move is searched on when the need it leaves is above that of the best plan by this at most."""


@dataclass(frozen=True)
class Effort:
    """When the search ends: at a moment of the monotonic clock, or after so many iterations of day searches."""

    until: float | None
    iterations: int | None = None


@dataclass
class JointSearch:
    """A plan bettered move by move.

    The seed alone decides the moves when iterations are counted.
    """

    judge: Judge
    side: SessionSide
    effort: Effort
    seed: int
    stop: StopFlag
    on_progress: OnProgress | None = None
    on_best: Callable[[Written], None] | None = None

    def run(self, now: Incumbent) -> Incumbent:
        """The best plan found."""
        rng, bandit, best = Random(self.seed), Bandit([*RIDE_MOVES, *SESSION_MOVES]), now
        self._promised = _promised(now.situation)
        self._began, self._told, self._spent = time.monotonic(), 0.0, 0
        number = 0
        while not self._over():
            number += 1
            kind = bandit.pick(rng)
            if not self.judge.acceptance.near(best.values, now.values, self._deviation()):
                now = best
            found = self._tried(now, best, kind, rng, (self.seed * 1_000_003 + number) % (1 << 31))
            now, gain = now if found is None else found, 0.0
            if found is not None and self.judge.acceptance.better(best.values, found.values):
                gain = GAINS[
                    next(k for k, pair in enumerate(zip(best.values, found.values, strict=True)) if len(set(pair)) > 1)
                ]
                best = found
            bandit.tell(kind, gain)
        return best

    def _tried(self, now: Incumbent, best: Incumbent, kind: str, rng: Random, seed: int) -> Incumbent | None:
        """The plan after a move of a kind, when it is better than the best or near it, and lawful."""

        def asked_to_stop() -> bool:
            self._tell(best)
            return bool(self.stop)

        self._tell(best)
        move = propose(kind, now, self.side, rng)
        longer = rng.choice(ITERATIONS)
        if move is None:
            self._spent += 1
            return None
        days, acceptance, deviation = now.days, self.judge.acceptance, self._deviation()
        patience = PATIENCE if _carries_anew(now, move) else 1
        for iterations, margin in ((patience * FIRST_ITERATIONS, patience * HOPEFUL), (patience * longer, 0)):
            self._spent += iterations * max(1, len(move.turns))
            days = replan(days, move, iterations=iterations, seed=seed, should_stop=asked_to_stop)
            most = acceptance.most_need(best.values, deviation) + margin
            if self._hopeless(left_out_of(move.situation, days), best, most):
                return None
        draft = with_rides(move.situation, days.values())
        written = self.judge.written_again(now.written, draft, move.days)
        values = self.judge.values(written)
        if not acceptance.better(now.values, values) and not acceptance.near(best.values, values, deviation):
            return None
        better = values != now.values and self.judge.passes(written)
        return Incumbent(move.situation, days, written, values) if better else None

    def _hopeless(self, left_out: frozenset[str], best: Incumbent, most: int) -> bool:
        """Whether a plan that leaves some items out drops more promised ones, or has more need than would do."""
        lost = len(left_out & self._promised) > len(best.left_out & self._promised)
        return lost or self.judge.need(left_out) > most

    def _over(self) -> bool:
        if self.stop:
            return True
        if self.effort.iterations is not None:
            return self._spent >= self.effort.iterations
        return self.effort.until is not None and time.monotonic() >= self.effort.until

    def _deviation(self) -> float:
        """How far from the best plan moves go on, by the effort left."""
        if self.effort.iterations is not None:
            left = 1 - self._spent / max(1, self.effort.iterations)
        else:
            until = self.effort.until or self._began
            left = (until - time.monotonic()) / max(1e-9, until - self._began)
        return DEVIATION * max(0.0, left)

    def _tell(self, now: Incumbent) -> None:
        moment = time.monotonic()
        if self.on_progress is not None and moment - self._told >= TELL_S:
            self._told = moment
            tiers = dict(zip(TIER_ORDER, now.values, strict=True))
            self.on_progress(Progress(PHASE, moment - self._began, None, None, tiers))
        if self.on_best is not None:
            self.on_best(now.written)


def _promised(s: Situation) -> frozenset[str]:
    """Rides that the plan before or a pin promises: a search never drops one for others."""
    previous = s.builder.previous
    told = set() if previous is None else {ride.item for ride in previous.rides}
    return frozenset(item.id for item in s.items if item.id in told | {pin.item for pin in s.instance.pins})


def _carries_anew(now: Incumbent, move: Move) -> bool:
    carried = {turn.carries for turn in now.turns}
    return any(
        turn.carries not in carried for turns in move.turns.values() for turn in turns if turn.carries is not None
    )


def improve(
    situation: Situation,
    draft: Draft,
    pins: dict[str, Pin],
    judge: Judge,
    effort: Effort,
    *,
    seed: int,
    stop: StopFlag,
    on_progress: OnProgress | None = None,
    on_best: Callable[[Written], None] | None = None,
) -> Draft:
    """A draft at least as good as the one given, sessions and rides moved together; that one, where it is not lawful.

    Parameters
    ----------
    situation
        Of the draft's sessions.
    draft
        With its rides.
    pins
        Of sessions, by occurrence; those stay where they are.
    on_best
        Told the best plan so far again and again.
    """
    written = judge.written(draft)
    if not judge.passes(written):
        return draft
    search = JointSearch(judge, session_side(situation, pins), effort, seed, stop, on_progress, on_best)
    start = Incumbent(situation, rides_by_day(situation, draft), written, judge.values(written))
    found = search.run(start)
    return draft if found is start else found.draft
