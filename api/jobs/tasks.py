"""What a solving process is asked and what it says: JSON on its standard input and output, one value a line.

It gets everything by that line and has neither the database nor the key: instances come without names.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.base import Frozen, LocalDateTime
from models.events import Event
from models.explanation import Explanation
from models.instance import Instance, TierName, Tolerance
from models.notices import Notice
from models.plan import Plan
from models.text import Message

STOP = b"stop\n"
"""Line that asks a process to end with the best it has."""


class _Task(Frozen):
    """What every task has. ``folder`` is where the territory's road extract lies."""

    folder: Path
    instance: Instance
    seed: int = 0
    seconds: float | None = None
    iterations: int | None = None

    @property
    def clock_s(self) -> float | None:
        """Seconds the search takes by its own clock; none where iterations end it."""
        return None if self.iterations is not None else self.seconds


class SolveTask(_Task):
    """Plan a week."""

    kind: Literal["solve"] = "solve"
    monday: date | None = None
    previous: Plan | None = None
    made_at: LocalDateTime | None = None
    tolerances: tuple[Tolerance, ...] | None = None


class ScenarioTask(_Task):
    """Plan the week of an edited instance, and that of the instance itself where there is no plan of it."""

    kind: Literal["scenario"] = "scenario"
    edited: Instance
    monday: date | None = None
    base: Plan | None = None
    made_at: LocalDateTime | None = None

    @property
    def clock_s(self) -> float | None:
        """Seconds of both searches."""
        one = super().clock_s
        return None if one is None else one * (2 if self.base is None else 1)


class RepairTask(_Task):
    """Answer events."""

    kind: Literal["repair"] = "repair"
    plan: Plan
    events: tuple[Event, ...]
    now: LocalDateTime


class ExplainTask(_Task):
    """Explain items of a plan."""

    kind: Literal["explain"] = "explain"
    plan: Plan
    previous: Plan | None = None
    items: tuple[str, ...]

    @property
    def clock_s(self) -> float | None:
        """Seconds of all items."""
        return None if self.seconds is None else self.seconds * len(self.items)


class FrontierTask(_Task):
    """Tell what a more equal plan costs."""

    kind: Literal["frontier"] = "frontier"
    monday: date | None = None
    most_percent: int


Task = Annotated[SolveTask | ScenarioTask | RepairTask | ExplainTask | FrontierTask, Field(discriminator="kind")]


class Order(BaseModel):
    """The first line a process reads: its limits and its task."""

    memory_mb: int
    cpu_s: int
    task: Task


class Sign(BaseModel):
    """A sign of life, as `optimiser.progress.Progress`."""

    phase: Message
    elapsed_s: float
    limit_s: float | None = None
    tiers: dict[TierName, int] = {}
    bounds: dict[TierName, int] = {}


class OptionSaid(BaseModel):
    """A line of a price list; ``tellings`` are `optimiser.repair.told.Telling`."""

    changes: int
    need: int
    price: int
    cost: int
    plan: Plan
    tellings: list[dict[str, Any]]


class Answer(BaseModel):
    """What a task came to; which fields are there depends on its kind."""

    plan: Plan | None = None
    base: Plan | None = None
    instance: Instance | None = None
    options: list[OptionSaid] = []
    explanations: list[Explanation] = []
    points: list[Plan] = []
    notices: list[Notice] = []


class FaultSaid(BaseModel):
    """Why there is no answer."""

    code: str
    notices: list[Notice] = []


class Said(BaseModel):
    """A line a process writes: one of these."""

    model_config = ConfigDict(ser_json_inf_nan="null")

    sign: Sign | None = None
    plan: Plan | None = None
    answer: Answer | None = None
    fault: FaultSaid | None = None
