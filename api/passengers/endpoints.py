"""Routes of passengers; nobody without the permission sees any of it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from api import audit
from api.access import Permission, Principal, needs
from api.deps import CurrentMatch, CurrentPage, CurrentSeal, CurrentSettings, Transaction, tag
from api.idempotency import CurrentOnce
from api.passengers import doors, erasing, schemas
from api.passengers.export import export_passenger
from api.passengers.repository import Passengers, Private
from api.problems import conflict, not_found, responses
from api.store.sealing import Seal
from api.store.tables import PassengerRow, TerritoryRow
from api.store.types import now
from models.text import message

router = APIRouter(prefix="/passengers", tags=["passengers"], responses=responses(401, 403, 422))
Reader = Annotated[Principal, Depends(needs(Permission.PASSENGERS_READ))]
Writer = Annotated[Principal, Depends(needs(Permission.PASSENGERS_WRITE))]
PassengerId = Annotated[str, Path(pattern=r"^[0-9a-z]{1,40}$", description="The passenger's pseudonym")]
DoorId = Annotated[str, Path(pattern=r"^[0-9a-z-]{1,60}$", description="The door's id")]
Searched = Annotated[
    str,
    Query(alias="q", max_length=200, pattern=r"^[^\x00]*$", description="Beginnings of words of the name, or a phone"),
]


@router.get("", response_model=schemas.PassengersOut, responses=responses(400))
def find_passengers(
    session: Transaction, seal: CurrentSeal, principal: Reader, page: CurrentPage, text: Searched = ""
) -> schemas.PassengersOut:
    """The passengers with a word for each word searched that begins with it, or of the phone number searched."""
    rows, after = Passengers(session, seal, principal.organisation_id).find(page, text)
    return schemas.PassengersOut(items=[_passenger(session, seal, row) for row in rows], next=after)


@router.post("", response_model=schemas.PassengerOut, status_code=201)
def add_passenger(
    body: schemas.PassengerIn,
    response: Response,
    session: Transaction,
    seal: CurrentSeal,
    principal: Writer,
    once: CurrentOnce,
) -> schemas.PassengerOut:
    """A new passenger."""
    once.claim(session)
    row = Passengers(session, seal, principal.organisation_id).add(Private(body.name, body.phone, body.remarks))
    audit.record(session, principal, "passenger.add", row.id)
    tag(response, row.version)
    return once.keep(session, _passenger(session, seal, row), response, 201)


@router.get("/{passenger}", response_model=schemas.PassengerOut, responses=responses(404))
def read_passenger(
    passenger: PassengerId, response: Response, session: Transaction, seal: CurrentSeal, principal: Reader
) -> schemas.PassengerOut:
    """One passenger."""
    row = Passengers(session, seal, principal.organisation_id).row(passenger)
    tag(response, row.version)
    return _passenger(session, seal, row)


@router.put("/{passenger}", response_model=schemas.PassengerOut, responses=responses(404, 412, 428))
def change_passenger(
    passenger: PassengerId,
    body: schemas.PassengerIn,
    response: Response,
    session: Transaction,
    seal: CurrentSeal,
    principal: Writer,
    match: CurrentMatch,
) -> schemas.PassengerOut:
    """Change name, phone and remarks; doors stay."""
    passengers = Passengers(session, seal, principal.organisation_id)
    row = passengers.row(passenger)
    match.check(row.version)
    passengers.write(row, Private(body.name, body.phone, body.remarks, passengers.private(row).doors))
    audit.record(session, principal, "passenger.change", row.id)
    tag(response, row.version)
    return _passenger(session, seal, row)


@router.delete("/{passenger}", status_code=204, responses=responses(404, 409, 412, 428))
def erase_passenger(
    passenger: PassengerId,
    session: Transaction,
    seal: CurrentSeal,
    settings: CurrentSettings,
    principal: Writer,
    match: CurrentMatch,
) -> None:
    """Forget a passenger for good; rides to come are cancelled first."""
    row = Passengers(session, seal, principal.organisation_id).row(passenger)
    match.check(row.version)
    audit.record(session, principal, "passenger.erase", row.id)
    erasing.erase(session, settings, seal, row, _today())


@router.get("/{passenger}/export", response_model=schemas.ExportOut, responses=responses(404))
def export(passenger: PassengerId, session: Transaction, seal: CurrentSeal, principal: Reader) -> schemas.ExportOut:
    """All that is known of a passenger, to hand out on request."""
    row = Passengers(session, seal, principal.organisation_id).row(passenger)
    return export_passenger(session, _passenger(session, seal, row))


@router.post("/{passenger}/doors", response_model=schemas.PassengerOut, status_code=201, responses=responses(404))
def add_door(
    passenger: PassengerId,
    body: schemas.DoorIn,
    response: Response,
    session: Transaction,
    seal: CurrentSeal,
    principal: Writer,
    once: CurrentOnce,
) -> schemas.PassengerOut:
    """A door more, that the passenger can be taken from or to."""
    once.claim(session)
    passengers = Passengers(session, seal, principal.organisation_id)
    row = passengers.row(passenger)
    territory = session.scalar(
        select(TerritoryRow).where(
            TerritoryRow.organisation_id == principal.organisation_id, TerritoryRow.slug == body.territory
        )
    )
    if territory is None:
        raise not_found()
    known = passengers.private(row)
    made = doors.add_door(session, seal, territory, body)
    passengers.write(row, Private(known.name, known.phone, known.remarks, (*known.doors, made)))
    audit.record(session, principal, "passenger.add-door", row.id)
    tag(response, row.version)
    return once.keep(session, _passenger(session, seal, row), response, 201)


@router.delete("/{passenger}/doors/{door}", status_code=204, responses=responses(404, 409, 412, 428))
def forget_door(
    passenger: PassengerId,
    door: DoorId,
    session: Transaction,
    seal: CurrentSeal,
    settings: CurrentSettings,
    principal: Writer,
    match: CurrentMatch,
) -> None:
    """Forget a door that no ride to come needs."""
    passengers = Passengers(session, seal, principal.organisation_id)
    row = passengers.row(passenger)
    match.check(row.version)
    known = passengers.private(row)
    gone = next((one for one in known.doors if one.id == door), None)
    if gone is None:
        raise not_found()
    if erasing.coming_rides(session, row.id, _today(), door):
        raise conflict("rides-to-come", message("rides from or to this door are booked: cancel them first"))
    kept = tuple(one for one in known.doors if one != gone)
    passengers.write(row, Private(known.name, known.phone, known.remarks, kept))
    erasing.erase_door(session, settings, row.organisation_id, gone.id, _today())
    audit.record(session, principal, "passenger.forget-door", row.id)


def _today() -> date:
    return now().date()


def _passenger(session: Session, seal: Seal, row: PassengerRow) -> schemas.PassengerOut:
    private = Passengers(session, seal, row.organisation_id).private(row)
    read = (doors.read_door(session, seal, door) for door in private.doors)
    return schemas.PassengerOut(
        id=row.id,
        name=private.name,
        phone=private.phone,
        remarks=private.remarks,
        doors=[door for door in read if door is not None],
        last_ride=row.last_ride,
        made_at=row.made_at,
    )
