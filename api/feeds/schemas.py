"""What secret addresses of calendars look like from outside."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from api.deps import PageOut
from api.feeds.tokens import TokenKind
from models.base import Id


class FeedTokenIn(BaseModel):
    """Whose calendar is given out."""

    model_config = ConfigDict(extra="forbid")

    kind: TokenKind = Field(examples=["vehicle"])
    subject: Id = Field(examples=["M1"], description="id of the vehicle or person")


class FeedTokenOut(BaseModel):
    """An address that was given out, without its secret."""

    id: str
    kind: TokenKind
    subject: str
    made_at: datetime
    revoked: bool


class FeedTokenMadeOut(FeedTokenOut):
    """The address itself, told this once; ``?alarm=30`` makes each event ring so many minutes before."""

    url: str = Field(examples=["https://halte.example/feeds/3q2-secret.ics"])


class FeedTokensOut(PageOut):
    """A part of the addresses given out."""

    items: list[FeedTokenOut]
