"""Routes of loans: a lender makes and ends them, a borrower sees what they may use and when."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from sqlalchemy.orm import Session

from api import audit
from api.access import Permission, Principal, needs
from api.deps import CurrentMatch, CurrentPage, CurrentSeal, Transaction, tag
from api.loans import schemas
from api.loans.lending import days_of, free_days
from api.loans.repository import Loans
from api.problems import conflict, refused, responses
from api.store.ids import LENGTH
from api.store.sealing import Seal
from api.store.tables import LoanRow, TerritoryRow
from api.store.types import now
from api.territories.dependencies import ChangedTerritory, CurrentTerritory
from api.territories.entities import Entities
from api.territories.kinds import KIND_BY_NAME
from models.fleet import Kit, Vehicle
from models.notices import Location, error
from models.territory import Territory
from models.text import message

router = APIRouter(tags=["loans"], responses=responses(401, 403, 422))
Reads = Annotated[Principal, Depends(needs(Permission.DATA_READ))]
Changes = Annotated[Principal, Depends(needs(Permission.DATA_WRITE))]
LoanId = Annotated[str, Path(alias="loan", pattern=f"^[0-9a-z]{{{LENGTH}}}$", description="The loan's id")]


@router.get("/territories/{territory}/loans", response_model=schemas.LoansOut, responses=responses(400, 404))
def list_loans(
    territory: CurrentTerritory, session: Transaction, page: CurrentPage, principal: Reads
) -> schemas.LoansOut:
    """What the territory lends and lent, the newest first."""
    loans = Loans(session, principal.organisation_id)
    rows, after = loans.given(territory, page)
    return schemas.LoansOut(items=[_told(row, loans) for row in rows], next=after)


@router.post(
    "/territories/{territory}/loans", response_model=schemas.LoanOut, status_code=201, responses=responses(404, 409)
)
def lend(
    territory: ChangedTerritory,
    body: schemas.LoanIn,
    response: Response,
    session: Transaction,
    seal: CurrentSeal,
    principal: Changes,
) -> schemas.LoanOut:
    """Lend a vehicle or kit for some days: the lender's plans are without it on these days."""
    loans = Loans(session, principal.organisation_id)
    borrower, faults = loans.borrower(body.borrower), []
    remedy = message("correct the identifier")
    if borrower is None:
        what = message("{id} is no other organisation here", id=body.borrower)
        faults.append(error("reference.unknown", Location(source="body", field="borrower"), what, remedy))
    if Entities(session, seal, territory).row(body.kind, body.item) is None:
        what = message("{id} is not one of the territory's vehicles or kits", id=body.item)
        faults.append(error("reference.unknown", Location(source="body", field="item"), what, remedy))
    if borrower is None or faults:
        raise refused(faults)
    if loans.is_lent(territory, body.kind, body.item, body.first, body.last):
        raise conflict("lent", message("it is lent on one of these days already"))
    row = LoanRow(
        organisation_id=principal.organisation_id,
        territory_id=territory.id,
        borrower_id=borrower.id,
        kind=body.kind,
        entity_id=body.item,
        first=body.first,
        last=body.last,
    )
    session.add(row)
    session.flush()
    audit.record(session, principal, "loan.make", row.id, item=f"{body.kind}/{body.item}", borrower=borrower.slug)
    response.headers["Location"] = f"/v1/territories/{territory.slug}/loans/{row.id}"
    tag(response, row.version)
    return _told(row, loans)


@router.get("/territories/{territory}/loans/{loan}", response_model=schemas.LoanOut, responses=responses(404))
def read_loan(
    territory: CurrentTerritory, loan: LoanId, response: Response, session: Transaction, principal: Reads
) -> schemas.LoanOut:
    """One loan."""
    loans = Loans(session, principal.organisation_id)
    row = loans.loan(territory, loan)
    tag(response, row.version)
    return _told(row, loans)


@router.delete("/territories/{territory}/loans/{loan}", status_code=204, responses=responses(404, 412, 428))
def end_loan(
    territory: ChangedTerritory, loan: LoanId, session: Transaction, match: CurrentMatch, principal: Changes
) -> None:
    """End a loan; it stays in the lender's list."""
    row = Loans(session, principal.organisation_id).loan(territory, loan)
    match.check(row.version)
    if row.ended_at is None:
        row.ended_at = now()
        row.version += 1
        audit.record(session, principal, "loan.end", row.id)


@router.get("/borrowed", response_model=schemas.AllBorrowedOut, responses=responses(400))
def list_borrowed(
    session: Transaction, seal: CurrentSeal, page: CurrentPage, principal: Reads
) -> schemas.AllBorrowedOut:
    """What other organisations lend to the caller's: what it is, and when it is to be had."""
    rows, after = Loans(session, principal.organisation_id).taken(page)
    return schemas.AllBorrowedOut(items=[_borrowed(session, seal, row) for row in rows], next=after)


def _told(row: LoanRow, loans: Loans) -> schemas.LoanOut:
    return schemas.LoanOut(
        id=row.id,
        kind="kits" if row.kind == "kits" else "vehicles",
        item=row.entity_id,
        borrower=loans.slug_of(row.borrower_id),
        first=row.first,
        last=row.last,
        ended_at=row.ended_at,
        version=row.version,
        made_at=row.made_at,
    )


def _borrowed(session: Session, seal: Seal, row: LoanRow) -> schemas.BorrowedOut:
    owner = session.get_one(TerritoryRow, row.territory_id)
    entities = Entities(session, seal, owner)
    found = entities.row(row.kind, row.entity_id)
    thing = None if found is None else KIND_BY_NAME[row.kind].model.model_validate(entities.body(found))
    days = []
    if isinstance(thing, Vehicle | Kit):
        days = list(free_days(thing, Territory.model_validate(owner.body["territory"]), days_of(row)))
    return schemas.BorrowedOut(
        id=row.id,
        kind="kits" if row.kind == "kits" else "vehicles",
        item=row.entity_id,
        name=thing.name if isinstance(thing, Vehicle | Kit) else "",
        first=row.first,
        last=row.last,
        availability=[schemas.FreeDay(date=day, windows=windows) for day, windows in days],
    )
