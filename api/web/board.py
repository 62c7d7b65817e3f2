"""The week board: a row for each vehicle, person or commune, a column for each day, what is done there in each cell.

A cell has a strip, the day's hours drawn to scale, and a list that says the same in words.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from api.exports import describe, wording
from api.exports.lookup import Lookup
from models.base import DAY_MIN, at
from models.plan import Activity, Duty, PlannedRide, PlannedSession, Tour
from models.text import Language, message, translate

By = Literal["vehicle", "person", "commune"]
BlockKind = Literal["session", "carry", "drive", "break", "wait", "other"]
HOUR = 60
LEAST_SPAN = (7 * HOUR, 19 * HOUR)
"""Hours that are always shown, minutes after midnight."""

_OF_ACTIVITY: dict[str, BlockKind] = {
    "session": "session",
    "set_up": "other",
    "tear_down": "other",
    "drive": "drive",
    "ride": "other",
    "own_car": "drive",
    "board": "carry",
    "load": "other",
    "fixed": "other",
    "break": "break",
    "meal": "break",
    "wait": "wait",
}


class Block(NamedTuple):
    """A stretch of a strip, in minutes after the day's midnight."""

    kind: BlockKind
    start: int
    end: int
    title: str


@dataclass(frozen=True)
class Entry:
    """A line of a cell: from when to when, what, and more about it to open."""

    item: str
    kind: BlockKind
    hours: str
    label: str
    more: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """One resource on one day."""

    blocks: tuple[Block, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Row:
    """One resource."""

    name: str
    note: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Board:
    """The days, the hours every strip covers (minutes after midnight), the rows."""

    days: tuple[date, ...]
    first: int
    last: int
    rows: tuple[Row, ...]


def build_board(lookup: Lookup, by: By, language: Language) -> Board:
    """The board of a plan."""
    author = _Author(lookup, language)
    rows = {"vehicle": author.vehicles, "person": author.people, "commune": author.communes}[by]()
    blocks = [block for row in rows for cell in row.cells for block in cell.blocks]
    first = min([LEAST_SPAN[0], *(block.start for block in blocks)]) // HOUR * HOUR
    last = -(-max([LEAST_SPAN[1], *(block.end for block in blocks)]) // HOUR) * HOUR
    return Board(lookup.horizon.days, first, last, tuple(rows))


class _Author:
    def __init__(self, lookup: Lookup, language: Language) -> None:
        self.lookup, self.language = lookup, language
        self.instance, self.plan = lookup.instance, lookup.plan

    def vehicles(self) -> list[Row]:
        """What each vehicle does."""
        days: dict[tuple[str, date], list[Tour]] = {}
        for tour in sorted(self.plan.tours, key=lambda tour: tour.start):
            days.setdefault((tour.vehicle, tour.date), []).append(tour)
        return [
            self._row(
                vehicle.name,
                self._distance(sum(tour.metres for tour in self.plan.tours if tour.vehicle == vehicle.id)),
                lambda day, id_=vehicle.id: self._of_tours(days.get((id_, day), [])),  # type: ignore[misc]
            )
            for vehicle in self.instance.vehicles
        ]

    def people(self) -> list[Row]:
        """What each person does."""
        days: dict[tuple[str, date], list[Duty]] = {}
        for duty in self.plan.duties:
            days.setdefault((duty.person, duty.date), []).append(duty)
        return [
            self._row(
                person.name,
                self._work(person.id),
                lambda day, id_=person.id: self._of_duties(days.get((id_, day), [])),  # type: ignore[misc]
            )
            for person in self.instance.people
        ]

    def communes(self) -> list[Row]:
        """What each commune gets: sessions held there, and rides that begin there."""
        rows = []
        for commune in sorted(self.instance.communes, key=lambda one: wording.sort_key(one.name)):
            sessions = [s for s in self.plan.sessions if self.instance.places[s.venue].commune == commune.id]
            rides = [r for r in self.plan.rides if self.instance.places[r.pickup].commune == commune.id]
            if sessions or rides:
                note = message("{sessions} sessions, {rides} rides", sessions=len(sessions), rides=len(rides))

                def cell(
                    day: date, held: Sequence[PlannedSession] = sessions, driven: Sequence[PlannedRide] = rides
                ) -> Cell:
                    return self._of_commune(day, held, driven)

                rows.append(self._row(commune.name, note.text(self.language), cell))
        return rows

    def _row(self, name: str, note: str, cell: Callable[[date], Cell]) -> Row:
        return Row(name, note, tuple(cell(day) for day in self.lookup.horizon.days))

    def _of_tours(self, tours: Sequence[Tour]) -> Cell:
        blocks = [block for tour in tours for block in self._tour_blocks(tour)]
        return Cell(tuple(blocks), tuple(entry for tour in tours for entry in self._tour_entries(tour)))

    def _tour_blocks(self, tour: Tour) -> Iterator[Block]:
        held = [s for s in self.plan.sessions if s.vehicle == tour.vehicle and s.start.date() == tour.date]
        for stop, after in zip(tour.stops, tour.stops[1:], strict=False):
            carries = stop.load.wheelchairs or stop.load.child_seats or self._passengers(tour, stop.departure)
            title = self._place(after.place)
            kind: BlockKind = "carry" if carries else "drive"
            yield self._block(kind, tour.date, stop.departure, after.arrival, f"→ {title}")
            if after.departure > after.arrival:
                here = any(s.venue == after.place and s.start < after.departure and after.arrival < s.end for s in held)
                yield self._block("session" if here else "wait", tour.date, after.arrival, after.departure, title)

    def _passengers(self, tour: Tour, when: datetime) -> bool:
        rides = self.lookup.rides_by_tour.get(tour.id, ())
        return any(ride.boarding_start <= when < ride.alighting_end for ride in rides)

    def _tour_entries(self, tour: Tour) -> Iterator[Entry]:
        rides = self.lookup.rides_by_tour.get(tour.id, ())
        drivers = dict.fromkeys(stop.driver for stop in tour.stops if stop.driver)
        names = ", ".join(wording.person_name(self.instance, driver) for driver in drivers)
        parts = [
            message("{n} rides", n=len(rides)).text(self.language) if rides else "",
            names,
            self._distance(tour.metres),
        ]
        lines = tuple(f"{wording.span(stop.arrival, stop.departure)} {self._place(stop.place)}" for stop in tour.stops)
        label = " · ".join(part for part in parts if part)
        yield Entry(tour.id, "carry" if rides else "drive", wording.span(tour.start, tour.end), label, lines)
        for session in self.plan.sessions:
            if session.vehicle == tour.vehicle and session.start.date() == tour.date:
                yield self._session_entry(session)

    def _session_entry(self, session: PlannedSession) -> Entry:
        service = self.lookup.service_of(session)
        place = self._place(session.venue)
        crew = ", ".join(wording.person_name(self.instance, member.person) for member in session.crew)
        more = [message("Crew: {names}", names=crew).text(self.language) if crew else ""]
        if session.vehicle:
            vehicle = wording.vehicle_name(self.instance, session.vehicle)
            more.append(message("Brought by {vehicle}", vehicle=vehicle).text(self.language))
        if session.released:
            more.append(translate("The vehicle is free for rides meanwhile.", self.language))
        label = f"{service.name} · {place}"
        return Entry(session.id, "session", wording.span(session.start, session.end), label, tuple(filter(None, more)))

    def _of_duties(self, duties: Sequence[Duty]) -> Cell:
        blocks: list[Block] = []
        entries: list[Entry] = []
        for duty in duties:
            blocks += [
                self._block(_OF_ACTIVITY[one.kind], duty.date, one.start, one.end, self._activity(duty, one))
                for one in duty.activities
                if one.end > one.start
            ]
            work = message("{hours} of work", hours=wording.hours(duty.work_min)).text(self.language)
            lines = tuple(f"{wording.span(one.start, one.end)} {self._activity(duty, one)}" for one in duty.activities)
            hours = wording.span(duty.start, duty.end)
            entries.append(Entry(f"{duty.person} {duty.date}", "other", hours, work, lines))
        return Cell(tuple(blocks), tuple(entries))

    def _activity(self, duty: Duty, activity: Activity) -> str:
        return describe.activity_text(self.lookup, duty, activity, self.language)

    def _of_commune(self, day: date, sessions: Iterable[PlannedSession], rides: Iterable[PlannedRide]) -> Cell:
        held = [session for session in sessions if session.start.date() == day]
        driven = [ride for ride in rides if ride.boarding_start.date() == day]
        blocks = [self._block("session", day, s.start, s.end, self.lookup.service_of(s).name) for s in held]
        entries = [self._session_entry(session) for session in held]
        for ride in driven:
            to = self._place(ride.dropoff)
            blocks.append(self._block("carry", day, ride.boarding_start, ride.alighting_end, f"→ {to}"))
        if driven:
            lines = tuple(
                f"{wording.clock(r.boarding_start)} {self._place(r.pickup)} → "
                f"{wording.clock(r.alighting_start)} {self._place(r.dropoff)}"
                for r in sorted(driven, key=lambda one: one.boarding_start)
            )
            first = min(ride.boarding_start for ride in driven)
            last = max(ride.alighting_end for ride in driven)
            label = message("{n} rides", n=len(driven)).text(self.language)
            entries.append(Entry(f"rides {day}", "carry", wording.span(first, last), label, lines))
        return Cell(tuple(blocks), tuple(entries))

    def _block(self, kind: BlockKind, day: date, start: datetime, end: datetime, title: str) -> Block:
        midnight = at(day, 0)
        first, last = (int((when - midnight).total_seconds()) // 60 for when in (start, end))
        hours = wording.span(start, end)
        return Block(kind, max(0, first), min(last, 2 * DAY_MIN), f"{hours} {title}")

    def _place(self, place: str) -> str:
        return wording.place_name(self.instance, place, self.language)

    def _distance(self, metres: int) -> str:
        return wording.kilometres(metres, self.language)

    def _work(self, person: str) -> str:
        minutes = sum(duty.work_min for duty in self.plan.duties if duty.person == person)
        return message("{hours} of work", hours=wording.hours(minutes)).text(self.language)
