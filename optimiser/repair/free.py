"""Who and what is free when, in a week as it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from models.base import DAY_MIN
from models.fleet import Kit, Vehicle
from models.instance import Instance
from models.people import Person
from models.territory import windows_on
from optimiser.repair.edits import Scene
from optimiser.repair.week import Week, people_of, span_of
from optimiser.repair.writing import own_outing

Span = tuple[int, int]


@dataclass(frozen=True)
class Free:
    """What fills a week, by person, vehicle and kit.

    Parameters
    ----------
    known
        The instance with the fixed activities that stand.
    """

    scene: Scene
    known: Instance
    week: Week

    @cached_property
    def _busy(self) -> dict[str, list[Span]]:
        found: dict[str, list[Span]] = {}
        for run in self.week.all_runs():
            kits = {a.item for stop in run.stops for a in stop.actions if a.kind == "load_kit" and a.item is not None}
            for who in {run.vehicle, *people_of(run), *kits}:
                found.setdefault(who, []).append(span_of(run))
        for trip in self.week.trips:
            outing = own_outing(self.known, self.scene.horizon, self.scene.times, self.week, trip)
            found.setdefault(trip.person, []).append((outing.depart, outing.back))
        minute = self.scene.horizon.minute
        for session in self.week.sessions.values():
            span = minute(session.set_up_start), minute(session.tear_down_end)
            for member in session.crew:
                found.setdefault(member.person, []).append(span)
            if session.kit is not None:
                found.setdefault(session.kit, []).append(span)
        for person in self.known.people:
            for activity in person.activities:
                if activity.start.date() in self.scene.horizon:
                    found.setdefault(person.id, []).append((minute(activity.start), minute(activity.end)))
        return found

    def _idle(self, who: str, span: Span) -> bool:
        return span[0] >= self.scene.now and not any(a < span[1] and span[0] < b for a, b in self._busy.get(who, ()))

    def person(self, person: Person, day: date, span: Span) -> bool:
        """Whether somebody could be away for a stretch of a day."""
        moment = self.scene.horizon.moment
        if any(absence.overlaps(moment(span[0]), moment(span[1])) for absence in person.absences):
            return False
        seasons = self.known.territory.seasons_on(day)
        return self._idle(person.id, span) and _within(windows_on(person.availability, day, seasons), span)

    def vehicle(self, vehicle: Vehicle, day: date, span: Span) -> bool:
        """Whether a vehicle could be out for a stretch of a day."""
        moment = self.scene.horizon.moment
        if any(period.overlaps(moment(span[0]), moment(span[1])) for period in vehicle.unavailable):
            return False
        seasons = self.known.territory.seasons_on(day)
        return self._idle(vehicle.id, span) and _within(windows_on(vehicle.availability, day, seasons), span)

    def kits(self, kind: str, span: Span) -> Iterator[Kit]:
        """Kits of a kind that nobody uses for a stretch of time."""
        moment = self.scene.horizon.moment
        for kit in self.known.kits:
            out = any(period.overlaps(moment(span[0]), moment(span[1])) for period in kit.unavailable)
            if kit.kind == kind and not out and self._idle(kit.id, span):
                yield kit


def _within(windows: tuple[Span, ...], span: Span) -> bool:
    midnight = span[0] // DAY_MIN * DAY_MIN
    return any(a <= span[0] - midnight and span[1] - midnight <= b for a, b in windows)
