"""What entities look like from outside: each class of the vocabulary, with its version beside it."""

from datetime import datetime
from typing import Generic, TypeVar

from pydantic import BaseModel, Field

from api.deps import PageOut
from api.problems import NoticeOut
from models.base import Frozen

M = TypeVar("M", bound=Frozen)


class EntityOut(BaseModel, Generic[M]):
    """An entity: ``version`` is its ETag, ``value`` what is sent back to change it."""

    id: str = Field(examples=["m1"])
    version: int = Field(examples=[1])
    changed_at: datetime
    value: M


class EntityWritten(EntityOut[M], Generic[M]):
    """An entity that was written; ``notices`` tells which of its references name nothing (yet)."""

    notices: list[NoticeOut] = []


class EntitiesOut(PageOut, Generic[M]):
    """A part of the entities of a kind, by id."""

    items: list[EntityOut[M]]


class NoticesOut(BaseModel):
    """Faults and remarks, the errors first."""

    notices: list[NoticeOut]
