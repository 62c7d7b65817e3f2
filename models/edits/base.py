"""What every edit of an instance shares: it is applied, has a size, and says what it is about."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import ClassVar, Literal, TypeVar

from models.base import DAY_MIN, Frozen, WeeklyWindow
from models.instance import Instance

Side = Literal["earlier", "later"]
"""Which end of a window moves: its start to earlier, or its end to later."""

T = TypeVar("T", bound=Frozen)


class Edit(Frozen, ABC):
    """One change of an instance that a planner could decide on.

    Edits are data: they can be kept, sent and applied in any order to any instance that has what they name.
    """

    amount_field: ClassVar[str] = ""
    """The field that says how far the edit goes; empty for an edit that is made or not."""
    like_fields: ClassVar[frozenset[str]] = frozenset()
    """Further fields that do not tell edits of one kind apart: the stop chosen, where metres measure how far it is."""

    @abstractmethod
    def apply(self, instance: Instance) -> Instance:
        """The instance with the change made.

        Raises
        ------
        KeyError
            When the instance has not what the edit names.
        """

    @property
    def amount(self) -> int:
        """How far it goes, in the unit of its kind: minutes, metres, people, days; 1 when it is made or not."""
        return int(getattr(self, self.amount_field)) if self.amount_field else 1

    @property
    def subject(self) -> str:
        """What it is about, whatever its amount: two edits are compared by amount only when this is the same."""
        return self.model_dump_json(exclude={self.amount_field, *self.like_fields})


def with_item(items: Iterable[T], id_: str, change: Callable[[T], T]) -> tuple[T, ...]:
    """Items with one of them changed.

    Raises
    ------
    KeyError
        When none has the id.
    """
    several = tuple(items)
    if not any(getattr(item, "id", None) == id_ for item in several):
        raise KeyError(id_)
    return tuple(change(item) if getattr(item, "id", None) == id_ else item for item in several)


def free_id(wanted: str, taken: Iterable[str]) -> str:
    """An id nobody has: the wanted one, or with a number behind it."""
    known = set(taken)
    return next(id_ for k in range(len(known) + 1) if (id_ := wanted if k == 0 else f"{wanted}-{k + 1}") not in known)


def widened(windows: tuple[WeeklyWindow, ...], weekday: int, side: Side, minutes: int) -> tuple[WeeklyWindow, ...]:
    """Windows of which the first of a weekday opens earlier, or the last closes later, in each season.

    No window at all means the whole day, and stays so.
    """
    result: list[WeeklyWindow] = []
    for window in windows:
        mine = [other for other in windows if weekday in other.weekdays and other.season == window.season]
        if side == "earlier":
            moves = window in mine and window.start == min(other.start for other in mine)
            start, end = max(0, window.start - minutes), window.end
        else:
            moves = window in mine and window.end == max(other.end for other in mine)
            start, end = window.start, min(DAY_MIN, window.end + minutes)
        if not moves:
            result.append(window)
            continue
        rest = tuple(day for day in window.weekdays if day != weekday)
        if rest:
            result.append(window.model_copy(update={"weekdays": rest}))
        result.append(WeeklyWindow(start=start, end=end, weekdays=(weekday,), season=window.season))
    return tuple(result)
