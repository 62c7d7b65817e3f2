"""Bookings as they are shown: what was asked, what the published weeks hold of it, and what still waits."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy.orm import Session

from api.bookings.schemas import BookingOut, RideOut, WaitingItem, WaitingOut
from api.bookings.weeks import Weeks, published
from api.plans.storing import load_plan
from api.store.tables import BookingRow, PlanRow, TerritoryRow
from models.horizon import Horizon, ride_days
from models.plan import Plan
from models.rides import RideRequest
from models.text import Language, Message

PAST = timedelta(weeks=2)
AHEAD = timedelta(weeks=8)


class Showing:
    """The published weeks from two weeks back, as bookings are shown with them."""

    def __init__(self, session: Session, weeks: Weeks, territory: TerritoryRow, today: date) -> None:
        self._today = today
        self._plans: list[Plan] = []
        for row in published(session, territory.id, today - PAST, today + AHEAD):
            plan_id = row.plan_id
            plan = weeks.plan(row.id, lambda id_=plan_id: load_plan(session.get_one(PlanRow, id_)))  # type: ignore[misc]
            self._plans.append(plan)

    def booking(self, row: BookingRow) -> BookingOut:
        """A booking with its published rides."""
        rides = [
            RideOut(
                **ride.model_dump(include={"item", "leg", "pickup", "dropoff", "boarding_start", "alighting_start"}),
                vehicle=ride.tour.rpartition("@")[0] if ride.tour is not None else None,
            )
            for plan in self._plans
            for ride in plan.rides
            if ride.request == row.ride
        ]
        return BookingOut(
            id=row.id,
            passenger=row.passenger_id,
            state=row.state,
            request=RideRequest.model_validate(row.request),
            rides=rides,
            made_at=row.made_at,
        )

    def waiting(self, row: BookingRow, language: Language) -> WaitingOut | None:
        """What a published week leaves out of a booking, from today on; None when nothing."""
        request = RideRequest.model_validate(row.request)
        items = [
            WaitingItem(item=item, day=day, reasons=[one.text(language) for one in _reasons(plan, item)])
            for plan in self._plans
            for item, day in asked_items(plan, request)
            if day >= self._today and all(ride.item != item for ride in plan.rides)
        ]
        return WaitingOut(booking=self.booking(row), waiting=items) if items else None

    def asks_on(self, row: BookingRow, day: date) -> bool:
        """Whether a booking asks for a ride on a day: for one to a session, where it is held."""
        request = RideRequest.model_validate(row.request)
        if request.session is None:
            monday = day - timedelta(days=day.weekday())
            return day in ride_days(request, Horizon(monday, 1))
        return any(day == on for plan in self._plans for _, on in asked_items(plan, request))


def asked_items(plan: Plan, request: RideRequest) -> Iterator[tuple[str, date]]:
    """Ids and days of the rides a request asks for within a plan's weeks; at sessions, of those held."""
    if request.session is None:
        for day in ride_days(request, Horizon(plan.monday, plan.weeks)):
            yield f"{request.id}@{day.isoformat()}", day
        return
    for session in plan.sessions:
        if session.demand == request.session and session.id not in request.without:
            yield f"{request.id}@{session.id}", session.start.date()


def _reasons(plan: Plan, item: str) -> list[Message]:
    return [reason.text for left in plan.unserved if left.item == item for reason in left.reasons]
