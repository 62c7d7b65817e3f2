"""What jobs look like from outside."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.deps import PageOut
from api.problems import NoticeOut
from api.store.tables import JobRow
from models.instance import TierName
from models.notices import Notice
from models.text import Language, Message

State = Literal["queued", "running", "done", "failed", "cancelled"]


def told(value: Any, language: Language) -> Any:
    """A result with its sentences in the caller's language: messages, and texts that are kept in both."""
    if isinstance(value, dict):
        if value.keys() == {"msgid", "values"}:
            return Message.model_validate(value).text(language)
        if value.keys() == {"fr", "en"}:
            return value[language]
        return {name: told(one, language) for name, one in value.items()}
    return [told(one, language) for one in value] if isinstance(value, list) else value


class PointOut(BaseModel):
    """The tiers of the best plan at a moment of the search."""

    elapsed_s: float
    tiers: dict[str, int]


class ProgressOut(BaseModel):
    """How far a search is: what it does, values and proved bounds of its best plan, seconds spent and left."""

    phase: str = Field(examples=["sessions and rides together"])
    elapsed_s: float
    left_s: float | None = Field(description="none where iterations end the search")
    tiers: dict[TierName, int]
    bounds: dict[TierName, int]

    @classmethod
    def of(cls, progress: dict[str, Any], language: Language) -> "ProgressOut | None":
        """A row's last sign of life, if there was one."""
        if not progress:
            return None
        limit = progress.get("limit_s")
        return cls(
            phase=Message.model_validate(progress["phase"]).text(language),
            elapsed_s=round(progress["elapsed_s"], 1),
            left_s=None if limit is None else round(max(0.0, limit - progress["elapsed_s"]), 1),
            tiers=progress["tiers"],
            bounds=progress["bounds"],
        )


class JobOut(BaseModel):
    """A job: ``plan`` is the best plan so far, then the one it ended with; ``result`` names all that it made."""

    id: str
    kind: str = Field(examples=["solve"])
    state: State
    cancel_asked: bool
    attempts: int
    progress: ProgressOut | None
    curve: list[PointOut]
    plan: str | None
    result: dict[str, Any]
    notices: list[NoticeOut]
    made_by: str
    made_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, row: JobRow, language: Language) -> "JobOut":
        """A row in the caller's language."""
        return cls.model_validate(
            {
                "id": row.id,
                "kind": row.kind,
                "state": row.state,
                "cancel_asked": row.cancel_asked,
                "attempts": row.attempts,
                "progress": ProgressOut.of(row.progress, language),
                "curve": row.curve,
                "plan": row.result.get("plan"),
                "result": told(row.result, language),
                "notices": [NoticeOut.of(Notice.model_validate(one), language) for one in row.notices],
                "made_by": row.made_by,
                "made_at": row.made_at,
                "begun_at": row.begun_at,
                "ended_at": row.ended_at,
            }
        )


class JobsOut(PageOut):
    """A part of the jobs, the newest first."""

    items: list[JobOut]
