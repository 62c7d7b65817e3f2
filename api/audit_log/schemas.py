"""What the log of what was done looks like from outside."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from api.deps import PageOut


class LineOut(BaseModel):
    """Who did what, to what, when."""

    id: str
    at: datetime
    actor: str = Field(examples=["account:01jd2h7k5m8w3c1x9z0q4r6t2v"])
    action: str = Field(examples=["plan.publish"])
    subject: str = Field(examples=["01jd2h7k5m8w3c1x9z0q4r6t2w"])
    detail: dict[str, Any]


class LinesOut(PageOut):
    """A part of the log, the newest first."""

    items: list[LineOut]
