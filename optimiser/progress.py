"""What a running search tells whoever watches, and how it is told to stop."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from models.instance import TierName
from models.text import Message


@dataclass(frozen=True)
class Progress:
    """One sign of life: the phase, the best tier values and bounds so far, seconds spent and allowed."""

    phase: Message
    elapsed_s: float
    limit_s: float | None
    day: date | None = None
    tiers: dict[TierName, int] = field(default_factory=dict)
    bounds: dict[TierName, int] = field(default_factory=dict)


OnProgress = Callable[[Progress], None]


class StopFlag:
    """Set once to ask a search to end with the best it has; shared between threads and signal handlers."""

    def __init__(self) -> None:
        self._set = False

    def set(self) -> None:
        """Ask to stop."""
        self._set = True

    def __bool__(self) -> bool:
        return self._set
