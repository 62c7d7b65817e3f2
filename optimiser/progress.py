"""What a running search tells whoever watches, and how it is told to stop."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
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


def relayed(
    tell: OnProgress | None,
    began: float,
    limit_s: float | None,
    *,
    scales: Mapping[TierName, int] | None = None,
    offsets: Mapping[TierName, int] | None = None,
) -> OnProgress | None:
    """Where a stage of a solve reports to: its signs of life as those of the whole.

    Parameters
    ----------
    began
        Monotonic clock at the beginning of the solve.
    scales
        What the stage multiplies a tier by.
    offsets
        What other stages have in a tier.
    """
    if tell is None:
        return None

    def relay(progress: Progress) -> None:
        values, bounds = (
            {t: v // (scales or {}).get(t, 1) + (offsets or {}).get(t, 0) for t, v in figures.items()}
            for figures in (progress.tiers, progress.bounds)
        )
        elapsed_s = time.monotonic() - began
        tell(replace(progress, elapsed_s=elapsed_s, limit_s=limit_s, tiers=values, bounds=bounds))

    return relay


class StopFlag:
    """Set once to ask a search to end with the best it has; shared between threads and signal handlers."""

    def __init__(self) -> None:
        self._set = False

    def set(self) -> None:
        """Ask to stop."""
        self._set = True

    def __bool__(self) -> bool:
        return self._set
