"""``week.xlsx``: the plan as a planner prints it, one sheet per kind of thing."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from openpyxl import Workbook

from api.exports import describe, wording
from api.exports.equity import Access, equity
from api.exports.equity_rows import COLUMNS as EQUITY_COLUMNS
from api.exports.equity_rows import equity_rows
from api.exports.indicator_rows import COLUMNS, indicator_rows
from api.exports.indicators import indicators
from api.exports.lookup import Lookup
from api.exports.sheets import Column, Row, add_sheet
from models.instance import Instance
from models.plan import Plan, PlannedRide
from models.text import N_, Language, message, translate

_LEGS = {"outbound": N_("outbound"), "return": N_("return")}
_SESSIONS = (
    Column(N_("Day"), 15, "day"),
    Column(N_("Start"), 7, "time"),
    Column(N_("End"), 7, "time"),
    Column(N_("Service"), 24),
    Column(N_("Place"), 32),
    Column(N_("Set-up from"), 11, "time"),
    Column(N_("Tear-down until"), 11, "time"),
    Column(N_("Crew"), 22),
    Column(N_("Kit"), 18),
    Column(N_("Vehicle"), 16),
    Column(N_("Fetched by"), 16),
    Column(N_("People expected"), 9, "count"),
)
_TOURS = (
    Column(N_("Day"), 15, "day"),
    Column(N_("Vehicle"), 18),
    Column(N_("Arrival"), 9, "time"),
    Column(N_("Departure"), 9, "time"),
    Column(N_("Place"), 36),
    Column(N_("At the stop"), 44),
    Column(N_("Driver"), 20),
    Column(N_("Aboard on leaving"), 22),
    Column(N_("Kilometres"), 11, "km"),
)
_DUTIES = (
    Column(N_("Person"), 22),
    Column(N_("Day"), 15, "day"),
    Column(N_("Start"), 8, "time"),
    Column(N_("End"), 8, "time"),
    Column(N_("Amplitude"), 11, "hours"),
    Column(N_("Work"), 10, "hours"),
    Column(N_("What the day holds"), 62),
    Column(N_("Own car, km"), 11, "km"),
    Column(N_("Cost"), 12, "money"),
)
_RIDES = (
    Column(N_("Day"), 15, "day"),
    Column(N_("Pick-up"), 9, "time"),
    Column(N_("From"), 36),
    Column(N_("Drop-off"), 9, "time"),
    Column(N_("To"), 36),
    Column(N_("Passenger"), 14),
    Column(N_("Party"), 22),
    Column(N_("Direction"), 10),
    Column(N_("Vehicle"), 20),
    Column(N_("Aboard"), 10, "hours"),
    Column(N_("Taxi"), 11, "money"),
)
_UNSERVED = (
    Column(N_("Commune"), 22),
    Column(N_("Service"), 28),
    Column(N_("What was asked"), 52),
    Column(N_("Weight"), 9, "count"),
    Column(N_("Verdict"), 18),
    Column(N_("Reasons"), 70),
)


def write_week(
    plan: Plan, instance: Instance, path: Path, *, access: Access | None = None, language: Language = "fr"
) -> None:
    """Write the workbook: sessions, tours, duties, rides, what stays unserved, what each commune gets, indicators.

    It is for those who plan and drive: private addresses stand in it, names of passengers do not.

    Parameters
    ----------
    access : callable, optional
        Travel from communes to venues, for the access figures.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "Halte"
    book.properties.created = plan.made_at
    writer = _Writer(Lookup(plan, instance), language)
    for title, columns, rows in writer.sheets():
        add_sheet(book, title, writer.heading(), columns, rows, language)
    shares = equity_rows(equity(writer.lookup, access), instance, language)
    add_sheet(book, translate("Equity", language), writer.heading(), EQUITY_COLUMNS, shares, language)
    totals = indicator_rows(indicators(plan, instance), plan, instance, language)
    add_sheet(book, translate("Indicators", language), writer.heading(), COLUMNS, totals, language)
    book.save(path)


class _Writer:
    def __init__(self, lookup: Lookup, language: Language) -> None:
        self.lookup = lookup
        self.plan = lookup.plan
        self.instance = lookup.instance
        self.language: Language = language

    def heading(self) -> str:
        return message(
            "{territory}, from {first} to {last}",
            territory=self.instance.territory.name,
            first=wording.long_day(self.plan.monday, self.language),
            last=wording.long_day(self.lookup.horizon.days[-1], self.language),
        ).text(self.language)

    def sheets(self) -> Iterator[tuple[str, tuple[Column, ...], Iterator[Row]]]:
        yield translate("Sessions", self.language), _SESSIONS, self._sessions()
        yield translate("Tours", self.language), _TOURS, self._tours()
        yield translate("Duties", self.language), _DUTIES, self._duties()
        yield translate("Rides", self.language), _RIDES, self._rides()
        yield translate("Unserved", self.language), _UNSERVED, self._unserved()

    def _sessions(self) -> Iterator[Row]:
        day = None
        for session in sorted(self.plan.sessions, key=lambda s: (s.start, s.id)):
            kit = self.instance.kit_by_id.get(session.kit or "")
            yield Row(
                (
                    session.start.date(),
                    _time(session.start),
                    _time(session.end),
                    self.lookup.service_of(session).name,
                    self._place(session.venue),
                    _time(session.set_up_start),
                    _time(session.tear_down_end),
                    "\n".join(wording.person_name(self.instance, member.person) for member in session.crew),
                    kit.name if kit else "",
                    self._vehicle(session.vehicle),
                    self._vehicle(session.fetched_by),
                    self.instance.demand_by_id[session.demand].attendance.people,
                ),
                opens=session.start.date() != day,
            )
            day = session.start.date()

    def _tours(self) -> Iterator[Row]:
        for tour in sorted(self.plan.tours, key=lambda t: (t.date, t.start, t.vehicle)):
            for number, stop in enumerate(tour.stops):
                yield Row(
                    (
                        tour.date,
                        self._vehicle(tour.vehicle),
                        _time(stop.arrival),
                        _time(stop.departure),
                        self._place(stop.place),
                        "\n".join(describe.action_text(self.lookup, action, self.language) for action in stop.actions),
                        wording.person_name(self.instance, stop.driver) if stop.driver else "",
                        wording.load_text(stop.load, self.language),
                        stop.metres / 1000 if number else None,
                    ),
                    opens=number == 0,
                )

    def _duties(self) -> Iterator[Row]:
        names = {person.id: person.name for person in self.instance.people}
        person = None
        for duty in sorted(self.plan.duties, key=lambda d: (names.get(d.person, d.person), d.person, d.date)):
            yield Row(
                (
                    names.get(duty.person, duty.person),
                    duty.date,
                    _time(duty.start),
                    _time(duty.end),
                    duty.end - duty.start,
                    timedelta(minutes=duty.work_min),
                    "\n".join(describe.duty_stretches(self.lookup, duty, self.language)),
                    duty.own_car_m / 1000,
                    duty.cost_cents / 100,
                ),
                opens=duty.person != person,
            )
            person = duty.person

    def _rides(self) -> Iterator[Row]:
        day = None
        for ride in sorted(self.plan.rides, key=lambda r: (r.boarding_start, r.item, r.leg)):
            request = self.instance.ride_by_id[ride.request]
            yield Row(
                (
                    ride.boarding_start.date(),
                    _time(ride.boarding_start),
                    self._place(ride.pickup),
                    _time(ride.alighting_start),
                    self._place(ride.dropoff),
                    wording.party_code(request),
                    wording.seats_text(request.walkers, request.wheelchairs, request.child_seats, self.language),
                    translate("outbound", self.language)
                    if ride.leg == "outbound"
                    else translate("return", self.language),
                    self._carrier(ride),
                    ride.alighting_start - ride.boarding_end,
                    None if ride.tour else ride.taxi_cents / 100,
                ),
                opens=ride.boarding_start.date() != day,
            )
            day = ride.boarding_start.date()

    def _unserved(self) -> Iterator[Row]:
        for item in sorted(self.plan.unserved, key=lambda u: (u.kind != "session", u.commune, u.service, u.item)):
            kinds = dict.fromkeys(describe.reason_kind(reason, self.language) for reason in item.reasons)
            yield Row(
                (
                    wording.commune_name(self.instance, item.commune),
                    wording.service_name(self.instance, item.service),
                    describe.unserved_text(self.lookup, item, self.language),
                    item.weight,
                    ", ".join(kinds),
                    "\n".join(describe.reason_text(reason, self.language) for reason in item.reasons),
                )
            )

    def _carrier(self, ride: PlannedRide) -> str:
        if ride.tour is not None:
            return self._vehicle(self.lookup.tour_by_id[ride.tour].vehicle)
        taxi = self.instance.ride_service_by_id[self.instance.ride_by_id[ride.request].service].taxi
        return taxi.name if taxi else ""

    def _place(self, place: str) -> str:
        return wording.place_name(self.instance, place, self.language, private=True)

    def _vehicle(self, vehicle: str | None) -> str:
        return wording.vehicle_name(self.instance, vehicle) if vehicle else ""


def _time(when: datetime) -> timedelta:
    """Time of day as spreadsheets hold it, a part of a day."""
    return timedelta(hours=when.hour, minutes=when.minute)
