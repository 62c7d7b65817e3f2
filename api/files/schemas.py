"""What a driver's sheet looks like."""

from typing import Literal

from pydantic import BaseModel, Field


class PassengerOut(BaseModel):
    """Who gets on or off; name, phone and remarks on the days when they are needed."""

    code: str = Field(examples=["P-014"])
    name: str = ""
    phone: str = ""
    remarks: str = ""
    action: Literal["board", "alight"]
    walkers: int
    wheelchairs: int
    child_seats: int


class SheetPlaceOut(BaseModel):
    """Where to be; of a door its address and position on the days when they are needed, else the commune alone."""

    name: str
    lon: float | None = None
    lat: float | None = None


class SheetStopOut(BaseModel):
    """A stop of a tour that one drives (local times)."""

    place: SheetPlaceOut
    arrival: str = Field(examples=["2027-01-14T08:30"])
    departure: str
    passengers: list[PassengerOut]


class SheetTourOut(BaseModel):
    """A tour of the day, of which the stops one drives to or from."""

    vehicle: str
    stops: list[SheetStopOut]


class SheetActivityOut(BaseModel):
    """A stretch of the day (local times)."""

    start: str
    end: str
    what: str
    place: SheetPlaceOut


class DriverSheetOut(BaseModel):
    """One person's duty of one day."""

    person: str
    date: str
    start: str
    end: str
    detailed: bool = Field(description="whether names and doors are on it")
    activities: list[SheetActivityOut]
    tours: list[SheetTourOut]
