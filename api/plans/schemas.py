"""What plans look like from outside, in the caller's language."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field, field_validator

from api.accounts.schemas import Incoming
from api.deps import PageOut
from api.exports import describe
from api.plans.asking_schemas import RowId
from api.plans.moments import plausible, plausible_monday
from api.plans.pseudonyms import Rename
from api.problems import NoticeOut
from api.store.tables import PlanRow
from models.base import Fault, Id, Text
from models.instance import TierName
from models.pins import Pin
from models.plan import Plan, TierValue, Unserved
from models.rides import Leg
from models.shares import ShareKey
from models.text import Language

Origin = Literal["solve", "scenario", "repair", "booking", "frontier", "upload"]
MOST_WEEKS = 8
PinField = Literal["date", "time", "place", "vehicle", "people"]


class TierShort(BaseModel):
    """A tier's value and the bound that was proved, if one was."""

    tier: TierName
    value: int
    lower_bound: int | None


class PlanLine(BaseModel):
    """A plan in a list."""

    id: str
    monday: date
    weeks: int
    origin: str = Field(examples=["solve"])
    label: str
    final: bool = Field(description="whether its search is over; until then a better one may take its place")
    instance: str = Field(description="the snapshot it was made from")
    previous: str | None = Field(description="the plan it goes on from")
    job: str | None
    tiers: list[TierShort]
    unserved: int = Field(description="items it leaves out")
    version: int
    made_at: datetime
    made_by: str

    @classmethod
    def of(cls, row: PlanRow) -> "PlanLine":
        """A row."""
        return cls(**_line(row))


class PlansOut(PageOut):
    """A part of the plans, the newest first."""

    items: list[PlanLine]


class TierOut(BaseModel):
    """A tier: its value, a proved lower bound where there is one, and what that is a bound of."""

    tier: TierName
    name: str
    value: int
    unit: str
    lower_bound: int | None
    bound_of: str | None
    proved: bool
    tolerance_per_mille: int
    least: int | None

    @classmethod
    def of(cls, tier: TierValue, language: Language) -> "TierOut":
        """A tier in the caller's language."""
        return cls(
            tier=tier.tier,
            name=describe.tier_name(tier.tier, language),
            value=tier.value,
            unit=tier.unit.text(language),
            lower_bound=tier.lower_bound,
            bound_of=None if tier.bound_of is None else tier.bound_of.text(language),
            proved=tier.proved,
            tolerance_per_mille=tier.tolerance_per_mille,
            least=tier.least,
        )


class ReasonOut(BaseModel):
    """Why an item is left out: the rules behind it, and a sentence."""

    kind: str
    codes: list[str]
    text: str


class UnservedOut(BaseModel):
    """An item that is left out."""

    item: str
    kind: str
    commune: str
    service: str
    weight: int
    reasons: list[ReasonOut]

    @classmethod
    def of(cls, left: Unserved, rename: Rename, language: Language) -> "UnservedOut":
        """An item in the caller's language."""
        reasons = [
            ReasonOut(kind=one.kind, codes=list(one.codes), text=rename(one.text).text(language))
            for one in left.reasons
        ]
        return cls(
            item=left.item,
            kind=left.kind,
            commune=left.commune,
            service=left.service,
            weight=left.weight,
            reasons=reasons,
        )


class PlanOut(BaseModel):
    """A plan's summary; the whole is at ``document``."""

    id: str
    monday: date
    weeks: int
    origin: str
    label: str
    final: bool
    published: bool
    instance: str
    previous: str | None
    job: str | None
    version: int
    made_at: datetime
    made_by: str
    sessions: int
    rides: int
    tours: int
    duties: int
    tiers: list[TierOut]
    unserved: list[UnservedOut]
    notices: list[NoticeOut]

    @classmethod
    def of(cls, row: PlanRow, plan: Plan, rename: Rename, language: Language, *, published: bool) -> "PlanOut":
        """A plan in the caller's language, people and addresses named where the caller may read it."""
        notices = [one.model_copy(update={"what": rename(one.what)}) for one in plan.notices]
        return cls(
            **{
                **_line(row),
                "published": published,
                "sessions": len(plan.sessions),
                "rides": len(plan.rides),
                "tours": len(plan.tours),
                "duties": len(plan.duties),
                "tiers": [TierOut.of(tier, language) for tier in plan.tiers],
                "unserved": [UnservedOut.of(left, rename, language) for left in plan.unserved],
                "notices": [NoticeOut.of(one, language) for one in notices],
            }
        )


class LabelIn(Incoming):
    """What a planner calls a plan."""

    label: Text = Field(max_length=200, examples=["with the second minibus"])


class UploadIn(Incoming):
    """A plan made elsewhere, as ``halte plan`` writes it, of a snapshot or of the territory as it stands."""

    plan: Plan
    instance: RowId | None = None
    previous: RowId | None = None
    label: Text = Field(default="", max_length=200)

    @field_validator("plan")
    @classmethod
    def _plausible(cls, plan: Plan) -> Plan:
        plausible_monday(plan.monday)
        if not 1 <= plan.weeks <= MOST_WEEKS:
            raise Fault("a plan has 1 to {most} weeks", most=MOST_WEEKS)
        plausible(plan.model_dump())
        return plan


class PinIn(Incoming):
    """What to hold of an item as a plan has it."""

    item: Id
    leg: Leg | None = None
    fields: tuple[PinField, ...] = Field(default=("date", "time", "place"), min_length=1, max_length=5)


class PinOut(BaseModel):
    """A pin, and its id among the territory's ``pins``."""

    id: str
    pin: Pin


class SharesIn(Incoming):
    """Plans of different weeks, and the key their cost is split by."""

    plans: tuple[RowId, ...] = Field(min_length=1, max_length=60)
    key: ShareKey


def _line(row: PlanRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "monday": row.monday,
        "weeks": row.weeks,
        "origin": row.origin,
        "label": row.label,
        "final": row.final,
        "instance": row.instance_id,
        "previous": row.previous_id,
        "job": row.job_id,
        "tiers": row.tiers,
        "unserved": row.unserved,
        "version": row.version,
        "made_at": row.made_at,
        "made_by": row.made_by,
    }
