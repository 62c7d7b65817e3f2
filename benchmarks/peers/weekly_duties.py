"""Crews, duties, meals, hours and cost of the one CP-SAT model."""

from collections import defaultdict
from datetime import date

from ortools.sat.python import cp_model

from benchmarks.peers.weekly_model import COST_SCALE, Bool, Trip, WeekModel
from models.base import DAY_MIN
from models.profiles import childcare_rules_on, work_rules_on
from models.services import adults_needed
from models.territory import windows_on


class Duties:
    """Who rides which trip, in which crew, and each person's days."""

    def __init__(self, week: WeekModel) -> None:
        self.week, self.model = week, week.model
        self.works: dict[tuple[int, date], Bool] = {}
        self.begin: dict[tuple[int, date], cp_model.IntVar] = {}
        self.end: dict[tuple[int, date], cp_model.IntVar] = {}
        self.work: dict[tuple[int, date], cp_model.IntVar] = {}
        self.meal: dict[tuple[int, date], Bool] = {}
        self.meal_at: dict[tuple[int, date], cp_model.IntVar] = {}
        self.relieved: dict[tuple[int, int], Bool] = {}
        self.reliefs: dict[int, list[cp_model.IntervalVar]] = defaultdict(list)
        self.present: dict[tuple[int, int], list[Bool]] = defaultdict(list)
        self.counts: dict[tuple[int, int, str], Bool] = {}
        self._add_riders()
        self._add_crews()
        for p in range(len(week.instance.people)):
            self._add_days(p)
        self._add_hours()

    def _there(self, p: int, day: date) -> tuple[int, int] | None:
        """The minutes of a day a person is there, since the Monday."""
        person, base = self.week.instance.people[p], self.week.horizon.day_start(day)
        windows = windows_on(person.availability, day, self.week.instance.territory.seasons_on(day))
        moment = self.week.horizon.moment(base + 720)
        absent = any(period.start <= moment < period.end for period in person.absences)
        return None if absent or not windows else (base + windows[0][0], base + windows[0][1])

    def _add_riders(self) -> None:
        model, instance = self.model, self.week.instance
        for trip in self.week.trips:
            if trip.vehicle < 0:
                if self._there(trip.person, trip.day) is None:
                    model.add(trip.used == 0)
            else:
                vehicle = instance.vehicles[trip.vehicle]
                for p, person in enumerate(instance.people):
                    if person.base == vehicle.depot and self._there(p, trip.day) is not None:
                        trip.riders[p] = model.new_bool_var("rides")
                        model.add_implication(trip.riders[p], trip.used)
                seats = 1 + max(layout.seats for layout in vehicle.layouts)
                model.add(sum(trip.riders.values()) <= seats)
                drivers = [x for p, x in trip.riders.items() if instance.people[p].holds(vehicle.licence, trip.day)]
                model.add(sum(drivers) >= trip.used)
            for i, o in enumerate(trip.nodes, start=1):
                for p, rides in trip.riders.items():
                    here = model.new_bool_var("present")
                    model.add_bool_or(~rides, ~trip.visits[i], here)
                    model.add_implication(here, rides)
                    model.add_implication(here, trip.visits[i])
                    self.present[p, o].append(here)

    def _add_crews(self) -> None:
        model, week = self.model, self.week
        for (p, o), here in self.present.items():
            person, item = week.instance.people[p], week.asked[o]
            kinds = [n.qualification for n in item.service.crew if person.holds(n.qualification, item.days[0])]
            for kind in kinds:
                self.counts[p, o, kind] = model.new_bool_var("counts")
            model.add(sum(self.counts[p, o, kind] for kind in kinds) <= sum(here))
            if kinds:
                self.relieved[p, o] = model.new_bool_var("relieved")
                model.add(self.relieved[p, o] <= sum(here))
        for o, item in enumerate(week.asked):
            relieved = [x for (_, k), x in self.relieved.items() if k == o]
            for need in item.service.crew:
                have = [x for (_, k, kind), x in self.counts.items() if k == o and kind == need.qualification]
                least = need.count
                if item.service.childcare is not None:
                    care = item.service.childcare
                    rules = childcare_rules_on(week.instance.childcare_rules, care.rules, item.days[0])
                    least = max(least, adults_needed(rules, care.ratio, item.demand.attendance))
                model.add(sum(have) >= least * week.held[o])
                for literal in relieved:
                    model.add(sum(have) >= least + 1).only_enforce_if(literal)

    def _add_days(self, p: int) -> None:
        for day in self.week.horizon.days:
            there = self._there(p, day)
            fixed = [a for a in self.week.instance.people[p].activities if a.start.date() == day]
            mine = [trip for trip in self.week.trips if trip.day == day and p in trip.riders]
            if there is not None and (mine or fixed):
                self._add_day(p, day, there, mine)

    def _add_day(self, p: int, day: date, there: tuple[int, int], mine: list[Trip]) -> None:
        model, week, key = self.model, self.week, (p, day)
        rules = work_rules_on(week.instance.work_rules, week.instance.people[p].work_rules, day)
        works = self.works[key] = model.new_bool_var("works")
        begin = self.begin[key] = model.new_int_var(*there, "begin")
        end = self.end[key] = model.new_int_var(*there, "end")
        busy = []
        for trip in mine:
            rides = trip.riders[p]
            model.add_implication(rides, works)
            model.add(begin <= trip.depart).only_enforce_if(rides)
            model.add(end >= trip.back).only_enforce_if(rides)
            size = model.new_int_var(0, DAY_MIN, "length")
            busy.append(model.new_optional_interval_var(trip.depart, size, trip.back, rides, "out"))
        for activity in week.instance.people[p].activities:
            if activity.start.date() == day:
                low, high = week.horizon.minute(activity.start), week.horizon.minute(activity.end)
                model.add(works == 1)
                model.add(begin <= low)
                model.add(end >= high)
                busy.append(model.new_fixed_size_interval_var(low, high - low, "meeting"))
        model.add_no_overlap(busy)
        self._add_meal(key, mine, busy)
        work = self.work[key] = model.new_int_var(0, rules.day_work_min.value, "work")
        model.add(work == end - begin - rules.meal_min.value * self.meal[key]).only_enforce_if(works)
        model.add(work == 0).only_enforce_if(~works)
        model.add(end - begin <= rules.day_amplitude_min.value)

    def _add_meal(self, key: tuple[int, date], mine: list[Trip], busy: list[cp_model.IntervalVar]) -> None:
        """A meal between trips, in a pause of a trip after one of its sessions, or relieved during a session."""
        model, week, (p, day) = self.model, self.week, key
        rules = work_rules_on(week.instance.work_rules, week.instance.people[p].work_rules, day)
        base, length = week.horizon.day_start(day), rules.meal_min.value
        meal = self.meal[key] = model.new_bool_var("meal")
        at = self.meal_at[key] = model.new_int_var(base + rules.meal_from, base + rules.meal_until - length, "meal_at")
        free = model.new_bool_var("free meal")
        model.add_no_overlap([*busy, model.new_optional_fixed_size_interval_var(at, length, free, "meal")])
        ways = [free]
        for trip in mine:
            for (i, j), arc in trip.arcs.items():
                if i == 0 or j == 0:
                    continue
                a, b = (trip.nodes[n - 1] for n in (i, j))
                paused = model.new_bool_var("paused")
                model.add_implication(paused, arc)
                model.add_implication(paused, trip.riders[p])
                drive = week.minutes(trip, trip.venues[i], trip.venues[j])
                model.add(at >= week.start[a] + week.asked[a].after_min).only_enforce_if(paused)
                leaves = week.start[b] - week.asked[b].before_min - drive
                model.add(at + length <= leaves).only_enforce_if(paused)
                ways.append(paused)
            for o in dict.fromkeys(trip.nodes):
                if (p, o) in self.relieved:
                    during = model.new_bool_var("during")
                    model.add_implication(during, self.relieved[p, o])
                    model.add(at >= week.start[o]).only_enforce_if(during)
                    model.add(at + length <= week.start[o] + week.asked[o].service.duration_min).only_enforce_if(during)
                    relief = model.new_optional_fixed_size_interval_var(at, length, during, "relief")
                    self.reliefs[o].append(relief)
                    ways.append(during)
        model.add(sum(ways) == meal)
        model.add(self.begin[key] <= at).only_enforce_if(meal)
        model.add(self.end[key] >= at + length).only_enforce_if(meal)
        early, late = model.new_bool_var("early"), model.new_bool_var("late")
        model.add(self.begin[key] > base + rules.meal_from).only_enforce_if(~early)
        model.add(self.end[key] < base + rules.meal_until).only_enforce_if(~late)
        model.add_bool_or(~early, ~late, ~self.works[key], meal)

    def _add_hours(self) -> None:
        model, week = self.model, self.week
        for intervals in self.reliefs.values():
            model.add_no_overlap(intervals)
        self.over: dict[tuple[int, int], cp_model.IntVar] = {}
        for p, person in enumerate(week.instance.people):
            for w in range(week.horizon.weeks):
                days = [work for (q, d), work in self.work.items() if q == p and week.horizon.week_of(d) == w]
                model.add(sum(days) <= person.contract.week_min + person.contract.tolerance_min)
                over = self.over[p, w] = model.new_int_var(0, 7 * DAY_MIN, "over")
                model.add(over >= sum(days) - person.contract.week_min)

    def cost(self) -> cp_model.LinearExprT:
        """Tier 3 in sixtieths of a cent."""
        instance, terms = self.week.instance, []
        used: dict[tuple[int, date], list[Bool]] = defaultdict(list)
        for trip in self.week.trips:
            km = instance.settings.own_car_km_cents
            if trip.vehicle >= 0:
                km = instance.vehicles[trip.vehicle].cost_km_cents
                used[trip.vehicle, trip.day].append(trip.used)
            # Kilometre prices in whole sixtieths of a cent per ten metres keep the coefficients integer.
            terms += [
                round(COST_SCALE * km * self.week.times.metres(*self._ends(trip, arc), trip.profile, trip.day) / 1000)
                * x
                for arc, x in trip.arcs.items()
            ]
        # The second trip of a day is used only with the first: the first alone pays for the day.
        terms += [COST_SCALE * instance.vehicles[v].cost_day_cents * trips[0] for (v, _), trips in used.items()]
        terms += [instance.people[p].contract.cost_hour_cents * work for (p, _), work in self.work.items()]
        for (p, _), over in self.over.items():
            contract = instance.people[p].contract
            terms.append(contract.cost_hour_cents * (contract.overtime_percent - 100) // 100 * over)
        return sum(terms)

    def _ends(self, trip: Trip, arc: tuple[int, int]) -> tuple[str, str]:
        return trip.venues.get(arc[0], trip.home), trip.venues.get(arc[1], trip.home)
