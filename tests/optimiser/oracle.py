"""Every plan of a tiny instance, written out and judged by the checker: what the best can be, found without a solver.

The plans are those in which each crew rides together from depot to depot with its vehicle, or one person goes by own
car; days, venues, starts, vehicles, crews, and whether an outing goes on to the next session are all tried.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations, pairwise, product

from models.base import at
from models.horizon import Occurrence, horizon_of, occurrences, ride_items
from models.instance import Instance, TierName
from models.plan import Plan, Reason
from models.text import Message
from optimiser.check import check
from optimiser.draft import Draft, HeldSession, Outing, RideCall, Shift, ShiftStop, Visit
from optimiser.travel import UNREACHABLE, TravelTimes, travel_times
from optimiser.writing.plan import Frame, bare_plan, tier_list, unserved_list, values_of, write_parts

Values = dict[TierName, int]


class Oracle:
    """Plans of one instance, the best of which it finds by trying all."""

    def __init__(self, instance: Instance) -> None:
        self.instance, self.horizon = instance, horizon_of(instance)
        self.times: TravelTimes = travel_times(instance)
        self.asked = occurrences(instance, self.horizon)
        self.items = ride_items(instance, self.horizon, self.asked)
        made_at = at(self.horizon.monday - timedelta(days=4), 720)
        self.frame = Frame(instance, self.horizon, self.times, self.asked, self.items, None, made_at)

    def written(self, draft: Draft) -> tuple[Values, Plan]:
        """Tier values and plan of a draft."""
        parts = write_parts(self.frame, draft)
        values = values_of(self.frame, parts)
        any_reason = (Reason(kind="not_chosen", codes=("P1",), text=Message(msgid="tried")),)
        ids = [occurrence.id for occurrence in self.asked] + [item.id for item in self.items]
        reasons = dict.fromkeys(ids, any_reason)
        plan = bare_plan(self.frame, parts, 0, "0" * 64, 1)
        unserved = unserved_list(self.frame, parts, reasons)
        return values, plan.model_copy(update={"tiers": tier_list(values, {}), "unserved": unserved})

    def passes(self, plan: Plan) -> bool:
        """Whether the checker finds nothing."""
        return not check(self.instance, plan, self.times)

    def best(self) -> Values:
        """Least values, need before cost, of the plans that pass."""
        found = [self.written(draft) for draft in self._drafts(self.asked)]
        found.sort(key=lambda pair: (pair[0]["need"], pair[0]["cost"]))
        return next(values for values, plan in found if self.passes(plan))

    def all_values(self) -> list[Values]:
        """Tier values of every plan that passes."""
        return [values for values, plan in map(self.written, self._drafts(self.asked)) if self.passes(plan)]

    def can_hold(self, occurrence: Occurrence) -> bool:
        """Whether some plan holds this session, alone."""
        drafts = (draft for draft in self._drafts((occurrence,)) if draft.sessions)
        return any(self.passes(self.written(draft)[1]) for draft in drafts)

    def can_serve(self, item_id: str) -> bool:
        """Whether some plan serves this ride, its outbound alone, by one vehicle and one driver."""
        return any(self.passes(self.written(draft)[1]) for draft in self._ride_drafts(item_id))

    def _drafts(self, asked: Sequence[Occurrence]) -> Iterator[Draft]:
        choices = [[None, *self._visits(occurrence)] for occurrence in asked]
        for visits in product(*choices):
            chosen = [(o, visit) for o, visit in zip(asked, visits, strict=True) if visit is not None]
            chosen.sort(key=lambda pair: pair[1].set_up_start)
            ways = [list(self._ways(occurrence, visit)) for occurrence, visit in chosen]
            for picked in product(*ways):
                yield from self._joined(list(picked))

    def _visits(self, occurrence: Occurrence) -> Iterator[Visit]:
        demand = self.instance.demand_by_id[occurrence.demand]
        service = self.instance.service_by_id[occurrence.service]
        for day, venue in product(occurrence.days, demand.venues):
            base = self.horizon.day_start(day)
            for minute in range(0, 1440, service.grid_min):
                if not any(window.start <= minute <= window.end for window in service.start_windows):
                    continue
                start, end = base + minute, base + minute + service.duration_min
                yield Visit(occurrence.id, venue, start - service.set_up_min, start, end, end + service.tear_down_min)

    def _ways(self, occurrence: Occurrence, visit: Visit) -> Iterator[tuple[HeldSession, Outing]]:
        """A session with each vehicle and crew that could hold it, as an outing of its own."""
        service = self.instance.service_by_id[occurrence.service]
        day = self.horizon.moment(visit.start).date()
        kit = next((kit.id for kit in self.instance.kits if kit.kind == service.kit_kind), None)
        for size in (1, 2):
            for people in combinations(self.instance.people, size):
                able = [p.id for p in people if p.holds(service.crew[0].qualification, day)]
                crew = tuple((p.id, service.crew[0].qualification if p.id in able[:1] else None) for p in people)
                for vehicle in self.instance.vehicles:
                    driver = next((p for p in people if p.holds(vehicle.licence, day)), None)
                    if driver is not None:
                        order = (driver.id, *(p.id for p in people if p is not driver))
                        kits = (kit,) if kit is not None else ()
                        yield (
                            HeldSession(visit, crew, kit),
                            self._outing(day, vehicle.id, vehicle.profile, vehicle.depot, order, (visit,), kits),
                        )
                if size == 1 and people[0].own_car:
                    profile = self.instance.territory.travel.own_car_profile
                    yield (
                        HeldSession(visit, crew, None),
                        self._outing(day, None, profile, people[0].base, (people[0].id,), (visit,)),
                    )

    def _outing(
        self,
        day: date,
        vehicle: str | None,
        profile: str,
        home: str,
        people: tuple[str, ...],
        visits: tuple[Visit, ...],
        kits: tuple[str, ...] = (),
    ) -> Outing:
        places = [home, *(visit.venue for visit in visits), home]
        legs = list(pairwise(places))
        out, back = (self.times.minutes(*leg, profile, day) for leg in (legs[0], legs[-1]))
        metres = sum(self.times.metres(a, b, profile, day) for a, b in legs)
        depart, arrive = visits[0].set_up_start - out, visits[-1].tear_down_end + back
        return Outing(day, vehicle, people, visits, home, depart, arrive, metres, kits)

    def _joined(self, parts: list[tuple[HeldSession, Outing]]) -> Iterator[Draft]:
        """The outings as they are, and with each that can go on straight from one before joined to it."""
        sessions = tuple(session for session, _ in parts)
        outings = [[outing for _, outing in parts]]
        for k in range(1, len(parts)):
            outings += [joined for known in outings if (joined := self._join(known, parts[k][1])) is not None]
        for found in outings:
            possible = all(outing.depart >= 0 and outing.back - outing.depart < UNREACHABLE for outing in found)
            if possible and not _overlapping(found):
                yield Draft(sessions, tuple(found))

    def _join(self, outings: list[Outing], later: Outing) -> list[Outing] | None:
        position = outings.index(later) if later in outings else -1
        before = [
            (k, o)
            for k, o in enumerate(outings[: max(position, 0)])
            if (o.day, o.vehicle, set(o.people)) == (later.day, later.vehicle, set(later.people))
        ]
        if not before:
            return None
        k, first = before[-1]
        profile = (
            self.instance.vehicle_by_id[first.vehicle].profile
            if first.vehicle is not None
            else self.instance.territory.travel.own_car_profile
        )
        drive = self.times.minutes(first.visits[-1].venue, later.visits[0].venue, profile, first.day)
        if first.visits[-1].tear_down_end + drive > later.visits[0].set_up_start:
            return None
        kits = tuple(dict.fromkeys((*first.kits, *later.kits)))
        visits = (*first.visits, *later.visits)
        whole = self._outing(first.day, first.vehicle, profile, first.home, first.people, visits, kits)
        return [whole if i == k else o for i, o in enumerate(outings) if i != position]

    def _ride_drafts(self, item_id: str) -> Iterator[Draft]:
        item = next(item for item in self.items if item.id == item_id)
        request = self.instance.ride_by_id[item.request]
        service = self.instance.ride_service_by_id[item.service]
        assert item.day is not None
        base = self.horizon.day_start(item.day)
        board = service.wheelchair_boarding_min if request.wheelchairs else service.boarding_min
        window = request.outbound.pickup
        moments = range(0, 1440, 5) if window is None else range(window.start, window.end + 1, 5)
        others = tuple(other.id for other in self.items if other.id != item_id)
        for vehicle, person, origin, destination in product(
            self.instance.vehicles, self.instance.people, self.instance.places, self.instance.places
        ):
            if origin == destination:
                continue
            legs = (vehicle.depot, origin), (origin, destination), (destination, vehicle.depot)
            out, direct, home = (self.times.minutes(*leg, vehicle.profile, item.day) for leg in legs)
            if max(out, direct, home) >= UNREACHABLE:
                continue
            for layout, minute in product(vehicle.layouts, moments):
                start = base + minute
                alight = start + board + direct
                done = alight + board
                if start - out < base or done + home > base + 1440:
                    continue
                stops = (
                    ShiftStop(vehicle.depot, start - out, start - out),
                    ShiftStop(
                        origin, start, start + board, (RideCall("board", item_id, "outbound", start, start + board),)
                    ),
                    ShiftStop(destination, alight, done, (RideCall("alight", item_id, "outbound", alight, done),)),
                    ShiftStop(vehicle.depot, done + home, done + home),
                )
                shift = Shift(item.day, vehicle.id, person.id, layout.id, stops)
                yield Draft(shifts=(shift,), unserved_rides=others)


def _overlapping(outings: Sequence[Outing]) -> bool:
    """Whether somebody or some vehicle is in two outings at once: such a draft cannot even be written."""
    for a, b in combinations(outings, 2):
        shared = (a.vehicle is not None and a.vehicle == b.vehicle) or set(a.people) & set(b.people)
        if shared and a.depart < b.back and b.depart < a.back:
            return True
    return False
