"""Where a plan has room for one more ride, over the days asked, and the plan with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from models.horizon import RideItem, horizon_of, ride_items
from models.instance import Instance
from models.plan import Plan, Reason
from models.rides import RideRequest
from optimiser.draft import Draft
from optimiser.offers.booking import book, frame_with, with_request
from optimiser.offers.day_desk import DayDesk, Driven, Way
from optimiser.offers.offer import Offer
from optimiser.offers.reading import read_plan
from optimiser.rides.asked import AskedRide, Requests
from optimiser.rides.completing import driven_turns
from optimiser.rides.requests import RequestBuilder
from optimiser.rides.routes import MILLI
from optimiser.rides.situation import survey
from optimiser.search import compile_kernels
from optimiser.travel import TravelTimes, travel_times
from optimiser.writing.plan import Frame, rides_of
from optimiser.writing.tours import tour_id


class OfferDesk:
    """A plan held ready for bookings: reading it takes a while once, each question then some milliseconds.

    Sessions, crews and the vehicles that carry them stay as they are, and so do days before the plan's freeze line.
    Passengers planned before keep their stops and, within the tolerance promised, their times.

    Parameters
    ----------
    plan
        A plan that passes the checker.
    times
        Travel times of the instance, when they are at hand.
    days
        The days held ready, all by default.
    """

    def __init__(
        self, instance: Instance, plan: Plan, times: TravelTimes | None = None, days: Iterable[date] | None = None
    ) -> None:
        compile_kernels()
        self.instance, self.plan = instance, plan
        self.horizon = horizon_of(instance, plan.monday)
        self.times = travel_times(instance) if times is None else times
        self.reading = read_plan(instance, self.horizon, plan)
        ready = None if days is None else tuple(days)
        self.situation = survey(instance, self.horizon, self.times, self.reading.draft, plan, days=ready)
        turns = driven_turns(self.situation, [shift for _, _, shift in self.reading.shifts])
        layouts = {tour.id: tour.layout for tour in plan.tours}
        taken = [
            (turn, shift, next(one for one in instance.vehicle_by_id[shift.vehicle].layouts if one.id == layouts[tour]))
            for turn, (tour, _, shift) in zip(turns, self.reading.shifts, strict=True)
        ]
        frozen = plan.frozen_until
        open_days = [
            day
            for day in (self.horizon.days if ready is None else ready)
            if frozen is None or self.horizon.minute(frozen) <= self.horizon.day_start(day)
        ]
        self.days = {
            day: DayDesk(self.situation, day, turns, [one for one in taken if one[0].day == day]) for day in open_days
        }

    def suggest(self, request: RideRequest, days: Iterable[date] | None = None, *, most: int = 5) -> list[Offer]:
        """The best feasible insertions of a request, cheapest first, each with a vehicle or day of its own.

        Parameters
        ----------
        request
            Of one day; it may be one that the plan leaves unserved.
        days
            Days to look at, in the place of the request's own.

        Raises
        ------
        ValueError
            If the plan serves the request already, or it has no day.
        """
        found: list[tuple[Way, date, RideRequest, AskedRide]] = []
        for day in self._days(request, days):
            dated = request if days is None else request.model_copy(update={"date": day})
            for ride in self._compiled(dated, day).asked:
                found += [(way, day, dated, ride) for way in self.days[day].ways(ride)]
        return self._offers(found, most)

    def suggest_item(self, item: RideItem, request: RideRequest, *, most: int = 5) -> list[Offer]:
        """The same for one item the plan leaves unserved: of a request asked once, again and again or at a session.

        Parameters
        ----------
        request
            The item's, as it is in the instance or with other windows or stops.

        Raises
        ------
        ValueError
            If the plan serves the item already.
        """
        if any(ride.item == item.id for ride in self.plan.rides):
            raise ValueError(f"{item.id} is served by the plan already")
        alone = with_request(self.instance, request, alone=True)
        compiled = RequestBuilder(alone, self.horizon, self.times, self.reading.draft).build([item])
        found = [
            (way, ride.day, request, ride)
            for ride in compiled.asked
            if ride.day in self.days
            for way in self.days[ride.day].ways(ride)
        ]
        return self._offers(found, most)

    def _offers(self, found: list[tuple[Way, date, RideRequest, AskedRide]], most: int) -> list[Offer]:
        found.sort(key=lambda one: (one[0], one[1]))
        offers: list[Offer] = []
        for (added, spots), day, dated, ride in found:
            if len(offers) >= most:
                break
            desk = self.days[day]
            changed = desk.drive(spots, ride.item.id)
            if desk.stands(changed):
                offers.append(self._offer(desk, dated, ride, added, changed))
        return offers

    def insert(self, offer: Offer, now: datetime | None = None) -> tuple[Instance, Plan]:
        """The instance with the request and what it is promised in it, and the plan that serves it as offered.

        Parameters
        ----------
        now
            When it is confirmed: the plan is then made at that time, if it is later.

        Raises
        ------
        ValueError
            If the plan does not pass the checker: the offer is of another plan.
        """
        return book(self.instance, self.plan, self.times, self.reading, offer, self._shift_numbers(offer), now)

    def why_not(self, request: RideRequest, day: date) -> Reason | None:
        """Why nothing could ever serve a request on a day; None when that depends on the plan."""
        return next(iter(self._compiled(request.model_copy(update={"date": day}), day).impossible.values()), None)

    def _days(self, request: RideRequest, days: Iterable[date] | None) -> list[date]:
        wanted = [request.date] if days is None else list(days)
        if request.session is not None or request.recurrence is not None or None in wanted:
            raise ValueError(f"request {request.id} is not of one day; name the day, a date each time")
        served = {ride.request for ride in self.plan.rides}
        if request.id in served:
            raise ValueError(f"request {request.id} is served by the plan already")
        return [day for day in wanted if day in self.days]

    def _compiled(self, request: RideRequest, day: date) -> Requests:
        alone = with_request(self.instance, request, alone=True)
        items = [item for item in ride_items(alone, self.horizon, ()) if item.day == day]
        return RequestBuilder(alone, self.horizon, self.times, self.reading.draft).build(items)

    def _shift_numbers(self, offer: Offer) -> dict[int, tuple[str, int]]:
        """Tour and number of the run that each changed row was."""
        mine = [(tour, number) for tour, number, shift in self.reading.shifts if shift.day == offer.day]
        return {row: mine[row] for row, _ in offer.shifts if row < len(mine)}

    def _offer(
        self,
        desk: DayDesk,
        request: RideRequest,
        ride: AskedRide,
        added: int,
        changed: Sequence[Driven],
    ) -> Offer:
        shifts = tuple(one.shift for one in changed)
        planned = rides_of(self._frame(request), Draft(shifts=shifts))
        mine = sorted((one for one in planned if one.item == ride.item.id), key=lambda one: one.boarding_start)
        of_tour = {tour_id(shift.vehicle, shift.day): shift for shift in shifts}
        carriers = [of_tour[one.tour or ""] for one in mine]
        return Offer(
            request=request,
            item=ride.item.id,
            day=desk.day,
            rides=tuple(mine),
            vehicles=tuple(shift.vehicle for shift in carriers),
            drivers=tuple(shift.driver for shift in carriers),
            added_cents=added / MILLI,
            shifted=tuple(one for driven in changed for one in driven.shifted if one.item != ride.item.id),
            shifts=tuple((one.row, one.shift) for one in changed),
            revision=self.plan.revision,
        )

    def _frame(self, request: RideRequest) -> Frame:
        return frame_with(self.instance, self.plan, self.times, request)


def suggest(instance: Instance, plan: Plan, request: RideRequest, days: Iterable[date] | None = None) -> list[Offer]:
    """The best feasible insertions of a request into a plan; `OfferDesk` answers many times."""
    return OfferDesk(instance, plan).suggest(request, days)


def insert(instance: Instance, plan: Plan, offer: Offer) -> tuple[Instance, Plan]:
    """The instance and the plan with an offer taken; see `OfferDesk.insert`."""
    return OfferDesk(instance, plan).insert(offer)
