"""What happenings and price lists look like from outside."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field, field_validator

from api.accounts.schemas import Incoming
from api.deps import PageOut
from api.plans.asking_schemas import RowId
from api.plans.moments import Now, plausible
from api.plans.pseudonyms import Rename
from api.store.tables import HappeningRow, PriceListRow
from models.base import format_local
from models.events import Event
from models.text import Language
from optimiser.repair.told import Telling

EXAMPLE = {"kind": "vehicle_out", "id": "minibus-1", "from": "2027-01-12T07:00", "to": "2027-01-12T19:00"}


class HappeningIn(Incoming):
    """Something that happened."""

    event: Event = Field(examples=[EXAMPLE])

    @field_validator("event")
    @classmethod
    def _plausible(cls, event: Event) -> Event:
        plausible(event.model_dump())
        return event


class HappeningOut(BaseModel):
    """Something that happened, with what was said about why."""

    id: str
    event: Event
    version: int
    made_at: datetime
    made_by: str

    @classmethod
    def of(cls, row: HappeningRow, event: Event) -> "HappeningOut":
        """A row."""
        return cls(id=row.id, event=event, version=row.version, made_at=row.made_at, made_by=row.made_by)


class HappeningsOut(PageOut):
    """A part of the happenings, the newest first."""

    items: list[HappeningOut]


class RepairIn(Incoming):
    """Happenings to answer. ``plan`` is the one published for the week of ``now`` by default."""

    happenings: tuple[RowId, ...] = Field(min_length=1, max_length=100)
    plan: RowId | None = None
    now: Now | None = Field(
        default=None, examples=["2027-01-12T07:40"], description="local time it is: what lies before is history"
    )
    seconds: int | None = Field(default=None, ge=1, le=86_400)
    seed: int = Field(default=0, ge=0, lt=2**31)


class TellingOut(BaseModel):
    """One thing to tell: whom, of what, by when (local time), what was and what is."""

    kind: str
    who: str
    item: str
    by: str
    old: str
    new: str
    price: int


class OptionOut(BaseModel):
    """A line of a price list: so many things to tell, the need left, change points, cents, and the plan."""

    plan: str
    changes: int
    need: int
    price: int
    cost: int
    unserved: list[str]
    tellings: list[TellingOut]


class PriceListOut(BaseModel):
    """Plans to choose from, by rising changes: each serves more than those before it, or costs less."""

    id: str
    plan: str = Field(description="the plan that is repaired")
    happenings: list[str]
    options: list[OptionOut]
    chosen: str | None
    job: str | None
    made_at: datetime
    made_by: str

    @classmethod
    def of(cls, row: PriceListRow, rename: Rename, language: Language) -> "PriceListOut":
        """A row in the caller's language."""
        return cls(
            id=row.id,
            plan=row.plan_id,
            happenings=row.happenings,
            options=[_option(one, rename, language) for one in row.options],
            chosen=row.chosen,
            job=row.job_id,
            made_at=row.made_at,
            made_by=row.made_by,
        )


class PriceListsOut(PageOut):
    """A part of the price lists, the newest first."""

    items: list[PriceListOut]


class ChoiceIn(Incoming):
    """The plan of the line that is chosen."""

    plan: RowId


def _option(option: dict[str, Any], rename: Rename, language: Language) -> OptionOut:
    tellings = [_telling(Telling.model_validate(one), rename, language) for one in option["tellings"]]
    return OptionOut.model_validate({**option, "tellings": tellings})


def _telling(telling: Telling, rename: Rename, language: Language) -> TellingOut:
    return TellingOut(
        kind=telling.kind,
        who=telling.who,
        item=telling.item,
        by=format_local(telling.by),
        old=rename(telling.old).text(language),
        new=rename(telling.new).text(language),
        price=telling.price,
    )
