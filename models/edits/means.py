"""Edits of the means: more people, vehicles and kits, longer hours, and pins taken away."""

from typing import ClassVar, Literal

from pydantic import Field

from models.base import DAY_MIN, Id, Tags, Weekday, WeeklyWindow
from models.edits.base import Edit, Side, free_id, widened, with_item
from models.instance import Instance
from models.people import Credential, Person
from models.pins import Pin


def _all_day(weekday: int) -> tuple[WeeklyWindow, ...]:
    return (WeeklyWindow(start=0, end=DAY_MIN, weekdays=(weekday,)),)


class MorePeople(Edit):
    """So many more people with some qualifications, on one weekday, with the base and contract of somebody known."""

    amount_field: ClassVar[str] = "count"
    like_fields: ClassVar[frozenset[str]] = frozenset({"like"})
    kind: Literal["more-people"] = "more-people"
    qualifications: Tags
    like: Id
    weekday: Weekday
    count: int = Field(default=1, ge=1, le=20)

    def apply(self, instance: Instance) -> Instance:
        """The instance with the people, who are there all day that weekday and have no history."""
        model = instance.person_by_id[self.like]
        people = list(instance.people)
        for _ in range(self.count):
            people.append(
                Person(
                    id=free_id(f"more-{self.qualifications[0]}", (person.id for person in people)),
                    name=f"+ {', '.join(self.qualifications)}",
                    base=model.base,
                    credentials=tuple(Credential(kind=kind) for kind in self.qualifications),
                    contract=model.contract,
                    work_rules=model.work_rules,
                    employer=model.employer,
                    availability=_all_day(self.weekday),
                    own_car=model.own_car,
                )
            )
        return instance.model_copy(update={"people": tuple(people)})


class MoreVehicles(Edit):
    """So many more vehicles like one there is, on one weekday."""

    amount_field: ClassVar[str] = "count"
    like_fields: ClassVar[frozenset[str]] = frozenset({"like"})
    kind: Literal["more-vehicles"] = "more-vehicles"
    like: Id
    weekday: Weekday
    count: int = Field(default=1, ge=1, le=20)

    def apply(self, instance: Instance) -> Instance:
        """The instance with the vehicles."""
        model = instance.vehicle_by_id[self.like]
        vehicles = list(instance.vehicles)
        for _ in range(self.count):
            update = {
                "id": free_id(f"more-{self.like}", (vehicle.id for vehicle in vehicles)),
                "name": f"+ {model.name}",
                "availability": _all_day(self.weekday),
                "unavailable": (),
            }
            vehicles.append(model.model_copy(update=update))
        return instance.model_copy(update={"vehicles": tuple(vehicles)})


class MoreKits(Edit):
    """So many more kits like one there is."""

    amount_field: ClassVar[str] = "count"
    like_fields: ClassVar[frozenset[str]] = frozenset({"like"})
    kind: Literal["more-kits"] = "more-kits"
    like: Id
    count: int = Field(default=1, ge=1, le=20)

    def apply(self, instance: Instance) -> Instance:
        """The instance with the kits, at the same home."""
        model = instance.kit_by_id[self.like]
        kits = list(instance.kits)
        for _ in range(self.count):
            id_ = free_id(f"more-{self.like}", (kit.id for kit in kits))
            kits.append(model.model_copy(update={"id": id_, "name": f"+ {model.name}", "unavailable": ()}))
        return instance.model_copy(update={"kits": tuple(kits)})


class PersonHours(Edit):
    """Somebody is there earlier, or stays later, on one weekday."""

    amount_field: ClassVar[str] = "minutes"
    like_fields: ClassVar[frozenset[str]] = frozenset({"person"})
    kind: Literal["person-hours"] = "person-hours"
    person: Id
    weekday: Weekday
    side: Side
    minutes: int = Field(ge=1, le=DAY_MIN)

    def apply(self, instance: Instance) -> Instance:
        """The instance with the longer availability."""

        def change(person: Person) -> Person:
            windows = widened(person.availability, self.weekday, self.side, self.minutes)
            return person.model_copy(update={"availability": windows})

        return instance.model_copy(update={"people": with_item(instance.people, self.person, change)})


class MoreContract(Edit):
    """Somebody may work so much longer in a week than contract and tolerance say, as far as the law lets."""

    amount_field: ClassVar[str] = "minutes"
    like_fields: ClassVar[frozenset[str]] = frozenset({"person"})
    kind: Literal["contract"] = "contract"
    person: Id
    minutes: int = Field(ge=1, le=7 * DAY_MIN)

    def apply(self, instance: Instance) -> Instance:
        """The instance with the larger tolerance."""

        def change(person: Person) -> Person:
            tolerance = person.contract.tolerance_min + self.minutes
            return person.model_copy(
                update={"contract": person.contract.model_copy(update={"tolerance_min": tolerance})}
            )

        return instance.model_copy(update={"people": with_item(instance.people, self.person, change)})


class VehicleHours(Edit):
    """A vehicle is there earlier, or later, on one weekday."""

    amount_field: ClassVar[str] = "minutes"
    like_fields: ClassVar[frozenset[str]] = frozenset({"vehicle"})
    kind: Literal["vehicle-hours"] = "vehicle-hours"
    vehicle: Id
    weekday: Weekday
    side: Side
    minutes: int = Field(ge=1, le=DAY_MIN)

    def apply(self, instance: Instance) -> Instance:
        """The instance with the longer availability."""
        vehicles = with_item(
            instance.vehicles,
            self.vehicle,
            lambda vehicle: vehicle.model_copy(
                update={"availability": widened(vehicle.availability, self.weekday, self.side, self.minutes)}
            ),
        )
        return instance.model_copy(update={"vehicles": vehicles})


class WithoutPin(Edit):
    """A pin is taken away."""

    kind: Literal["without-pin"] = "without-pin"
    pin: Pin

    def apply(self, instance: Instance) -> Instance:
        """The instance without it."""
        if self.pin not in instance.pins:
            raise KeyError(self.pin.item)
        return instance.model_copy(update={"pins": tuple(pin for pin in instance.pins if pin != self.pin)})
