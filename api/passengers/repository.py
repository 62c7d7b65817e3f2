"""Rows of passengers, bound to an organisation; opened and sealed on the way, found by keyed hashes."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.deps import Page
from api.owned import of_organisation
from api.store.ids import new_id
from api.store.sealing import Seal, plain_phone, plain_words
from api.store.tables import PassengerMarkRow, PassengerRow

PHONE_DIGITS = 6
"""A search with so many digits and no letter is for a phone number."""


@dataclass(frozen=True)
class Door:
    """A door of a passenger: an address of a territory."""

    territory_id: str
    id: str


@dataclass(frozen=True)
class Private:
    """What is sealed of a passenger."""

    name: str
    phone: str = ""
    remarks: str = ""
    doors: tuple[Door, ...] = field(default=())

    def document(self) -> dict[str, Any]:
        """As JSON."""
        doors = [{"territory_id": door.territory_id, "id": door.id} for door in self.doors]
        return {"name": self.name, "phone": self.phone, "remarks": self.remarks, "doors": doors}


class Passengers:
    """The passengers of one organisation."""

    def __init__(self, session: Session, seal: Seal, organisation_id: str) -> None:
        self._session, self._seal, self._organisation_id = session, seal, organisation_id

    def row(self, id_: str) -> PassengerRow:
        """One passenger.

        Raises
        ------
        Problem
            404 when the organisation has none of that id.
        """
        return of_organisation(self._session, PassengerRow, id_, self._organisation_id)

    def find(self, page: Page, text: str) -> tuple[list[PassengerRow], str | None]:
        """A part of the passengers: those with a word for each word searched that begins with it, or of a phone number.

        Words of one or two letters are found whole, and no text at all finds everybody.
        """
        query = select(PassengerRow).where(PassengerRow.organisation_id == self._organisation_id)
        for mark in self._searched(text):
            marked = select(PassengerMarkRow.passenger_id).where(PassengerMarkRow.mark == mark)
            query = query.where(PassengerRow.id.in_(marked))
        rows = self._session.scalars(page.select(query, PassengerRow.id)).all()
        return page.cut(rows, lambda row: row.id)

    def private(self, row: PassengerRow) -> Private:
        """What is sealed of a passenger."""
        known = self._seal.open(row.sealed, _owner(row.id))
        doors = tuple(Door(**door) for door in known.pop("doors"))
        return Private(**known, doors=doors)

    def add(self, private: Private) -> PassengerRow:
        """A new passenger."""
        row = PassengerRow(id=new_id(), organisation_id=self._organisation_id, version=0)
        self.write(row, private)
        return row

    def write(self, row: PassengerRow, private: Private) -> None:
        """Seal a passenger anew, to be found by the present name and phone; the version grows."""
        row.sealed = self._seal.close(private.document(), _owner(row.id))
        row.version += 1
        self._session.add(row)
        self._session.flush()
        marks = self._seal.marks(plain_words(private.name))
        if digits := plain_phone(private.phone):
            marks.add(self._phone_mark(digits))
        self._session.execute(delete(PassengerMarkRow).where(PassengerMarkRow.passenger_id == row.id))
        self._session.add_all(PassengerMarkRow(passenger_id=row.id, mark=mark) for mark in marks)
        self._session.flush()

    def _searched(self, text: str) -> list[bytes]:
        digits = plain_phone(text)
        if len(digits) >= PHONE_DIGITS and not any(c.isalpha() for c in text):
            return [self._phone_mark(digits)]
        return [self._seal.mark(word) for word in plain_words(text)]

    def _phone_mark(self, digits: str) -> bytes:
        return self._seal.mark(f"phone {digits}")


def _owner(id_: str) -> str:
    return f"passenger/{id_}"
