"""What residents' needs look like to planners."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from api.deps import PageOut
from models.base import Text


class NeedOut(BaseModel):
    """What a resident said is missing.

    ``contact`` is what they left to be reached by, for those who may read people; it goes when they are answered.
    """

    id: str
    commune: str = Field(examples=["05026"])
    what: str = Field(examples=["Un atelier le matin"])
    when: str = Field(examples=["le jeudi"])
    contact: str | None = None
    answer: str
    answered_at: datetime | None
    version: int
    made_at: datetime


class NeedsOut(PageOut):
    """A part of the needs, the newest first."""

    items: list[NeedOut]


class CommuneNeeds(BaseModel):
    """How many needs of a commune wait for an answer, and how many were answered."""

    commune: str = Field(examples=["05026"])
    name: str = Field(examples=["Ceillac"])
    waiting: int
    answered: int
    latest: datetime


class CommunesOut(BaseModel):
    """Needs by commune, the most waiting first."""

    communes: list[CommuneNeeds]


class AnswerIn(BaseModel):
    """What was answered, or done about it."""

    model_config = ConfigDict(extra="forbid")

    answer: Text = Field(min_length=1, examples=["Un atelier le jeudi matin, dès février"])
