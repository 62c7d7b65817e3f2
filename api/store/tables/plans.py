"""Snapshots, plans made from them, what happened since, and what was delivered."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.ids import LENGTH
from api.store.tables.base import Base, Document, Hash, Key, Made, OrganisationRef, TerritoryRef


class InstanceRow(Base):
    """A frozen snapshot, without what identifies anybody; the same data is kept once."""

    __tablename__ = "instances"
    __table_args__ = (UniqueConstraint("territory_id", "digest"),)

    id: Mapped[Key]
    organisation_id: Mapped[OrganisationRef]
    territory_id: Mapped[TerritoryRef]
    digest: Mapped[Hash]
    body: Mapped[Document]
    notices: Mapped[list[Any]]
    made_at: Mapped[Made]
    made_by: Mapped[str] = mapped_column(String(80))


class PlanRow(Base):
    """A plan that passed the checker; ``origin`` tells where it came from (solve, repair, booking, edit, upload)."""

    __tablename__ = "plans"

    id: Mapped[Key]
    organisation_id: Mapped[OrganisationRef]
    territory_id: Mapped[TerritoryRef]
    instance_id: Mapped[str] = mapped_column(ForeignKey("instances.id", ondelete="CASCADE"), index=True)
    previous_id: Mapped[str | None] = mapped_column(ForeignKey("plans.id", ondelete="SET NULL"))
    job_id: Mapped[str | None] = mapped_column(String(LENGTH), index=True)
    origin: Mapped[str] = mapped_column(String(20))
    monday: Mapped[date]
    weeks: Mapped[int]
    body: Mapped[Document]
    tiers: Mapped[list[Any]]
    unserved: Mapped[int]
    label: Mapped[str] = mapped_column(String(200), default="")
    final: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[Made]
    made_by: Mapped[str] = mapped_column(String(80))


class HappeningRow(Base):
    """An event within a published week (`models.events`): a breakdown, an absence, a closure, a delay."""

    __tablename__ = "happenings"

    id: Mapped[Key]
    organisation_id: Mapped[OrganisationRef]
    territory_id: Mapped[TerritoryRef]
    sealed: Mapped[bytes]
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[Made]
    made_by: Mapped[str] = mapped_column(String(80))


class PriceListRow(Base):
    """The answer to what happened: plans by number of changes; ``options`` name the plan of each line."""

    __tablename__ = "price_lists"

    id: Mapped[Key]
    organisation_id: Mapped[OrganisationRef]
    territory_id: Mapped[TerritoryRef]
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), index=True)
    job_id: Mapped[str | None] = mapped_column(String(LENGTH), index=True)
    happenings: Mapped[list[Any]]
    options: Mapped[list[Any]]
    chosen: Mapped[str | None] = mapped_column(String(LENGTH))
    made_at: Mapped[Made]
    made_by: Mapped[str] = mapped_column(String(80))


class OutcomeRow(Base):
    """What became of a session or a direction of a ride (`models.record.Outcome`)."""

    __tablename__ = "outcomes"

    territory_id: Mapped[str] = mapped_column(
        String(LENGTH), ForeignKey("territories.id", ondelete="CASCADE"), primary_key=True
    )
    item: Mapped[str] = mapped_column(String(160), primary_key=True)
    leg: Mapped[str] = mapped_column(String(10), primary_key=True, default="")
    day: Mapped[date]
    body: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[Made]
    made_by: Mapped[str] = mapped_column(String(80))
