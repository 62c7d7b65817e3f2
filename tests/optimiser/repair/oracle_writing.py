"""Combinations of the oracle written as plans, by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from models.events import PersonAbsent, VehicleOut
from models.fleet import Layout
from models.horizon import Occurrence, RideItem
from models.notices import Location, warning
from models.plan import Activity, CrewMember, Duty, Load, Plan, PlannedSession, Reason, StopAction, Tour, Unserved
from models.text import Message
from optimiser.check import BROKEN_PROMISE
from optimiser.writing.amounts import half_up, tour_cents
from optimiser.writing.duties import MealHints, duty_of
from optimiser.writing.evaluate import Written, overtime_cents, rules_of
from optimiser.writing.pieces import Day, PersonDay, Piece
from optimiser.writing.plan import Frame, tier_list, values_of

REASON = (Reason(kind="not_chosen", codes=("T2",), text=Message(msgid="lost")),)

Stand = tuple[str | None, tuple[str | None, ...]] | None
"""A unit's vehicle and its people, in the order they had; None when it is not done."""
Stands = tuple[Stand, ...]


@dataclass(frozen=True)
class Unit:
    """A tour, or somebody's way by own car: its people, who of them drives the vehicle, what they do on it."""

    tour: Tour | None
    vehicle: str | None
    people: tuple[str, ...]
    drivers: frozenset[str]
    sessions: tuple[PlannedSession, ...]
    start: datetime
    end: datetime
    activities: Mapping[str, tuple[Activity, ...]] = field(hash=False)

    def of(self, person: str) -> tuple[Activity, ...]:
        """What somebody does on it, idle time aside."""
        return tuple(a for a in self.activities.get(person, ()) if a.kind not in ("wait", "meal", "break"))


def write(
    frame: Frame, plan: Plan, event: VehicleOut | PersonAbsent, units: Sequence[Unit], stands: Stands
) -> Plan | None:
    """The plan with its units as chosen; None when that makes no sense."""
    return _Writing(frame, plan, event, tuple(zip(units, stands, strict=True))).plan_as_chosen()


@dataclass
class _Writing:
    frame: Frame
    plan: Plan
    event: VehicleOut | PersonAbsent
    chosen: Sequence[tuple[Unit, Stand]]

    def plan_as_chosen(self) -> Plan | None:
        gone = {session.id for unit, stand in self.chosen if stand is None for session in unit.sessions}
        if any(s.id in gone for unit, stand in self.chosen if stand is not None for s in unit.sessions):
            return None  # a crew of which some do not come
        tours: list[Tour] = []
        at: dict[str, str] = {}
        by_tour = {unit.tour.id: (unit, stand) for unit, stand in self.chosen if unit.tour is not None}
        for tour in self.plan.tours:
            unit, stand = by_tour.get(tour.id, (None, None))
            if unit is None:
                tours.append(tour)
            elif stand is not None:
                tours.append(self._tour(tour, unit, stand))
                at[tour.id] = tours[-1].id
        occurrence = {item.id: item.occurrence for item in self.frame.items}
        dropped = {tour for tour, (_, stand) in by_tour.items() if stand is None}
        lost = {r.item for r in self.plan.rides if r.tour in dropped or occurrence.get(r.item) in gone}
        if any(ride.item in lost and ride.tour not in dropped for ride in self.plan.rides):
            return None  # what is left of such a tour would have to be driven otherwise
        sessions = tuple(self._session(s) for s in self.plan.sessions if s.id not in gone)
        rides = tuple(
            ride.model_copy(update={"tour": at.get(ride.tour or "", ride.tour)})
            for ride in self.plan.rides
            if ride.item not in lost
        )
        served = {ride.item for ride in rides}
        unserved = {o.id for o in self.frame.asked} - {s.id for s in sessions}
        unserved |= {item.id for item in self.frame.items} - served
        known = {one.item for one in self.plan.unserved}
        if known & served:
            return None
        tours.sort(key=lambda t: (t.date, t.vehicle))
        written = Written(tuple(tours), sessions, rides, self._duties(), frozenset(unserved | (known - served)))
        return self._finished(written, lost)

    def _tour(self, tour: Tour, unit: Unit, stand: tuple[str | None, tuple[str | None, ...]]) -> Tour:
        names = dict(zip(unit.people, stand[1], strict=True))
        vehicle = self.frame.instance.vehicle_by_id[stand[0] or ""]
        stops, missing = [], 0
        for stop in tour.stops:
            for action in stop.actions:
                if action.item in names and names[action.item] is None:
                    missing += {"crew_on": 1, "crew_off": -1}.get(action.kind, 0)
            actions = tuple(a for action in stop.actions if (a := _renamed(action, names)) is not None)
            driver = None if stop.driver is None else names[stop.driver]
            load = stop.load.model_copy(update={"seats": stop.load.seats - missing}) if missing else stop.load
            stops.append(stop.model_copy(update={"driver": driver, "actions": actions, "load": load}))
        layout = tour.layout if vehicle.id == tour.vehicle else _layout(vehicle.layouts, [s.load for s in stops])
        minutes = int((tour.end - tour.start).total_seconds()) // 60
        return tour.model_copy(
            update={
                "id": f"{vehicle.id}@{tour.date}",
                "vehicle": vehicle.id,
                "layout": layout,
                "stops": tuple(stops),
                "cost_cents": tour_cents(vehicle, tour.metres, minutes),
                "co2_g": half_up(vehicle.co2_g_per_km * tour.metres, 1000),
            }
        )

    def _session(self, session: PlannedSession) -> PlannedSession:
        crew: dict[str, CrewMember | None] = {member.person: member for member in session.crew}
        update: dict[str, object] = {}
        for unit, stand in self.chosen:
            if stand is None or session not in unit.sessions:
                continue
            for before, now in zip(unit.people, stand[1], strict=True):
                member = next((m for m in session.crew if m.person == before), None)
                if member is not None:
                    crew[before] = None if now is None else member.model_copy(update={"person": now})
            for name in ("vehicle", "fetched_by"):
                if unit.vehicle is not None and getattr(session, name) == unit.vehicle:
                    update[name] = stand[0]
        members = tuple(member for member in crew.values() if member is not None)
        return session.model_copy(update={"crew": members, **update})

    def _duties(self) -> tuple[Duty, ...]:
        """Duties with the day's work given to those who do it now."""
        minute, day = self.frame.horizon.minute, self.event.start.date()
        old = {(duty.person, duty.date): duty for duty in self.plan.duties}
        before: dict[PersonDay, Day] = {}
        after: dict[PersonDay, Day] = {}
        moved = {(p, a.start) for unit, _ in self.chosen for p in unit.people for a in unit.of(p)}
        hints: dict[PersonDay, MealHints] = {}
        for (person, date), duty in old.items():
            if date != day:
                continue
            for activity in duty.activities:
                if activity.kind == "meal":
                    hints[person, date] = MealHints(minute(activity.start), activity.ref)
                if activity.kind in ("wait", "meal", "break"):
                    continue
                piece = Piece(activity.kind, minute(activity.start), minute(activity.end), activity.place, activity.ref)
                before.setdefault((person, date), Day([], duty.own_car_m)).pieces.append(piece)
                if (person, activity.start) not in moved:
                    after.setdefault((person, date), Day([])).pieces.append(piece)
        for unit, stand in self.chosen:
            if stand is not None:
                for who, now in zip(unit.people, stand[1], strict=True):
                    if now is not None:
                        self._add(after.setdefault((now, day), Day([])), unit, stand, who, now)
        for key, new in after.items():
            if any(one.kind == "fixed" for one in new.pieces) and key in old:
                new.own_car_m += old[key].own_car_m
        found = [duty for (_, date), duty in old.items() if date != day]
        for key, new in after.items():
            same = key in old and sorted(new.pieces, key=str) == sorted(before[key].pieces, key=str)
            if same:
                found.append(old[key])
            elif new.pieces:
                rules, hint = rules_of(self.frame.instance, *key), hints.get(key, MealHints())
                found.append(duty_of(self.frame.instance, self.frame.horizon, key, new, rules, hint))
        return tuple(sorted(found, key=lambda duty: (duty.date, duty.person)))

    def _add(self, day: Day, unit: Unit, stand: tuple[str | None, tuple[str | None, ...]], who: str, now: str) -> None:
        minute = self.frame.horizon.minute
        if unit.tour is None and who != now:
            self._add_trip(day, unit, now)
            return
        if unit.tour is None:
            day.own_car_m += next(
                d.own_car_m for d in self.plan.duties if (d.person, d.date) == (who, self.event.start.date())
            )
        for activity in unit.of(who):
            ref = activity.ref
            if unit.tour is not None and ref == unit.tour.id:
                ref = f"{stand[0]}@{unit.tour.date}"
            day.pieces.append(Piece(activity.kind, minute(activity.start), minute(activity.end), activity.place, ref))

    def _add_trip(self, day: Day, unit: Unit, now: str) -> None:
        """The same sessions from somebody else's base."""
        minute, on = self.frame.horizon.minute, self.event.start.date()
        profile, times = self.frame.instance.territory.travel.own_car_profile, self.frame.times
        base = self.frame.instance.person_by_id[now].base
        places = [base, *(session.venue for session in unit.sessions), base]
        for here, there, k in ((a, b, k) for k, (a, b) in enumerate(pairwise(places)) if a != b):
            drive = times.minutes(here, there, profile, on)
            home = k == len(unit.sessions)
            start = minute(unit.sessions[-1].tear_down_end) if home else minute(unit.sessions[k].set_up_start) - drive
            day.pieces.append(Piece("own_car", start, start + drive, there))
            day.own_car_m += times.metres(here, there, profile, on)
        for session in unit.sessions:
            marks = [minute(t) for t in (session.set_up_start, session.start, session.end, session.tear_down_end)]
            for kind, a, b in zip(("set_up", "session", "tear_down"), marks, marks[1:], strict=False):
                day.pieces.append(Piece(kind, a, b, session.venue, session.id))  # type: ignore[arg-type]

    def _finished(self, written: Written, lost: set[str]) -> Plan:
        items: list[Occurrence | RideItem] = [*self.frame.asked, *self.frame.items]
        known = {unserved.item: unserved for unserved in self.plan.unserved}
        rides = {item.id for item in self.frame.items}
        unserved = tuple(
            known.get(item.id)
            or Unserved(
                item=item.id,
                kind="ride" if item.id in rides else "session",
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
                "overtime_cents": overtime_cents(self.frame.instance, self.frame.horizon, written.duties),
                "tiers": tier_list(values_of(self.frame, written), {}),
            }
        )


def _renamed(action: StopAction, names: Mapping[str, str | None]) -> StopAction | None:
    if action.kind not in ("crew_on", "crew_off") or action.item is None or action.item not in names:
        return action
    name = names[action.item]
    return None if name is None else action.model_copy(update={"item": name})


def _layout(layouts: Sequence[Layout], loads: Sequence[Load]) -> str:
    seats, chairs = max(load.seats for load in loads), max(load.wheelchairs for load in loads)
    fitting = [one for one in layouts if one.seats >= seats and one.wheelchairs >= chairs]
    return (fitting or list(layouts))[0].id
