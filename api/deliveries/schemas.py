"""What subscribers, webhooks and deliveries look like from outside."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.accounts.schemas import Email
from api.deliveries.topics import Topic
from api.deps import PageOut
from models.base import Id

DeliveryState = Literal["waiting", "delivered", "given up"]
SubscriberKind = Literal["person", "commune"]
Url = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[\x21-\x7e]+$")]


class Incoming(BaseModel):
    """Base of what callers send: no unknown field."""

    model_config = ConfigDict(extra="forbid")


class SubscriberIn(Incoming):
    """Somebody who is told by mail when the next two days change."""

    kind: SubscriberKind = Field(examples=["person"])
    subject: Id = Field(examples=["luc"], description="id of the person or commune")
    email: Email = Field(examples=["luc@queyras.example"])


class SubscriberChange(Incoming):
    """Another address."""

    email: Email


class SubscriberOut(BaseModel):
    """A subscriber."""

    id: str
    kind: SubscriberKind
    subject: str
    email: str
    made_at: datetime


class SubscribersOut(PageOut):
    """A part of the subscribers."""

    items: list[SubscriberOut]


class WebhookIn(Incoming):
    """An address to call, and what of."""

    url: Url = Field(examples=["https://sms.example/halte"])
    topics: list[Topic] = Field(min_length=1, max_length=10, examples=[["ride.changed"]])


class WebhookChange(WebhookIn):
    """What may be changed of a webhook."""

    disabled: bool = False


class WebhookOut(BaseModel):
    """A webhook, without its secret."""

    id: str
    url: str
    topics: list[Topic]
    disabled: bool
    made_at: datetime


class WebhookMadeOut(WebhookOut):
    """A new webhook; the secret its messages are signed with is told this once."""

    secret: str


class WebhooksOut(PageOut):
    """A part of the webhooks."""

    items: list[WebhookOut]


class DeliveryOut(BaseModel):
    """A message on its way, without what it says."""

    id: str
    channel: Literal["mail", "webhook"]
    webhook: str | None
    state: DeliveryState
    attempts: int
    made_at: datetime
    next_at: datetime | None


class DeliveriesOut(PageOut):
    """A part of the messages, the newest first."""

    items: list[DeliveryOut]
