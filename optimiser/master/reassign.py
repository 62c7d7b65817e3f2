"""Runs and trips of a published plan manned anew at the same times, with few people told: a model of choices alone.

Times stay, so that whoever and whatever takes a job on is known to be free for it or not; what is left are packings:
each person and each vehicle in one job at a time. Hours, pauses and the rest are the checker's, whose objections come
back as choices that cannot stand together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ortools.sat.python import cp_model

Span = tuple[int, int]
Bool = cp_model.IntVar
Aim = Literal["fewest", "cheapest"]


@dataclass(frozen=True)
class Choice:
    """Somebody who could take a seat: when they would be away, what their hours cost, which vehicles they may drive."""

    person: str
    span: Span
    cents: int
    licences: frozenset[str]


@dataclass(frozen=True)
class Seat:
    """A person's part in a job. ``beyond`` marks one nothing asks for by name: it may stay empty when they cannot."""

    person: str
    choices: tuple[Choice, ...]
    drives: bool
    beyond: bool


@dataclass(frozen=True)
class Job:
    """A run or a trip. ``vehicles`` are (id, licence, cents); ``swap`` when whoever is aboard may drive."""

    span: Span
    day: int
    vehicle: str | None
    vehicles: tuple[tuple[str, str, int], ...]
    seats: tuple[Seat, ...]
    sessions: tuple[str, ...]
    items: tuple[str, ...]
    swap: bool


@dataclass(frozen=True)
class Need:
    """Tier 1 of one commune and service: (item, weight) at stake, weight lost already, and the lines of its cost."""

    items: tuple[tuple[str, int], ...]
    gone: int
    lines: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Question:
    """Jobs, the sessions and rides they carry, rides tied to sessions, need, and (person, day) nobody has to tell."""

    jobs: tuple[Job, ...]
    sessions: tuple[str, ...]
    items: tuple[str, ...]
    follows: Mapping[str, str]
    needs: tuple[Need, ...]
    silent: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True)
class Manned:
    """How a job is done: its vehicle, who sits where (None: empty), which seat drives."""

    vehicle: str | None
    people: tuple[str | None, ...]
    driver: int | None


@dataclass(frozen=True)
class Answer:
    """Jobs done, by their row; the sessions and rides that are left; need and things to tell, by the model."""

    jobs: Mapping[int, Manned]
    sessions: frozenset[str]
    items: frozenset[str]
    need: int
    told: int


Pick = tuple[int, int, str]
"""Job, seat (-1 for its vehicle), and who or what takes it."""


@dataclass
class Reassignment:
    """The model of a question; asked again and again with other budgets.

    Parameters
    ----------
    seed
        Of the solver.
    """

    question: Question
    seed: int = 0
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    nogoods: list[frozenset[Pick]] = field(default_factory=list)

    def __post_init__(self) -> None:
        m = self.model
        self._on = [m.new_bool_var(f"on{j}") for j in range(len(self.question.jobs))]
        self._held = {id_: m.new_bool_var(f"held {id_}") for id_ in self.question.sessions}
        self._served = {id_: m.new_bool_var(f"served {id_}") for id_ in self.question.items}
        self._picks: dict[Pick, Bool] = {}
        self._drives: dict[tuple[int, int], Bool] = {}
        self._told: dict[tuple[str, int], Bool] = {}
        self._cents: list[tuple[Bool, int]] = []
        for j, job in enumerate(self.question.jobs):
            self._add_job(j, job)
        self._add_packing()
        for item, session in self.question.follows.items():
            m.add_implication(self._served[item], self._held[session])
        self._need = [self._need_of(need) for need in self.question.needs]
        self._changes = list(self._told.values())
        self._changes += [held.negated() for held in self._held.values()]  # type: ignore[misc]
        self._changes += [served.negated() for served in self._served.values()]  # type: ignore[misc]

    def _add_job(self, j: int, job: Job) -> None:
        m, on = self.model, self._on[j]
        carried = [self._held[s] for s in job.sessions] + [self._served[i] for i in job.items]
        for one in carried:
            m.add_implication(one, on)
        m.add_bool_or([*carried, on.negated()])
        for vehicle, _, cents in job.vehicles:
            pick = self._pick(j, -1, vehicle)
            self._cents.append((pick, cents))
        if job.vehicle is not None:
            m.add(sum(self._picks[j, -1, vehicle] for vehicle, _, _ in job.vehicles) == on)
        for s, seat in enumerate(job.seats):
            self._add_seat(j, s, seat)
        for person in {choice.person for seat in job.seats for choice in seat.choices}:
            mine = [self._picks[j, s, person] for s in range(len(job.seats)) if (j, s, person) in self._picks]
            if len(mine) > 1:
                m.add_at_most_one(mine)
        if job.vehicle is not None:
            self._add_drivers(j, job)
        self._add_told(j, job)

    def _pick(self, j: int, s: int, who: str) -> Bool:
        return self._picks.setdefault((j, s, who), self.model.new_bool_var(f"{j} {s} {who}"))

    def _add_seat(self, j: int, s: int, seat: Seat) -> None:
        picks = []
        for choice in seat.choices:
            picks.append(self._pick(j, s, choice.person))
            self._cents.append((picks[-1], choice.cents))
        if seat.beyond and all(choice.person != seat.person for choice in seat.choices):
            self.model.add(sum(picks) <= self._on[j])
        else:
            self.model.add(sum(picks) == self._on[j])

    def _add_drivers(self, j: int, job: Job) -> None:
        """One seat drives, or each that drove; whoever drives holds the vehicle's licence."""
        m, on = self.model, self._on[j]
        seats = range(len(job.seats)) if job.swap else [s for s, seat in enumerate(job.seats) if seat.drives]
        for s in seats:
            self._drives[j, s] = m.new_bool_var(f"drives {j} {s}") if job.swap else on
        if job.swap:
            m.add(sum(self._drives[j, s] for s in seats) == on)
        for s in seats:
            for choice in job.seats[s].choices:
                for vehicle, licence, _ in job.vehicles:
                    if licence not in choice.licences:
                        three = (self._drives[j, s], self._picks[j, s, choice.person], self._picks[j, -1, vehicle])
                        m.add_bool_or([one.negated() for one in three])
            if job.swap:
                empty = [self._picks[j, s, choice.person] for choice in job.seats[s].choices]
                m.add_bool_or([self._drives[j, s].negated(), *empty])

    def _tell(self, person: str, day: int) -> Bool | None:
        if (person, day) in self.question.silent:
            return None
        key = person, day
        if key not in self._told:
            self._told[key] = self.model.new_bool_var(f"told {person} {day}")
        return self._told[key]

    def _add_told(self, j: int, job: Job) -> None:
        """Who is told: whoever loses a seat or gains one, drives another vehicle, or finds less to do on the way."""
        m = self.model
        for s, seat in enumerate(job.seats):
            for choice in seat.choices:
                told = self._tell(choice.person, job.day)
                if choice.person != seat.person and told is not None:
                    m.add_implication(self._picks[j, s, choice.person], told)
            told = self._tell(seat.person, job.day)
            if told is None:
                continue
            stays = self._picks.get((j, s, seat.person))
            if stays is None:
                m.add(told == 1)
                continue
            m.add_bool_or([stays, told])
            if seat.drives and (j, -1, job.vehicle or "") in self._picks:
                m.add_bool_or([self._picks[j, -1, job.vehicle or ""], told])
            elif seat.drives:
                m.add(told == 1)
            if (j, s) in self._drives and job.swap:
                m.add_bool_or([self._drives[j, s] if seat.drives else self._drives[j, s].negated(), told])
            for session in job.sessions:
                m.add_bool_or([self._held[session], told])
            for item in job.items if seat.drives else ():
                m.add_bool_or([self._served[item], told])

    def _add_packing(self) -> None:
        """Nobody and nothing in two jobs at a time."""
        spans: dict[str, list[tuple[Span, Bool]]] = {}
        for j, job in enumerate(self.question.jobs):
            for vehicle, _, _ in job.vehicles:
                spans.setdefault(f"v {vehicle}", []).append((job.span, self._picks[j, -1, vehicle]))
            for s, seat in enumerate(job.seats):
                for choice in seat.choices:
                    pick = self._picks[j, s, choice.person]
                    spans.setdefault(f"p {choice.person}", []).append((choice.span, pick))
        for name, several in spans.items():
            if len(several) > 1:
                self.model.add_no_overlap(
                    [
                        self.model.new_optional_fixed_size_interval_var(span[0], span[1] - span[0], pick, f"{name} {k}")
                        for k, (span, pick) in enumerate(several)
                    ]
                )

    def _need_of(self, need: Need) -> cp_model.IntVar:
        """Cost of what stays unserved, at least each of its lines; scaled as tier 1 is."""
        known = {**self._held, **self._served}
        most = need.gone + sum(weight for _, weight in need.items)
        least = max(4 * slope * need.gone + offset for slope, offset in need.lines)
        value = self.model.new_int_var(0, max(4 * slope * most + offset for slope, offset in need.lines), "need")
        left = need.gone + sum(weight * (1 - known[id_]) for id_, weight in need.items)
        for slope, offset in need.lines:
            self.model.add(value >= 4 * slope * left + offset)
        self.model.add(value >= max(0, least))
        return value

    def forbid(self, picks: Iterable[Pick]) -> None:
        """Say that some choices cannot stand together."""
        some = frozenset(pick for pick in picks if pick in self._picks)
        if some and some not in self.nogoods:
            self.nogoods.append(some)
            self.model.add_bool_or([self._picks[pick].negated() for pick in some])

    def solve(self, budget: int | None, aim: Aim, effort: float) -> Answer | None:
        """The best with at most so many told: least need, then fewest told or least cost, then the other.

        Parameters
        ----------
        effort
            Deterministic seconds.
        """
        m = self.model.clone()
        if budget is not None:
            m.add(sum(self._changes) <= budget)
        euros = [(pick, -(-cents // 100)) for pick, cents in self._cents]
        total = sum(cents for _, cents in euros) + 1
        money = sum(pick * cents for pick, cents in euros)
        changes = sum(self._changes)
        size = len(self._changes) + 1
        rest = changes * total + money if aim == "fewest" else money * size + changes
        m.minimize(sum(self._need) * (total * size) + rest)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self.seed % 2**31
        solver.parameters.catch_sigint_signal = False
        solver.parameters.max_deterministic_time = effort
        if solver.solve(m) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return self._read(solver)

    def _read(self, solver: cp_model.CpSolver) -> Answer:
        jobs: dict[int, Manned] = {}
        chosen = [pick for pick, var in self._picks.items() if solver.boolean_value(var)]
        for j, job in enumerate(self.question.jobs):
            if not solver.boolean_value(self._on[j]):
                continue
            vehicle = next((who for k, s, who in chosen if (k, s) == (j, -1)), None)
            people = tuple(self._in_seat(chosen, j, s) for s in range(len(job.seats)))
            drives = [s for (k, s), var in self._drives.items() if k == j and job.swap and solver.boolean_value(var)]
            jobs[j] = Manned(vehicle, people, drives[0] if drives else None)
        held = frozenset(id_ for id_, var in self._held.items() if solver.boolean_value(var))
        served = frozenset(id_ for id_, var in self._served.items() if solver.boolean_value(var))
        need = sum(solver.value(value) for value in self._need)
        return Answer(jobs, held, served, need, sum(solver.boolean_value(one) for one in self._changes))

    @staticmethod
    def _in_seat(chosen: Sequence[Pick], j: int, s: int) -> str | None:
        return next((who for k, seat, who in chosen if (k, seat) == (j, s)), None)
