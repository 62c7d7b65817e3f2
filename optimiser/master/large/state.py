"""A plan of a large week while it is searched: timed tours with their people, and its first three tiers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from optimiser.master.large.duty import day_of, idle_paid
from optimiser.master.large.need import need_of
from optimiser.master.large.timed import Timed
from optimiser.master.large.week import Week
from optimiser.master.tiers import COST_SCALE


@dataclass(frozen=True)
class Crewed:
    """A timed tour and who goes."""

    timed: Timed
    people: tuple[int, ...]


Value = tuple[int, int, int]
"""Need, change, and cost in sixtieths of a cent."""


@dataclass(frozen=True)
class State:
    """Tours with people; ``value`` is worked out once."""

    week: Week
    tours: tuple[Crewed, ...]

    @cached_property
    def held(self) -> dict[int, tuple[int, int]]:
        """Node and start of each occurrence held."""
        return {
            self.week.nodes[n].asked: (n, start)
            for crewed in self.tours
            for n, start in zip(crewed.timed.nodes, crewed.timed.starts, strict=True)
        }

    @cached_property
    def by_day(self) -> dict[tuple[int, int], list[Timed]]:
        """Tours of each person and day."""
        found: dict[tuple[int, int], list[Timed]] = defaultdict(list)
        for crewed in self.tours:
            for p in crewed.people:
                found[p, crewed.timed.day].append(crewed.timed)
        return dict(found)

    @cached_property
    def paid(self) -> dict[tuple[int, int], int]:
        """Paid minutes of each person and day, fixed activities alone included.

        Raises
        ------
        ValueError
            When a day is not lawful: the search made a mistake.
        """
        found = {}
        for (p, day), tours in self.by_day.items():
            duty = day_of(self.week, p, day, tours)
            if duty is None:
                raise ValueError(f"{self.week.instance.people[p].id} has an unlawful day {self.week.days[day]}")
            found[p, day] = duty.paid
        for p in range(len(self.week.instance.people)):
            for day in range(len(self.week.days)):
                if (p, day) not in found and (alone := idle_paid(self.week, p, day)):
                    found[p, day] = alone
        return found

    @cached_property
    def value(self) -> Value:
        """The first three tiers."""
        return need_of(self.week, set(self.held)), self._change(), self._cost()

    def rank(self, enough: int) -> Value:
        """The value, with a need up to so much as none."""
        need, change, cost = self.value
        return max(0, need - enough), change, cost

    def _change(self) -> int:
        total = 0
        for o, told in self.week.published.items():
            at = self.held.get(o)
            total += 0 if at is not None and self.week.is_published(*at) else told[3]
        return total

    def _cost(self) -> int:
        week = self.week
        total = sum(tour_price(week, crewed.timed) for crewed in self.tours)
        for (f, _), tours in self.by_fleet.items():
            total += COST_SCALE * week.fleets[f].day_cents * most_at_once(spans_of(week, tours))
        for (p, _), minutes in self.paid.items():
            total += week.instance.people[p].contract.cost_hour_cents * minutes
        for (p, _), minutes in self.hours.items():
            contract = week.instance.people[p].contract
            extra = contract.cost_hour_cents * (contract.overtime_percent - 100) // 100
            total += extra * max(0, minutes - contract.week_min)
        return total

    @cached_property
    def by_fleet(self) -> dict[tuple[int, int], list[Timed]]:
        """Tours of each fleet and day, own cars aside."""
        found: dict[tuple[int, int], list[Timed]] = defaultdict(list)
        for crewed in self.tours:
            if not self.week.fleets[crewed.timed.fleet].is_car:
                found[crewed.timed.fleet, crewed.timed.day].append(crewed.timed)
        return dict(found)

    @cached_property
    def hours(self) -> dict[tuple[int, int], int]:
        """Paid minutes of each person and week, where there are any."""
        found: dict[tuple[int, int], int] = defaultdict(int)
        for (p, day), minutes in self.paid.items():
            found[p, self.week.horizon.week_of(self.week.days[day])] += minutes
        return dict(found)


def tour_price(week: Week, timed: Timed) -> int:
    """Kilometres and vehicle hours of a tour, in sixtieths of a cent."""
    fleet = week.fleets[timed.fleet]
    return round(COST_SCALE * fleet.km_cents * timed.metres / 1000) + fleet.hour_cents * (timed.back - timed.depart)


def spans_of(week: Week, tours: Iterable[Timed]) -> list[tuple[int, int]]:
    """When tours take a vehicle: the whole day where another could not be driven on the same charge."""
    found = []
    for timed in tours:
        reach = week.fleets[timed.fleet].range_m
        far = reach is not None and 2 * timed.metres > reach
        found.append((0, 1 << 12) if far else (timed.depart, timed.back))
    return found


def most_at_once(spans: Sequence[tuple[int, int]]) -> int:
    """Most spans that hold one moment."""
    moments = {low for low, _ in spans}
    return max((sum(low <= moment < high for low, high in spans) for moment in moments), default=0)
