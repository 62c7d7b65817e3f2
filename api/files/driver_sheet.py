"""Somebody's own duty of a day, with the doors and names that the day's work needs, and no others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from api.exports import describe, wording
from api.exports.lookup import Lookup
from api.files import schemas
from api.passengers.repository import Passengers, Private
from api.plans.storing import load_plan
from api.problems import Problem, not_found
from api.publications.repository import Publications
from api.store.sealing import Seal
from api.store.tables import TerritoryRow
from api.territories.snapshots import thaw
from models.base import format_local
from models.instance import Instance
from models.plan import Duty, Tour, TourStop
from models.territory import Address
from models.text import Language


def driver_sheet(
    session: Session,
    seal: Seal,
    territory: TerritoryRow,
    person: str,
    day: date,
    moment: datetime,
    language: Language,
) -> schemas.DriverSheetOut:
    """The sheet of a person's duty as it is in force.

    Raises
    ------
    Problem
        404 when they have no duty on the day.
    """
    publications = Publications(session, territory)
    for row in publications.in_force(day):
        plan_row, snapshot = publications.plan_and_snapshot(row)
        plan = load_plan(plan_row)
        duty = next((one for one in plan.duties if (one.person, one.date) == (person, day)), None)
        if duty is not None:
            instance = thaw(session, seal, snapshot)
            today = moment.astimezone(instance.territory.zone).date()
            detailed = today <= day <= today + timedelta(days=1)
            passengers = Passengers(session, seal, territory.organisation_id)
            return _Sheet(Lookup(plan, instance), duty, passengers, detailed, language).document()
    raise not_found()


@dataclass(frozen=True)
class _Sheet:
    lookup: Lookup
    duty: Duty
    passengers: Passengers
    detailed: bool
    language: Language

    @property
    def instance(self) -> Instance:
        return self.lookup.instance

    def document(self) -> schemas.DriverSheetOut:
        duty = self.duty
        activities = [
            schemas.SheetActivityOut(
                start=format_local(activity.start),
                end=format_local(activity.end),
                what=describe.activity_text(self.lookup, duty, activity, self.language),
                place=self._place(activity.place),
            )
            for activity in duty.activities
        ]
        return schemas.DriverSheetOut(
            person=wording.person_name(self.instance, duty.person),
            date=duty.date.isoformat(),
            start=format_local(duty.start),
            end=format_local(duty.end),
            detailed=self.detailed,
            activities=activities,
            tours=list(self._tours()),
        )

    def _tours(self) -> Iterator[schemas.SheetTourOut]:
        for tour in self.lookup.plan.tours:
            stops = list(self._driven(tour)) if tour.date == self.duty.date else []
            if stops:
                yield schemas.SheetTourOut(
                    vehicle=wording.vehicle_name(self.instance, tour.vehicle), stops=[self._stop(one) for one in stops]
                )

    def _driven(self, tour: Tour) -> Iterator[TourStop]:
        """The stops the person drives to or from."""
        came_with = None
        for stop in tour.stops:
            if self.duty.person in (came_with, stop.driver):
                yield stop
            came_with = stop.driver

    def _stop(self, stop: TourStop) -> schemas.SheetStopOut:
        return schemas.SheetStopOut(
            place=self._place(stop.place),
            arrival=format_local(stop.arrival),
            departure=format_local(stop.departure),
            passengers=[
                self._passenger(action.item or "", action.kind)
                for action in stop.actions
                if action.kind in ("board", "alight")
            ],
        )

    def _passenger(self, item: str, action: str) -> schemas.PassengerOut:
        request = self.lookup.find_request(item)
        code = wording.party_code(request) if request is not None else item
        known = self._known(code) if self.detailed else Private(name="")
        return schemas.PassengerOut(
            code=code,
            name=known.name,
            phone=known.phone,
            remarks=known.remarks,
            action="board" if action == "board" else "alight",
            walkers=request.walkers if request is not None else 0,
            wheelchairs=request.wheelchairs if request is not None else 0,
            child_seats=request.child_seats if request is not None else 0,
        )

    def _known(self, code: str) -> Private:
        try:
            return self.passengers.private(self.passengers.row(code))
        except Problem:
            return Private(name="")

    def _place(self, id_: str) -> schemas.SheetPlaceOut:
        place = self.instance.places.get(id_)
        if place is None:
            return schemas.SheetPlaceOut(name=id_)
        shown = self.detailed or not isinstance(place, Address)
        name = wording.place_name(self.instance, id_, self.language, private=self.detailed)
        return schemas.SheetPlaceOut(name=name, lon=place.lon if shown else None, lat=place.lat if shown else None)
