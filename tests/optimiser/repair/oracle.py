"""The fewest things to tell after a breakdown, found by trying everything a planner could do at the same times.

For every tour of the vehicle that is out: each other vehicle of its depot, or none, the tour not being driven; and
whoever drives or rides there stays or is replaced by anybody of the base. All combinations are written as plans by
hand, on the plan's own classes, and judged by the checker. It shares no code with the repair but the counting of what
is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod

from models.events import VehicleOut
from models.horizon import Horizon, Occurrence, RideItem, occurrences, ride_items
from models.instance import Instance
from models.notices import Location, warning
from models.plan import Duty, Plan, PlannedRide, PlannedSession, Reason, StopAction, Tour, Unserved
from models.text import Message
from optimiser.check import BROKEN_PROMISE, check
from optimiser.repair.told import tellings
from optimiser.travel import TravelTimes, travel_times
from optimiser.writing.amounts import half_up, tour_cents
from optimiser.writing.duties import MealHints, duty_of
from optimiser.writing.evaluate import Written, overtime_cents, rules_of
from optimiser.writing.pieces import Day, PersonDay, Piece
from optimiser.writing.plan import Frame, tier_list, values_of

MOST = 300
"""Plans tried at most."""

REASON = (Reason(kind="not_chosen", codes=("T2",), text=Message(msgid="lost")),)

Stand = tuple[str, tuple[str, ...]] | None
"""A tour's vehicle and its people, in the order they had; None when it is not driven."""


@dataclass
class Oracle:
    """A plan whose vehicle is out for whole tours of it, none of which has left."""

    instance: Instance
    changed: Instance
    plan: Plan
    event: VehicleOut

    def __post_init__(self) -> None:
        self.times: TravelTimes = travel_times(self.changed)
        self.horizon = Horizon(self.plan.monday, self.plan.weeks)
        self.asked = occurrences(self.changed, self.horizon)
        self.items = ride_items(self.changed, self.horizon, self.asked)
        made_at = max(self.event.start, self.plan.made_at)
        self.frame = Frame(self.changed, self.horizon, self.times, self.asked, self.items, self.plan, made_at)
        self.lost = [
            tour
            for tour in self.plan.tours
            if tour.vehicle == self.event.id and tour.start < self.event.end and self.event.start < tour.end
        ]

    def best(self) -> tuple[int, int] | None:
        """Least need, and the fewest things to tell with it; None when there is too much to try, or nothing lawful."""
        found: list[tuple[int, int]] = []
        choices = [list(self._stands(tour)) for tour in self.lost]
        if prod(len(some) for some in choices) > MOST:
            return None
        for stands in product(*choices):
            plan = self._plan(dict(zip((tour.id for tour in self.lost), stands, strict=True)))
            if plan is not None and not check(self.changed, plan, self.times, self.plan):
                need = next(tier.value for tier in plan.tiers if tier.tier == "need")
                asked = frozenset(item.id for item in self.items)
                told = tellings(self.changed, self.plan, plan, asked, (self.event,), self.frame.made_at)
                found.append((need, len(told)))
        return min(found, default=None)

    def _stands(self, tour: Tour) -> Iterator[Stand]:
        yield None
        depot = self.changed.vehicle_by_id[tour.vehicle].depot
        taken = {(other.vehicle, other.date) for other in self.plan.tours}
        people = _people(tour)
        for vehicle in self.changed.vehicles:
            if vehicle.depot != depot or vehicle.id == tour.vehicle or (vehicle.id, tour.date) in taken:
                continue
            same = [person.id for person in self.changed.people if person.base == depot]
            for stand in product(*([who, *(p for p in same if p != who)] for who in people)):
                if len(set(stand)) == len(stand):
                    yield vehicle.id, stand

    def _plan(self, stands: dict[str, Stand]) -> Plan | None:
        """The plan with its lost tours as chosen; None when it makes no sense to write it."""
        tours: list[Tour] = []
        renamed: dict[str, tuple[str, dict[str, str]]] = {}
        gone: set[str] = set()
        for tour in self.plan.tours:
            stand = stands.get(tour.id, (tour.vehicle, _people(tour)))
            if stand is None:
                gone.add(tour.id)
                continue
            names = dict(zip(_people(tour), stand[1], strict=True))
            renamed[tour.id] = stand[0], names
            tours.append(tour if tour.id not in stands else self._tour(tour, stand[0], names))
        sessions = [self._session(s, stands) for s in self.plan.sessions]
        held = [session for session in sessions if session is not None]
        ids = {session.id for session in held}
        occurrence = {item.id: item.occurrence for item in self.items}
        lost = {ride.item for ride in self.plan.rides if ride.tour in gone}
        lost |= {r.item for r in self.plan.rides if (o := occurrence.get(r.item)) is not None and o not in ids}
        if any(ride.item in lost and ride.tour not in gone for ride in self.plan.rides):
            return None  # what is left of such a tour would have to be driven otherwise
        rides = [self._ride(ride, renamed) for ride in self.plan.rides if ride.item not in lost]
        duties = self._duties(stands, held)
        unserved = frozenset({o.id for o in self.asked} - ids | {i.id for i in self.items} - {r.item for r in rides})
        written = Written(tuple(tours), tuple(held), tuple(rides), duties, unserved)
        return self._finished(written, lost)

    def _tour(self, tour: Tour, vehicle_id: str, names: dict[str, str]) -> Tour:
        vehicle = self.changed.vehicle_by_id[vehicle_id]
        seats = max(stop.load.seats for stop in tour.stops)
        chairs = max(stop.load.wheelchairs for stop in tour.stops)
        layouts = [one for one in vehicle.layouts if one.seats >= seats and one.wheelchairs >= chairs]
        stops = tuple(
            stop.model_copy(
                update={
                    "driver": None if stop.driver is None else names[stop.driver],
                    "actions": tuple(_renamed(action, names) for action in stop.actions),
                }
            )
            for stop in tour.stops
        )
        minutes = int((tour.end - tour.start).total_seconds()) // 60
        return tour.model_copy(
            update={
                "id": f"{vehicle_id}@{tour.date}",
                "vehicle": vehicle_id,
                "layout": (layouts or list(vehicle.layouts))[0].id,
                "stops": stops,
                "cost_cents": tour_cents(vehicle, tour.metres, minutes),
                "co2_g": half_up(vehicle.co2_g_per_km * tour.metres, 1000),
            }
        )

    def _tour_of(self, session: PlannedSession) -> Tour | None:
        crew = {member.person for member in session.crew}
        for tour in self.lost:
            if tour.start <= session.set_up_start and session.tear_down_end <= tour.end and crew & set(_people(tour)):
                return tour
        return None

    def _session(self, session: PlannedSession, stands: dict[str, Stand]) -> PlannedSession | None:
        tour = self._tour_of(session)
        if tour is None:
            return session
        stand = stands[tour.id]
        if stand is None:
            return None
        names = dict(zip(_people(tour), stand[1], strict=True))
        crew = tuple(
            member.model_copy(update={"person": names.get(member.person, member.person)}) for member in session.crew
        )
        update: dict[str, object] = {"crew": crew}
        for field in ("vehicle", "fetched_by"):
            if getattr(session, field) == tour.vehicle:
                update[field] = stand[0]
        return session.model_copy(update=update)

    def _ride(self, ride: PlannedRide, renamed: dict[str, tuple[str, dict[str, str]]]) -> PlannedRide:
        if ride.tour is None or ride.tour not in {tour.id for tour in self.lost}:
            return ride
        return ride.model_copy(update={"tour": f"{renamed[ride.tour][0]}@{ride.boarding_start.date()}"})

    def _duties(self, stands: dict[str, Stand], held: list[PlannedSession]) -> tuple[Duty, ...]:
        """Duties with the lost tours' work taken out of some and put into others."""
        minute = self.horizon.minute
        pieces: dict[PersonDay, Day] = {}
        touched: set[PersonDay] = set()
        hints: dict[PersonDay, MealHints] = {}
        sessions = {session.id for session in held}
        for duty in self.plan.duties:
            key = duty.person, duty.date
            mine = [tour for tour in self.lost if tour.date == duty.date and duty.person in _people(tour)]
            if not mine:
                pieces.setdefault(key, Day([], duty.own_car_m))
            for activity in duty.activities:
                if activity.kind in ("wait", "meal", "break"):
                    if activity.kind == "meal":
                        hints[key] = MealHints(minute(activity.start), activity.ref)
                    continue
                if activity.kind in ("set_up", "session", "tear_down") and activity.ref not in sessions:
                    touched.add(key)
                    continue
                tour = next((t for t in mine if t.start <= activity.start and activity.end <= t.end), None)
                who, ref = duty.person, activity.ref
                if tour is not None:
                    touched.add(key)
                    stand = stands[tour.id]
                    if stand is None:
                        continue
                    who = dict(zip(_people(tour), stand[1], strict=True))[duty.person]
                    ref = f"{stand[0]}@{tour.date}" if ref == tour.id else ref
                    touched.add((who, duty.date))
                day = pieces.setdefault((who, duty.date), Day([]))
                day.pieces.append(
                    Piece(activity.kind, minute(activity.start), minute(activity.end), activity.place, ref)
                )
        old = {(duty.person, duty.date): duty for duty in self.plan.duties}
        found = []
        for key, day in sorted(pieces.items(), key=lambda one: (one[0][1], one[0][0])):
            if key not in touched and key in old:
                found.append(old[key])
            elif day.pieces:
                rules = rules_of(self.changed, *key)
                found.append(duty_of(self.changed, self.horizon, key, day, rules, hints.get(key, MealHints())))
        return tuple(found)

    def _finished(self, written: Written, lost: set[str]) -> Plan:
        items: list[Occurrence | RideItem] = [*self.asked, *self.items]
        known = {unserved.item: unserved for unserved in self.plan.unserved}
        unserved = tuple(
            known.get(item.id)
            or Unserved(
                item=item.id,
                kind="ride" if item.id in {i.id for i in self.items} else "session",
                commune=item.commune,
                service=item.service,
                weight=item.weight,
                reasons=REASON,
            )
            for item in items
            if item.id in written.unserved
        )
        broken = tuple(
            warning(BROKEN_PROMISE, Location(source="plan", item=item), Message(msgid="lost")) for item in sorted(lost)
        )
        return self.plan.model_copy(
            update={
                "tours": written.tours,
                "sessions": written.sessions,
                "rides": written.rides,
                "duties": written.duties,
                "unserved": unserved,
                "events": (self.event,),
                "notices": broken,
                "made_at": self.frame.made_at,
                "frozen_until": self.event.start,
                "overtime_cents": overtime_cents(self.changed, self.horizon, written.duties),
                "tiers": tier_list(values_of(self.frame, written), {}),
            }
        )


def _people(tour: Tour) -> tuple[str, ...]:
    people = [stop.driver for stop in tour.stops if stop.driver is not None]
    people += [a.item for stop in tour.stops for a in stop.actions if a.kind == "crew_on" and a.item is not None]
    return tuple(dict.fromkeys(people))


def _renamed(action: StopAction, names: dict[str, str]) -> StopAction:
    if action.kind in ("crew_on", "crew_off") and action.item is not None:
        return action.model_copy(update={"item": names[action.item]})
    return action
