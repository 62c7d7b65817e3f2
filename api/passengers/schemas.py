"""What passengers look like to those who may see them."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

from api.accounts.schemas import Incoming
from api.deps import PageOut
from models.base import Id, Lat, Lon, Name, Text, one_line

Phone = Annotated[str, BeforeValidator(one_line), StringConstraints(pattern=r"^[0-9+()./ -]{0,40}$")]


class DoorIn(Incoming):
    """A door that a passenger is taken from or to, in a territory of the organisation."""

    territory: Id = Field(examples=["queyras"])
    name: Name = Field(description="the address as a driver needs it", examples=["12 rue des Mélèzes"])
    commune: Id = Field(examples=["arvieux"])
    lon: Lon = Field(examples=[6.74])
    lat: Lat = Field(examples=[44.77])
    accessible: bool = Field(default=True, description="a wheelchair gets in and out of a vehicle there")


class DoorOut(DoorIn):
    """A door, with the pseudonymous id that rides and plans know it by."""

    id: str


class PassengerIn(Incoming):
    """A passenger."""

    name: Name = Field(examples=["Anne Géraud"])
    phone: Phone = Field(default="", examples=["+33 4 92 46 00 01"])
    remarks: Text = Field(default="", examples=["voit mal, à aider jusqu'à la porte"])


class PassengerOut(PassengerIn):
    """A passenger; ``id`` is the pseudonym that plans know."""

    id: str
    doors: list[DoorOut]
    last_ride: date | None
    made_at: datetime


class PassengersOut(PageOut):
    """A part of the passengers."""

    items: list[PassengerOut]


class KnownBooking(BaseModel):
    """A booking of a passenger, as it is kept."""

    id: str
    territory: str
    state: str
    made_at: datetime
    request: dict[str, Any] = Field(description="the ride asked for (models.rides.RideRequest)")


class KnownRide(BaseModel):
    """A direction of a ride in a published week; local times."""

    territory: str
    item: str
    leg: str
    pickup: str
    dropoff: str
    boarding_start: datetime
    alighting_end: datetime


class ExportOut(BaseModel):
    """All that is known of one passenger."""

    passenger: PassengerOut
    bookings: list[KnownBooking]
    rides: list[KnownRide]
