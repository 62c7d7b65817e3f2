"""Names of those who must be told, for readers who may know them."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from api.access import Permission, Principal
from api.passengers.repository import Passengers
from api.problems import Problem
from api.publications.repository import Publications
from api.store.sealing import Seal
from api.store.tables import PublicationRow
from api.territories.snapshots import thaw


def names_for(
    session: Session, seal: Seal, publications: Publications, row: PublicationRow, principal: Principal
) -> Callable[[str, str, str], str]:
    """From the kind of telling, the id of whom to tell and how it is stored to how planners call them."""
    _, snapshot = publications.plan_and_snapshot(row)
    people = thaw(session, seal, snapshot).person_by_id

    def name(kind: str, subject: str, stored: str) -> str:
        if kind == "ride" and principal.may(Permission.PASSENGERS_READ):
            return passenger_name(session, seal, principal.organisation_id, subject)
        person = people.get(subject) if kind == "duty" else None
        return stored if person is None else person.name

    return name


def passenger_name(session: Session, seal: Seal, organisation_id: str, pseudonym: str) -> str:
    """The name behind a pseudonym; the pseudonym itself where nobody is known by it any more."""
    passengers = Passengers(session, seal, organisation_id)
    try:
        return passengers.private(passengers.row(pseudonym)).name
    except Problem:
        return pseudonym
