"""Forgetting passengers: on request, in time, and again in every backup that is restored."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from api.bookings.dates import is_over
from api.passengers.erasure_log import Erasure, append_after_commit
from api.passengers.repository import Passengers
from api.problems import conflict
from api.settings import Settings
from api.store.sealing import Seal
from api.store.tables import (
    BookingRow,
    EntityRow,
    ErasureRow,
    IdentityRow,
    InstanceRow,
    PassengerRow,
    PlanRow,
    PublicationRow,
    TerritoryRow,
)
from api.store.types import now
from models.rides import RideRequest
from models.text import message

PASSENGERS, ADDRESSES = "passengers", "addresses"
OPEN = ("asked", "confirmed")


def erase(session: Session, settings: Settings, seal: Seal, row: PassengerRow, today: date) -> None:
    """Forget a passenger for good: name, phone, remarks, doors, rides asked for.

    What stays is counted, not known: bookings without a passenger, plans with a pseudonym. A door that a running week
    still drives to is forgotten when that week is over (`erase_due`).

    Raises
    ------
    Problem
        409 while rides are booked from today on.
    """
    if coming_rides(session, row.id, today):
        raise conflict("rides-to-come", message("rides are booked for this passenger: cancel them first"))
    private = Passengers(session, seal, row.organisation_id).private(row)
    organisation_id = row.organisation_id
    for door in private.doors:
        _erase(session, organisation_id, ADDRESSES, door.id, today)
    _erase(session, organisation_id, PASSENGERS, row.id, today)
    append_after_commit(session, settings.data_dir)


def erase_door(session: Session, settings: Settings, organisation_id: str, door: str, today: date) -> None:
    """Forget where a door was."""
    _erase(session, organisation_id, ADDRESSES, door, today)
    append_after_commit(session, settings.data_dir)


def coming_rides(session: Session, passenger_id: str, today: date, door: str | None = None) -> bool:
    """Whether a passenger has a ride booked from a day on: from or to a door, if one is named."""
    query = select(BookingRow.request).where(BookingRow.passenger_id == passenger_id, BookingRow.state.in_(OPEN))
    requests = [RideRequest.model_validate(request) for request in session.scalars(query)]
    return any(not is_over(one, today) and door in (None, one.origin, one.destination) for one in requests)


def erase_due(session: Session, settings: Settings, today: date | None = None) -> int:
    """Forget every passenger whose last ride is long past, and doors that weeks now over drove to.

    Parameters
    ----------
    today
        The day it is, by default.

    Returns
    -------
    int
        How many passengers were forgotten.
    """
    today = today or now().date()
    limit = today - timedelta(days=settings.passenger_days)
    seal = Seal(settings.key)
    erased = 0
    for row in session.scalars(select(PassengerRow).order_by(PassengerRow.id)).all():
        quiet_since = max(row.made_at.date(), row.last_ride or date.min)
        if quiet_since < limit and not coming_rides(session, row.id, today):
            erase(session, settings, seal, row, today)
            erased += 1
    for pending in session.scalars(_pending()).all():
        _forget(session, pending.organisation_id, pending.kind, pending.subject, today)
    append_after_commit(session, settings.data_dir)
    return erased


def replay_erasures(session: Session, rows: Iterable[Erasure], today: date | None = None) -> int:
    """Forget again, in a database that was restored, what was forgotten after the backup was made.

    Returns
    -------
    int
        How many erasures the database did not know.
    """
    today = today or now().date()
    new = 0
    for one in rows:
        if session.get(ErasureRow, one.id) is None:
            session.add(ErasureRow(**one.values()))
            new += 1
        _forget(session, one.organisation_id, one.kind, one.subject, today)
    session.flush()
    return new


def _pending() -> Select[ErasureRow]:
    """Erasures of doors whose place is still known."""
    known = select(IdentityRow.id).where(IdentityRow.kind == ADDRESSES, IdentityRow.id == ErasureRow.subject)
    return select(ErasureRow).where(ErasureRow.kind == ADDRESSES, known.exists())


def _erase(session: Session, organisation_id: str, kind: str, subject: str, today: date) -> None:
    session.add(ErasureRow(organisation_id=organisation_id, kind=kind, subject=subject))
    _forget(session, organisation_id, kind, subject, today)


def _forget(session: Session, organisation_id: str, kind: str, subject: str, today: date) -> None:
    territories = select(TerritoryRow.id).where(TerritoryRow.organisation_id == organisation_id)
    if kind == PASSENGERS:
        _drop_rides(session, organisation_id, "passenger", subject)
        query = update(BookingRow).where(BookingRow.passenger_id == subject)
        session.execute(query.values(passenger_id=None))
        session.execute(
            delete(PassengerRow).where(PassengerRow.id == subject, PassengerRow.organisation_id == organisation_id)
        )
    else:
        for end in ("origin", "destination"):
            _drop_rides(session, organisation_id, end, subject)
        of_door = (EntityRow.kind == ADDRESSES, EntityRow.id == subject, EntityRow.territory_id.in_(territories))
        session.execute(delete(EntityRow).where(*of_door))
        needed = _needed(session, organisation_id, subject, today)
        same = (IdentityRow.kind == ADDRESSES, IdentityRow.id == subject)
        session.execute(
            delete(IdentityRow).where(
                *same, IdentityRow.territory_id.in_(territories), IdentityRow.territory_id.not_in(needed)
            )
        )
    session.flush()


def _drop_rides(session: Session, organisation_id: str, field: str, subject: str) -> None:
    """Take rides away that name a pseudonym; a territory could not be planned with them."""
    query = (
        select(EntityRow)
        .join(TerritoryRow, TerritoryRow.id == EntityRow.territory_id)
        .where(TerritoryRow.organisation_id == organisation_id, EntityRow.kind == "rides")
        .where(EntityRow.body[field].as_string() == subject)
    )
    for row in session.scalars(query).all():
        session.delete(row)


def _needed(session: Session, organisation_id: str, door: str, today: date) -> list[str]:
    """Territories with a running week whose snapshot has a door: its plan could not be checked without the place."""
    query = (
        select(PublicationRow.territory_id, PublicationRow.monday, PlanRow.weeks, InstanceRow.body)
        .join(PlanRow, PlanRow.id == PublicationRow.plan_id)
        .join(InstanceRow, InstanceRow.id == PlanRow.instance_id)
        .where(
            PublicationRow.organisation_id == organisation_id,
            PublicationRow.withdrawn_at.is_(None),
            PublicationRow.monday > today - timedelta(weeks=8),
        )
    )
    return [
        territory
        for territory, monday, weeks, body in session.execute(query)
        if monday + timedelta(weeks=weeks) > today and f'"{door}"'.encode() in body
    ]
