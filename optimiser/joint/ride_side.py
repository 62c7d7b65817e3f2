"""The ride side of a move: the rides of the days it touches searched anew, from where they stood."""

from collections.abc import Callable, Mapping
from datetime import date

from optimiser.joint.incumbent import Move
from optimiser.rides.day_search import search_day
from optimiser.rides.shifts import DayResult
from optimiser.rides.whole import lost_weight
from optimiser.search import MaxIterations


def replan(
    days: Mapping[date, DayResult], move: Move, *, iterations: int, seed: int, should_stop: Callable[[], bool]
) -> dict[date, DayResult]:
    """What the rides of every day come to after a move.

    Parameters
    ----------
    days
        What they come to now: each search begins there, as far as the move leaves it.
    iterations
        Of the search of each day planned anew.
    """
    s = move.situation
    found = {day: result for day, result in days.items() if day in s.wanted}
    for day, turns in sorted(move.turns.items()):
        served = {other: result.served for other, result in found.items()}
        found[day] = search_day(
            s,
            day,
            turns,
            lost_weight(s, served, day),
            limit=MaxIterations(iterations),
            seed=seed,
            should_stop=should_stop,
            start=days.get(day),
        ).result
    return dict(sorted(found.items()))
