"""The week as one CP-SAT model with circuits, as a competent user of OR-Tools would write it.

Every vehicle has two trips a day, each a circuit from its depot over optional sessions; every person with a car has one
circuit a day. People ride trips whole. Starts, duties, meals and hours are integers under enforced constraints.
"""

import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from ortools.sat.python import cp_model

from models.base import DAY_MIN
from models.horizon import Horizon, Occurrence
from models.instance import Instance
from models.territory import windows_on
from optimiser.master.placements import Asked, Placement, place_all
from optimiser.need import Bucket, need_lines
from optimiser.travel import TravelTimes

Bool = cp_model.IntVar
TRIPS = 2
COST_SCALE = 60


@dataclass
class Trip:
    """One circuit: of a vehicle (``person`` is -1), or of a person's own car (``vehicle`` is -1).

    Node 0 is the depot, node i the occurrence ``nodes[i - 1]``; ``legs`` are the metres of each arc.
    """

    day: date
    vehicle: int
    person: int
    home: str
    profile: str
    depart: cp_model.IntVar
    back: cp_model.IntVar
    used: Bool
    visits: dict[int, Bool] = field(default_factory=dict)
    venues: dict[int, str] = field(default_factory=dict)
    arcs: dict[tuple[int, int], Bool] = field(default_factory=dict)
    riders: dict[int, Bool] = field(default_factory=dict)
    kits: dict[str, Bool] = field(default_factory=dict)
    nodes: list[int] = field(default_factory=list)
    legs: list[tuple[int, Bool]] = field(default_factory=list)


class WeekModel:
    """The model with its variables; ``need`` and ``cost`` are its objectives, ``cost`` in sixtieths of a cent."""

    def __init__(
        self, instance: Instance, horizon: Horizon, times: TravelTimes, occurrences: tuple[Occurrence, ...]
    ) -> None:
        self.instance, self.horizon, self.times = instance, horizon, times
        self.model = cp_model.CpModel()
        self.asked: tuple[Asked, ...] = place_all(instance, horizon, occurrences, {})
        self.trips: list[Trip] = []
        self._add_sessions()
        for day in horizon.days:
            self._add_vehicle_trips(day)
            self._add_car_trips(day)
        self._add_cover()
        self._add_patterns()

    @property
    def far(self) -> int:
        """Minutes of the horizon."""
        return self.horizon.weeks * 7 * DAY_MIN

    def minutes(self, trip: Trip, a: str, b: str) -> int:
        """Minutes of a leg of a trip."""
        return self.times.minutes(a, b, trip.profile, trip.day)

    def _add_sessions(self) -> None:
        model = self.model
        self.held = [model.new_bool_var("held") for _ in self.asked]
        self.start = []
        self.at: dict[tuple[int, date, str], Bool] = {}
        self.rooms: dict[str, list[cp_model.IntervalVar]] = defaultdict(list)
        for o, item in enumerate(self.asked):
            starts = sorted({start for placement in item.placements for start in placement.starts})
            self.start.append(model.new_int_var_from_domain(cp_model.Domain.from_values(starts or [0]), "start"))
            for placement in item.placements:
                here = self.at[o, placement.day, placement.venue] = model.new_bool_var("at")
                domain = cp_model.Domain.from_values(list(placement.starts))
                model.add_linear_expression_in_domain(self.start[o], domain).only_enforce_if(here)
                size = item.before_min + item.after_min
                room = model.new_optional_fixed_size_interval_var(self.start[o] - item.before_min, size, here, "room")
                self.rooms[placement.venue].append(room)
            model.add(sum(self.at[o, p.day, p.venue] for p in item.placements) == self.held[o])
        for venue in self.instance.venues:
            if not venue.shareable:
                model.add_no_overlap(self.rooms[venue.id])

    def _today(self, day: date) -> list[tuple[int, Placement]]:
        return [(o, p) for o, item in enumerate(self.asked) for p in item.placements if p.day == day]

    def _add_vehicle_trips(self, day: date) -> None:
        for v, vehicle in enumerate(self.instance.vehicles):
            kinds = {kit.kind for kit in self.instance.kits if kit.home == vehicle.depot}
            today = [
                (o, p)
                for o, p in self._today(day)
                if set(self.asked[o].service.vehicle_features) <= set(vehicle.features)
                and self.asked[o].service.kit_kind in {None, *kinds}
            ]
            windows = windows_on(vehicle.availability, day, self.instance.territory.seasons_on(day))
            if not today or not windows:
                continue
            before: Trip | None = None
            for _ in range(TRIPS):
                trip = self._trip(day, v, -1, vehicle.depot, vehicle.profile, windows[0], today)
                self._add_kits(trip, vehicle.kit_volume_l)
                if before is not None:
                    self.model.add(trip.depart >= before.back).only_enforce_if(trip.used, before.used)
                    self.model.add_implication(trip.used, before.used)
                    if vehicle.range_m is not None:
                        self.model.add(sum(m * arc for m, arc in (*trip.legs, *before.legs)) <= vehicle.range_m)
                before = trip

    def _add_car_trips(self, day: date) -> None:
        profile = self.instance.territory.travel.own_car_profile
        for p, person in enumerate(self.instance.people):
            windows = windows_on(person.availability, day, self.instance.territory.seasons_on(day))
            today = [
                (o, placement)
                for o, placement in self._today(day)
                if self.asked[o].service.vehicle_use == "none"
                and self.asked[o].service.kit_kind is None
                and any(person.holds(need.qualification, day) for need in self.asked[o].service.crew)
            ]
            if person.own_car and windows and today:
                trip = self._trip(day, -1, p, person.base, profile, windows[0], today)
                trip.riders[p] = trip.used

    def _trip(
        self,
        day: date,
        vehicle: int,
        person: int,
        home: str,
        profile: str,
        window: tuple[int, int],
        today: list[tuple[int, Placement]],
    ) -> Trip:
        model, base = self.model, self.horizon.day_start(day)
        depart = model.new_int_var(base + window[0], base + window[1], "depart")
        back = model.new_int_var(base + window[0], base + window[1], "back")
        trip = Trip(day, vehicle, person, home, profile, depart, back, model.new_bool_var("used"))
        model.add(back >= depart)
        self._add_circuit(trip, today)
        self.trips.append(trip)
        return trip

    def _add_circuit(self, trip: Trip, today: list[tuple[int, Placement]]) -> None:
        model = self.model
        arcs: list[tuple[int, int, cp_model.LiteralT]] = [(0, 0, ~trip.used)]
        trip.nodes += [o for o, _ in today]
        for i, (o, placement) in enumerate(today, start=1):
            visit = model.new_bool_var("visit")
            trip.visits[i], trip.venues[i] = visit, placement.venue
            arcs.append((i, i, ~visit))
            model.add_implication(visit, self.at[o, placement.day, placement.venue])
            model.add_implication(visit, trip.used)
        for i, (o, _) in [(0, (-1, None)), *enumerate(today, start=1)]:
            for j, (k, _) in [(0, (-1, None)), *enumerate(today, start=1)]:
                if i == j or (i and j and o == k):
                    continue
                a, b = trip.venues.get(i, trip.home), trip.venues.get(j, trip.home)
                arc = trip.arcs[i, j] = model.new_bool_var("arc")
                arcs.append((i, j, arc))
                trip.legs.append((self.times.metres(a, b, trip.profile, trip.day), arc))
                leaves = trip.depart if i == 0 else self.start[o] + self.asked[o].after_min
                arrives = trip.back if j == 0 else self.start[k] - self.asked[k].before_min
                model.add(arrives >= leaves + self.minutes(trip, a, b)).only_enforce_if(arc)
        model.add_circuit(arcs)

    def _add_kits(self, trip: Trip, volume: int) -> None:
        sizes = {kit.kind: kit.volume_l for kit in self.instance.kits}
        for i, o in enumerate(trip.nodes, start=1):
            kind = self.asked[o].service.kit_kind
            if kind is not None:
                carried = trip.kits.setdefault(kind, self.model.new_bool_var("kit"))
                self.model.add_implication(trip.visits[i], carried)
        self.model.add(sum(sizes[kind] * carried for kind, carried in trip.kits.items()) <= volume)

    def _add_cover(self) -> None:
        model = self.model
        visits: dict[tuple[int, date, str], list[Bool]] = defaultdict(list)
        for trip in self.trips:
            for i, o in enumerate(trip.nodes, start=1):
                visits[o, trip.day, trip.venues[i]].append(trip.visits[i])
        for key, here in self.at.items():
            model.add(sum(visits[key]) == here)
        for kind, home in {(kit.kind, kit.home) for kit in self.instance.kits}:
            uses = [
                model.new_optional_interval_var(
                    trip.depart, model.new_int_var(0, DAY_MIN, "length"), trip.back, trip.kits[kind], "kit"
                )
                for trip in self.trips
                if trip.home == home and kind in trip.kits
            ]
            count = sum((kit.kind, kit.home) == (kind, home) for kit in self.instance.kits)
            model.add_cumulative(uses, [1] * len(uses), count)

    def _add_patterns(self) -> None:
        series: dict[tuple[str, int], list[int]] = defaultdict(list)
        villages: dict[str, list[int]] = defaultdict(list)
        for o, item in enumerate(self.asked):
            series[item.occurrence.demand, item.occurrence.series].append(o)
            villages[item.occurrence.demand].append(o)
        week = 7 * DAY_MIN
        for members in series.values():
            for a, b in itertools.pairwise(members):
                gap = self.horizon.week_of(self.asked[b].days[0]) - self.horizon.week_of(self.asked[a].days[0])
                both = self.held[a], self.held[b]
                self.model.add(self.start[b] == self.start[a] + gap * week).only_enforce_if(*both)
        for members in villages.values():
            for n, a in enumerate(members):
                for b in members[n + 1 :]:
                    apart = max(1, self.asked[a].demand.spacing_days)
                    for key_a, here_a in self.at.items():
                        for key_b, here_b in self.at.items() if key_a[0] == a else ():
                            if key_b[0] == b and abs((key_a[1] - key_b[1]).days) < apart:
                                self.model.add_at_most_one(here_a, here_b)

    def need(self) -> cp_model.LinearExprT:
        """Tier 1, convex in each commune's shortfall per service."""
        groups: dict[tuple[str, str], list[int]] = defaultdict(list)
        for o, item in enumerate(self.asked):
            groups[item.occurrence.commune, item.occurrence.service].append(o)
        costs = []
        for members in groups.values():
            weights = {o: self.asked[o].occurrence.weight for o in members}
            bucket = Bucket(sum(weights.values()))
            cost = self.model.new_int_var(0, bucket.cost(bucket.asked), "need")
            unserved = sum(weight * (1 - self.held[o]) for o, weight in weights.items())
            for slope, offset in need_lines(bucket):
                self.model.add(cost >= 4 * slope * unserved + offset)
            costs.append(cost)
        return sum(costs)
