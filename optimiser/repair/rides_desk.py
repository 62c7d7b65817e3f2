"""One day's rides of a plan in the middle of things: what is past is pinned, who was promised stays, some are open."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from models.fleet import Layout
from models.horizon import RideItem
from models.plan import Plan
from models.rides import Leg
from optimiser.draft import Draft, RideCall, Shift, TaxiRide
from optimiser.need import Bucket
from optimiser.offers.reading import read_plan
from optimiser.offers.turns import spare_turns, widened
from optimiser.repair.edits import Scene
from optimiser.repair.writing import Writer
from optimiser.rides.asked import FORBIDDEN, AskedRide, Journey, Option
from optimiser.rides.completing import driven_turns
from optimiser.rides.day import DayProblem, day_problem
from optimiser.rides.day_search import layouts_on
from optimiser.rides.free_times import PersonDay
from optimiser.rides.hours import person_weeks
from optimiser.rides.requests import RequestBuilder
from optimiser.rides.shifts import read_solution
from optimiser.rides.situation import Situation
from optimiser.rides.taxi import taxi_legs
from optimiser.rides.turns import SHORTEST_MIN, Turn, workday
from optimiser.rides.warm_start import start_from
from optimiser.search import Bucket as LevelledBucket
from optimiser.search import MaxIterations, RideSolution, Tiers, solve_rides

Journeys = frozenset[tuple[str, Leg]]


@dataclass(frozen=True)
class Freedom:
    """How far pick-ups may move: of those who lost their ride, and of everybody else.

    ``lost`` is "told" (to the minute where that is possible), "promised" (within the tolerance) or "asked" (anywhere in
    the windows asked for); ``others`` is "told" or "promised".
    """

    lost: str
    others: str


@dataclass(frozen=True)
class Row:
    """A route rides may go on: a shift of the plan with the number of its run, or somebody who could go out."""

    turn: Turn
    layouts: Sequence[Layout]
    tour: str | None = None
    number: int = -1
    shift: Shift | None = None


@dataclass(frozen=True)
class Driven:
    """What a search made of some rows: their shifts by row (None: not driven), taxi rides, and how well it did."""

    shifts: tuple[Shift | None, ...]
    taxis: tuple[TaxiRide, ...]
    tiers: tuple[int, int, int]


@dataclass
class RidesDesk:
    """A day of a plan on which some ride items are open.

    Parameters
    ----------
    plan
        The plan as it is now, of which runs that carry passengers alone may change.
    published
        The plan whose pick-ups people were told.
    lost
        Items to serve, with the directions they lack.
    late
        Tours whose run under way is late, which nothing here makes good.
    """

    scene: Scene
    writer: Writer
    plan: Plan
    published: Plan
    day: date
    lost: dict[str, frozenset[Leg]]
    late: frozenset[str] = frozenset()
    seed: int = 0
    _builders: dict[tuple[bool, bool], RequestBuilder] = field(default_factory=dict)
    _known: dict[tuple[bool, bool, str], AskedRide | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        instance, horizon = self.writer.known, self.scene.horizon
        self._reading = read_plan(instance, horizon, self.plan)
        self._items = {item.id: item for item in self.writer.frame.items}
        self.situation = self._survey(self._reading.draft)
        shifts = [shift for _, _, shift in self._reading.shifts]
        self._turns = driven_turns(self.situation, shifts)
        self.rows = tuple(self._rows())

    def _survey(self, draft: Draft) -> Situation:
        """The situation of the day alone; other days matter for hours and rests."""
        instance, horizon, times = self.writer.known, self.scene.horizon, self.scene.times
        asked = {one.id: one for one in self.writer.frame.asked}
        workdays = {day: workday(instance, horizon, times, draft, day, (0, 0), asked) for day in horizon.days}
        by_person: dict[str, dict[date, PersonDay]] = {person.id: {} for person in instance.people}
        for day, found in workdays.items():
            for id_, person in found.people.items():
                by_person[id_][day] = person
        weeks = {
            one.id: person_weeks(instance, horizon, one, by_person[one.id], self.published, frozenset())
            for one in instance.people
        }
        need: dict[tuple[str, str], int] = {}
        for item in self.writer.frame.items:
            need[item.commune, item.service] = need.get((item.commune, item.service), 0) + item.weight
        carried = {(s.commune, s.service): s.weight for s in instance.shortfalls}
        builder = RequestBuilder(instance, horizon, times, draft)
        return Situation(
            instance=instance,
            horizon=horizon,
            times=times,
            builder=builder,
            sessions=asked,
            items=self.writer.frame.items,
            requests=builder.build(()),
            workdays=workdays,
            wanted={},
            taxis={},
            weeks=weeks,
            need={key: Bucket(weight, carried.get(key, 0)) for key, weight in need.items()},
        )

    def _rows(self) -> list[Row]:
        s, now = self.situation, self.scene.now
        layouts = {tour.id: tour.layout for tour in self.plan.tours}
        rows: list[Row] = []
        for turn, (tour, number, shift) in zip(self._turns, self._reading.shifts, strict=True):
            if shift.day != self.day or shift.stops[-1].departure <= now:
                continue
            vehicle = s.instance.vehicle_by_id[shift.vehicle]
            if shift.stops[-1].place != vehicle.depot:
                continue
            wide = widened(s, self._turns, turn)
            begun = shift.stops[0].departure < now
            if begun and tour in self.late:
                continue
            wide = replace(wide, start=turn.start if begun else max(wide.start, min(now, turn.start)))
            layout = [one for one in vehicle.layouts if one.id == layouts[tour]]
            rows.append(Row(wide, layout, tour, number, shift))
        for turn in spare_turns(s, self._turns, self.day):
            later = replace(turn, start=max(turn.start, now))
            if later.end - later.start >= SHORTEST_MIN and (there := layouts_on(s, self.day, turn.vehicle)):
                rows.append(Row(later, there))
        return rows

    @cached_property
    def _buckets(self) -> dict[tuple[str, str], LevelledBucket]:
        """Tier 1 by commune and service, with what is left out whatever the day."""
        left: dict[tuple[str, str], int] = {}
        for unserved in self.plan.unserved:
            if unserved.item not in self.lost:
                key = unserved.commune, unserved.service
                left[key] = left.get(key, 0) + unserved.weight
        need = self.situation.need
        return {k: LevelledBucket(b.asked, shortfall=b.carried, unserved=left.get(k, 0)) for k, b in need.items()}

    @cached_property
    def _calls(self) -> dict[tuple[str, Leg], tuple[int, int]]:
        """Start of boarding and of alighting of the rides of the plan."""
        minute = self.scene.horizon.minute
        return {(r.item, r.leg): (minute(r.boarding_start), minute(r.alighting_start)) for r in self.plan.rides}

    def search(self, rows: Sequence[Row], freedom: Freedom, iterations: int, *, taxis: bool = True) -> Driven | None:
        """Serve what is lost as far as some rows and the taxi can; None when nothing of it could be served at all."""
        carried = frozenset(key for row in rows if row.shift is not None for key in journeys_of(row.shift))
        asked = [*self._kept(carried, freedom), *self._open(freedom)]
        if not asked:
            return None
        s = self.situation
        cabs = {
            (leg.item, leg.leg): leg
            for ride in asked
            if ride.item.id in self.lost
            for leg in taxi_legs(s.instance, s.times, ride)
        }
        problem = day_problem(
            s.instance,
            s.times,
            s.workdays[self.day],
            asked,
            [row.turn for row in rows],
            {row.turn.vehicle: row.layouts for row in rows},
            s.kits_of,
            cabs if taxis else {},
            self._buckets,
        )
        shifts = [row.shift for row in rows if row.shift is not None]
        solution = solve_rides(
            problem.problem, stop=MaxIterations(iterations), seed=self.seed, initial=start_from(problem, shifts)
        )
        return self._driven(problem, solution, rows)

    def _kept(self, carried: Journeys, freedom: Freedom) -> list[AskedRide]:
        """The rides of some rows, where and when they were told as far as that goes."""
        legs: dict[str, set[Leg]] = {}
        for item, leg in carried:
            legs.setdefault(item, set()).add(leg)
        exact = freedom.others == "told"
        found = self._compiled([self._items[id_] for id_ in sorted(legs)], exact, self.published)
        return [self._pinned(ride, legs[ride.item.id]) for ride in found]

    def _open(self, freedom: Freedom) -> list[AskedRide]:
        told = self.published if freedom.lost != "asked" else None
        found = self._compiled([self._items[id_] for id_ in sorted(self.lost)], freedom.lost == "told", told)
        kept = [self._later(ride) for ride in found if ride.day == self.day]
        return [ride for ride in kept if ride is not None]

    def _compiled(self, items: list[RideItem], exact: bool, told: Plan | None) -> list[AskedRide]:
        """Items as a search may serve them, those alone of which something is left."""
        s = self.situation
        key = exact, told is not None
        if key not in self._builders:
            self._builders[key] = RequestBuilder(s.instance, s.horizon, s.times, s.draft, told, frozenset(), exact)
        for item in items:
            if (*key, item.id) not in self._known:
                built = self._builders[key].build((item,)).asked
                self._known[(*key, item.id)] = built[0] if built else None
        found = (self._known[(*key, item.id)] for item in items)
        return [ride for ride in found if ride is not None]

    def _pinned(self, ride: AskedRide, legs: set[Leg]) -> AskedRide:
        """A ride's directions on the rows; what is past of them where and when it was."""
        journeys = []
        for journey in ride.journeys:
            if journey.leg not in legs:
                continue
            on, off = self._calls[ride.item.id, journey.leg]
            now = self.scene.now
            pickups = _bounded(journey.pickups, (on, on) if on < now else (now, None))
            dropoffs = _bounded(journey.dropoffs, (off, off) if off < now else (now, None))
            journeys.append(_narrowed(journey, pickups, dropoffs))
        return replace(ride, journeys=tuple(journeys), mandatory=True)

    def _later(self, ride: AskedRide) -> AskedRide | None:
        """An open ride in what is left of the day; None when nothing is."""
        journeys = []
        for journey in ride.journeys:
            if journey.leg in self.lost[ride.item.id]:
                pickups = _bounded(journey.pickups, (self.scene.now, None))
                if not any(ok for _, ok in pickups):
                    return None
                journeys.append(_narrowed(journey, pickups, _bounded(journey.dropoffs, (self.scene.now, None))))
        return replace(ride, journeys=tuple(journeys), mandatory=False) if journeys else None

    def _driven(self, problem: DayProblem, solution: RideSolution, rows: Sequence[Row]) -> Driven:
        shifts: list[Shift | None] = [None] * len(rows)
        served = np.zeros(len(problem.asked), dtype=np.bool_)
        taxis: list[TaxiRide] = []
        for route in solution.routes:
            if not route.rides:
                continue
            alone = RideSolution((route,), served, Tiers(0, 0, 0, 0))
            result = read_solution(self.situation.instance, self.situation.times, problem, alone)
            taxis += result.taxis
            for shift in result.shifts:
                shifts[route.route] = shift
        tiers = solution.tiers.mandatory, solution.tiers.need, solution.tiers.cost
        return Driven(tuple(shifts), tuple(taxis), tiers)


def journeys_of(shift: Shift) -> Journeys:
    """Items and directions a shift carries."""
    return frozenset((c.item, c.leg) for stop in shift.stops for c in stop.calls if isinstance(c, RideCall))


def same_calls(one: Shift, other: Shift) -> bool:
    """Whether two shifts serve the same rides in the same order, everybody picked up when they were to be."""

    def calls(shift: Shift) -> list[tuple[str, str, str, str, int]]:
        return [
            (c.kind, c.item, c.leg, stop.place, c.start if c.kind == "board" else 0)
            for stop in shift.stops
            for c in stop.calls
            if isinstance(c, RideCall)
        ]

    return calls(one) == calls(other)


Bounded = list[tuple[Option, bool]]


def _bounded(options: Sequence[Option], span: tuple[int, int | None]) -> Bounded:
    """Options within a span, and whether anything is left of each."""
    found: Bounded = []
    for option in options:
        earliest = max(option.earliest, span[0])
        latest = option.latest if span[1] is None else min(option.latest, span[1])
        ok = earliest <= latest
        found.append((Option(option.place, earliest, latest) if ok else option, ok))
    return found


def _narrowed(journey: Journey, pickups: Bounded, dropoffs: Bounded) -> Journey:
    """A journey with other windows; options of which nothing is left are forbidden."""
    mask: npt.NDArray[np.bool_] = np.outer([ok for _, ok in pickups], [ok for _, ok in dropoffs])

    def limit(profile: str) -> npt.NDArray[np.int64]:
        return np.where(mask, journey.limit(profile), FORBIDDEN)

    return replace(
        journey,
        pickups=tuple(option for option, _ in pickups),
        dropoffs=tuple(option for option, _ in dropoffs),
        allowed=journey.allowed & mask,
        limit=limit,
    )
