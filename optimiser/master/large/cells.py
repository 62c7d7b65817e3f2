"""The CP-SAT model of some cells (a day and a base each) of a large week, everything else staying as it is.

Tours are timed beforehand, so that vehicles, kits, rooms and people conflict at known minutes; a literal says that a
tour goes, others who goes. People's days are one tour, or one before and one after the meal hours with a meal between.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations

from ortools.sat.python import cp_model

from models.base import DAY_MIN
from optimiser.binds import binds
from optimiser.master.large.crews import fits, held
from optimiser.master.large.duty import away_activity, day_of, fixed_spans, idle_paid
from optimiser.master.large.need import shortfalls
from optimiser.master.large.people import OWN_CAR, week_hours
from optimiser.master.large.state import State, spans_of, tour_price
from optimiser.master.large.timed import Timed
from optimiser.master.large.week import Load, Span, Week
from optimiser.master.tiers import COST_SCALE
from optimiser.need import need_lines

Literal = cp_model.IntVar
Cell = tuple[int, str]
"""A day and a base."""


@dataclass
class Cells:
    """The model under construction: ``x`` of each candidate, ``goes[p, j]``, ``work[p, day]`` in minutes.

    ``kept`` holds what stays: the tours of other cells; ``loads`` are those tours name.
    """

    week: Week
    cells: frozenset[Cell]
    candidates: tuple[Timed, ...]
    kept: State
    loads: tuple[Load, ...]
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    x: list[Literal] = field(default_factory=list)
    goes: dict[tuple[int, int], Literal] = field(default_factory=dict)
    held: dict[int, Literal] = field(default_factory=dict)
    work: dict[tuple[int, int], cp_model.LinearExprT] = field(default_factory=dict)
    need: cp_model.LinearExpr | int = 0
    change: cp_model.LinearExpr | int = 0
    cost: cp_model.LinearExpr | int = 0

    strict = True
    """Whether the average week holds when every week is as full."""

    def __post_init__(self) -> None:
        self._by_asked: dict[int, list[int]] = defaultdict(list)
        self.rows_of: dict[tuple[int, int], list[int]] = defaultdict(list)
        for j, timed in enumerate(self.candidates):
            self.x.append(self.model.new_bool_var(f"x{j}"))
            for n in timed.nodes:
                self._by_asked[self.week.nodes[n].asked].append(j)
        self._add_sessions()
        self._add_crews()
        costs: list[cp_model.LinearExprT] = [
            tour_price(self.week, t) * x for t, x in zip(self.candidates, self.x, strict=True)
        ]
        costs += self._add_vehicles()
        self._add_kits()
        self._add_rooms()
        self._add_series()
        costs += self.add_days()
        costs += self._add_hours()
        self.add_rests()
        self._add_need()
        self._add_change()
        self.cost = cp_model.LinearExpr.sum(costs)

    @binds("S1.count", "S3.venue")
    def _add_sessions(self) -> None:
        for o, rows in self._by_asked.items():
            self.held[o] = self.model.new_bool_var(f"held{o}")
            self.model.add(sum(self.x[j] for j in rows) == self.held[o])

    @binds("S4.heads", "S5.ratio", "P9.qualification", "P9.licence", "T5.driver", "T3.seats", "P1.base", "L1.pin")
    def _add_crews(self) -> None:
        """Heads are filled when any kinds of them are asked for no more often than people hold one of these (Hall)."""
        week, model = self.week, self.model
        for j, timed in enumerate(self.candidates):
            fleet, day = week.fleets[timed.fleet], timed.day
            licence = OWN_CAR if fleet.is_car else fleet.licence
            able = self.able(timed, licence)
            for p in able:
                self.goes[p, j] = model.new_bool_var(f"goes{p},{j}")
                model.add_implication(self.goes[p, j], self.x[j])
                self.rows_of[p, day].append(j)
            model.add(sum(self.goes[p, j] for p in able) <= timed.people * self.x[j])
            self.add_driver(j, [self.goes[p, j] for p, kinds in able.items() if licence in kinds])
            for heads in timed.heads:
                distinct = tuple(dict.fromkeys(heads))
                for size in range(1, len(distinct) + 1):
                    for some in combinations(distinct, size):
                        count = sum(heads.count(head) for head in some)
                        suited = [self.goes[p, j] for p, kinds in able.items() if any(kinds & head for head in some)]
                        model.add(sum(suited) >= count * self.x[j])
            for n in timed.nodes:
                pin = week.asked[week.nodes[n].asked].pin
                for person in pin.people if pin is not None else ():
                    q = next((p for p in able if week.instance.people[p].id == person), None)
                    if q is None:
                        model.add(self.x[j] == 0)
                    else:
                        model.add_implication(self.x[j], self.goes[q, j])

    def add_driver(self, j: int, licensed: Sequence[Literal]) -> None:
        """Somebody licensed is of the crew."""
        self.model.add(sum(licensed) >= self.x[j])

    def able(self, timed: Timed, licence: str) -> dict[int, frozenset[str]]:
        """People who could go, with their credentials: of use at a session, pinned there, or wanted to drive."""
        week, day = self.week, timed.day
        base = week.fleets[timed.fleet].home
        pins = [week.asked[week.nodes[n].asked].pin for n in timed.nodes]
        pinned = {person for pin in pins if pin is not None for person in pin.people}
        wanted = [head for heads in timed.heads for head in heads]
        useful, drivers = dict[int, frozenset[str]](), dict[int, frozenset[str]]()
        for p, person in enumerate(week.instance.people):
            if person.base != base or day_of(week, p, day, [timed]) is None:
                continue
            kinds = held(week.instance, p, week.days[day]) | (frozenset({OWN_CAR}) if person.own_car else frozenset())
            if person.id in pinned or any(fits(kinds, frozenset({head})) for head in wanted):
                useful[p] = kinds
            elif licence in kinds and licence != OWN_CAR:
                drivers[p] = kinds
        if sum(licence in kinds for kinds in useful.values()) < FEW_DRIVERS:
            useful |= drivers
        return {p: kinds for p, kinds in useful.items() if licence != OWN_CAR or OWN_CAR in kinds}

    @binds("T1.overlap", "T6.range")
    def _add_vehicles(self) -> list[cp_model.LinearExprT]:
        costs: list[cp_model.LinearExprT] = []
        groups: dict[tuple[int, int], list[int]] = defaultdict(list)
        for j, timed in enumerate(self.candidates):
            if not self.week.fleets[timed.fleet].is_car:
                groups[timed.fleet, timed.day].append(j)
        for (f, day), rows in groups.items():
            fleet = self.week.fleets[f]
            there = len(fleet.members)
            fixed = self.kept.by_fleet.get((f, day), [])
            out = self.model.new_int_var(0, there, f"out{f},{day}")
            spans = self.vehicle_spans([*(self.candidates[j] for j in rows), *fixed])
            literals: list[Literal | int] = [self.x[j] for j in rows]
            literals += [1 for _ in fixed]
            self.at_once(spans, literals, out)
            costs.append(COST_SCALE * fleet.day_cents * out)
        return costs

    def at_once(
        self, spans: Sequence[tuple[int, int]], literals: Sequence[Literal | int], most: cp_model.LinearExprT
    ) -> None:
        """No more than so many at any minute: it is enough to look at where spans begin, the largest sets alone."""
        sets: set[frozenset[int]] = set()
        for moment in sorted({low for low, _ in spans}):
            sets.add(frozenset(k for k, (low, high) in enumerate(spans) if low <= moment < high))
        for members in sets:
            if not any(members < other for other in sets):
                self.model.add(sum(literals[k] for k in members) <= most)

    @binds("S6.present", "S6.continuity", "S6.home", "S6.overnight")
    def _add_kits(self) -> None:
        week, loads = self.week, self.loads
        uses: dict[tuple[int, int], list[tuple[tuple[int, int], Literal | int]]] = defaultdict(list)
        for timed, literal in self._everything():
            for row in loads[timed.load].groups:
                uses[row, timed.day].append(((timed.depart, timed.back), literal))
            for n, start in zip(timed.nodes, timed.starts, strict=True):
                item, venue = week.asked[week.nodes[n].asked], week.nodes[n].venue
                for g, group in enumerate(week.kit_groups):
                    if (group.kind, group.home) == (item.service.kit_kind, venue):
                        uses[g, timed.day].append((self.presence(n, start), literal))
        for (g, day), pairs in uses.items():
            if any(not isinstance(literal, int) for _, literal in pairs):
                there = week.kits_there(week.kit_groups[g], day)
                self.at_once([span for span, _ in pairs], [literal for _, literal in pairs], there)

    def vehicle_spans(self, tours: Sequence[Timed]) -> list[Span]:
        """When tours take a vehicle."""
        return spans_of(self.week, tours)

    def presence(self, n: int, start: int) -> Span:
        """When a node takes its room."""
        item = self.week.asked[self.week.nodes[n].asked]
        return start - item.before_min, start + item.after_min

    def slot(self, n: int, start: int) -> Hashable:
        """What occurrences of a series share."""
        return self.week.slot_of(n, start)

    def _everything(self) -> Iterator[tuple[Timed, Literal | int]]:
        """Candidates with their literals, and what stays."""
        yield from zip(self.candidates, self.x, strict=True)
        for crewed in self.kept.tours:
            yield crewed.timed, 1

    @binds("S2.sharing")
    def _add_rooms(self) -> None:
        week = self.week
        shared = {venue.id for venue in week.instance.venues if venue.shareable}
        uses: dict[tuple[str, int], list[tuple[tuple[int, int], Literal | int]]] = defaultdict(list)
        for timed, literal in self._everything():
            for n, start in zip(timed.nodes, timed.starts, strict=True):
                if (venue := week.nodes[n].venue) not in shared:
                    uses[venue, timed.day].append((self.presence(n, start), literal))
        for pairs in uses.values():
            if len(pairs) > 1 and any(not isinstance(literal, int) for _, literal in pairs):
                self.at_once([span for span, _ in pairs], [literal for _, literal in pairs], 1)

    @binds("S7.weekday", "S7.start", "S7.spacing")
    def _add_series(self) -> None:
        """Series share phase, weekday and start; sessions of one village are as far apart as either asks."""
        week, model = self.week, self.model
        slots: dict[tuple[str, int], dict[Hashable, dict[int, list[Literal]]]] = defaultdict(
            lambda: defaultdict(lambda: defaultdict(list))
        )
        places: dict[tuple[str, str], dict[int, dict[int, list[Literal]]]] = defaultdict(
            lambda: defaultdict(lambda: defaultdict(list))
        )
        for j, timed in enumerate(self.candidates):
            for n, start in zip(timed.nodes, timed.starts, strict=True):
                o = week.nodes[n].asked
                if (key := week.series_of(o)) is not None:
                    slots[key][self.slot(n, start)][o].append(self.x[j])
                occurrence = week.asked[o].occurrence
                places[occurrence.commune, occurrence.service][o][timed.day].append(self.x[j])
        for by_slot in slots.values():
            if len({o for by in by_slot.values() for o in by}) < 2:
                continue
            chosen = {slot: model.new_bool_var("slot") for slot in by_slot}
            model.add_at_most_one(chosen.values())
            for slot, by_asked in by_slot.items():
                for literals in by_asked.values():
                    model.add(sum(literals) <= chosen[slot])
        for days_of in places.values():
            for a, b in combinations(days_of, 2):
                apart = max(week.asked[o].demand.spacing_days for o in (a, b))
                for day in {d for o in (a, b) for d in days_of[o]} if apart else ():
                    near = [
                        x
                        for o in (a, b)
                        for d, literals in days_of[o].items()
                        if day <= d < day + apart
                        for x in literals
                    ]
                    if len(near) > 1:
                        model.add(sum(dict.fromkeys(near)) <= 1)

    @binds("P1.place", "P3.day", "P4.amplitude", "P6.meal")
    def add_days(self) -> list[cp_model.LinearExprT]:
        """Each person's days; their pay beyond that of their fixed activities."""
        week, model = self.week, self.model
        costs: list[cp_model.LinearExprT] = []
        for (p, day), rows in self.rows_of.items():
            rate = week.instance.people[p].contract.cost_hour_cents
            alone = idle_paid(week, p, day)
            if fixed_spans(week, p, day) or away_activity(week, p, day):
                model.add_at_most_one(self.goes[p, j] for j in rows)
                terms = []
                for j in rows:
                    duty = day_of(week, p, day, [self.candidates[j]])
                    terms.append(((duty.paid if duty is not None else 0) - alone) * self.goes[p, j])
                self.work[p, day] = sum(terms) + alone
            else:
                self.work[p, day] = self._two_parts(p, day, rows)
            costs.append(rate * (self.work[p, day] - alone))
        return costs

    def _two_parts(self, p: int, day: int, rows: Sequence[int]) -> cp_model.LinearExprT:
        _week, model, rules = self.week, self.model, self.week.rules(p, day)
        length = rules.meal_min.value
        credit = 0 if rules.meal_is_work else length
        parts: tuple[list[int], list[int], list[int]] = ([], [], [])
        for j in rows:
            timed = self.candidates[j]
            before = timed.back <= rules.meal_until - length
            after = timed.depart >= rules.meal_from + length
            early = before and (not after or timed.back <= DAY_MIN // 2 + 60)
            parts[2 if timed.fed else 0 if early else 1 if after else 2].append(j)
        for some in parts:
            model.add_at_most_one(self.goes[p, j] for j in (*some, *(parts[2] if some is not parts[2] else ())))
        paid = sum(self.candidates[j].paid * self.goes[p, j] for j in rows)
        if not parts[0] or not parts[1]:
            return paid
        both = model.new_bool_var(f"both{p},{day}")
        first, second = ([self.goes[p, j] for j in some] for some in parts[:2])
        model.add(sum(first) + sum(second) <= 1 + both)
        model.add(sum(first) >= both)
        model.add(sum(second) >= both)
        leaves = sum(self.candidates[j].depart * self.goes[p, j] for j in parts[1])
        returns = sum(self.candidates[j].back * self.goes[p, j] for j in parts[0])
        free = sum(max(self.candidates[j].back, rules.meal_from) * self.goes[p, j] for j in parts[0])
        model.add(leaves - free >= length).only_enforce_if(both)
        wait = model.new_int_var(0, DAY_MIN // 2, f"wait{p},{day}")
        model.add(wait >= leaves - returns - credit).only_enforce_if(both)
        begins = sum(self.candidates[j].depart * self.goes[p, j] for j in parts[0])
        ends = sum(self.candidates[j].back * self.goes[p, j] for j in parts[1])
        model.add(ends - begins <= rules.day_amplitude_min.value).only_enforce_if(both)
        model.add(paid + wait <= rules.day_work_min.value)
        return paid + wait

    @binds("P5.week", "P5.average", "P5.contract")
    def _add_hours(self) -> list[cp_model.LinearExprT]:
        week, costs = self.week, list[cp_model.LinearExprT]()
        days: dict[tuple[int, int], list[int]] = defaultdict(list)
        for p, day in self.work:
            days[p, week.horizon.week_of(week.days[day])].append(day)
        for (p, w), mine in days.items():
            contract = week.instance.people[p].contract
            others = self.kept.hours.get((p, w), 0) - sum(self.kept.paid.get((p, day), 0) for day in mine)
            work = sum(self.work[p, day] for day in mine) + others
            self.model.add(work <= week_hours(week, p, w, strict=self.strict)[1])
            extra = contract.cost_hour_cents * (contract.overtime_percent - 100) // 100
            if extra:
                over = self.model.new_int_var(0, 7 * DAY_MIN, f"over{p},{w}")
                self.model.add(over >= work - contract.week_min)
                costs.append(extra * over)
        return costs

    @binds("P7.daily_rest", "P8.weekly_rest")
    def add_rests(self) -> None:
        """Rests between duties and within each week."""
        week = self.week
        spans: dict[tuple[int, int], list[tuple[int, int, Literal | int]]] = defaultdict(list)
        for (p, day), rows in self.rows_of.items():
            spans[p, day] += [(self.candidates[j].depart, self.candidates[j].back, self.goes[p, j]) for j in rows]
        for (p, day), tours in self.kept.by_day.items():
            spans[p, day] += [(t.depart, t.back, 1) for t in tours]
        for p in {p for p, _ in self.rows_of}:
            for day in range(len(week.days)):
                spans[p, day] += [(low, high, 1) for low, high in fixed_spans(week, p, day)]
            for day in range(len(week.days)):
                self._rest_after(p, day, spans)
            for w in range(week.horizon.weeks):
                self._weekly_rest(p, w, spans)

    def _rest_after(self, p: int, day: int, spans: dict[tuple[int, int], list[tuple[int, int, Literal | int]]]) -> None:
        rest = self.week.rules(p, day).daily_rest_min.value + CLOCK_CHANGE
        last = self.week.instance.people[p].history.last_duty_end
        for low, _, literal in spans[p, day] if last is not None else ():
            begin = self.week.horizon.moment(day * DAY_MIN + low)
            if last is not None and begin < last + timedelta(minutes=rest) and not isinstance(literal, int):
                self.model.add(literal == 0)
        for _, high, literal in spans[p, day]:
            for low, _, other in spans.get((p, day + 1), ()):
                if low + DAY_MIN - high < rest and not (isinstance(literal, int) and isinstance(other, int)):
                    self.model.add(literal + other <= 1)

    def _weekly_rest(self, p: int, w: int, spans: dict[tuple[int, int], list[tuple[int, int, Literal | int]]]) -> None:
        """A day off with the evening before and the morning after it, or a weekend begun on time."""
        rest, week_end = self.week.rules(p, 7 * w).weekly_rest_min.value + CLOCK_CHANGE, 7 * DAY_MIN
        moments = [
            (k * DAY_MIN + low, k * DAY_MIN + high, literal)
            for k in range(7)
            for low, high, literal in spans[p, 7 * w + k]
        ]
        begins = sorted({0, *(high for _, high, _ in moments if high + rest <= week_end)})
        ways = []
        for begin in begins:
            inside = [literal for low, high, literal in moments if low < begin + rest and high > begin]
            if any(isinstance(literal, int) for literal in inside):
                continue
            if not inside:
                return
            ways.append((len(inside), begin, inside))
        options = []
        for _, _, inside in sorted(ways, key=lambda way: way[:2])[:8]:
            option = self.model.new_bool_var(f"rest{p},{w}")
            self.model.add_bool_and([~x for x in inside if not isinstance(x, int)]).only_enforce_if(option)
            options.append(option)
        if options:
            self.model.add_bool_or(options)
        else:
            # Their fixed activities alone leave no such rest: nothing is put on top of them.
            self.model.add(sum(x for _, _, x in moments if not isinstance(x, int)) == 0)

    @binds("A5.tiers")
    def _add_need(self) -> None:
        costs: list[cp_model.LinearExprT] = []
        for shortfall in shortfalls(self.week):
            if not any(o in self.held for o in shortfall.members):
                continue
            if len(shortfall.members) == 1:
                costs.append(shortfall.cost(shortfall.weights[0]) * (1 - self.held[shortfall.members[0]]))
                continue
            unserved = sum(
                weight * (1 - self.held[o]) if o in self.held else weight * (o not in self.kept.held)
                for o, weight in zip(shortfall.members, shortfall.weights, strict=True)
            )
            cost = self.model.new_int_var(0, shortfall.cost(shortfall.bucket.asked), "need")
            for slope, offset in need_lines(shortfall.bucket):
                self.model.add(cost >= 4 * slope * unserved + offset)
            costs.append(cost)
        self.need = cp_model.LinearExpr.sum(costs)

    def _add_change(self) -> None:
        terms = []
        for j, timed in enumerate(self.candidates):
            for n, start in zip(timed.nodes, timed.starts, strict=True):
                if self.week.is_published(n, start):
                    terms.append(-self.week.published[self.week.nodes[n].asked][3] * self.x[j])
        self.change = sum(terms)


FEW_DRIVERS = 2
"""When so many of those of use at the sessions may drive, nobody comes along for that alone."""

CLOCK_CHANGE = 60
"""Added to rests, so that they are long enough when the clock goes forward."""


def cells_of(week: Week, timed: Iterable[Timed]) -> frozenset[Cell]:
    """Cells of some tours."""
    return frozenset((t.day, week.fleets[t.fleet].home) for t in timed)
