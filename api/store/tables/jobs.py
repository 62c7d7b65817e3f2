"""Work that takes more than a moment, and who is at it."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Key, Made, OrganisationRef, TerritoryRef
from api.store.types import now


class JobRow(Base):
    """A piece of work: queued, running, then done, failed or cancelled.

    ``owner`` holds it until ``lease_ends``; ``generation`` grows each time somebody takes it, and every write of the
    holder names it. ``progress`` is the last sign of life, ``curve`` all that improved; ``result`` names what was made.
    """

    __tablename__ = "jobs"

    id: Mapped[Key]
    organisation_id: Mapped[OrganisationRef]
    territory_id: Mapped[TerritoryRef]
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10), default="queued", index=True)
    request: Mapped[dict[str, Any]]
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)
    curve: Mapped[list[Any]] = mapped_column(default=list)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    notices: Mapped[list[Any]] = mapped_column(default=list)
    owner: Mapped[str | None] = mapped_column(String(80))
    generation: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_ends: Mapped[datetime | None]
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[Made]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    changed_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    version: Mapped[int] = mapped_column(default=1)
