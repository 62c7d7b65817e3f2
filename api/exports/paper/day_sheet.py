"""``2027-01-14-ines.pdf``: one person's day on paper, for whoever drives, teaches or cares.

It is a working paper, not an open file: it names colleagues and, where somebody is fetched at the door, the address.
Passengers appear by their code.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from api.exports import describe, wording
from api.exports.lookup import Lookup
from api.exports.paper.qr import qr_svg, way_to
from api.exports.paper.typesetting import typeset
from api.exports.paper.visits import Doing, Visit, visits_of
from models.instance import Instance
from models.plan import Activity, Duty, Plan, PlannedRide, StopAction
from models.territory import Address
from models.text import Language, message, translate


def build_day_sheets(plan: Plan, instance: Instance, *, language: Language = "fr") -> dict[str, bytes]:
    """One PDF per person and day of work, by file name."""
    lookup = Lookup(plan, instance)
    return {
        f"{duty.date}-{quote(duty.person, safe='@+')}.pdf": typeset(
            "day-sheet", sheet_data(lookup, duty, language), plan.made_at
        )
        for duty in sorted(plan.duties, key=lambda duty: (duty.date, duty.person))
    }


def sheet_data(lookup: Lookup, duty: Duty, language: Language) -> dict[str, Any]:
    """What a sheet shows, in the order it shows it."""
    return _Author(lookup, duty, language).data()


class _Author:
    def __init__(self, lookup: Lookup, duty: Duty, language: Language) -> None:
        self.lookup = lookup
        self.instance = lookup.instance
        self.duty = duty
        self.language: Language = language
        self.rides = {(ride.item, ride.leg): ride for ride in lookup.plan.rides}

    def data(self) -> dict[str, Any]:
        person = wording.person_name(self.instance, self.duty.person)
        made_at = self.lookup.plan.made_at
        stated = message(
            "Plan of {day}, {time}",
            day=wording.long_day(made_at.date(), self.language),
            time=wording.clock(made_at),
        )
        visits = visits_of(self.lookup, self.duty)
        return {
            "lang": self.language,
            "title": f"{person}, {wording.long_day(self.duty.date, self.language)}",
            "kind": translate("Day sheet", self.language),
            "person": person,
            "day": wording.long_day(self.duty.date, self.language),
            "facts": list(self._facts()),
            "visits": [self._visit(visit, last=visit is visits[-1]) for visit in visits],
            "territory": self.instance.territory.name,
            "made": stated.text(self.language),
            "private": translate(
                "Personal data: keep this sheet out of sight, destroy it after the day.", self.language
            ),
            "scan": translate("Scan a code to be led there.", self.language),
        }

    def _facts(self) -> Iterator[list[str]]:
        tours = dict.fromkeys(
            self.lookup.tour_by_id[activity.ref].vehicle
            for activity in self.duty.activities
            if activity.ref in self.lookup.tour_by_id
        )
        yield [translate("Hours", self.language), wording.span(self.duty.start, self.duty.end)]
        yield [translate("Work", self.language), wording.hours(self.duty.work_min)]
        if tours:
            names = ", ".join(wording.vehicle_name(self.instance, vehicle) for vehicle in tours)
            yield [translate("Vehicle", self.language), names]

    def _visit(self, visit: Visit, *, last: bool) -> dict[str, Any]:
        place = self.instance.places.get(visit.place)
        doings = [line for doing in visit.doings for line in self._lines(doing)]
        if visit.travel is None and not doings:
            doings.append(_line(visit.arrival, translate("Start of duty", self.language)))
        if last:
            doings.append(_line(visit.arrival, translate("End of duty", self.language)))
        return {
            "time": wording.clock(visit.arrival),
            "until": wording.clock(visit.departure) if visit.departure and visit.departure != visit.arrival else "",
            "way": self._way(visit.travel) if visit.travel else "",
            "place": wording.place_name(self.instance, visit.place, self.language, private=True),
            "note": translate("private address", self.language) if isinstance(place, Address) else "",
            "lines": doings,
            "aboard": self._aboard(visit),
            "qr": qr_svg(way_to(place)) if place is not None and visit.travel else "",
        }

    def _aboard(self, visit: Visit) -> str:
        load = wording.load_text(visit.load, self.language)
        return message("aboard on leaving: {load}", load=load).text(self.language) if load else ""

    def _way(self, travel: Activity) -> str:
        minutes = message("{n} min", n=int((travel.end - travel.start).total_seconds()) // 60).text(self.language)
        return f"{minutes} · {describe.activity_text(self.lookup, self.duty, travel, self.language)}"

    def _lines(self, doing: Doing) -> Iterator[dict[str, Any]]:
        yield from (self._action(action) for action in doing.actions if action.item != self.duty.person)
        activity = doing.activity
        if activity.kind not in ("board", "load"):
            what = describe.activity_text(self.lookup, self.duty, activity, self.language)
            line = _line(activity.start, what, until=wording.clock(activity.end))
            line["strong"] = activity.kind in ("session", "meal", "break", "fixed")
            yield line | {"detail": self._expected(activity)}

    def _expected(self, activity: Activity) -> str:
        """Who is expected at a session, and what it is held with."""
        session = self.lookup.session_by_id.get(activity.ref or "")
        if session is None or activity.kind != "session":
            return ""
        people = self.instance.demand_by_id[session.demand].attendance.people
        kit = self.instance.kit_by_id.get(session.kit or "")
        parts = [message("{n} people expected", n=people).text(self.language), kit.name if kit else ""]
        return " · ".join(part for part in parts if part)

    def _action(self, action: StopAction) -> dict[str, Any]:
        request = self.lookup.find_request(action.item or "")
        if action.kind not in ("board", "alight") or request is None:
            sign = {"load_kit": "in", "crew_on": "in", "unload_kit": "out", "crew_off": "out"}.get(action.kind, "")
            return _line(action.start, describe.action_text(self.lookup, action, self.language), sign=sign)
        boards = action.kind == "board"
        ride = self.rides.get((action.item or "", action.leg or "outbound"))
        verb = translate("gets on", self.language) if boards else translate("gets off", self.language)
        line = _line(action.start, verb, sign="in" if boards else "out")
        wheelchair = message("wheelchair × {n}", n=request.wheelchairs).text(self.language)
        return line | {
            "code": wording.party_code(request),
            "detail": wording.seats_text(request.walkers, 0, request.child_seats, self.language),
            "wheelchair": wheelchair if request.wheelchairs else "",
            "to": self._to(ride) if boards and ride is not None else "",
        }

    def _to(self, ride: PlannedRide) -> str:
        return wording.place_name(self.instance, ride.dropoff, self.language, private=True)


def _line(when: datetime, text: str, *, until: str = "", sign: str = "") -> dict[str, Any]:
    return {
        "time": wording.clock(when),
        "until": until,
        "sign": sign,
        "text": text,
        "code": "",
        "detail": "",
        "wheelchair": "",
        "to": "",
        "strong": False,
    }
