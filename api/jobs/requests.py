"""What jobs were asked for, as their rows keep it: ids of what they work on, limits; no personal datum."""

from datetime import date

from pydantic import BaseModel

from models.base import LocalDateTime
from models.instance import Tolerance


class _Request(BaseModel):
    seconds: float | None = None
    iterations: int | None = None
    seed: int = 0


class SolveRequest(_Request):
    """Plan a week of a snapshot; ``previous`` is the plan before, ``now`` the local time it was asked at."""

    instance: str
    monday: date | None = None
    previous: str | None = None
    now: LocalDateTime | None = None
    made_at: LocalDateTime | None = None
    tolerances: tuple[Tolerance, ...] | None = None
    label: str = ""


class ScenarioRequest(_Request):
    """Plan the week of an edited snapshot, and of the snapshot itself where ``base`` names no plan of it."""

    instance: str
    edited: str
    base: str | None = None
    monday: date | None = None
    label: str = ""


class RepairRequest(_Request):
    """Answer happenings, by their ids, within the week of a plan."""

    plan: str
    happenings: tuple[str, ...]
    now: LocalDateTime


class ExplainRequest(_Request):
    """Explain items of a plan."""

    plan: str
    items: tuple[str, ...]


class FrontierRequest(_Request):
    """Tell what a more equal plan costs."""

    instance: str
    monday: date | None = None
    most_percent: int
