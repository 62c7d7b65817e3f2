"""What frozen instances look like from outside."""

from datetime import datetime

from pydantic import BaseModel

from api.deps import PageOut
from api.problems import NoticeOut


class InstanceBrief(BaseModel):
    """A frozen instance: what plans were made from, never changed; the same data is kept once."""

    id: str
    made_at: datetime
    made_by: str
    notices: list[NoticeOut]


class InstancesOut(PageOut):
    """A part of the territory's frozen instances, the newest first."""

    items: list[InstanceBrief]
