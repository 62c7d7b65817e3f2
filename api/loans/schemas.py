"""What loans look like to the lender, and the little a borrower sees."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from api.deps import PageOut
from models.base import Fault, Id, Window

LONGEST_DAYS = 366
Thing = Literal["vehicles", "kits"]


class LoanIn(BaseModel):
    """A vehicle or kit to lend, to whom, from the first to the last day."""

    model_config = ConfigDict(extra="forbid")

    kind: Thing = Field(examples=["vehicles"])
    item: Id = Field(examples=["m1"])
    borrower: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,60}$")] = Field(
        description="the other organisation, by its id", examples=["andorra"]
    )
    first: date = Field(ge=date(2000, 1, 1), le=date(2200, 12, 31), examples=["2027-01-11"])
    last: date = Field(ge=date(2000, 1, 1), le=date(2200, 12, 31), examples=["2027-01-15"])

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.last < self.first:
            raise Fault(
                "the last day {last} is before the first day {first}", last=str(self.last), first=str(self.first)
            )
        if (self.last - self.first).days >= LONGEST_DAYS:
            raise Fault("a loan lasts {days} days at most", days=LONGEST_DAYS)
        return self


class LoanOut(BaseModel):
    """A loan, as its lender sees it."""

    id: str
    kind: Thing
    item: str
    borrower: str
    first: date
    last: date
    ended_at: datetime | None
    version: int
    made_at: datetime


class LoansOut(PageOut):
    """A part of the loans, the newest first."""

    items: list[LoanOut]


class FreeDay(BaseModel):
    """When a thing is to be had on a day, in local time."""

    date: date
    windows: list[Window]


class BorrowedOut(BaseModel):
    """A thing that was lent to the caller's organisation: what it is, and when it is to be had."""

    id: str
    kind: Thing
    item: str
    name: str
    first: date
    last: date
    availability: list[FreeDay]


class AllBorrowedOut(PageOut):
    """A part of what was lent to the caller's organisation, the newest first."""

    items: list[BorrowedOut]
