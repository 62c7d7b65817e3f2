"""What callers ask searches for."""

from typing import Annotated, Literal

from pydantic import Field

from api.accounts.schemas import Incoming
from api.plans.moments import Monday, Now
from api.store.ids import LENGTH
from models.base import Id, Text
from models.edits.scenario import Scenario
from models.instance import Tolerance

RowId = Annotated[str, Field(pattern=f"^[0-9a-z]{{{LENGTH}}}$")]


class SearchIn(Incoming):
    """How long to search: seconds, or iterations, with which the same plan comes out always."""

    seconds: int | None = Field(
        default=None, ge=1, le=86_400, examples=[60], description="the service's own by default"
    )
    iterations: int | None = Field(default=None, ge=1, le=1_000_000, description="instead of seconds")
    seed: int = Field(default=0, ge=0, lt=2**31)


class WeekIn(SearchIn):
    """A search for a week."""

    monday: Monday | None = Field(default=None, examples=["2027-01-11"], description="the territory's week by default")


class SolveIn(WeekIn):
    """A week to plan.

    ``instance`` is a snapshot that was frozen before; the territory as it stands by default. ``previous`` is the plan
    that the week goes on from: what is published by default, none for null.
    """

    instance: RowId | None = None
    previous: RowId | Literal["published"] | None = "published"
    now: Now | None = Field(
        default=None, examples=["2027-01-07T12:00"], description="local time it is made at: what lies before then stays"
    )
    tolerances: tuple[Tolerance, ...] | None = Field(
        default=None, max_length=5, description="the territory's own by default"
    )
    label: Text = Field(default="", max_length=200)


class ScenarioIn(WeekIn):
    """Edits to try out. ``base`` is the plan as things are: planned as well by default, with the same limits."""

    scenario: Scenario
    base: RowId | None = None


class FrontierIn(WeekIn):
    """How much of all need the last plan may leave above the least, in percent."""

    most_need_percent: int = Field(default=25, ge=1, le=100)


class ExplainIn(Incoming):
    """Items to explain: by their id in the plan; all that is unserved by default."""

    items: tuple[Id, ...] | None = Field(default=None, max_length=100)
    seconds: int | None = Field(default=None, ge=1, le=600, description="for each item")
