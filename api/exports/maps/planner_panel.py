"""What stands beside the planners' map: days and vehicles to choose from, and everything the map shows, as lists."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.exports import describe, wording
from api.exports.lookup import Lookup
from api.exports.maps.colours import Colours
from api.exports.maps.page import TEMPLATES
from models.base import WEEK_DAYS
from models.plan import Tour, TourStop
from models.text import Language, message, translate


@dataclass(frozen=True)
class PlannerPanel:
    """The panel of one plan; ``spots`` are the names of the map's markers, by what they mark."""

    lookup: Lookup
    colours: Colours
    spots: Mapping[tuple[str, str], str]
    language: Language

    def render(self) -> str:
        """The panel's HTML, everything escaped."""
        instance, plan = self.lookup.instance, self.lookup.plan
        first, last = self.lookup.horizon.days[0], self.lookup.horizon.days[-1]
        when = f"{wording.long_day(plan.made_at.date(), self.language)}, {wording.clock(plan.made_at)}"
        return TEMPLATES.get_template("planner.html").render(
            t=self._texts(),
            territory=instance.territory.name,
            period=f"{wording.middle_day(first, self.language)} – {wording.long_day(last, self.language)}",
            made=message("made on {when}", when=when).text(self.language),
            weeks=list(self._weeks()),
            vehicles=[{"id": v.id, "name": v.name, "colour": self.colours.vehicle[v.id]} for v in instance.vehicles],
            services=[
                {"name": s.name, "colour": self.colours.service[s.id], "letter": self.colours.letter[s.id]}
                for s in instance.services
            ],
            tours=[self._tour(tour) for tour in sorted(plan.tours, key=lambda t: (t.date, t.start, t.vehicle))],
            sessions=list(self._sessions()),
            unserved=list(self._unserved()),
        )

    def _texts(self) -> dict[str, str]:
        return {
            "internal": translate("Internal document: it shows private addresses.", self.language),
            "days": translate("Days", self.language),
            "all": translate("All", self.language),
            "vehicles": translate("Vehicles", self.language),
            "show": translate("Show", self.language),
            "sessions": translate("Sessions", self.language),
            "stops": translate("Public stops", self.language),
            "unserved": translate("Unserved", self.language),
            "tours": translate("Tours", self.language),
            "none": translate("Nothing on this day.", self.language),
            "served": translate("Everything asked is served.", self.language),
            "legend": translate("Legend", self.language),
            "loaded": translate("Somebody aboard", self.language),
            "empty": translate("Driver alone", self.language),
            "visit": translate("Stop of a tour, in order", self.language),
            "depot": translate("Depot", self.language),
            "halt": translate("Public stop", self.language),
            "missed": translate("Asked here and not served", self.language),
            "map": translate("Show on the map", self.language),
        }

    def _weeks(self) -> Iterator[dict[str, Any]]:
        busy = {tour.date for tour in self.lookup.plan.tours} | {s.start.date() for s in self.lookup.plan.sessions}
        days = self.lookup.horizon.days
        for start in range(0, len(days), WEEK_DAYS):
            week = days[start : start + WEEK_DAYS]
            yield {
                "name": message("Week {n}", n=week[0].isocalendar().week).text(self.language),
                "days": [self._day(day, day in busy) for day in week],
            }

    def _day(self, day: date, busy: bool) -> dict[str, Any]:
        return {
            "iso": day.isoformat(),
            "weekday": wording.weekday(day, self.language),
            "number": day.day,
            "name": wording.long_day(day, self.language),
            "busy": busy,
        }

    def _tour(self, tour: Tour) -> dict[str, Any]:
        rides = self.lookup.rides_by_tour.get(tour.id, ())
        people = sum(self.lookup.instance.ride_by_id[ride.request].people for ride in rides)
        facts = [
            wording.span(tour.start, tour.end),
            wording.kilometres(tour.metres, self.language),
            *([message("{n} passengers", n=people).text(self.language)] if people else []),
        ]
        return {
            "day": tour.date.isoformat(),
            "date": wording.short_day(tour.date, self.language),
            "vehicle": tour.vehicle,
            "name": wording.vehicle_name(self.lookup.instance, tour.vehicle),
            "colour": self.colours.vehicle[tour.vehicle],
            "facts": " · ".join(facts),
            "stops": [self._stop(tour, stop, number) for number, stop in enumerate(tour.stops)],
        }

    def _stop(self, tour: Tour, stop: TourStop, number: int) -> dict[str, Any]:
        lines = [describe.action_text(self.lookup, action, self.language) for action in stop.actions]
        before = tour.stops[number - 1].driver if number else None
        if stop.driver is not None and stop.driver != before:
            driver = wording.person_name(self.lookup.instance, stop.driver)
            lines.append(message("at the wheel: {who}", who=driver).text(self.language))
        return {
            "time": wording.span(stop.arrival, stop.departure),
            "place": wording.place_name(self.lookup.instance, stop.place, self.language, private=True),
            "lines": lines,
            "load": wording.load_text(stop.load, self.language),
            "spot": self.spots.get((tour.id, stop.place)) or self.spots.get(("depot", stop.place)),
        }

    def _sessions(self) -> Iterator[dict[str, Any]]:
        for session in sorted(self.lookup.plan.sessions, key=lambda s: (s.start, s.id)):
            service = self.lookup.service_of(session)
            crew = [wording.person_name(self.lookup.instance, member.person) for member in session.crew]
            yield {
                "day": session.start.date().isoformat(),
                "date": wording.short_day(session.start.date(), self.language),
                "letter": self.colours.letter[service.id],
                "colour": self.colours.service[service.id],
                "service": service.name,
                "time": wording.span(session.start, session.end),
                "place": wording.place_name(self.lookup.instance, session.venue, self.language),
                "crew": ", ".join(crew),
                "spot": self.spots.get(("session", session.id)),
            }

    def _unserved(self) -> Iterator[dict[str, Any]]:
        for item in sorted(self.lookup.plan.unserved, key=lambda u: (u.kind != "session", -u.weight, u.item)):
            yield {
                "day": self.lookup.day_asked(item),
                "service": wording.service_name(self.lookup.instance, item.service),
                "commune": wording.commune_name(self.lookup.instance, item.commune),
                "what": describe.unserved_text(self.lookup, item, self.language),
                "reasons": [
                    f"{describe.reason_kind(reason, self.language)}, {describe.reason_text(reason, self.language)}"
                    for reason in item.reasons
                ],
                "spot": self.spots.get(("unserved", item.item)),
            }
