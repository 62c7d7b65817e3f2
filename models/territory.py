"""The territory: communes, the places that matter in them, seasons, and how travel times are found."""

from datetime import date
from typing import Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator, model_validator

from models.base import (
    DAY_MIN,
    Count,
    DateRange,
    Fault,
    Frozen,
    Id,
    Lat,
    Lon,
    Metres,
    Minutes,
    Name,
    Percent,
    Period,
    Tags,
    Text,
    WeeklyWindow,
    at,
    duplicates,
)


class Commune(Frozen):
    """A commune: who lives there, and how much its unmet need weighs in tier 1."""

    id: Id
    name: Name
    population: Count = 0
    births: Count = Field(default=0, description="births in a year, the stand-in for demand from small children")
    lon: Lon
    lat: Lat
    weight: int = Field(
        default=1, ge=1, le=100, description="commune weight of tier 1; 1 unless the organisation sets it"
    )


class Place(Frozen):
    """A point people or vehicles go to. ``accessible`` is about wheelchairs getting in and out of a vehicle there."""

    id: Id
    name: Name
    commune: Id
    lon: Lon
    lat: Lat
    accessible: bool = True
    charger_m_per_min: Metres = Field(
        default=0, description="range gained per minute of charging, metres; 0: no charger"
    )


class Depot(Place):
    """Where vehicles spend the night and duties begin. Kits may stay there."""

    kind: Literal["depot"] = "depot"


class Stop(Place):
    """A public pick-up and drop-off point of the demand-responsive service."""

    kind: Literal["stop"] = "stop"


class Address(Place):
    """A private point: a passenger's door, a person's home. Never in anything public."""

    kind: Literal["address"] = "address"


class Authorisation(DateRange):
    """A dated authorisation of a venue for one kind of service, with the number of people it allows."""

    service_kind: Id
    places: Count


class Venue(Place):
    """A room sessions are held in. No opening means always open; no closure, never closed."""

    kind: Literal["venue"] = "venue"
    opening: tuple[WeeklyWindow, ...] = ()
    features: Tags = ()
    authorisations: tuple[Authorisation, ...] = ()
    shareable: bool = Field(default=False, description="several sessions may run at once (rule S2)")
    stores_kits: bool = Field(default=False, description="a kit may stay overnight (rule S6)")
    closures: tuple[DateRange, ...] = ()
    unavailable: tuple[Period, ...] = ()

    def open_windows(self, day: date, seasons: frozenset[str]) -> tuple[tuple[int, int], ...]:
        """Open minutes of a day as (start, end) pairs; empty when closed."""
        if any(day in closure for closure in self.closures):
            return ()
        windows = windows_on(self.opening, day, seasons)
        for period in self.unavailable:
            windows = windows_outside(windows, day, period)
        return windows


def windows_outside(windows: tuple[tuple[int, int], ...], day: date, period: Period) -> tuple[tuple[int, int], ...]:
    """Windows of a day without what a period takes of them."""
    midnight = at(day, 0)
    first, last = (int((when - midnight).total_seconds()) // 60 for when in (period.start, period.end))
    parts = [part for start, end in windows for part in ((start, min(end, first)), (max(start, last), end))]
    return tuple((start, end) for start, end in parts if start < end)


def windows_on(windows: tuple[WeeklyWindow, ...], day: date, seasons: frozenset[str]) -> tuple[tuple[int, int], ...]:
    """The windows of a day, touching ones merged; no window at all means the whole day.

    Parameters
    ----------
    seasons : frozenset of str
        Ids of the seasons the day lies in. When windows of a season apply to the weekday, they replace the
        windows without a season.
    """
    if not windows:
        return ((0, DAY_MIN),)
    on_day = [window for window in windows if day.isoweekday() in window.weekdays]
    seasonal_anywhere = any(window.season in seasons for window in windows if window.season)
    chosen = [w for w in on_day if (w.season in seasons if seasonal_anywhere else w.season is None)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted((w.start, w.end) for w in chosen):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


class PairOverride(Frozen):
    """Travel between two places stated by hand, in one direction, in place of what is computed."""

    origin: Id
    destination: Id
    minutes: Minutes
    metres: Metres


class ClosedPair(Frozen):
    """Two places between which, in one direction, no travel is possible (a pass under snow)."""

    origin: Id
    destination: Id


class Season(Frozen):
    """Days of the year with their own calendars, speeds and closed roads."""

    id: Id
    name: Name
    days: tuple[DateRange, ...] = ()
    speed_percent: Percent = Field(default=100, ge=10, le=200, description="speed against the ordinary one")
    closed: tuple[ClosedPair, ...] = ()


class SpeedProfile(Frozen):
    """How fast a kind of vehicle goes: its mean speed on straight detoured roads, and its factor on road classes."""

    id: Id
    kmh: int = Field(default=45, ge=5, le=130, description="mean speed for great-circle travel times")
    road_percent: Percent = Field(
        default=100, ge=10, le=200, description="share of the road class's speed (road extract)"
    )


class Travel(Frozen):
    """Where travel times come from."""

    provider: Literal["great_circle", "road_extract"] = "great_circle"
    detour_percent: int = Field(default=130, ge=100, le=500, description="road metres for 100 great-circle metres")
    extract: Text | None = Field(default=None, description="OpenStreetMap extract, a path beside the instance")
    profiles: tuple[SpeedProfile, ...] = (SpeedProfile(id="car", kmh=50), SpeedProfile(id="van", kmh=45))
    own_car_profile: Id = "car"
    overrides: tuple[PairOverride, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if twice := duplicates(profile.id for profile in self.profiles):
            raise Fault("speed profiles named twice: {ids}", ids=", ".join(twice))
        if self.own_car_profile not in {profile.id for profile in self.profiles}:
            raise Fault("own_car_profile {id} is not one of the speed profiles", id=self.own_car_profile)
        if self.provider == "road_extract" and not self.extract:
            raise Fault("a road extract is asked for and none is named")
        return self


class Holiday(Frozen):
    """A public holiday."""

    date: date
    name: Text = ""


class Territory(Frozen):
    """The organisation's area: its calendar, its bounding box of places and its travel times."""

    id: Id
    name: Name
    time_zone: str = "Europe/Paris"
    holidays: tuple[Holiday, ...] = ()
    school_holidays: tuple[DateRange, ...] = ()
    seasons: tuple[Season, ...] = ()
    travel: Travel = Travel()
    max_extent_km: int = Field(default=150, ge=1, description="places farther than this from the middle are faults")

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise Fault("{value} is not a time zone such as Europe/Paris", value=value)
        return value

    @field_validator("school_holidays")
    @classmethod
    def _dated(cls, value: tuple[DateRange, ...]) -> tuple[DateRange, ...]:
        if any(days.first is None and days.last is None for days in value):
            raise Fault("school holidays need a first or a last day")
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The territory's time zone."""
        return ZoneInfo(self.time_zone)

    def seasons_on(self, day: date) -> frozenset[str]:
        """Ids of the seasons a day lies in."""
        return frozenset(season.id for season in self.seasons if any(day in days for days in season.days))

    def is_holiday(self, day: date) -> bool:
        """Whether a day is a public holiday."""
        return any(holiday.date == day for holiday in self.holidays)

    def is_school_holiday(self, day: date) -> bool:
        """Whether a day lies in the school holidays of the territory's zone."""
        return any(day in days for days in self.school_holidays)
