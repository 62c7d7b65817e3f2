"""Edits only a planner thinks of: vehicles, people and sessions more or fewer, hours moved to a time of day."""

from typing import Literal, Self

from pydantic import Field, model_validator

from models.base import EVERY_DAY, Fault, Id, TimeOfDay, Weekday, Weekdays, WeeklyWindow, format_time_of_day
from models.edits.base import Edit, free_id, with_item
from models.instance import Instance
from models.people import Person
from models.rides import RideService
from models.services import SessionDemand


class WithoutVehicle(Edit):
    """A vehicle is no longer there; pins that name it go with it."""

    kind: Literal["without-vehicle"] = "without-vehicle"
    vehicle: Id

    def apply(self, instance: Instance) -> Instance:
        """The instance without it."""
        vehicles = tuple(v for v in instance.vehicles if v is not instance.vehicle_by_id[self.vehicle])
        pins = tuple(pin for pin in instance.pins if pin.vehicle != self.vehicle)
        return instance.model_copy(update={"vehicles": vehicles, "pins": pins})


class AnotherVehicle(Edit):
    """One more vehicle like one there is, on the same days; it has the absences of neither."""

    kind: Literal["another-vehicle"] = "another-vehicle"
    like: Id
    depot: Id | None = Field(default=None, description="that of the other when not given")

    def apply(self, instance: Instance) -> Instance:
        """The instance with the vehicle."""
        model = instance.vehicle_by_id[self.like]
        depot = model.depot if self.depot is None else self.depot
        if depot not in {one.id for one in instance.depots}:
            raise KeyError(depot)
        id_ = free_id(f"{model.id}-2", instance.vehicle_by_id)
        one = model.model_copy(update={"id": id_, "name": f"{model.name} (+)", "depot": depot, "unavailable": ()})
        return instance.model_copy(update={"vehicles": (*instance.vehicles, one)})


class WithoutPerson(Edit):
    """Somebody is no longer there on some weekdays, on any by default; pins then name them no more."""

    kind: Literal["without-person"] = "without-person"
    person: Id
    weekdays: Weekdays = EVERY_DAY

    def apply(self, instance: Instance) -> Instance:
        """The instance without them, or with fewer days of theirs."""
        person = instance.person_by_id[self.person]
        if self.weekdays != EVERY_DAY:
            known = person.availability or (WeeklyWindow(start=0, end=24 * 60, weekdays=EVERY_DAY),)
            left = tuple(
                window.model_copy(update={"weekdays": days})
                for window in known
                if (days := tuple(day for day in window.weekdays if day not in self.weekdays))
            )
            if left:
                rest = person.model_copy(update={"availability": left})
                people = tuple(rest if one is person else one for one in instance.people)
                return instance.model_copy(update={"people": people})
        people = tuple(one for one in instance.people if one is not person)
        pins = tuple(
            pin.model_copy(update={"people": tuple(who for who in pin.people if who != self.person)})
            for pin in instance.pins
        )
        return instance.model_copy(update={"people": people, "pins": pins})


class AnotherPerson(Edit):
    """One more person like one there is: same diplomas, contract, base and days; no absence, meeting or history."""

    kind: Literal["another-person"] = "another-person"
    like: Id

    def apply(self, instance: Instance) -> Instance:
        """The instance with the person."""
        model = instance.person_by_id[self.like]
        one = Person(
            **model.model_dump(exclude={"id", "name", "absences", "activities", "history"}),
            id=free_id(f"{model.id}-2", instance.person_by_id),
            name=f"{model.name} (+)",
        )
        return instance.model_copy(update={"people": (*instance.people, one)})


class WithoutDemand(Edit):
    """A commune no longer asks for some sessions; rides to them and pins on them go with it."""

    kind: Literal["without-demand"] = "without-demand"
    demand: Id

    def apply(self, instance: Instance) -> Instance:
        """The instance without it."""
        demands = tuple(d for d in instance.demands if d is not instance.demand_by_id[self.demand])
        rides = tuple(ride for ride in instance.rides if ride.session != self.demand)
        gone = {ride.id for ride in instance.rides} - {ride.id for ride in rides}
        pins = tuple(
            pin
            for pin in instance.pins
            if pin.item.rpartition("@")[0].rpartition(".")[0] != self.demand and pin.item.split("@")[0] not in gone
        )
        return instance.model_copy(update={"demands": demands, "rides": rides, "pins": pins})


class SessionCount(Edit):
    """A commune asks for so many sessions each time its pattern comes back."""

    kind: Literal["session-count"] = "session-count"
    demand: Id
    sessions: int = Field(ge=1, le=7)

    def apply(self, instance: Instance) -> Instance:
        """The instance with the number.

        Raises
        ------
        Fault
            When the pattern is by the nth weekday of the month, which has one session.
        """

        def change(demand: SessionDemand) -> SessionDemand:
            if demand.pattern.nth is not None and self.sessions != 1:
                raise Fault("an nth-weekday pattern has one session and no other frequency")
            pattern = demand.pattern.model_copy(update={"sessions": self.sessions})
            return demand.model_copy(update={"pattern": pattern})

        return instance.model_copy(update={"demands": with_item(instance.demands, self.demand, change)})


class RideHours(Edit):
    """A ride service begins or ends at another time of day, on some weekdays, on all it runs by default."""

    kind: Literal["ride-hours"] = "ride-hours"
    service: Id
    weekdays: tuple[Weekday, ...] = EVERY_DAY
    begins: TimeOfDay | None = None
    ends: TimeOfDay | None = None

    @model_validator(mode="after")
    def _told(self) -> Self:
        if self.begins is None and self.ends is None:
            raise Fault("the edit says neither when the service begins nor when it ends")
        return self

    def apply(self, instance: Instance) -> Instance:
        """The instance with the hours: of each day the first window begins, the last ends, at the time given.

        Raises
        ------
        Fault
            When a window would end before it begins, or the service, which always runs, has no hours to change.
        """

        def change(service: RideService) -> RideService:
            if not service.hours:
                raise Fault("{service} runs at any hour: there is nothing to change", service=service.id)
            hours = tuple(one for window in service.hours for one in self._moved(window, service.hours))
            return service.model_copy(update={"hours": hours})

        return instance.model_copy(update={"ride_services": with_item(instance.ride_services, self.service, change)})

    def _moved(self, window: WeeklyWindow, hours: tuple[WeeklyWindow, ...]) -> tuple[WeeklyWindow, ...]:
        """A window as it stays on some of its days, and as it becomes on others."""
        by_times: dict[tuple[int, int], list[int]] = {}
        for day in window.weekdays:
            start, end = window.start, window.end
            if day in self.weekdays:
                same = [other for other in hours if day in other.weekdays and other.season == window.season]
                if self.begins is not None and start == min(other.start for other in same):
                    start = self.begins
                if self.ends is not None and end == max(other.end for other in same):
                    end = self.ends
            if end <= start:
                raise Fault(
                    "the hours would end ({end}) before they begin ({start})",
                    start=format_time_of_day(start),
                    end=format_time_of_day(end),
                )
            by_times.setdefault((start, end), []).append(day)
        return tuple(
            WeeklyWindow(start=start, end=end, weekdays=tuple(days), season=window.season)
            for (start, end), days in by_times.items()
        )
