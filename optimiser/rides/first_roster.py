"""A first roster, turn by turn: whoever covers most of what is left for the money, inside all hours and rests."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from models.horizon import Horizon
from optimiser.rides.hours import PersonWeeks
from optimiser.rides.reserves import ReserveAsked
from optimiser.rides.turns import Turn, bins_of, carrying


def first_roster(
    horizon: Horizon,
    turns: Sequence[Turn],
    kept: int,
    hours: Mapping[tuple[str, int], int],
    turn_cost: Sequence[int],
    weeks: Mapping[str, PersonWeeks],
    compatible: Callable[[Turn, Turn], bool],
    reserves: Sequence[ReserveAsked],
    turn_loss: int = 0,
) -> frozenset[int]:
    """Rows of turns that are legal together; the first ``kept`` are among them.

    Parameters
    ----------
    hours
        Weight of each (vehicle, half hour) that should be covered.
    turn_cost
        Cents of each turn.
    turn_loss
        Weight a turn loses by itself; with one, turns are taken by what they gain, whatever they cost.
    """

    def worth(row: int) -> tuple[float, int]:
        return (gains[row] - turn_loss if turn_loss else gains[row] / (turn_cost[row] + 1)), -row

    picker = _Picker(horizon, turns, weeks, compatible, reserves)
    left = dict(hours)
    gains = [sum(left.get(cell, 0) for cell in _cells(turn)) for turn in turns]
    rows_of: dict[tuple[str, int], list[int]] = {}
    for row, turn in enumerate(turns):
        for cell in _cells(turn):
            rows_of.setdefault(cell, []).append(row)
    queue = list(range(kept))
    open_rows = {row for row in range(kept, len(turns)) if gains[row] > turn_loss}
    while queue or open_rows:
        if queue:
            best = queue.pop(0)
        else:
            best = max(open_rows, key=worth)
            open_rows.discard(best)
            if not picker.allows(best):
                continue
        picker.take(best)
        for cell in _cells(turns[best]):
            if weight := left.pop(cell, 0):
                for row in rows_of[cell]:
                    gains[row] -= weight
        open_rows = {row for row in open_rows if gains[row] > turn_loss and not picker.clashes(row, best)}
    return frozenset(picker.taken)


def _cells(turn: Turn) -> list[tuple[str, int]]:
    return [(turn.vehicle, k) for k in bins_of(turn) if not carrying(turn, k)]


class _Picker:
    """The turns taken so far, and which further ones they allow."""

    def __init__(
        self,
        horizon: Horizon,
        turns: Sequence[Turn],
        weeks: Mapping[str, PersonWeeks],
        compatible: Callable[[Turn, Turn], bool],
        reserves: Sequence[ReserveAsked],
    ) -> None:
        self.taken: list[int] = []
        self._horizon, self._turns, self._weeks = horizon, turns, weeks
        self._compatible, self._reserves = compatible, reserves

    def take(self, row: int) -> None:
        self.taken.append(row)

    def clashes(self, row: int, other: int) -> bool:
        """Whether two turns want one vehicle, or one stretch of one driver's day, at once."""
        a, b = self._turns[row], self._turns[other]
        if a.day != b.day:
            return False
        if a.vehicle == b.vehicle and a.start < b.end and b.start < a.end:
            return True
        return a.driver == b.driver and (a.slot == b.slot or abs(a.slot - b.slot) > 1 or not self._compatible(a, b))

    def allows(self, row: int) -> bool:
        """Whether hours, rests and reserves hold with one more turn."""
        turn = self._turns[row]
        weeks = self._weeks[turn.driver]
        mine = [self._turns[t] for t in self.taken if self._turns[t].driver == turn.driver]
        week = self._horizon.week_of(turn.day)
        worked = sum(one.extra_work_min for one in mine if self._horizon.week_of(one.day) == week)
        if worked + turn.extra_work_min > weeks.least_room_min(week):
            return False
        duties: dict[date, tuple[int, int]] = {}
        for one in (*mine, turn):
            start, end = duties.get(one.day, (one.duty_start, one.duty_end))
            duties[one.day] = min(start, one.duty_start), max(end, one.duty_end)
        if not weeks.legal(duties):
            return False
        today = [self._turns[t] for t in self.taken if self._turns[t].day == turn.day]
        return all(
            reserve.free_min((*today, turn)) >= reserve.asked_min
            for reserve in self._reserves
            if reserve.day == turn.day
        )
