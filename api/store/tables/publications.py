"""What the outside sees: versions, their files, who subscribed, and who is still to be told."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.ids import LENGTH
from api.store.tables.base import Base, Hash, Key, Made, OrganisationRef, TerritoryRef


class PublicationRow(Base):
    """A version of a week, never changed but for its withdrawal.

    ``major`` grows when a plan is published, ``minor`` when a booking is confirmed or cancelled within it.
    ``difference`` tells what it changed of the version in force before; ``frozen_until`` is moved on by the booking
    deadlines that pass.
    """

    __tablename__ = "publications"
    __table_args__ = (UniqueConstraint("territory_id", "monday", "major", "minor"),)

    id: Mapped[Key]
    organisation_id: Mapped[OrganisationRef]
    territory_id: Mapped[TerritoryRef]
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), index=True)
    previous_id: Mapped[str | None] = mapped_column(ForeignKey("publications.id", ondelete="SET NULL"))
    monday: Mapped[date]
    major: Mapped[int]
    minor: Mapped[int]
    difference: Mapped[dict[str, Any]]
    frozen_until: Mapped[datetime | None]
    published_at: Mapped[Made]
    published_by: Mapped[str] = mapped_column(String(80))
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class CalendarsRow(Base):
    """The state of a territory's calendars (`models.plan.FeedEvent`), which the next publication counts on; sealed."""

    __tablename__ = "calendars"

    territory_id: Mapped[str] = mapped_column(
        String(LENGTH), ForeignKey("territories.id", ondelete="CASCADE"), primary_key=True
    )
    sealed: Mapped[bytes]
    changed_at: Mapped[Made]


class PublishedFileRow(Base):
    """A file as it is served now, at a stable path; replaced together with all others of its publication.

    What ``audience`` ``public`` reads is there as it is; calendars of vehicles and people are sealed.
    """

    __tablename__ = "published_files"

    territory_id: Mapped[str] = mapped_column(
        String(LENGTH), ForeignKey("territories.id", ondelete="CASCADE"), primary_key=True
    )
    path: Mapped[str] = mapped_column(String(255), primary_key=True)
    audience: Mapped[str] = mapped_column(String(10))
    media_type: Mapped[str] = mapped_column(String(80))
    etag: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime]
    body: Mapped[bytes] = mapped_column(LargeBinary)


class FeedTokenRow(Base):
    """A calendar address that was given out: secret for vehicles and people; the rest are public and need none."""

    __tablename__ = "feed_tokens"

    id: Mapped[Key]
    organisation_id: Mapped[OrganisationRef]
    territory_id: Mapped[TerritoryRef]
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(160))
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    made_at: Mapped[Made]
    revoked_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class SubscriberRow(Base):
    """Where somebody is told of changes to their next days: a person's or partner's address, sealed."""

    __tablename__ = "subscribers"

    id: Mapped[Key]
    organisation_id: Mapped[OrganisationRef]
    territory_id: Mapped[TerritoryRef]
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(160))
    sealed: Mapped[bytes]
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[Made]


class WebhookRow(Base):
    """An address of another program that is told, each message signed with its secret."""

    __tablename__ = "webhooks"

    id: Mapped[Key]
    organisation_id: Mapped[OrganisationRef]
    url: Mapped[str] = mapped_column(String(2000))
    sealed_secret: Mapped[bytes]
    topics: Mapped[list[Any]]
    disabled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[Made]


class DeliveryRow(Base):
    """A message on its way (outbox): written with what it tells of, sent by a worker, tried again until it arrives."""

    __tablename__ = "deliveries"

    id: Mapped[Key]
    organisation_id: Mapped[OrganisationRef]
    channel: Mapped[str] = mapped_column(String(10))
    webhook_id: Mapped[str | None] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    sealed: Mapped[bytes]
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    delivered_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    made_at: Mapped[Made]
