"""A first plan in a moment: sessions by weight, each by the cheapest tour of its own with a vehicle and a crew left."""

from collections import defaultdict
from collections.abc import Iterator

from optimiser.master.large.crews import held
from optimiser.master.large.duty import day_of
from optimiser.master.large.neighbourhoods import Neighbourhoods
from optimiser.master.large.people import OWN_CAR, week_hours
from optimiser.master.large.state import Crewed, State, most_at_once, spans_of
from optimiser.master.large.timed import Timed
from optimiser.master.large.week import Span, Week

TRIED = 40
"""Tours tried for each session."""


class Greedy:
    """Builds a state by adding one tour after another; what is there is never moved."""

    def __init__(self, neighbourhoods: Neighbourhoods) -> None:
        self.near = neighbourhoods
        self.week: Week = neighbourhoods.week
        self._tours: list[Crewed] = []
        self._fleet: dict[tuple[int, int], list[Timed]] = defaultdict(list)
        self._kits: dict[tuple[int, int], list[Span]] = defaultdict(list)
        self._rooms: dict[tuple[str, int], list[Span]] = defaultdict(list)
        self._days: dict[tuple[int, int], Timed] = {}
        self._hours: dict[tuple[int, int], int] = defaultdict(int)
        self._held = State(self.week, ())

    def plan(self) -> State:
        """The state when no session is left to try."""
        week = self.week
        for o in sorted(range(len(week.asked)), key=lambda k: (-week.asked[k].occurrence.weight, k)):
            for timed in self._ways(o):
                crew = self._crew(timed) if self._room(timed) else None
                if crew is not None:
                    self._take(Crewed(timed, crew))
                    break
        return self._held

    def _ways(self, o: int) -> Iterator[Timed]:
        """Tours to an occurrence alone, the cheapest first, as far as what is held allows them."""
        for row in self.near.singles(o)[:TRIED]:
            yield from self.near.allowed(self.near.timer(row), self._held)

    def _room(self, timed: Timed) -> bool:
        """Whether a vehicle, the kits and the room are free."""
        week = self.week
        fleet = week.fleets[timed.fleet]
        if not fleet.is_car:
            taken = spans_of(week, [*self._fleet[timed.fleet, timed.day], timed])
            if most_at_once(taken) > len(fleet.members):
                return False
        for (group, day), at in self._kits_of(timed):
            if most_at_once([*self._kits[group, day], at]) > week.kits_there(week.kit_groups[group], day):
                return False
        shared = {venue.id for venue in week.instance.venues if venue.shareable}
        for venue, at in self._rooms_of(timed):
            if venue not in shared and most_at_once([*self._rooms[venue, timed.day], at]) > 1:
                return False
        return True

    def _kits_of(self, timed: Timed) -> Iterator[tuple[tuple[int, int], Span]]:
        for group in self.near.tours.loads[timed.load].groups:
            yield (group, timed.day), (timed.depart, timed.back)
        for n, start in zip(timed.nodes, timed.starts, strict=True):
            item, venue = self.week.asked[self.week.nodes[n].asked], self.week.nodes[n].venue
            for g, kit in enumerate(self.week.kit_groups):
                if (kit.kind, kit.home) == (item.service.kit_kind, venue):
                    yield (g, timed.day), (start - item.before_min, start + item.after_min)

    def _rooms_of(self, timed: Timed) -> Iterator[tuple[str, Span]]:
        for n, start in zip(timed.nodes, timed.starts, strict=True):
            item = self.week.asked[self.week.nodes[n].asked]
            yield self.week.nodes[n].venue, (start - item.before_min, start + item.after_min)

    def _crew(self, timed: Timed) -> tuple[int, ...] | None:
        """Who goes, the least qualified who do; nobody goes on two tours a day."""
        week = self.week
        fleet = week.fleets[timed.fleet]
        licence = OWN_CAR if fleet.is_car else fleet.licence
        pins = [week.asked[week.nodes[n].asked].pin for n in timed.nodes]
        if any(pin is not None and pin.people for pin in pins):
            return None
        free = {
            p: held(week.instance, p, week.days[timed.day]) | (frozenset({OWN_CAR}) if person.own_car else frozenset())
            for p, person in enumerate(week.instance.people)
            if person.base == fleet.home and self._may(p, timed)
        }
        order = sorted(free, key=lambda p: (len(free[p]), week.instance.people[p].contract.cost_hour_cents, p))
        chosen: list[int] = []
        for head in timed.heads[0]:
            drives = any(licence in free[p] for p in chosen)
            able = [p for p in order if p not in chosen and free[p] & head]
            able.sort(key=lambda p: not (drives or licence in free[p]))
            if not able:
                return None
            chosen.append(able[0])
        if not any(licence in free[p] for p in chosen):
            chosen += [p for p in order if p not in chosen and licence in free[p]][:1]
        fits = any(licence in free[p] for p in chosen) and len(chosen) <= timed.people
        return tuple(sorted(chosen)) if fits else None

    def _may(self, p: int, timed: Timed) -> bool:
        week = self.week
        if (p, timed.day) in self._days or (duty := day_of(week, p, timed.day, [timed])) is None:
            return False
        w = week.horizon.week_of(week.days[timed.day])
        days = sum((p, 7 * w + k) in self._days for k in range(7))
        return days < 5 and self._hours[p, w] + duty.paid <= week_hours(week, p, w, strict=True)[1]

    def _take(self, crewed: Crewed) -> None:
        timed, week = crewed.timed, self.week
        self._tours.append(crewed)
        self._fleet[timed.fleet, timed.day].append(timed)
        for key, span in self._kits_of(timed):
            self._kits[key].append(span)
        for venue, span in self._rooms_of(timed):
            self._rooms[venue, timed.day].append(span)
        for p in crewed.people:
            self._days[p, timed.day] = timed
            duty = day_of(week, p, timed.day, [timed])
            self._hours[p, week.horizon.week_of(week.days[timed.day])] += 0 if duty is None else duty.paid
        self._held = State(week, tuple(self._tours))


def first_plan(neighbourhoods: Neighbourhoods) -> State:
    """The greedy plan, empty where it would break a rest between days, which it does not look at."""
    state = Greedy(neighbourhoods).plan()
    week = state.week
    for (p, day), tours in state.by_day.items():
        rest = week.rules(p, day).daily_rest_min.value + 60
        for later in state.by_day.get((p, day + 1), ()):
            if any(later.depart + 1440 - tour.back < rest for tour in tours):
                return State(week, ())
    return state
