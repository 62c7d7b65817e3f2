"""One large week, compiled: occurrences' nodes, vehicles and kits that stand for each other, people, meal hours."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from models.base import DAY_MIN
from models.fleet import Kit, Vehicle
from models.horizon import Horizon
from models.instance import Instance
from models.plan import Plan
from models.profiles import WorkRules, work_rules_on
from models.territory import windows_on
from optimiser.binds import binds
from optimiser.master.placements import Asked
from optimiser.travel import TravelTimes
from optimiser.writing.changes import price, series_of, usual, usual_start

SPLIT_MIN = 60
"""Starts of one day further apart than this are different halves of the day."""

Span = tuple[int, int]


@dataclass(frozen=True)
class Node:
    """An occurrence at a venue in one stretch of starts of a day; starts are minutes after that day's midnight."""

    asked: int
    day: int
    venue: str
    starts: tuple[int, ...]


@dataclass(frozen=True)
class Fleet:
    """Vehicles that stand for each other, or the own cars of the people of one base (no ``members``).

    ``stretch`` is when they are there on each day of the horizon, minutes after midnight, None when they are not.
    """

    home: str
    profile: str
    licence: str
    features: frozenset[str]
    volume_l: int
    seats: int
    range_m: int | None
    day_cents: int
    km_cents: float
    hour_cents: int
    members: tuple[int, ...]
    stretch: tuple[Span | None, ...]

    @property
    def is_car(self) -> bool:
        """Whether these are own cars, each with its owner alone."""
        return not self.members


@dataclass(frozen=True)
class Load:
    """Kits a tour carries, as rows of the week's kit groups, and the places it fetches them at besides home."""

    groups: tuple[int, ...]
    via: tuple[str, ...]


@dataclass(frozen=True)
class KitGroup:
    """Kits of one kind, home and volume."""

    kind: str
    home: str
    volume_l: int
    members: tuple[int, ...]


@dataclass(frozen=True)
class Meals:
    """Meal hours that hold for everybody: minutes after midnight, and the length; length 0 when nobody needs a meal.

    ``credit_min`` is what a meal takes off paid time.
    """

    low: int
    high: int
    length: int
    credit_min: int


class Week:
    """What every part of the large stage reads. Days are indices of the horizon's."""

    def __init__(
        self,
        instance: Instance,
        horizon: Horizon,
        times: TravelTimes,
        asked: tuple[Asked, ...],
        previous: Plan | None,
        made_at: datetime,
    ) -> None:
        self.instance, self.horizon, self.times = instance, horizon, times
        self.asked, self.previous, self.made_at = asked, previous, made_at
        self.days: tuple[date, ...] = horizon.days
        self.day_index = {day: d for d, day in enumerate(self.days)}

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Placements split where their starts are far apart, in order of occurrence and time."""
        found = []
        for o, item in enumerate(self.asked):
            for placement in item.placements:
                base, run = self.horizon.day_start(placement.day), list[int]()
                for start in placement.starts:
                    if run and start - base - run[-1] > SPLIT_MIN:
                        found.append(Node(o, self.day_index[placement.day], placement.venue, tuple(run)))
                        run = []
                    run.append(start - base)
                found.append(Node(o, self.day_index[placement.day], placement.venue, tuple(run)))
        return tuple(found)

    @cached_property
    def fleets(self) -> tuple[Fleet, ...]:
        """Vehicles by what tells them apart, then own cars by base; a pinned vehicle stands alone."""
        groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
        pinned = {item.pin.vehicle for item in self.asked if item.pin is not None}
        for v, vehicle in enumerate(self.instance.vehicles):
            alone = vehicle.id in pinned
            like = vehicle.model_dump(exclude={"id", "name", "owner", "child_seats"}, mode="json")
            groups[str(sorted(like.items())), vehicle.id if alone else None].append(v)
        found = [self._fleet(tuple(members)) for members in groups.values()]
        bases = dict.fromkeys(person.base for person in self.instance.people if person.own_car)
        return (*found, *(self._cars(base) for base in bases))

    def _fleet(self, members: tuple[int, ...]) -> Fleet:
        vehicle = self.instance.vehicles[members[0]]
        grams = vehicle.co2_g_per_km * self.instance.settings.co2_cents_per_kg / 1000
        return Fleet(
            home=vehicle.depot,
            profile=vehicle.profile,
            licence=vehicle.licence,
            features=frozenset(vehicle.features),
            volume_l=vehicle.kit_volume_l,
            seats=max(layout.seats for layout in vehicle.layouts),
            range_m=vehicle.range_m,
            day_cents=vehicle.cost_day_cents,
            km_cents=vehicle.cost_km_cents + grams,
            hour_cents=vehicle.cost_hour_cents,
            members=members,
            stretch=tuple(self._there(vehicle, day) for day in self.days),
        )

    def _cars(self, base: str) -> Fleet:
        return Fleet(
            home=base,
            profile=self.instance.territory.travel.own_car_profile,
            licence="",
            features=frozenset(),
            volume_l=0,
            seats=0,
            range_m=None,
            day_cents=0,
            km_cents=self.instance.settings.own_car_km_cents,
            hour_cents=0,
            members=(),
            stretch=((0, DAY_MIN),) * len(self.days),
        )

    def _there(self, vehicle: Vehicle, day: date) -> Span | None:
        """The longest stretch of a day a vehicle is there: what it does on one day is one tour."""
        windows = windows_on(vehicle.availability, day, self.instance.territory.seasons_on(day))
        return longest(less(list(windows), [self._on(day, p.start, p.end) for p in vehicle.unavailable]))

    def _on(self, day: date, start: datetime, end: datetime) -> Span:
        """A period as minutes after a day's midnight, cut to the day."""
        base = self.horizon.day_start(day)
        return (
            min(DAY_MIN, max(0, self.horizon.minute(start) - base)),
            min(DAY_MIN, max(0, self.horizon.minute(end) - base)),
        )

    @cached_property
    def person_there(self) -> tuple[tuple[Span | None, ...], ...]:
        """Per person and day the longest stretch of availability less absences."""
        return tuple(
            tuple(
                longest(
                    less(
                        list(windows_on(person.availability, day, self.instance.territory.seasons_on(day))),
                        [self._on(day, p.start, p.end) for p in person.absences],
                    )
                )
                for day in self.days
            )
            for person in self.instance.people
        )

    @binds("P2.availability", "P2.absence", "P1.fixed")
    def is_free(self, p: int, day: int, moment: int) -> bool:
        """Whether a person is available at a minute of a day, neither absent nor at a fixed activity."""
        return any(low <= moment < high for low, high in self._free[p][day])

    @cached_property
    def _free(self) -> tuple[tuple[list[Span], ...], ...]:
        return tuple(
            tuple(
                less(
                    list(windows_on(person.availability, day, self.instance.territory.seasons_on(day))),
                    [self._on(day, a.start, a.end) for a in person.absences]
                    + [self._on(day, a.start, a.end) for a in person.activities],
                )
                for day in self.days
            )
            for person in self.instance.people
        )

    @cached_property
    def kit_kinds(self) -> tuple[str | None, ...]:
        """Per node the kind of kit to bring; None when there is one on site or none is asked for."""
        on_site = {(kit.kind, kit.home) for kit in self.instance.kits}
        kinds = [(self.asked[node.asked].service.kit_kind, node.venue) for node in self.nodes]
        return tuple(None if pair in on_site else pair[0] for pair in kinds)

    @cached_property
    def kit_groups(self) -> tuple[KitGroup, ...]:
        """Kits that stand for each other."""
        groups: dict[tuple[str, str, int], list[int]] = defaultdict(list)
        for k, kit in enumerate(self.instance.kits):
            groups[kit.kind, kit.home, kit.volume_l].append(k)
        return tuple(KitGroup(*key, tuple(members)) for key, members in groups.items())

    @cached_property
    def published(self) -> dict[int, tuple[int, str, int, int]]:
        """Per occurrence the day, venue and start minute of the day a plan before told, and the price of a change."""
        return published(self.instance, self.horizon, self.asked, self.previous, self.made_at)

    def series_of(self, o: int) -> tuple[str, int] | None:
        """The series an occurrence shares its weekday and start with, None when it is free."""
        occurrence = self.asked[o].occurrence
        return None if occurrence.free else (occurrence.demand, occurrence.series)

    def slot_of(self, n: int, start: int) -> tuple[int, int, int]:
        """What occurrences of a series share: phase and weekday, unless they are nth weekdays, and start."""
        node = self.nodes[n]
        occurrence, day = self.asked[node.asked].occurrence, self.days[node.day]
        if self.instance.demand_by_id[occurrence.demand].pattern.nth is not None:
            return 0, 0, start
        phase = next(phase for phase, days in occurrence.dates if day in days)
        return phase, day.isoweekday(), start

    @cached_property
    def _villages(self) -> dict[tuple[str, str], tuple[int, ...]]:
        groups: dict[tuple[str, str], tuple[int, ...]] = defaultdict(tuple)
        for o, item in enumerate(self.asked):
            groups[item.occurrence.commune, item.occurrence.service] += (o,)
        return dict(groups)

    def neighbours(self, o: int) -> tuple[int, ...]:
        """The other occurrences of an occurrence's village and service."""
        occurrence = self.asked[o].occurrence
        return tuple(k for k in self._villages[occurrence.commune, occurrence.service] if k != o)

    @cached_property
    def _before(self) -> dict[tuple[str, str], list[tuple[date, int]]]:
        """Sessions of the plan before ahead of the horizon, by village and service, with the spacing they ask for."""
        demands, found = self.instance.demand_by_id, defaultdict[tuple[str, str], list[tuple[date, int]]](list)
        for session in self.previous.sessions if self.previous is not None else ():
            if session.demand in demands and session.start.date() < self.horizon.monday:
                demand = demands[session.demand]
                found[demand.commune, demand.service].append((session.start.date(), demand.spacing_days))
        return dict(found)

    def too_near_before(self, o: int, day: int) -> bool:
        """Whether a day is too near to a session of the village and service in the plan before."""
        item = self.asked[o]
        before = self._before.get((item.occurrence.commune, item.occurrence.service), ())
        return any((self.days[day] - d).days < max(item.demand.spacing_days, spacing) for d, spacing in before)

    def is_published(self, n: int, start: int) -> bool:
        """Whether a node with a start is what the plan before told."""
        told = self.published.get(self.nodes[n].asked)
        return told is not None and (self.nodes[n].day, self.nodes[n].venue, start) == told[:3]

    def kits_there(self, group: KitGroup, day: int) -> int:
        """Kits of a group that are there all day."""
        kits: Sequence[Kit] = [self.instance.kits[k] for k in group.members]
        at = self.days[day]
        return sum(
            not any(low < high for low, high in (self._on(at, p.start, p.end) for p in k.unavailable)) for k in kits
        )

    def rules(self, person: int, day: int) -> WorkRules:
        """Working-time rules of a person on a day."""
        return work_rules_on(self.instance.work_rules, self.instance.people[person].work_rules, self.days[day])

    @cached_property
    def every_rule(self) -> tuple[WorkRules, ...]:
        """Every working-time profile somebody has on some day."""
        profiles = dict.fromkeys(person.work_rules for person in self.instance.people)
        found = [work_rules_on(self.instance.work_rules, p, day) for p in profiles for day in self.days]
        return tuple({rule.model_dump_json(): rule for rule in found}.values())

    @cached_property
    def lenient(self) -> Meals:
        """Meal hours no stricter than anybody's, for bounds."""
        rules = self.every_rule
        return Meals(
            min((r.meal_from for r in rules), default=0),
            max((r.meal_until for r in rules), default=0),
            min((r.meal_min.value for r in rules), default=0),
            max((0 if r.meal_is_work else r.meal_min.value for r in rules), default=0),
        )

    @cached_property
    def strict(self) -> Meals:
        """Meal hours as strict as anybody's, for plans."""
        rules = self.every_rule
        return Meals(
            max((r.meal_from for r in rules), default=0),
            min((r.meal_until for r in rules), default=0),
            max((r.meal_min.value for r in rules), default=0),
            min((0 if r.meal_is_work else r.meal_min.value for r in rules), default=0),
        )

    @cached_property
    def day_work_min(self) -> tuple[int, int]:
        """Most work of a day by the laxest and by the strictest rules."""
        most = [rule.day_work_min.value for rule in self.every_rule] or [DAY_MIN]
        return max(most), min(most)

    @cached_property
    def amplitude_min(self) -> tuple[int, int]:
        """Longest duty by the laxest and by the strictest rules."""
        most = [rule.day_amplitude_min.value for rule in self.every_rule] or [DAY_MIN]
        return max(most), min(most)


def published(
    instance: Instance, horizon: Horizon, asked: tuple[Asked, ...], previous: Plan | None, made_at: datetime
) -> dict[int, tuple[int, str, int, int]]:
    """Where and when each occurrence was, or by its series would be, according to the plan before; and its price."""
    if previous is None:
        return {}
    told: dict[int, tuple[datetime, str]] = {}
    if (previous.monday, previous.weeks) == (horizon.monday, horizon.weeks):
        before = {session.id: (session.start, session.venue) for session in previous.sessions}
        told = {o: before[item.id] for o, item in enumerate(asked) if item.id in before}
    else:
        known = usual(previous)
        told = {
            o: (usual_start(item.occurrence, known[series_of(item.id)]), known[series_of(item.id)][2])
            for o, item in enumerate(asked)
            if not item.occurrence.free and series_of(item.id) in known
        }
    return {
        o: (
            (start.date() - horizon.monday).days,
            venue,
            start.hour * 60 + start.minute,
            price(instance, "session", start, made_at),
        )
        for o, (start, venue) in told.items()
    }


def less(windows: list[Span], taken: list[Span]) -> list[Span]:
    """Windows without the spans taken from them."""
    for low, high in taken:
        windows = [
            piece
            for a, b in windows
            for piece in ([(a, b)] if high <= a or b <= low or low >= high else [(a, low), (high, b)])
            if piece[0] < piece[1]
        ]
    return windows


def longest(windows: list[Span]) -> Span | None:
    """The longest window, None when there is none."""
    return max(windows, key=lambda w: (w[1] - w[0], -w[0]), default=None)
