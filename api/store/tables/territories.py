"""What plans are made from, as it stands now."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.ids import LENGTH
from api.store.tables.base import Base, Key, Made, OrganisationRef, TerritoryRef
from api.store.types import Packed


class TerritoryRow(Base):
    """A territory of an organisation.

    ``body`` holds what an instance says once (territory, cycle_weeks, anchor, week, settings); ``extract`` the roads,
    ``backgrounds`` the outlines that maps are drawn on.
    """

    __tablename__ = "territories"
    __table_args__ = (UniqueConstraint("organisation_id", "slug"),)

    id: Mapped[Key]
    organisation_id: Mapped[OrganisationRef]
    slug: Mapped[str] = mapped_column(String(160))
    name: Mapped[str] = mapped_column(String(200))
    body: Mapped[dict[str, Any]]
    extract_name: Mapped[str | None] = mapped_column(String(200))
    extract: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    backgrounds: Mapped[bytes | None] = mapped_column(Packed, deferred=True)
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[Made]


class EntityRow(Base):
    """One commune, vehicle, person, ride...: a kind of `models.Instance`, the id, and the class's own JSON.

    Exactly one of ``body`` and ``sealed`` is there: kinds that hold personal data are sealed. ``position`` keeps the
    order of files and workbooks.
    """

    __tablename__ = "entities"

    territory_id: Mapped[str] = mapped_column(
        String(LENGTH), ForeignKey("territories.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    id: Mapped[str] = mapped_column(String(160), primary_key=True)
    position: Mapped[int]
    body: Mapped[dict[str, Any] | None]
    sealed: Mapped[bytes | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[Made]


class LoanRow(Base):
    """A vehicle or kit lent to another organisation for some days; the borrower sees its availability only."""

    __tablename__ = "loans"

    id: Mapped[Key]
    organisation_id: Mapped[OrganisationRef]
    territory_id: Mapped[TerritoryRef]
    borrower_id: Mapped[str] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    entity_id: Mapped[str] = mapped_column(String(160))
    first: Mapped[date]
    last: Mapped[date]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[Made]


class NeedRow(Base):
    """What a resident said is missing: what, where, when; no personal datum unless it was offered, and then sealed."""

    __tablename__ = "needs"

    id: Mapped[Key]
    territory_id: Mapped[TerritoryRef]
    commune: Mapped[str] = mapped_column(String(160))
    what: Mapped[str] = mapped_column(String(2000))
    when: Mapped[str] = mapped_column(String(500), default="")
    sealed: Mapped[bytes | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(2000), default="")
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[Made]
