"""Passengers and their bookings, apart from all else."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from api.store.ids import LENGTH
from api.store.tables.base import Base, Hash, Key, Made, OrganisationRef, TerritoryRef


class PassengerRow(Base):
    """A passenger: the id is the pseudonym plans know; name, phone, remarks and door are sealed."""

    __tablename__ = "passengers"

    id: Mapped[Key]
    organisation_id: Mapped[OrganisationRef]
    sealed: Mapped[bytes]
    last_ride: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[Made]


class PassengerMarkRow(Base):
    """A keyed hash that a passenger is found by."""

    __tablename__ = "passenger_marks"

    passenger_id: Mapped[str] = mapped_column(
        String(LENGTH), ForeignKey("passengers.id", ondelete="CASCADE"), primary_key=True
    )
    mark: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, index=True)


class BookingRow(Base):
    """A ride asked for: asked, confirmed, cancelled or no_show; ``request`` is the `models.rides.RideRequest`.

    ``first`` and ``last`` are the days it may be on, as far as the request bounds them.
    """

    __tablename__ = "bookings"

    id: Mapped[Key]
    organisation_id: Mapped[OrganisationRef]
    territory_id: Mapped[TerritoryRef]
    passenger_id: Mapped[str | None] = mapped_column(ForeignKey("passengers.id", ondelete="SET NULL"), index=True)
    ride: Mapped[str] = mapped_column(String(160), index=True)
    state: Mapped[str] = mapped_column(String(10), default="asked")
    request: Mapped[dict[str, Any]]
    first: Mapped[date | None]
    last: Mapped[date | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[Made]
    made_by: Mapped[str] = mapped_column(String(80))


class IdempotencyRow(Base):
    """The answer that was given to a request, sealed, for when it is sent again; status 0 until it is given."""

    __tablename__ = "idempotency"

    organisation_id: Mapped[str] = mapped_column(
        String(LENGTH), ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request_hash: Mapped[Hash]
    status: Mapped[int] = mapped_column(default=0)
    sealed: Mapped[bytes | None]
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_at: Mapped[Made]
