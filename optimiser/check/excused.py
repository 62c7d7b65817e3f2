"""What a repaired plan may break because of what happened: no more than the events themselves made impossible.

A breach is excused when an event of the plan is behind it, and only then: a ride whose vehicle broke down may be given
up, and its passenger is told so by a notice of the plan; a tour that is late is late for its passengers; a run cut
short on the road ends there.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from models.base import at
from models.events import Delay, PersonAbsent, RideChanged, RoadSlow, VehicleOut, VenueClosed
from models.plan import Plan, PlannedRide, PlannedSession, Tour
from optimiser.check.breach import Breach
from optimiser.check.facts import Facts
from optimiser.check.tiers import half_up

LATE = frozenset(
    {
        *("R2.pickup", "R2.dropoff", "R3.ride_time", "R7.before", "R7.after", "R8.hours", "R8.deadline"),
        *("P2.availability", "P3.day", "P4.amplitude", "P5.week", "P5.average", "P5.contract", "P6.break", "P6.meal"),
        *("T2.availability", "R9.promise", "S1.start"),
    }
)
"""What a tour that is late may do to those it carries."""

SLOWED = frozenset({"T1.travel", "A3.metres", "A4.costs", "R3.ride_time", "P1.place", "P1.own_car", "P1.fixed"})
"""What roads slower than expected do to tours that had left."""

PROMISES = frozenset({"L2.promised", "L2.frozen", "R9.promise"})

BROKEN_PROMISE = "promise.broken"
"""Code of the notice that names, as its item, a ride whose promise is broken."""

Hit = tuple[datetime, datetime]


@dataclass(frozen=True)
class Excuses:
    """What the events of a plan excuse, and nobody is told without a notice."""

    facts: Facts

    def covers(self, breach: Breach) -> bool:
        """Whether an event is behind a breach."""
        words = breach.who.split(" ")
        if breach.clause in PROMISES:
            return self._promise(words)
        if breach.clause in ("T2.depot", "T2.availability") and any(tour.id in words for tour in self._cut):
            return True
        if breach.clause in ("S6.overnight", "S6.home", "S9.back"):
            return bool(self._kits_left & set(words))
        if breach.clause in ("R7.before", "R7.after"):
            return self._taken_there(words[0]) or self._late(breach, words)
        if breach.clause == "R5.return":
            return self._brought(words[0])
        if breach.clause == "S6.continuity" and breach.when is not None:
            return bool(self._kits_left & set(words)) and all(tour.date < breach.when.date() for tour in self._cut)
        if breach.clause == "P1.base":
            return any(
                person in words and breach.when is not None and breach.when.date() == day
                for person, day in self._stranded
            )
        if breach.clause == "P2.absence":
            return any(
                person in words and breach.when is not None and breach.when.date() == day
                for person, day in self._on_the_way
            )
        if breach.clause == "L3.reserve":
            return breach.when is not None and breach.when.date() in self._days_hit
        if breach.clause in SLOWED and self._slowed(breach, words):
            return True
        if breach.clause == "A5.tiers" and words == ["cost"] and self._kept_slow:
            return self._adds_up
        return breach.clause in LATE and self._late(breach, words)

    def _promise(self, words: list[str]) -> bool:
        previous = self.facts.previous
        if previous is None:
            return False
        rides = [ride for ride in previous.rides if ride.item == words[0]]
        if rides:
            told = {notice.location.item for notice in self.facts.plan.notices if notice.code == BROKEN_PROMISE}
            kept = {(ride.item, ride.leg): ride.boarding_start for ride in self.facts.plan.rides}
            silent = any(kept.get((ride.item, ride.leg)) != ride.boarding_start for ride in rides)
            # Within the tolerance nothing is broken; R9 and L2 ask about what is.
            return (words[0] in told or not silent) and any(self.hits_ride(ride) for ride in rides)
        if any(session.id == words[0] and self._hits_session(session) for session in previous.sessions):
            return True
        return any(tour.id == words[0] and self._hits_tour(tour) for tour in previous.tours)

    def hits_ride(self, ride: PlannedRide) -> bool:
        """Whether an event made a ride of the plan before impossible as it was, or puts it in doubt."""
        item = self.facts.items.get(ride.item)
        if item is not None and self.facts.previous is not None and item.occurrence is not None:
            held = self.facts.held_by_id.get(item.occurrence)
            before = next((s for s in self.facts.previous.sessions if s.id == item.occurrence), None)
            if (
                held is None
                or before is None
                or (held.session.start, held.session.venue) != (before.start, before.venue)
            ):
                return True
        events = self.facts.plan.events
        if any(isinstance(event, RideChanged) and event.ride.id == ride.request for event in events):
            return True
        if any(isinstance(event, RoadSlow) and self._on(event, ride.boarding_start.date()) for event in events):
            return True
        tour = next((t for t in self._before.tours if t.id == ride.tour), None)
        if tour is None:
            return False
        return self._hits_stretch(tour, ride.boarding_start, ride.alighting_end)

    @property
    def _before(self) -> Plan:
        return self.facts.previous if self.facts.previous is not None else self.facts.plan

    def _hits_stretch(self, tour: Tour, start: datetime, end: datetime) -> bool:
        """Whether vehicle or people are hit between leaving the depot before a moment and coming back after one."""
        vehicle = self.facts.instance.vehicle_by_id.get(tour.vehicle)
        depot = vehicle.depot if vehicle is not None else tour.stops[0].place
        first = max([s.departure for s in tour.stops if s.place == depot and s.departure <= start], default=tour.start)
        last = min([s.arrival for s in tour.stops if s.place == depot and s.arrival >= end], default=tour.end)
        people = {stop.driver for stop in tour.stops if stop.driver is not None and first <= stop.departure < last}
        people |= {a.item for s in tour.stops for a in s.actions if a.kind == "crew_on" and a.item is not None}
        hit = list(self._vehicles.get(tour.vehicle, []))
        hit += [h for person in people for h in self._people.get(person, [])]
        return any(a < last and first < b for a, b in hit)

    def _hits_tour(self, tour: Tour) -> bool:
        if any(isinstance(event, RoadSlow) and self._on(event, tour.date) for event in self.facts.plan.events):
            return True
        return self._hits_stretch(tour, tour.start, tour.end)

    def _hits_session(self, session: PlannedSession) -> bool:
        hits = [h for member in session.crew for h in self._people.get(member.person, [])]
        hits += [h for vehicle in (session.vehicle, session.fetched_by) for h in self._vehicles.get(vehicle or "", [])]
        hits += [
            (event.start, event.end)
            for event in self.facts.plan.events
            if isinstance(event, VenueClosed) and event.id == session.venue
        ]
        if any(
            isinstance(event, RoadSlow) and self._on(event, session.start.date()) for event in self.facts.plan.events
        ):
            return True
        return any(a < session.tear_down_end and session.set_up_start < b for a, b in hits)

    @cached_property
    def _vehicles(self) -> dict[str, list[Hit]]:
        """When each vehicle is out, or late."""
        found: dict[str, list[Hit]] = {}
        for event in self.facts.plan.events:
            if isinstance(event, VehicleOut):
                found.setdefault(event.id, []).append((event.start, event.end))
        for tour in self._delayed:
            found.setdefault(tour.vehicle, []).append((tour.start, at(tour.date, 24 * 60)))
        return found

    @cached_property
    def _people(self) -> dict[str, list[Hit]]:
        """When each person is absent, stranded or late: for the rest of that day."""
        found: dict[str, list[Hit]] = {}
        for event in self.facts.plan.events:
            if isinstance(event, PersonAbsent):
                found.setdefault(event.id, []).append((event.start, event.end))
        for tour in self._delayed:
            for person in _aboard(tour):
                found.setdefault(person, []).append((tour.start, at(tour.date, 24 * 60)))
        for tour in self._before.tours:
            outs = [hit for hit in self._broken.get(tour.vehicle, []) if tour.start < hit[0] < tour.end]
            outs += [
                hit for person in _aboard(tour) for hit in self._gone.get(person, []) if tour.start < hit[0] < tour.end
            ]
            for person in _aboard(tour) if outs else ():
                found.setdefault(person, []).append((outs[0][0], at(tour.date, 24 * 60)))
        return found

    @cached_property
    def _broken(self) -> dict[str, list[Hit]]:
        found: dict[str, list[Hit]] = {}
        for event in self.facts.plan.events:
            if isinstance(event, VehicleOut):
                found.setdefault(event.id, []).append((event.start, event.end))
        return found

    @cached_property
    def _gone(self) -> dict[str, list[Hit]]:
        found: dict[str, list[Hit]] = {}
        for event in self.facts.plan.events:
            if isinstance(event, PersonAbsent):
                found.setdefault(event.id, []).append((event.start, event.end))
        return found

    @cached_property
    def _delayed(self) -> tuple[Tour, ...]:
        named = {event.id for event in self.facts.plan.events if isinstance(event, Delay)}
        return tuple(tour for tour in self._before.tours if tour.id in named)

    @cached_property
    def _cut(self) -> tuple[Tour, ...]:
        """Tours that end on the road where their vehicle broke down, or somebody aboard fell ill."""
        found = []
        for tour in self.facts.plan.tours:
            hits = [*self._broken.get(tour.vehicle, [])]
            hits += [hit for person in _aboard(tour) for hit in self._gone.get(person, [])]
            vehicle = self.facts.instance.vehicle_by_id.get(tour.vehicle)
            away = vehicle is not None and tour.stops[-1].place != vehicle.depot
            if away and any(tour.start < start and start.date() == tour.date for start, _ in hits):
                found.append(tour)
        return tuple(found)

    @cached_property
    def _stranded(self) -> frozenset[tuple[str, date]]:
        return frozenset((person, tour.date) for tour in self._cut for person in _aboard(tour))

    @cached_property
    def _kits_left(self) -> frozenset[str]:
        """Kits, and sessions they were brought to, that wait on the road for a vehicle to fetch them."""
        kits = {a.item for tour in self._cut for stop in tour.stops for a in stop.actions if a.kind == "load_kit"}
        kits |= {s.id for s in self.facts.plan.sessions if s.kit in kits}
        return frozenset(kit for kit in kits if kit is not None)

    def _brought(self, item: str) -> bool:
        """Whether somebody had left on one direction before an event took the other."""
        previous, line = self.facts.previous, self.facts.plan.frozen_until
        if previous is None or line is None:
            return False
        rides = [ride for ride in previous.rides if ride.item == item]
        if previous.events and {r.leg for r in rides} == {r.leg for r in self.facts.plan.rides if r.item == item}:
            return any(ride.boarding_start < line for ride in rides)
        return any(r.boarding_start < line for r in rides) and any(self.hits_ride(ride) for ride in rides)

    def _taken_there(self, item: str) -> bool:
        """Whether somebody had left for a session that then ended, or was given up, because of an event."""
        asked, previous, line = self.facts.items.get(item), self.facts.previous, self.facts.plan.frozen_until
        if asked is None or previous is None or line is None:
            return False
        session = next((one for one in previous.sessions if one.id == asked.occurrence), None)
        left = any(ride.item == item and ride.boarding_start < line for ride in previous.rides)
        return left and session is not None and self._hits_session(session)

    @cached_property
    def _on_the_way(self) -> frozenset[tuple[str, date]]:
        """Who fell ill while aboard, and comes home with the others."""
        return frozenset(
            (person, tour.date)
            for tour in self._before.tours
            for person in _aboard(tour)
            if any(tour.start < start < tour.end for start, _ in self._gone.get(person, []))
        )

    @cached_property
    def _days_hit(self) -> frozenset[date]:
        days: set[date] = set()
        for event in self.facts.plan.events:
            if isinstance(event, VehicleOut | PersonAbsent | RoadSlow):
                last = (event.end - timedelta(minutes=1)).date()
                days |= {event.start.date() + timedelta(days=k) for k in range((last - event.start.date()).days + 1)}
        return frozenset(days)

    def _slowed(self, breach: Breach, words: list[str]) -> bool:
        """Whether a breach is that of who had left before roads became slow, and drives as was planned."""
        frozen = self.facts.plan.frozen_until
        days = {day for day in self._days_slow if breach.when is None or breach.when.date() == day}
        if frozen is None or not days:
            return False
        rides = [r for r in self.facts.plan.rides if words[0] == r.item and r.leg in (*words[1:], r.leg)]
        if any(ride.tour is None and ride.boarding_start < frozen for ride in rides):
            return True
        named = {*words, *(ride.tour for ride in rides)}
        for tour in self._before.tours:
            if tour.id in named and tour.date in days and tour.start < frozen:
                vehicle = self.facts.instance.vehicle_by_id.get(tour.vehicle)
                back = [s.arrival for s in tour.stops if vehicle is not None and s.place == vehicle.depot]
                until = min((when for when in back if when >= frozen), default=frozen)
                return breach.when is None or breach.when <= until
        duties = {(duty.person, duty.date): duty for duty in self._before.duties}
        for duty in self.facts.plan.duties:
            if duty.person in named and duty.date in days and duty.start < frozen:
                return duties.get((duty.person, duty.date)) == duty
        return False

    @property
    def _kept_slow(self) -> bool:
        """Whether somebody who had left before roads became slow drives as was planned, at the metres planned."""
        frozen = self.facts.plan.frozen_until
        left = [(tour.date, tour.start) for tour in self._before.tours]
        left += [(duty.date, duty.start) for duty in self._before.duties]
        return frozen is not None and any(day in self._days_slow and start < frozen for day, start in left)

    @property
    def _adds_up(self) -> bool:
        """Whether the cost stated is the sum of what the plan states of its parts."""
        plan = self.facts.plan
        parts = sum(tour.cost_cents for tour in plan.tours) + sum(duty.cost_cents for duty in plan.duties)
        parts += plan.overtime_cents + sum(ride.taxi_cents for ride in plan.rides)
        grams = sum(tour.co2_g for tour in plan.tours)
        parts += half_up(grams * self.facts.instance.settings.co2_cents_per_kg, 1000)
        return all(tier.value == parts for tier in plan.tiers if tier.tier == "cost")

    @cached_property
    def _days_slow(self) -> frozenset[date]:
        slow = [event for event in self.facts.plan.events if isinstance(event, RoadSlow)]
        return frozenset(day for day in self.facts.horizon.days if any(self._on(event, day) for event in slow))

    def _late(self, breach: Breach, words: list[str]) -> bool:
        for tour in self._delayed:
            people = set(_aboard(tour))
            carried = {a.item for stop in tour.stops for a in stop.actions if a.leg is not None}
            sessions = {
                s.id
                for s in self.facts.plan.sessions
                if s.start.date() == tour.date and people & {m.person for m in s.crew}
            }
            if words[0] in {tour.id, *people, *carried, *sessions} and breach.when is not None:
                return breach.when.date() == tour.date or breach.clause.startswith("P5")
        return False

    def _on(self, event: RoadSlow, day: date) -> bool:
        return event.start.date() <= day <= (event.end - timedelta(minutes=1)).date()


def _aboard(tour: Tour) -> tuple[str, ...]:
    people = [stop.driver for stop in tour.stops if stop.driver is not None]
    people += [a.item for stop in tour.stops for a in stop.actions if a.kind == "crew_on" and a.item is not None]
    return tuple(dict.fromkeys(people))
