"""What publications look like from outside."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.deps import PageOut
from api.store.ids import LENGTH


class PublicationIn(BaseModel):
    """The plan to put in force."""

    model_config = ConfigDict(extra="forbid")

    plan: str = Field(min_length=LENGTH, max_length=LENGTH, pattern=r"^[0-9a-z]+$", description="id of a checked plan")


class PublicationOut(BaseModel):
    """A version of the weeks that begin on a Monday."""

    id: str
    monday: date = Field(examples=["2027-01-11"])
    version: str = Field(examples=["2.1"], description="major: a plan of its own; minor: one booking more or less")
    plan: str
    previous: str | None = Field(description="the version that was in force before")
    in_force: bool
    frozen_until: datetime | None = Field(description="nothing before it moves any more")
    published_at: datetime
    published_by: str = Field(examples=["account:01h5"])
    withdrawn_at: datetime | None
    tellings: int = Field(description="people, passengers and communes to tell")


class PublicationsOut(PageOut):
    """A part of the publications, the newest first."""

    items: list[PublicationOut]


class TellingOut(BaseModel):
    """One thing to tell: whom, of what, by when at the latest (local time), what was and what is."""

    kind: Literal["ride", "session", "duty"]
    subject: str = Field(description="id of the passenger, the commune or the person")
    who: str = Field(description="the same by name")
    item: str
    by: str = Field(examples=["2027-01-14T07:40"])
    old: str
    new: str
    price: int = Field(description="change points")


class DifferenceOut(BaseModel):
    """What a version changed of the one before: what moved, and who must be told."""

    tellings: list[TellingOut]
    sessions: list[dict[str, Any]] = Field(description="sessions dropped, added, moved, field by field")
    rides: list[dict[str, Any]] = Field(description="directions of rides, likewise")
