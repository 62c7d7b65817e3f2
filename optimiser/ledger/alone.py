"""Stand-alone costs: what a session or a ride would cost a vehicle and a person if they worked for nothing else."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from models.fleet import Vehicle
from models.instance import Instance
from models.plan import PlannedRide, PlannedSession
from optimiser.ledger.carriage import Carriage
from optimiser.travel import TravelTimes
from optimiser.writing.amounts import half_up, tour_cents


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes from one moment to another."""
    return int((end - start).total_seconds()) // 60


@dataclass(frozen=True)
class StandAlone:
    """Prices one item at a time, with the plan's own vehicle, people and hours; every amount is in cents."""

    instance: Instance
    times: TravelTimes

    def vehicle_cents(self, vehicle: Vehicle, day: date, carriage: Carriage) -> int:
        """The vehicle out of its depot for this item alone: its day, its kilometres, its hours."""
        minutes, metres = self._errand(vehicle, day, carriage)
        return tour_cents(vehicle, metres, minutes)

    def driving_min(self, vehicle: Vehicle, day: date, carriage: Carriage) -> int:
        """Minutes somebody would drive for this item alone; at a session's venue others work."""
        minutes, _ = self._errand(vehicle, day, carriage)
        session = carriage.session
        stay = minutes_between(session.set_up_start, session.tear_down_end) if session and carriage.stays else 0
        return minutes - stay

    def session_cents(self, person_id: str, session: PlannedSession, profile: str, own_car: bool) -> int:
        """A member of the crew going to this session alone and back: hours, and kilometres where it is by own car."""
        person, day, venue = self.instance.person_by_id[person_id], session.start.date(), session.venue
        minutes, metres = self._round_trip(person.base, venue, profile, day)
        minutes += minutes_between(session.set_up_start, session.tear_down_end)
        car = half_up(self.instance.settings.own_car_km_cents * metres, 1000) if own_car else 0
        return self.work_cents(person_id, minutes) + car

    def work_cents(self, person_id: str, minutes: int) -> int:
        """Minutes of work at the contract's rate."""
        return half_up(self.instance.person_by_id[person_id].contract.cost_hour_cents * minutes, 60)

    def _errand(self, vehicle: Vehicle, day: date, carriage: Carriage) -> tuple[int, int]:
        """Minutes and metres of the vehicle for this item alone."""
        minutes = metres = 0
        if (session := carriage.session) is not None:
            trips = 1 if carriage.stays else carriage.brings + carriage.fetches
            once = self._round_trip(vehicle.depot, session.venue, vehicle.profile, day)
            minutes, metres = trips * once[0], trips * once[1]
            if carriage.stays:
                minutes += minutes_between(session.set_up_start, session.tear_down_end)
        for ride in carriage.rides:
            there = self._ride(vehicle, day, ride)
            minutes, metres = minutes + there[0], metres + there[1]
        return minutes, metres

    def _ride(self, vehicle: Vehicle, day: date, ride: PlannedRide) -> tuple[int, int]:
        minutes = minutes_between(ride.boarding_start, ride.boarding_end)
        minutes += minutes_between(ride.alighting_start, ride.alighting_end)
        metres = 0
        stops = (vehicle.depot, ride.pickup, ride.dropoff, vehicle.depot)
        for origin, destination in pairwise(stops):
            minutes += self.times.minutes(origin, destination, vehicle.profile, day)
            metres += self.times.metres(origin, destination, vehicle.profile, day)
        return minutes, metres

    def _round_trip(self, base: str, venue: str, profile: str, day: date) -> tuple[int, int]:
        times = self.times
        minutes = times.minutes(base, venue, profile, day) + times.minutes(venue, base, profile, day)
        return minutes, times.metres(base, venue, profile, day) + times.metres(venue, base, profile, day)
