"""The one erasable table of who is behind a pseudonym, and what was erased."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from api.store.ids import LENGTH
from api.store.tables.base import Base, Key, Made, OrganisationRef


class IdentityRow(Base):
    """What snapshots leave out of a person or an address: name, position, reasons of absence; sealed."""

    __tablename__ = "identities"

    territory_id: Mapped[str] = mapped_column(
        String(LENGTH), ForeignKey("territories.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    id: Mapped[str] = mapped_column(String(160), primary_key=True)
    sealed: Mapped[bytes]
    changed_at: Mapped[Made]


class ErasureRow(Base):
    """A pseudonym whose person asked, or whose time came, to be forgotten; replayed on every restored backup."""

    __tablename__ = "erasures"

    id: Mapped[Key]
    organisation_id: Mapped[OrganisationRef]
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(160))
    erased_at: Mapped[Made]
