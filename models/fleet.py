"""Vehicles and kits: what they hold, when they are there, what they cost."""

from typing import Literal, Self

from pydantic import Field, model_validator

from models.base import Cents, Count, Fault, Frozen, Id, Metres, Name, Period, Tags, Text, WeeklyWindow, duplicates


class Layout(Frozen):
    """One way to set a vehicle up: seats besides the driver's, and wheelchair places."""

    id: Id
    seats: Count
    wheelchairs: Count = 0


class Vehicle(Frozen):
    """A vehicle. ``availability`` empty means every day; ``range_m`` is for electric vehicles."""

    id: Id
    name: Name
    depot: Id
    layouts: tuple[Layout, ...] = Field(min_length=1)
    child_seats: Count = 0
    features: Tags = ()
    kit_volume_l: Count = 0
    licence: Id = "permis-b"
    profile: Id = "van"
    availability: tuple[WeeklyWindow, ...] = ()
    unavailable: tuple[Period, ...] = ()
    energy: Literal["diesel", "petrol", "electric", "gas"] = "diesel"
    range_m: Metres | None = None
    cost_day_cents: Cents = 0
    cost_km_cents: Cents = 0
    cost_hour_cents: Cents = 0
    co2_g_per_km: Count = 0
    owner: Text = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if twice := duplicates(layout.id for layout in self.layouts):
            raise Fault("layouts named twice: {ids}", ids=", ".join(twice))
        if self.energy == "electric" and self.range_m is None:
            raise Fault("an electric vehicle needs its range")
        return self


class Kit(Frozen):
    """Equipment a service carries: where it lives and how much room it takes."""

    id: Id
    name: Name
    kind: Id
    home: Id
    volume_l: Count = 0
    unavailable: tuple[Period, ...] = ()
    owner: Text = ""
