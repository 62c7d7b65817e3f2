"""From a week to a plan: tours, rides and duties that changed are written anew, all others stay as they were."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise

from models.horizon import Horizon, Occurrence, RideItem, occurrences, ride_items
from models.instance import Instance
from models.plan import Duty, Plan, PlannedRide, Reason, Tour, Unserved
from models.rides import Leg
from optimiser.draft import Outing, Visit
from optimiser.history import with_history
from optimiser.repair.week import Trip, Week
from optimiser.standing import with_standing
from optimiser.travel import TravelTimes
from optimiser.writing.duties import MealHints, duty_of
from optimiser.writing.evaluate import Written, overtime_cents, rules_of
from optimiser.writing.pieces import Day, PersonDay, Piece, add_fixed, add_own_car, add_run
from optimiser.writing.plan import Frame, bare_plan, tier_list, values_of
from optimiser.writing.tours import tours_of

Days = Mapping[PersonDay, Day]


@dataclass
class Pieces:
    """What everybody does on each day of a week, worked out day by day and kept."""

    instance: Instance
    horizon: Horizon
    times: TravelTimes
    week: Week
    _known: dict[date, Days] = field(default_factory=dict)

    def on(self, day: date) -> Days:
        """Pieces of everybody with something to do on a day."""
        if day not in self._known:
            self._known[day] = self._work_out(day)
        return self._known[day]

    def _work_out(self, day: date) -> Days:
        days: dict[PersonDay, Day] = defaultdict(lambda: Day([]))
        for several in self.week.runs.values():
            for run in several:
                if run.day == day:
                    add_run(days, run)
        minute = self.horizon.minute
        for session in self.week.sessions.values():
            if session.start.date() != day:
                continue
            times = [minute(t) for t in (session.set_up_start, session.start, session.end, session.tear_down_end)]
            for member in session.crew:
                pieces = days[member.person, day].pieces
                pieces.append(Piece("set_up", times[0], times[1], session.venue, session.id))
                pieces.append(Piece("session", times[1], times[2], session.venue, session.id))
                pieces.append(Piece("tear_down", times[2], times[3], session.venue, session.id))
        for trip in self.week.trips:
            if trip.day == day:
                outing = self.outing(trip)
                add_own_car(self.instance, self.times, days[trip.person, day], outing)
        for person in self.instance.people:
            for activity in person.activities:
                if activity.start.date() == day:
                    add_fixed(self.instance, self.horizon, self.times, days[person.id, day], person, activity)
        return {key: found for key, found in days.items() if found.pieces}

    def outing(self, trip: Trip) -> Outing:
        """A trip as an outing by own car, with its times and metres."""
        return own_outing(self.instance, self.horizon, self.times, self.week, trip)


def own_outing(instance: Instance, horizon: Horizon, times: TravelTimes, week: Week, trip: Trip) -> Outing:
    """A trip by own car, from and to its person's base."""
    profile, base = instance.territory.travel.own_car_profile, instance.person_by_id[trip.person].base
    sessions = [week.sessions[id_] for id_ in trip.visits]
    visits = tuple(
        Visit(s.id, s.venue, *(horizon.minute(t) for t in (s.set_up_start, s.start, s.end, s.tear_down_end)))
        for s in sessions
    )
    places = [base, *(visit.venue for visit in visits), base]
    metres = sum(times.metres(a, b, profile, trip.day) for a, b in pairwise(places) if a != b)
    out = times.minutes(base, visits[0].venue, profile, trip.day)
    back = times.minutes(visits[-1].venue, base, profile, trip.day)
    depart, home = visits[0].set_up_start - out, visits[-1].tear_down_end + back
    return Outing(trip.day, None, (trip.person,), visits, base, depart, home, metres)


@dataclass
class Writer:
    """Writes weeks that come from one plan.

    Parameters
    ----------
    instance
        With the events in it.
    before
        The instance the plan was made from.
    plan, base
        The plan, and it taken apart.
    now
        When the repaired plan is made.
    """

    instance: Instance
    before: Instance
    horizon: Horizon
    times: TravelTimes
    times_before: TravelTimes
    plan: Plan
    base: Week
    now: datetime

    @cached_property
    def known(self) -> Instance:
        """The instance with the past in it, and only the fixed activities that stand."""
        return with_standing(with_history(self.instance, self.plan, self.horizon), self.horizon, self.times)[0]

    @cached_property
    def frame(self) -> Frame:
        """What tiers are computed against."""
        asked = occurrences(self.instance, self.horizon)
        items = ride_items(self.instance, self.horizon, asked)
        return Frame(self.known, self.horizon, self.times, asked, items, self.plan, max(self.now, self.plan.made_at))

    @cached_property
    def _old_pieces(self) -> Pieces:
        known = with_standing(with_history(self.before, self.plan, self.horizon), self.horizon, self.times_before)[0]
        return Pieces(known, self.horizon, self.times_before, self.base)

    @cached_property
    def _old_duties(self) -> dict[PersonDay, Duty]:
        return {(duty.person, duty.date): duty for duty in self.plan.duties}

    @cached_property
    def _old_tours(self) -> dict[str, Tour]:
        return {tour.id: tour for tour in self.plan.tours}

    @cached_property
    def _old_rides(self) -> dict[tuple[str, Leg], PlannedRide]:
        return {(ride.item, ride.leg): ride for ride in self.plan.rides}

    def write(self, week: Week, redone: Iterable[PersonDay] = ()) -> Written:
        """The parts of a week.

        Parameters
        ----------
        redone
            Duties to write anew although nobody's pieces changed.
        """
        requests = {item.id: self.instance.ride_by_id[item.request] for item in self.frame.items}
        tours = dict(self._old_tours)
        for id_ in self.base.runs.keys() | week.runs.keys():
            runs = week.runs.get(id_)
            if runs is None:
                tours.pop(id_, None)
            elif runs != self.base.runs.get(id_):
                (tours[id_],) = tours_of(self.known, self.horizon, self.times, runs, requests)
        duties = self._duties(week, frozenset(redone))
        rides = self._rides(week)
        sessions = tuple(sorted(week.sessions.values(), key=lambda s: (s.start, s.id)))
        directions = Counter(ride.item for ride in rides)
        done = {session.id for session in sessions}
        done |= {item.id for item in self.frame.items if directions[item.id] == len(item.legs)}
        everything = {item.id for item in self.frame.asked} | {item.id for item in self.frame.items}
        return Written(
            tuple(sorted(tours.values(), key=lambda t: (t.date, t.vehicle))),
            sessions,
            tuple(sorted(rides, key=lambda r: (r.boarding_start, r.item, r.leg))),
            tuple(sorted(duties, key=lambda d: (d.date, d.person))),
            frozenset(everything - done),
        )

    def _duties(self, week: Week, redone: frozenset[PersonDay]) -> list[Duty]:
        pieces, old = Pieces(self.known, self.horizon, self.times, week), self._old_pieces
        as_was = Pieces(self.known, self.horizon, self.times_before, week)
        found: list[Duty] = []
        for day in self.horizon.days:
            now, then = pieces.on(day), old.on(day)
            freed = self._freed_meals(day, now)
            for key in dict.fromkeys((*then, *now)):
                new = now.get(key)
                if new is None:
                    continue
                duty = self._old_duties.get(key)
                unchanged = key in then and _same(new, then[key])
                if duty is not None and duty.start < self.now and key in then:
                    # Whoever had left before roads became slow drives as was planned, until told otherwise.
                    unchanged |= _same(as_was.on(day).get(key, Day([])), then[key])
                if duty is not None and key not in redone and unchanged:
                    found.append(duty)
                else:
                    rules = rules_of(self.known, *key)
                    hints = self._hints(duty, new)
                    if hints == MealHints():
                        hints = _taken_over(new, freed)
                    found.append(duty_of(self.known, self.horizon, key, new, rules, hints))
        return found

    def _freed_meals(self, day: date, now: Days) -> list[MealHints]:
        """Meals relieved at a session that whoever had them no longer holds: for whoever stands in."""
        found: list[MealHints] = []
        for key, duty in self._old_duties.items():
            meal = next((one for one in duty.activities if one.kind == "meal" and one.ref is not None), None)
            if key[1] == day and meal is not None:
                there = key in now and any(piece.ref == meal.ref for piece in now[key].pieces)
                found += [] if there else [MealHints(self.horizon.minute(meal.start), meal.ref)]
        return found

    def _hints(self, duty: Duty | None, day: Day) -> MealHints:
        """The meal where it was; one relieved at a session only while that session is held."""
        meal = next((one for one in duty.activities if one.kind == "meal"), None) if duty is not None else None
        if meal is None or any(piece.kind == "meal" for piece in day.pieces):
            return MealHints()
        if meal.ref is not None and not any(piece.ref == meal.ref for piece in day.pieces):
            return MealHints()
        return MealHints(self.horizon.minute(meal.start), meal.ref)

    def _rides(self, week: Week) -> list[PlannedRide]:
        requests = {item.id: item.request for item in self.frame.items}
        found = list(week.taxis.values())
        moment = self.horizon.moment
        for id_, runs in week.runs.items():
            boarded: dict[tuple[str, Leg], tuple[str, int, int]] = {}
            for run in runs:
                for stop in run.stops:
                    for action in stop.actions:
                        if action.item is None or action.leg is None:
                            continue
                        key = action.item, action.leg
                        if action.kind == "board":
                            boarded[key] = stop.place, action.start, action.end
                        elif action.kind == "alight":
                            place, start, end = boarded[key]
                            ride = PlannedRide(
                                item=action.item,
                                request=requests.get(action.item) or self._old_rides[key].request,
                                leg=action.leg,
                                tour=id_,
                                pickup=place,
                                dropoff=stop.place,
                                boarding_start=moment(start),
                                boarding_end=moment(end),
                                alighting_start=moment(action.start),
                                alighting_end=moment(action.end),
                            )
                            found.append(ride)
        return found

    def finished(self, written: Written, reasons: Mapping[str, tuple[Reason, ...]], digest: str) -> Plan:
        """The plan of written parts, with its tiers and what it leaves out."""
        values = values_of(self.frame, written)
        plan = bare_plan(self.frame, written, self.plan.seed, digest, self.plan.revision + 1)
        old = {unserved.item: unserved for unserved in self.plan.unserved}
        unserved: list[Unserved] = []
        everything: tuple[Occurrence | RideItem, ...] = (*self.frame.asked, *self.frame.items)
        for item in everything:
            if item.id not in written.unserved:
                continue
            known = old.get(item.id)
            why = known.reasons if known is not None else reasons[item.id]
            unserved.append(
                Unserved(
                    item=item.id,
                    kind="ride" if isinstance(item, RideItem) else "session",
                    commune=item.commune,
                    service=item.service,
                    weight=item.weight,
                    reasons=why,
                )
            )
        return plan.model_copy(
            update={
                "unserved": tuple(unserved),
                "tiers": tier_list(values, {}),
                "overtime_cents": overtime_cents(self.known, self.horizon, written.duties),
                "frozen_until": self.plan.frozen_until,
                "feed": self.plan.feed,
            }
        )


def _taken_over(day: Day, freed: list[MealHints]) -> MealHints:
    """The meal of somebody in whose place one holds a session; it is then no longer free."""
    if any(piece.kind == "meal" for piece in day.pieces):
        return MealHints()
    refs = {piece.ref for piece in day.pieces if piece.kind == "session"}
    hint = next((one for one in freed if one.relieved_at in refs), None)
    if hint is None:
        return MealHints()
    freed.remove(hint)
    return hint


def _same(one: Day, other: Day) -> bool:
    key = _order
    return one.own_car_m == other.own_car_m and sorted(one.pieces, key=key) == sorted(other.pieces, key=key)


def _order(piece: Piece) -> tuple[int, int, str, str, str]:
    return piece.start, piece.end, piece.kind, piece.place, piece.ref or ""
