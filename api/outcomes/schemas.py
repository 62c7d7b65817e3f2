"""What outcomes look like from outside."""

from pydantic import BaseModel, Field

from api.accounts.schemas import Incoming
from api.plans.moments import Day
from api.problems import NoticeOut
from models.base import Count, Minutes, Text
from models.record import Outcome

MOST = 100_000


class OutcomeIn(Incoming):
    """What became of an item: delivered or not, how many came, how long a session was held, and why not.

    ``reason`` is kept with the plan's figures: no name and nothing about anybody's health belongs there.
    """

    day: Day = Field(examples=["2027-01-12"], description="the day the plan has it on")
    delivered: bool | None = None
    attended: Count | None = Field(default=None, le=MOST)
    minutes: Minutes | None = Field(default=None, le=24 * 60)
    reason: Text = Field(default="", max_length=500)


class OutcomeOut(BaseModel):
    """A planned item with what was recorded of it; ``version`` is 0 where nothing was yet."""

    outcome: Outcome
    version: int


class OutcomePutOut(OutcomeOut):
    """An outcome that was recorded, with what is worth knowing about it."""

    notices: list[NoticeOut]


class OutcomesOut(BaseModel):
    """All items of the plans published for some weeks."""

    items: list[OutcomeOut]
