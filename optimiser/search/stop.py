"""When to stop: one method, so that limits can be combined and new ones written."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


@dataclass
class Effort:
    """What a search has spent so far."""

    iterations: int = 0
    _wall: float = field(default_factory=time.perf_counter)
    _cpu: float = field(default_factory=time.process_time)

    @property
    def seconds(self) -> float:
        """Elapsed time."""
        return time.perf_counter() - self._wall

    @property
    def cpu_seconds(self) -> float:
        """Processor time of this process."""
        return time.process_time() - self._cpu


class Stop(Protocol):
    """A limit on the effort of a search."""

    @property
    def iterations(self) -> int | None:
        """Limit on iterations, if there is one: then cooling follows iterations alone, and so does the result."""

    def progress(self, effort: Effort) -> float:
        """Share of the limit that is spent; the search stops at 1."""


@dataclass(frozen=True)
class MaxIterations:
    """Stop after a number of iterations: the same problem, seed and number give the same solution."""

    iterations: int

    def __post_init__(self) -> None:
        if self.iterations < 0:
            raise ValueError(f"MaxIterations({self.iterations}): give zero or more")

    def progress(self, effort: Effort) -> float:
        """Share of the iterations that is spent."""
        return effort.iterations / self.iterations if self.iterations else 1.0


@dataclass(frozen=True)
class MaxSeconds:
    """Stop after some seconds of elapsed time, or of processor time."""

    seconds: float
    cpu: bool = False

    def __post_init__(self) -> None:
        if self.seconds < 0:
            raise ValueError(f"MaxSeconds({self.seconds}): give zero or more")

    @property
    def iterations(self) -> int | None:
        """No limit on iterations."""
        return None

    def progress(self, effort: Effort) -> float:
        """Share of the time that is spent."""
        spent = effort.cpu_seconds if self.cpu else effort.seconds
        return spent / self.seconds if self.seconds else 1.0


class FirstOf:
    """Stop as soon as one of several limits is reached."""

    def __init__(self, *stops: Stop) -> None:
        if not stops:
            raise ValueError("FirstOf() needs at least one limit")
        self.stops = stops

    @property
    def iterations(self) -> int | None:
        """The least of the limits on iterations."""
        return min((stop.iterations for stop in self.stops if stop.iterations is not None), default=None)

    def progress(self, effort: Effort) -> float:
        """The greatest of the shares spent."""
        return max(stop.progress(effort) for stop in self.stops)


ShouldStop = Callable[[], bool]
