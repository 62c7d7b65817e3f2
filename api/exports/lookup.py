"""A plan and its instance side by side, with what the exports look up in them."""

from dataclasses import dataclass
from functools import cached_property

from models.horizon import Horizon, Occurrence, RideItem, occurrences, ride_items
from models.instance import Instance
from models.plan import Plan, PlannedRide, PlannedSession, Tour, Unserved
from models.rides import RideRequest
from models.services import Service


@dataclass(frozen=True)
class Lookup:
    """A finished plan with the instance it was made from."""

    plan: Plan
    instance: Instance

    @cached_property
    def horizon(self) -> Horizon:
        """The days the plan covers."""
        return Horizon(self.plan.monday, self.plan.weeks)

    @cached_property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Every session asked within the horizon."""
        return occurrences(self.instance, self.horizon)

    @cached_property
    def ride_items(self) -> tuple[RideItem, ...]:
        """Every ride item asked within the horizon."""
        return ride_items(self.instance, self.horizon, self.occurrences)

    @cached_property
    def occurrence_by_id(self) -> dict[str, Occurrence]:
        """Asked sessions by id."""
        return {occurrence.id: occurrence for occurrence in self.occurrences}

    @cached_property
    def ride_item_by_id(self) -> dict[str, RideItem]:
        """Asked ride items by id."""
        return {item.id: item for item in self.ride_items}

    @cached_property
    def session_by_id(self) -> dict[str, PlannedSession]:
        """Held sessions by id."""
        return {session.id: session for session in self.plan.sessions}

    @cached_property
    def tour_by_id(self) -> dict[str, Tour]:
        """Tours by id."""
        return {tour.id: tour for tour in self.plan.tours}

    @cached_property
    def rides_by_tour(self) -> dict[str | None, tuple[PlannedRide, ...]]:
        """Planned rides by tour, in time order; those of the outside taxi under None."""
        found: dict[str | None, list[PlannedRide]] = {}
        for ride in sorted(self.plan.rides, key=lambda ride: (ride.boarding_start, ride.item, ride.leg)):
            found.setdefault(ride.tour, []).append(ride)
        return {tour: tuple(rides) for tour, rides in found.items()}

    @cached_property
    def _request_of_item(self) -> dict[str, str]:
        asked = {item.id: item.request for item in self.ride_items}
        return asked | {ride.item: ride.request for ride in self.plan.rides}

    def find_request(self, item: str) -> RideRequest | None:
        """The request behind a ride item, when the instance still has it."""
        return self.instance.ride_by_id.get(self._request_of_item.get(item, ""))

    def day_asked(self, item: Unserved) -> str:
        """ISO date on which an unserved ride was asked for; empty for what had no day before the plan gave it one."""
        ride = self.ride_item_by_id.get(item.item)
        return ride.day.isoformat() if ride is not None and ride.day is not None else ""

    def service_of(self, session: PlannedSession) -> Service:
        """The service a held session belongs to."""
        return self.instance.service_by_id[self.instance.demand_by_id[session.demand].service]
