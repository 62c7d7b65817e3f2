"""An instance: everything a plan is made from."""

from datetime import date as Date  # noqa: N812 - fields are named by the day they hold
from functools import cached_property
from typing import Literal, Self

from pydantic import Field, model_validator

from models.base import Cents, Count, Fault, Frozen, Id, duplicates
from models.fleet import Kit, Vehicle
from models.people import Person
from models.pins import Pin
from models.profiles import ChildcareRules, WorkRules
from models.rides import RideRequest, RideService
from models.services import Service, SessionDemand
from models.territory import Address, Commune, Depot, Place, Stop, Territory, Venue

_FIRST_YEAR, _LAST_YEAR = 1950, 2200
TierName = Literal["need", "change", "cost", "fairness", "comfort"]


class Shortfall(Frozen):
    """Unserved weight carried over from before, per commune and service (H of tier 1)."""

    commune: Id
    service: Id
    weight: Count


class Tolerance(Frozen):
    """How far a tier may worsen for the sake of the tiers after it, in per mille of the least value found."""

    tier: TierName
    per_mille: int = Field(ge=0, le=1000)


class Settings(Frozen):
    """Prices and tolerances of the organisation."""

    own_car_km_cents: Cents = 32
    co2_cents_per_kg: Cents = 0
    tolerances: tuple[Tolerance, ...] = ()
    continuity_min: int = Field(
        default=30, ge=0, description="comfort minutes for each further person a village's service sees"
    )

    @model_validator(mode="after")
    def _one_tolerance_each(self) -> Self:
        for tier in duplicates(tolerance.tier for tolerance in self.tolerances):
            raise Fault("the tolerance of {tier} is given more than once", tier=tier)
        return self


class Instance(Frozen):
    """A territory's places, fleet, people, services and what is asked of them.

    The plan covers ``cycle_weeks`` weeks; ``anchor`` is a Monday on which a cycle begins; ``week`` is the Monday
    planned when none is asked for.
    """

    territory: Territory
    cycle_weeks: Literal[1, 2, 4] = 1
    anchor: Date
    week: Date
    communes: tuple[Commune, ...]
    depots: tuple[Depot, ...] = ()
    venues: tuple[Venue, ...] = ()
    stops: tuple[Stop, ...] = ()
    addresses: tuple[Address, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    kits: tuple[Kit, ...] = ()
    people: tuple[Person, ...] = ()
    services: tuple[Service, ...] = ()
    demands: tuple[SessionDemand, ...] = ()
    ride_services: tuple[RideService, ...] = ()
    rides: tuple[RideRequest, ...] = ()
    work_rules: tuple[WorkRules, ...] = ()
    childcare_rules: tuple[ChildcareRules, ...] = ()
    pins: tuple[Pin, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    settings: Settings = Settings()

    @model_validator(mode="after")
    def _mondays(self) -> Self:
        for name, day in (("anchor", self.anchor), ("week", self.week)):
            if day.isoweekday() != 1:
                raise Fault("{name} {day} is not a Monday", name=name, day=str(day))
            if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
                raise Fault("{name} {day} lies in a year that is not planned", name=name, day=str(day))
        return self

    @cached_property
    def places(self) -> dict[str, Place]:
        """Every place by its id."""
        return {place.id: place for place in (*self.depots, *self.venues, *self.stops, *self.addresses)}

    @cached_property
    def commune_by_id(self) -> dict[str, Commune]:
        """Communes by id."""
        return {commune.id: commune for commune in self.communes}

    @cached_property
    def venue_by_id(self) -> dict[str, Venue]:
        """Venues by id."""
        return {venue.id: venue for venue in self.venues}

    @cached_property
    def vehicle_by_id(self) -> dict[str, Vehicle]:
        """Vehicles by id."""
        return {vehicle.id: vehicle for vehicle in self.vehicles}

    @cached_property
    def kit_by_id(self) -> dict[str, Kit]:
        """Kits by id."""
        return {kit.id: kit for kit in self.kits}

    @cached_property
    def person_by_id(self) -> dict[str, Person]:
        """People by id."""
        return {person.id: person for person in self.people}

    @cached_property
    def service_by_id(self) -> dict[str, Service]:
        """Itinerant services by id."""
        return {service.id: service for service in self.services}

    @cached_property
    def demand_by_id(self) -> dict[str, SessionDemand]:
        """Session demands by id."""
        return {demand.id: demand for demand in self.demands}

    @cached_property
    def ride_service_by_id(self) -> dict[str, RideService]:
        """Demand-responsive services by id."""
        return {service.id: service for service in self.ride_services}

    @cached_property
    def any_service_by_id(self) -> dict[str, Service | RideService]:
        """Services of either kind by id, the itinerant ones first."""
        return {**self.service_by_id, **self.ride_service_by_id}

    @cached_property
    def ride_by_id(self) -> dict[str, RideRequest]:
        """Ride requests by id."""
        return {ride.id: ride for ride in self.rides}
