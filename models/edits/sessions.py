"""Edits of when and where sessions may be held."""

from collections.abc import Callable
from datetime import date as Date  # noqa: N812 - a field is named date
from typing import ClassVar, Literal

from pydantic import Field

from models.base import DAY_MIN, Count, Id, TimeOfDay, Weekday, WeeklyWindow
from models.edits.base import Edit, Side, widened, with_item
from models.instance import Instance
from models.services import DateException, SessionDemand


class SessionStart(Edit):
    """A demand may also start at one more time of day, on every weekday it allows."""

    amount_field: ClassVar[str] = "minutes"
    like_fields: ClassVar[frozenset[str]] = frozenset({"start"})
    kind: Literal["session-start"] = "session-start"
    demand: Id
    start: TimeOfDay
    minutes: int = Field(ge=1, le=DAY_MIN, description="from the nearest start allowed before")

    def apply(self, instance: Instance) -> Instance:
        """The instance with the start allowed."""

        def change(demand: SessionDemand) -> SessionDemand:
            known = demand.start_windows or instance.service_by_id[demand.service].start_windows
            if not known:
                return demand
            seasons = sorted({window.season for window in known}, key=lambda season: season or "")
            more = tuple(
                WeeklyWindow(start=self.start, end=self.start, weekdays=demand.weekdays, season=season)
                for season in seasons
            )
            return demand.model_copy(update={"start_windows": (*known, *more)})

        return _with_demand(instance, self.demand, change)


class SessionWeekday(Edit):
    """A demand may also be held on one more weekday, at the times of day it allows."""

    kind: Literal["session-weekday"] = "session-weekday"
    demand: Id
    weekday: Weekday

    def apply(self, instance: Instance) -> Instance:
        """The instance with the weekday allowed."""

        def change(demand: SessionDemand) -> SessionDemand:
            weekdays = tuple(sorted({*demand.weekdays, self.weekday}))
            return demand.model_copy(update={"weekdays": weekdays})

        return _with_demand(instance, self.demand, change)


class SessionDate(Edit):
    """One session of a pattern is moved to another day."""

    amount_field: ClassVar[str] = "days"
    like_fields: ClassVar[frozenset[str]] = frozenset({"to"})
    kind: Literal["session-date"] = "session-date"
    demand: Id
    date: Date
    to: Date
    days: int = Field(ge=1, le=366, description="between the two dates")

    def apply(self, instance: Instance) -> Instance:
        """The instance with the exception written down."""

        def change(demand: SessionDemand) -> SessionDemand:
            moved = DateException(kind="moved", date=self.date, to=self.to)
            return demand.model_copy(update={"exceptions": (*demand.exceptions, moved)})

        return _with_demand(instance, self.demand, change)


class SessionVenue(Edit):
    """A demand may also be held in one more venue."""

    amount_field: ClassVar[str] = "metres"
    like_fields: ClassVar[frozenset[str]] = frozenset({"venue"})
    kind: Literal["session-venue"] = "session-venue"
    demand: Id
    venue: Id
    metres: Count = Field(description="from the nearest venue it names, as the crow flies")

    def apply(self, instance: Instance) -> Instance:
        """The instance with the venue allowed."""

        def change(demand: SessionDemand) -> SessionDemand:
            return demand.model_copy(update={"venues": tuple(dict.fromkeys((*demand.venues, self.venue)))})

        return _with_demand(instance, self.demand, change)


class VenueHours(Edit):
    """A venue opens earlier, or closes later, on one weekday."""

    amount_field: ClassVar[str] = "minutes"
    like_fields: ClassVar[frozenset[str]] = frozenset({"venue"})
    kind: Literal["venue-hours"] = "venue-hours"
    venue: Id
    weekday: Weekday
    side: Side
    minutes: int = Field(ge=1, le=DAY_MIN)

    def apply(self, instance: Instance) -> Instance:
        """The instance with the longer opening."""
        venues = with_item(
            instance.venues,
            self.venue,
            lambda venue: venue.model_copy(
                update={"opening": widened(venue.opening, self.weekday, self.side, self.minutes)}
            ),
        )
        return instance.model_copy(update={"venues": venues})


class SmallerAttendance(Edit):
    """A service is held for fewer people than it asked for."""

    amount_field: ClassVar[str] = "people"
    kind: Literal["min-attendance"] = "min-attendance"
    service: Id
    people: int = Field(ge=1, le=100_000, description="fewer than now")

    def apply(self, instance: Instance) -> Instance:
        """The instance with the lower minimum."""
        services = with_item(
            instance.services,
            self.service,
            lambda service: service.model_copy(update={"min_attendance": max(0, service.min_attendance - self.people)}),
        )
        return instance.model_copy(update={"services": services})


def _with_demand(instance: Instance, id_: str, change: Callable[[SessionDemand], SessionDemand]) -> Instance:
    return instance.model_copy(update={"demands": with_item(instance.demands, id_, change)})
