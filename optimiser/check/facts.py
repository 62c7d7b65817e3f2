"""What every check looks at: an instance and a plan of it, indexed once and never changed."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, partial

from models.fleet import Vehicle
from models.horizon import Horizon, Occurrence, RideItem, occurrences, ride_items
from models.instance import Instance
from models.plan import Plan, PlannedRide, PlannedSession
from models.profiles import WorkRules, work_rules_on
from models.rides import RideRequest, RideService
from models.services import Service, SessionDemand
from models.territory import Venue
from optimiser.check.runs import Run, read_run
from optimiser.check.shifts import Shift, read_shift
from optimiser.travel import UNREACHABLE, TravelTimes


@dataclass(frozen=True)
class Held:
    """A session of the plan that was asked for; times in minutes since the horizon's Monday."""

    session: PlannedSession
    occurrence: Occurrence
    demand: SessionDemand
    service: Service
    venue: Venue | None
    day: date
    set_up_start: int
    start: int
    end: int
    tear_down_end: int


@dataclass(frozen=True)
class Served:
    """A ride of the plan that was asked for; ``run`` is None in a taxi, or when its tour does not exist."""

    ride: PlannedRide
    item: RideItem
    request: RideRequest
    service: RideService
    run: Run | None
    day: date
    boarding_start: int
    boarding_end: int
    alighting_start: int
    alighting_end: int


@dataclass(frozen=True)
class Facts:
    """An instance, a plan made from it, travel times, and the plan published before, if any."""

    instance: Instance
    plan: Plan
    travel: TravelTimes
    previous: Plan | None = None

    @cached_property
    def horizon(self) -> Horizon:
        """The days the plan covers."""
        return Horizon(self.plan.monday, self.instance.cycle_weeks)

    def minute(self, when: datetime) -> int:
        """Minutes since the horizon's Monday."""
        return self.horizon.minute(when)

    def moment(self, minute: int) -> datetime:
        """The local time of a minute."""
        return self.horizon.moment(minute)

    @cached_property
    def asked(self) -> dict[str, Occurrence]:
        """Session occurrences asked in the horizon."""
        return {occurrence.id: occurrence for occurrence in occurrences(self.instance, self.horizon)}

    @cached_property
    def cancelled(self) -> frozenset[str]:
        """Occurrences of the patterns that an exception takes out of the horizon."""
        plain = [demand.model_copy(update={"exceptions": ()}) for demand in self.instance.demands]
        pattern = occurrences(self.instance.model_copy(update={"demands": tuple(plain)}), self.horizon)
        return frozenset(occurrence.id for occurrence in pattern) - frozenset(self.asked)

    @cached_property
    def items(self) -> dict[str, RideItem]:
        """Ride items asked in the horizon."""
        return {item.id: item for item in ride_items(self.instance, self.horizon, tuple(self.asked.values()))}

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """Sessions of the plan that were asked for, in order of time."""
        found = []
        for session in self.plan.sessions:
            if (occurrence := self.asked.get(session.id)) is not None:
                demand = self.instance.demand_by_id[occurrence.demand]
                found.append(
                    Held(
                        session=session,
                        occurrence=occurrence,
                        demand=demand,
                        service=self.instance.service_by_id[occurrence.service],
                        venue=self.instance.venue_by_id.get(session.venue),
                        day=session.start.date(),
                        set_up_start=self.minute(session.set_up_start),
                        start=self.minute(session.start),
                        end=self.minute(session.end),
                        tear_down_end=self.minute(session.tear_down_end),
                    )
                )
        return tuple(sorted(found, key=lambda held: (held.start, held.session.id)))

    @cached_property
    def held_by_id(self) -> dict[str, Held]:
        """Sessions of the plan that were asked for, by occurrence."""
        return {held.session.id: held for held in self.held}

    @cached_property
    def served(self) -> tuple[Served, ...]:
        """Rides of the plan that were asked for, in order of time."""
        found = []
        for ride in self.plan.rides:
            item = self.items.get(ride.item)
            if item is not None and ride.leg in item.legs:
                found.append(
                    Served(
                        ride=ride,
                        item=item,
                        request=self.instance.ride_by_id[item.request],
                        service=self.instance.ride_service_by_id[item.service],
                        run=self.run_by_id.get(ride.tour or ""),
                        day=ride.boarding_start.date(),
                        boarding_start=self.minute(ride.boarding_start),
                        boarding_end=self.minute(ride.boarding_end),
                        alighting_start=self.minute(ride.alighting_start),
                        alighting_end=self.minute(ride.alighting_end),
                    )
                )
        return tuple(sorted(found, key=lambda served: (served.boarding_start, served.item.id, served.ride.leg)))

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Tours of known vehicles, in order of time."""
        known = self.instance.vehicle_by_id
        runs = [
            read_run(
                tour,
                known[tour.vehicle],
                self.minute,
                self.party_of,
                partial(self.same_spot, day=tour.date),
                self.instance.kit_by_id,
            )
            for tour in self.plan.tours
            if tour.vehicle in known
        ]
        return tuple(sorted(runs, key=lambda run: (run.start, run.vehicle.id, run.tour.id)))

    @cached_property
    def run_by_id(self) -> dict[str, Run]:
        """Tours of known vehicles by id."""
        return {run.tour.id: run for run in self.runs}

    @cached_property
    def runs_of(self) -> dict[str, list[Run]]:
        """Tours of each vehicle, in order of time."""
        found: dict[str, list[Run]] = defaultdict(list)
        for run in self.runs:
            found[run.vehicle.id].append(run)
        return dict(found)

    @cached_property
    def shifts(self) -> tuple[Shift, ...]:
        """Duties of known people, in order of time."""
        known = self.instance.person_by_id
        shifts = [
            read_shift(duty, known[duty.person], self.rules(duty.person, duty.date), self.minute)
            for duty in self.plan.duties
            if duty.person in known
        ]
        return tuple(sorted(shifts, key=lambda shift: (shift.start, shift.person.id)))

    @cached_property
    def shifts_of(self) -> dict[str, list[Shift]]:
        """Duties of each person, in order of time."""
        found: dict[str, list[Shift]] = defaultdict(list)
        for shift in self.shifts:
            found[shift.person.id].append(shift)
        return dict(found)

    @cached_property
    def week_work(self) -> dict[tuple[str, int], int]:
        """Minutes of work by person and week of the horizon; weeks without work are left out."""
        found: dict[tuple[str, int], int] = defaultdict(int)
        for shift in self.shifts:
            found[shift.person.id, self.horizon.week_of(shift.day)] += shift.work_min
        return dict(found)

    def place_name(self, place: str) -> str:
        """What people call a place; the id itself when there is no such place."""
        found = self.instance.places.get(place)
        return place if found is None else found.name

    def party_of(self, item: str) -> RideRequest | None:
        """The request of a ride item, None for one that nobody asked."""
        found = self.items.get(item)
        return None if found is None else self.instance.ride_by_id[found.request]

    def rules(self, person: str, day: date) -> WorkRules | None:
        """Working-time rules a person is under on a day, None when no profile is in force."""
        try:
            return work_rules_on(self.instance.work_rules, self.instance.person_by_id[person].work_rules, day)
        except KeyError:
            return None

    def seasons(self, day: date) -> frozenset[str]:
        """Ids of the seasons a day lies in."""
        return self._seasons.setdefault(day, self.instance.territory.seasons_on(day))

    @cached_property
    def _seasons(self) -> dict[date, frozenset[str]]:
        return {}

    @cached_property
    def _ways(self) -> dict[tuple[str, str, str, date], tuple[int, int] | None]:
        return {}

    def way(self, origin: str, destination: str, profile: str, day: date) -> tuple[int, int] | None:
        """(minutes, metres) between two places, ``UNREACHABLE`` both without a way, None for what is not known."""
        key = origin, destination, profile, day
        if key not in self._ways:
            try:
                self._ways[key] = self.travel.minutes(*key), self.travel.metres(*key)
            except KeyError:
                self._ways[key] = None
        return self._ways[key]

    def reachable(self, origin: str, destination: str, profile: str, day: date) -> tuple[int, int] | None:
        """(minutes, metres) between two places where there is a way, else None."""
        way = self.way(origin, destination, profile, day)
        return None if way is None or way[0] >= UNREACHABLE else way

    def same_spot(self, origin: str, destination: str, day: date) -> bool:
        """Whether two places are one, or so near that going between them takes no time."""
        return origin == destination or self.own_car_way(origin, destination, day) == (0, 0)

    def own_car_way(self, origin: str, destination: str, day: date) -> tuple[int, int] | None:
        """(minutes, metres) by own car or taxi where there is a way, else None."""
        return self.reachable(origin, destination, self.instance.territory.travel.own_car_profile, day)

    def leg_way(self, vehicle: Vehicle, origin: str, destination: str, day: date) -> tuple[int, int] | None:
        """(minutes, metres) of a vehicle where there is a way, else None."""
        return self.reachable(origin, destination, vehicle.profile, day)

    def elapsed_min(self, start: datetime, end: datetime) -> int:
        """Minutes that really pass between two local times, a change of clock included."""
        zone = self.instance.territory.zone
        seconds = (
            end.replace(tzinfo=zone).astimezone(UTC) - start.replace(tzinfo=zone).astimezone(UTC)
        ).total_seconds()
        return int(seconds) // 60
