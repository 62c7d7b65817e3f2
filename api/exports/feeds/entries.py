"""What each calendar shows: a tour per vehicle and day, a duty per person and day, a session, a call at a public stop.

Vehicle and person feeds are for those who work: passengers appear by their code, private addresses by their commune.
Feeds of communes, services and stops are public: what is held or comes by, where and when, and nobody's name.
On-demand transport has feeds of its stops and none of the service, which has hours for the timetable and no dates.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from api.exports import describe, ride_hours, wording
from api.exports.feeds.calls import Call, calls
from api.exports.feeds.names import commune_feed, person_feed, service_feed, stop_feed, vehicle_feed
from api.exports.lookup import Lookup
from models.base import format_time_of_day
from models.plan import Activity, Duty, Load, PlannedSession, Tour, TourStop
from models.territory import Address, Place
from models.text import Language, message, translate

SESSION = "session-"
"""How the uid of a session's event begins."""


@dataclass(frozen=True)
class Entry:
    """One calendar event before publication: a stable uid, the feeds it stands in, what it says."""

    uid: str
    feeds: tuple[str, ...]
    start: datetime
    end: datetime
    summary: str
    description: str
    place: str


def map_link(place: Place) -> str:
    """A link to a place that a browser or a navigation app opens."""
    return f"https://www.openstreetmap.org/?mlat={place.lat:.5f}&mlon={place.lon:.5f}&zoom=17"


def entries(lookup: Lookup, language: Language) -> tuple[Entry, ...]:
    """Every event of a plan, by start and uid."""
    author = _Author(lookup, language)
    found = [
        *map(author.tour, lookup.plan.tours),
        *map(author.duty, lookup.plan.duties),
        *map(author.session, lookup.plan.sessions),
        *map(author.call, calls(lookup)),
    ]
    return tuple(sorted(found, key=lambda entry: (entry.start, entry.uid)))


@dataclass(frozen=True)
class _Author:
    lookup: Lookup
    language: Language

    def tour(self, tour: Tour) -> Entry:
        instance = self.lookup.instance
        vehicle = instance.vehicle_by_id[tour.vehicle]
        layout = next(layout for layout in vehicle.layouts if layout.id == tour.layout)
        seats = wording.seats_text(layout.seats, layout.wheelchairs, 0, self.language)
        lines = [message("Layout: {seats}", seats=seats).text(self.language), ""]
        driver = None
        for stop in tour.stops:
            lines += self._stop_lines(stop, previous_driver=driver)
            driver = stop.driver
        return Entry(
            uid=f"tour-{tour.vehicle}-{tour.date}@{instance.territory.id}",
            feeds=(vehicle_feed(tour.vehicle),),
            start=tour.stops[0].arrival,
            end=tour.stops[-1].departure,
            summary=message("Tour of {vehicle}", vehicle=vehicle.name).text(self.language),
            description="\n".join(lines),
            place=tour.stops[0].place,
        )

    def duty(self, duty: Duty) -> Entry:
        lines = [line for activity in duty.activities for line in self._activity_lines(duty, activity)]
        work = message("Working time: {hours}", hours=wording.hours(duty.work_min)).text(self.language)
        return Entry(
            uid=f"duty-{duty.person}-{duty.date}@{self.lookup.instance.territory.id}",
            feeds=(person_feed(duty.person),),
            start=duty.start,
            end=duty.end,
            summary=self._duty_summary(duty),
            description="\n".join([*lines, "", work]),
            place=duty.activities[0].place,
        )

    def session(self, session: PlannedSession) -> Entry:
        instance = self.lookup.instance
        service = self.lookup.service_of(session)
        lines = [wording.place_name(instance, session.venue, self.language)]
        if service.closed_interval:
            times = (format_time_of_day(service.closed_interval.start), format_time_of_day(service.closed_interval.end))
            lines.append(message("Closed from {start} to {end}", start=times[0], end=times[1]).text(self.language))
        if service.description:
            lines.append(service.description)
        lines.append(instance.territory.name)
        communes = {instance.demand_by_id[session.demand].commune, instance.places[session.venue].commune}
        return Entry(
            uid=f"{SESSION}{session.id}@{instance.territory.id}",
            feeds=tuple(sorted({service_feed(service.id), *map(commune_feed, communes)})),
            start=session.start,
            end=session.end,
            summary=service.name,
            description="\n".join(lines),
            place=session.venue,
        )

    def call(self, call: Call) -> Entry:
        instance = self.lookup.instance
        vehicle = instance.vehicle_by_id[call.tour.vehicle]
        free = wording.seats_text(call.free.seats, call.free.wheelchairs, 0, self.language)
        lines = [message("Free on leaving: {places}", places=free).text(self.language) if free else ""]
        for service in call.services:
            lines += [service.name, ride_hours.booking_text(service, self.language), service.phone, service.url]
        return Entry(
            uid=f"call-{call.tour.id}-{call.stop.place}-{call.number}@{instance.territory.id}",
            feeds=(stop_feed(call.stop.place),),
            start=call.stop.arrival,
            end=call.stop.departure,
            summary=self._call_summary(vehicle.name, call.free),
            description="\n".join(line for line in lines if line),
            place=call.stop.place,
        )

    def _call_summary(self, vehicle: str, free: Load) -> str:
        """``Minibus 1 s'arrête ici (2 places libres)``."""
        if free.seats == 0:
            return message("{vehicle} stops here (full)", vehicle=vehicle).text(self.language)
        return message("{vehicle} stops here (free places: {n})", vehicle=vehicle, n=free.seats).text(self.language)

    def _stop_lines(self, stop: TourStop, previous_driver: str | None) -> Iterator[str]:
        yield self._place_line(wording.span(stop.arrival, stop.departure), stop.place)
        for action in stop.actions:
            yield f"  • {describe.action_text(self.lookup, action, self.language)}"
        if stop.driver is not None and stop.driver != previous_driver:
            driver = wording.person_name(self.lookup.instance, stop.driver)
            yield "  • " + message("at the wheel: {who}", who=driver).text(self.language)
        if load := wording.load_text(stop.load, self.language):
            yield "  • " + message("aboard on leaving: {load}", load=load).text(self.language)

    def _place_line(self, times: str, place_id: str) -> str:
        place = self.lookup.instance.places.get(place_id)
        name = wording.place_name(self.lookup.instance, place_id, self.language)
        link = "" if place is None or isinstance(place, Address) else f" {map_link(place)}"
        return f"{times} {name}{link}"

    def _activity_lines(self, duty: Duty, activity: Activity) -> Iterator[str]:
        what = describe.activity_text(self.lookup, duty, activity, self.language)
        yield f"{wording.span(activity.start, activity.end)} {what}"
        if activity.kind in ("drive", "ride", "own_car"):
            yield self._place_line("  →", activity.place)
        tour = self.lookup.tour_by_id.get(activity.ref or "")
        if tour and activity.kind in ("board", "load"):
            for action in describe.actions_during(tour, activity):
                yield f"  • {describe.action_text(self.lookup, action, self.language)}"

    def _duty_summary(self, duty: Duty) -> str:
        """What the day is made of: the sessions held, then the vehicles driven."""
        instance = self.lookup.instance
        parts: dict[str, None] = {}
        for activity in duty.activities:
            session = self.lookup.session_by_id.get(activity.ref or "")
            tour = self.lookup.tour_by_id.get(activity.ref or "")
            if session and activity.kind == "session":
                commune = wording.commune_name(instance, instance.places[session.venue].commune)
                parts[f"{self.lookup.service_of(session).name}, {commune}"] = None
            elif tour and activity.kind == "drive":
                parts[wording.vehicle_name(instance, tour.vehicle)] = None
        return " · ".join(parts) or translate("Working day", self.language)
