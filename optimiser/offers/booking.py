"""A plan with an offer taken: the tours and duties it touches written anew, everything else as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from models.horizon import horizon_of, occurrences, ride_items
from models.instance import Instance
from models.plan import Duty, Plan, PlannedRide
from models.rides import Promise, RideRequest
from optimiser.check import check
from optimiser.draft import Draft, Shift
from optimiser.offers.offer import Offer
from optimiser.offers.reading import Reading
from optimiser.travel import TravelTimes
from optimiser.writing.duties import MealHints, duty_of
from optimiser.writing.evaluate import Written, overtime_cents, rules_of
from optimiser.writing.legs import Run, shift_run
from optimiser.writing.pieces import Day, Piece, add_run
from optimiser.writing.plan import Frame, digest_of, rides_of, tier_list, values_of
from optimiser.writing.tours import tour_id, tours_of


def book(
    instance: Instance,
    plan: Plan,
    times: TravelTimes,
    reading: Reading,
    offer: Offer,
    numbers: Mapping[int, tuple[str, int]],
    now: datetime | None = None,
) -> tuple[Instance, Plan]:
    """The instance with the request, and the plan that serves it as offered.

    What is offered is promised from then on, and so is what those who are moved were told first: however many come
    after, nobody is moved beyond the tolerance of that.

    Parameters
    ----------
    numbers
        Tour and number of the run that each row of the offer was; a row without is a new tour.
    now
        When it is confirmed.

    Raises
    ------
    ValueError
        If the plan does not pass the checker.
    """
    made_at = plan.made_at if now is None else max(now, plan.made_at)
    known = with_promises(with_request(instance, offer.request), (*_moved(plan, offer), *offer.rides))
    frame = _frame(known, plan, times, made_at)
    shifts = [shift for _, shift in offer.shifts]
    before: list[Run] = []
    runs = {tour: list(several) for tour, several in reading.runs.items()}
    for row, shift in offer.shifts:
        if row in numbers:
            tour, number = numbers[row]
            before.append(runs[tour][number])
            runs[tour][number] = shift_run(shift)
        else:
            runs.setdefault(tour_id(shift.vehicle, shift.day), []).append(shift_run(shift))
    written = _written(frame, plan, runs, shifts, before, offer.item)
    changed = plan.model_copy(
        update={
            "digest": digest_of(frame.instance),
            "revision": plan.revision + 1,
            "made_at": made_at,
            "tours": written.tours,
            "rides": written.rides,
            "duties": written.duties,
            "unserved": tuple(one for one in plan.unserved if one.item != offer.item),
            "overtime_cents": overtime_cents(frame.instance, frame.horizon, written.duties),
            "tiers": tier_list(values_of(frame, written), {}),
        }
    )
    breaches = check(frame.instance, changed, times, plan)
    if breaches:
        told = "; ".join(f"{one.clause} {one.who} {one.message.text('en')}" for one in breaches[:3])
        raise ValueError(f"the plan with {offer.item} breaks rules: {told}")
    return frame.instance, changed


def frame_with(instance: Instance, plan: Plan, times: TravelTimes, request: RideRequest) -> Frame:
    """What a plan with one more request is written against; the plan itself is the one published before."""
    return _frame(with_request(instance, request), plan, times, plan.made_at)


def _frame(instance: Instance, plan: Plan, times: TravelTimes, made_at: datetime) -> Frame:
    horizon = horizon_of(instance, plan.monday)
    asked = occurrences(instance, horizon)
    return Frame(instance, horizon, times, asked, ride_items(instance, horizon, asked), plan, made_at)


def _moved(plan: Plan, offer: Offer) -> list[PlannedRide]:
    """The rides an offer moves, as they were told."""
    moved = {(shifted.item, shifted.leg) for shifted in offer.shifted}
    return [ride for ride in plan.rides if (ride.item, ride.leg) in moved]


def with_promises(instance: Instance, rides: Iterable[PlannedRide]) -> Instance:
    """The instance with the pick-ups of some rides promised; an earlier promise for the day stays."""
    requests = {request.id: request for request in instance.rides}
    for ride in rides:
        request, day = requests[ride.request], ride.boarding_start.date()
        if all((one.date, one.leg) != (day, ride.leg) for one in request.promises):
            minute = ride.boarding_start.hour * 60 + ride.boarding_start.minute
            promises = (*request.promises, Promise(date=day, leg=ride.leg, pickup=minute))
            requests[ride.request] = request.model_copy(update={"promises": promises})
    fields = {name: getattr(instance, name) for name in Instance.model_fields}
    return Instance.model_construct(**{**fields, "rides": tuple(requests.values())})


def with_request(instance: Instance, request: RideRequest, *, alone: bool = False) -> Instance:
    """The instance with a request added, or in the place of the one with its id; `alone`, with no other request."""
    others = () if alone else tuple(one for one in instance.rides if one.id != request.id)
    fields = {name: getattr(instance, name) for name in Instance.model_fields}
    # Not a copy, which would hold look-ups cached without the request; all but the request was validated before.
    return Instance.model_construct(**{**fields, "rides": (*others, request)})


def _written(
    frame: Frame,
    plan: Plan,
    runs: Mapping[str, Sequence[Run]],
    shifts: Sequence[Shift],
    before: Sequence[Run],
    item: str,
) -> Written:
    requests = {one.id: frame.instance.ride_by_id[one.request] for one in frame.items}
    touched = {tour_id(shift.vehicle, shift.day) for shift in shifts}
    tours = {tour.id: tour for tour in plan.tours}
    for tour in touched:
        (tours[tour],) = tours_of(frame.instance, frame.horizon, frame.times, runs[tour], requests)
    planned = rides_of(frame, Draft(shifts=tuple(shifts)))
    moved = {(one.item, one.leg) for one in planned}
    rides = [*(one for one in plan.rides if (one.item, one.leg) not in moved), *planned]
    duties = {(duty.person, duty.date): duty for duty in plan.duties}
    for key in {(shift.driver, shift.day) for shift in shifts}:
        old = [run for run in before if (run.stops[0].driver, run.day) == key]
        new = [shift_run(shift) for shift in shifts if (shift.driver, shift.day) == key]
        duties[key] = _duty(frame, key, duties.get(key), old, new)
    left = frozenset(one.item for one in plan.unserved if one.item != item)
    return Written(
        tuple(sorted(tours.values(), key=lambda t: (t.date, t.vehicle))),
        plan.sessions,
        tuple(sorted(rides, key=lambda r: (r.boarding_start, r.item, r.leg))),
        tuple(sorted(duties.values(), key=lambda d: (d.date, d.person))),
        left,
    )


def _duty(frame: Frame, key: tuple[str, date], duty: Duty | None, before: Sequence[Run], after: Sequence[Run]) -> Duty:
    """A driver's day with some runs driven otherwise; waits are filled in anew, and so are pauses near the runs."""
    minute = frame.horizon.minute
    spans = [(run.stops[0].arrival, run.stops[-1].departure) for run in (*before, *after)]
    gone = [(tour_id(run.vehicle, run.day), run.stops[0].arrival, run.stops[-1].departure) for run in before]
    pieces: list[Piece] = []
    for activity in duty.activities if duty is not None else ():
        start, end = minute(activity.start), minute(activity.end)
        replaced = any(activity.ref == tour and a <= start and end <= b for tour, a, b in gone)
        paused = activity.kind in ("meal", "break") and any(start < b and a < end for a, b in spans)
        if activity.kind != "wait" and not replaced and not paused:
            pieces.append(Piece(activity.kind, start, end, activity.place, activity.ref))
    days: dict[tuple[str, date], Day] = {key: Day(pieces, duty.own_car_m if duty is not None else 0)}
    for run in after:
        add_run(days, run)
    return duty_of(frame.instance, frame.horizon, key, days[key], rules_of(frame.instance, *key), MealHints())
