"""From ride items to what a search may choose from: stops, windows, pairs of stops, vehicles; or why nothing is left."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from models.base import DAY_MIN, at, format_time_of_day
from models.fleet import Vehicle
from models.horizon import Horizon, RideItem
from models.instance import Instance
from models.pins import Pin
from models.plan import Plan, Reason
from models.rides import Leg, RideRequest, RideService
from models.text import Message, message
from optimiser.binds import binds
from optimiser.draft import Draft, HeldSession
from optimiser.rides.stops import candidate_places, hours_on, zone_allows
from optimiser.travel import UNREACHABLE, TravelTimes

FORBIDDEN = -1
"""Longest ride of a pair of stops that nobody may use."""


@dataclass(frozen=True)
class Option:
    """A stop to board or alight at, and the window of the start of boarding or alighting."""

    place: str
    earliest: int
    latest: int


@dataclass(frozen=True, eq=False)
class Journey:
    """One direction of an item.

    Parameters
    ----------
    allowed
        Shape ``(pickups, dropoffs)``: pairs that zones, service hours and pins allow.
    direct, limit
        For a speed profile, arrays of the same shape: direct minutes, and the longest ride or ``FORBIDDEN``.
    boarding, alighting
        Minutes the party takes.
    """

    leg: Leg
    pickups: tuple[Option, ...]
    dropoffs: tuple[Option, ...]
    allowed: npt.NDArray[np.bool_]
    boarding: int
    alighting: int
    direct: Callable[[str], npt.NDArray[np.int64]]
    limit: Callable[[str], npt.NDArray[np.int64]]


@dataclass(frozen=True, eq=False)
class AskedRide:
    """An item that could be served: its journeys and who may serve it.

    ``vehicles`` are the suitable ones. ``pins`` of the item. ``mandatory`` when promised or pinned. ``frozen`` legs are
    served before the freeze line by the plan before, and are not among the journeys.
    """

    item: RideItem
    request: RideRequest
    service: RideService
    day: date
    journeys: tuple[Journey, ...]
    vehicles: tuple[str, ...]
    pins: tuple[Pin, ...] = ()
    mandatory: bool = False

    @property
    def load(self) -> tuple[int, int, int]:
        """Seats, wheelchair places and child seats the party takes."""
        return self.request.walkers, self.request.wheelchairs, self.request.child_seats

    def vehicles_for(self, leg: Leg) -> tuple[str, ...]:
        """Suitable vehicles a pin leaves for a direction."""
        pinned = {pin.vehicle for pin in self.pins if pins_leg(pin, leg) and pin.vehicle is not None}
        return tuple(v for v in self.vehicles if not pinned or pinned == {v})

    def drivers_for(self, leg: Leg) -> frozenset[str] | None:
        """Who may drive a direction: None for anybody, nobody when more than one person is pinned."""
        pinned = {person for pin in self.pins if pins_leg(pin, leg) for person in pin.people}
        return None if not pinned else frozenset(pinned) if len(pinned) == 1 else frozenset()


@dataclass(frozen=True)
class Requests:
    """The items that could be served, for the others the reason why not, and those served on days kept as they were."""

    asked: tuple[AskedRide, ...]
    impossible: Mapping[str, Reason]
    settled: frozenset[str] = frozenset()

    @cached_property
    def by_item(self) -> dict[str, AskedRide]:
        """Servable items by id."""
        return {ride.item.id: ride for ride in self.asked}

    def on(self, day: date) -> tuple[AskedRide, ...]:
        """Servable items of a day."""
        return tuple(ride for ride in self.asked if ride.day == day)


class _RuledOut(Exception):  # noqa: N818 - carries a reason, no fault
    def __init__(self, kind: str, codes: tuple[str, ...], text: Message) -> None:
        self.reason = Reason.model_validate({"kind": kind, "codes": codes, "text": text})
        super().__init__(text.msgid)


def _impossible(text: Message, *codes: str) -> _RuledOut:
    return _RuledOut("impossible", codes, text)


@dataclass(frozen=True)
class RequestBuilder:
    """Compiles items one by one.

    Parameters
    ----------
    previous
        The plan published before: what it serves stays promised, at the times it says.
    kept
        Days that stay as that plan has them: their items are settled.
    """

    instance: Instance
    horizon: Horizon
    times: TravelTimes
    draft: Draft
    previous: Plan | None = None
    kept: frozenset[date] = frozenset()
    _held: dict[str, HeldSession] = field(init=False, default_factory=dict)
    _pins: dict[str, list[Pin]] = field(init=False, default_factory=dict)
    _told: dict[tuple[str, Leg], int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._held.update({session.visit.occurrence: session for session in self.draft.sessions})
        for pin in self.instance.pins:
            self._pins.setdefault(pin.item, []).append(pin)
        for ride in self.previous.rides if self.previous else ():
            self._told[ride.item, ride.leg] = self.horizon.minute(ride.boarding_start)

    def build(self, items: Sequence[RideItem]) -> Requests:
        """Compile every item."""
        asked: list[AskedRide] = []
        impossible: dict[str, Reason] = {}
        settled: set[str] = set()
        for item in items:
            if (item.id, "outbound") in self._told and self._kept_day(item):
                settled.add(item.id)
                continue
            try:
                asked.append(self._compile(item))
            except _RuledOut as out:
                impossible[item.id] = out.reason
        return Requests(tuple(asked), impossible, frozenset(settled))

    def _kept_day(self, item: RideItem) -> bool:
        return self.horizon.moment(self._told[item.id, "outbound"]).date() in self.kept

    def _compile(self, item: RideItem) -> AskedRide:
        request = self.instance.ride_by_id[item.request]
        service = self.instance.ride_service_by_id[item.service]
        day = self._day(item)
        if day in self.kept:
            raise _RuledOut("not_chosen", ("L2",), message("its day stays as it was published"))
        pins = tuple(self._pins.get(item.id, ()))
        if any(pin.date not in (None, day) for pin in pins):
            raise _RuledOut("pinned_out", ("L1",), message("it is pinned to a day on which it is not asked for"))
        self._check_deadline(request, service, day)
        vehicles = self._vehicles(request, service)
        after, vehicles = self._after(pins, vehicles)
        profiles = sorted({vehicle.profile for vehicle in vehicles})
        journeys = tuple(self._journey(item, leg, request, service, day, pins, profiles, after) for leg in item.legs)
        promised = any((item.id, leg) in self._told for leg in item.legs)
        return AskedRide(
            item=item,
            request=request,
            service=service,
            day=day,
            journeys=journeys,
            vehicles=tuple(vehicle.id for vehicle in vehicles),
            pins=pins,
            mandatory=bool(pins) or promised,
        )

    def _day(self, item: RideItem) -> date:
        if item.occurrence is None:
            assert item.day is not None
            return item.day
        if item.occurrence not in self._held:
            raise _RuledOut("not_chosen", ("R7",), message("the session it goes to is not held"))
        return self.horizon.moment(self._held[item.occurrence].visit.start).date()

    @binds("R8.deadline")
    def _check_deadline(self, request: RideRequest, service: RideService, day: date) -> None:
        rule = service.booking
        if request.booked_at is None or rule.days_before == 0:
            return
        deadline = at(day - timedelta(days=rule.days_before), rule.until)
        if request.booked_at > deadline:
            raise _impossible(
                message(
                    "booked on {booked}, after the deadline of {deadline}",
                    booked=f"{request.booked_at:%d/%m/%Y %H:%M}",
                    deadline=f"{deadline:%d/%m/%Y %H:%M}",
                ),
                "R8",
            )

    @binds("T3.seats", "T3.wheelchairs", "T3.child_seats", "T4.features")
    def _vehicles(self, request: RideRequest, service: RideService) -> list[Vehicle]:
        wanted = set(service.vehicle_features)
        equipped = [vehicle for vehicle in self.instance.vehicles if wanted <= set(vehicle.features)]
        if not equipped:
            raise _impossible(
                message("no vehicle has what the service asks for: {features}", features=", ".join(sorted(wanted))),
                "T4",
            )
        roomy = [
            vehicle
            for vehicle in equipped
            if request.child_seats <= vehicle.child_seats
            and any(
                layout.seats >= request.walkers and layout.wheelchairs >= request.wheelchairs
                for layout in vehicle.layouts
            )
        ]
        if not roomy:
            raise _impossible(
                message(
                    "no vehicle of the service holds the party: {seats} seats, {wheelchairs} wheelchairs, {child_seats} child seats",
                    seats=request.walkers,
                    wheelchairs=request.wheelchairs,
                    child_seats=request.child_seats,
                ),
                "T3",
            )
        return roomy

    @binds("L1.pin")
    def _after(self, pins: Sequence[Pin], vehicles: list[Vehicle]) -> tuple[int, list[Vehicle]]:
        """Earliest pick-up and vehicles left when the item is pinned after sessions."""
        earliest = 0
        for pin in pins:
            held = self._held.get(pin.after or "")
            if held is None:
                continue
            earliest = max(earliest, held.visit.set_up_start)
            outing = next((o for o in self.draft.outings if held.visit in o.visits), None)
            vehicles = [vehicle for vehicle in vehicles if outing is not None and vehicle.id == outing.vehicle]
        if not vehicles:
            raise _RuledOut("pinned_out", ("L1",), message("the vehicle of what it is pinned after does not suit"))
        return earliest, vehicles

    @binds("R1.order", "R2.pickup", "R2.dropoff", "R3.ride_time", "R4.boarding", "R6.stop", "R6.accessible", "R8.zone")
    def _journey(
        self,
        item: RideItem,
        leg: Leg,
        request: RideRequest,
        service: RideService,
        day: date,
        pins: Sequence[Pin],
        profiles: Sequence[str],
        after: int,
    ) -> Journey:
        minutes = service.wheelchair_boarding_min if request.wheelchairs else service.boarding_min
        pickup_window, dropoff_window = self._windows(item, leg, request, service, day, pins, minutes)
        pickup_window = _meet(pickup_window, (after, pickup_window[1]))
        if pickup_window[0] > pickup_window[1]:
            raise _RuledOut("pinned_out", ("L1", "R2"), message("what it is pinned after comes too late for it"))
        places: list[tuple[str, ...]] = []
        for wished, stated in zip(request.ends(leg), request.stops(leg), strict=True):
            found, near = candidate_places(self.instance, service, request, wished, stated)
            if not found:
                name = self.instance.places[wished].name
                if near:
                    raise _impossible(message("no stop a wheelchair can use near {place}", place=name), "R6")
                raise _impossible(
                    message("no stop within {metres} m of {place}", metres=service.walking_m, place=name), "R6"
                )
            places.append(found)
        if wanted := {pin.place for pin in pins if pin.place is not None and pins_leg(pin, leg)}:
            places[0] = tuple(place for place in places[0] if wanted == {place})
            if not places[0]:
                raise _RuledOut("pinned_out", ("L1", "R6"), message("it is pinned to a stop it may not use"))
        hours = hours_on(self.instance, self.horizon, service, day)
        if not hours:
            raise _impossible(message("the service does not run on {day}", day=f"{day:%d/%m/%Y}"), "R8")
        pickups, pickup_hours = _options(places[0], pickup_window, hours, minutes + minutes)
        dropoffs, dropoff_hours = _options(places[1], dropoff_window, hours, minutes)
        if not pickups or not dropoffs:
            raise _impossible(message("the times asked for lie outside the service's hours"), "R2", "R8")
        same = np.array([[a == b for b in dropoff_hours] for a in pickup_hours])
        zones = np.array(
            [[zone_allows(self.instance, service, a.place, b.place) for b in dropoffs] for a in pickups], dtype=np.bool_
        )
        if not zones.any():
            raise _impossible(message("the zones of the service do not allow this movement"), "R8")
        distinct = np.array([[a.place != b.place for b in dropoffs] for a in pickups])
        allowed = zones & same & distinct
        journey = self._with_limits(leg, pickups, dropoffs, allowed, minutes, service, day)
        self._check_some_pair(journey, service, profiles)
        return journey

    def _with_limits(
        self,
        leg: Leg,
        pickups: tuple[Option, ...],
        dropoffs: tuple[Option, ...],
        allowed: npt.NDArray[np.bool_],
        minutes: int,
        service: RideService,
        day: date,
    ) -> Journey:
        rows = [self.times.index[option.place] for option in pickups]
        columns = [self.times.index[option.place] for option in dropoffs]

        def direct(profile: str) -> npt.NDArray[np.int64]:
            return self.times.matrix(profile, day).minutes[np.ix_(rows, columns)].astype(np.int64)

        def limit(profile: str) -> npt.NDArray[np.int64]:
            shortest = direct(profile)
            longest = np.minimum(
                service.max_ride_min, shortest * service.ride_percent // 100 + service.ride_constant_min
            )
            return np.where(allowed & (shortest < UNREACHABLE) & (shortest <= longest), longest, FORBIDDEN)

        return Journey(leg, pickups, dropoffs, allowed, minutes, minutes, direct, limit)

    def _check_some_pair(self, journey: Journey, service: RideService, profiles: Sequence[str]) -> None:
        """Rule out a journey that no vehicle could make even alone, straight from the pick-up to the drop-off."""
        directs = [journey.direct(profile) for profile in profiles]
        limits = [journey.limit(profile) for profile in profiles]
        shortest = int(min(np.where(journey.allowed, direct, UNREACHABLE).min() for direct in directs))
        if shortest >= UNREACHABLE:
            raise _impossible(message("no road leads from the pick-up to the drop-off"), "T1")
        if all((limit == FORBIDDEN).all() for limit in limits):
            raise _impossible(
                message(
                    "the direct ride takes {direct} min, longer than the {limit} min a ride may last",
                    direct=shortest,
                    limit=service.max_ride(shortest),
                ),
                "R3",
            )
        for direct, limit in zip(directs, limits, strict=True):
            if feasible_pairs(journey, direct, limit).any():
                return
        earliest = min(option.earliest for option in journey.pickups)
        latest = max(option.latest for option in journey.dropoffs)
        if earliest + journey.boarding + shortest > latest:
            raise _impossible(
                message(
                    "leaving at {earliest} at the earliest, the {direct} min ride arrives after {latest}",
                    earliest=format_time_of_day(earliest % DAY_MIN),
                    direct=shortest,
                    latest=format_time_of_day(latest % DAY_MIN),
                ),
                "R2",
                "T1",
            )
        raise _impossible(
            message("its windows leave more time between pick-up and drop-off than a ride may last"), "R2", "R3"
        )

    @binds("R7.before", "R7.after", "R9.promise", "L1.pin")
    def _windows(
        self,
        item: RideItem,
        leg: Leg,
        request: RideRequest,
        service: RideService,
        day: date,
        pins: Sequence[Pin],
        minutes: int,
    ) -> tuple[tuple[int, int], tuple[int, int]]:
        """Bounds on the start of boarding and on the start of alighting, hours of service aside."""
        midnight = self.horizon.day_start(day)
        trip = request.trip(leg)
        assert trip is not None
        pickup, dropoff = (
            (midnight + window.start, midnight + window.end) if window else (midnight, midnight + DAY_MIN)
            for window in (trip.pickup, trip.dropoff)
        )
        if item.occurrence is not None:
            visit = self._held[item.occurrence].visit
            if leg == "outbound":
                arrive = visit.start - service.margin_before_session_min - minutes
                dropoff = _meet(dropoff, (visit.start - service.early_for_session_min, arrive))
            else:
                leave = visit.end + service.margin_after_session_min
                pickup = _meet(pickup, (leave, visit.end + service.wait_after_session_min))
            if min(pickup[1] - pickup[0], dropoff[1] - dropoff[0]) < 0:
                raise _impossible(message("its windows do not meet the times of the session it goes to"), "R2", "R7")
        if request.booked_at is not None and service.booking.days_before == 0:
            pickup = _meet(pickup, (self.horizon.minute(request.booked_at) + service.booking.minutes_before, pickup[1]))
            if pickup[0] > pickup[1]:
                raise _impossible(message("booked too late for the pick-up asked for"), "R8")
        promised = [
            midnight + promise.pickup for promise in request.promises if promise.date == day and promise.leg == leg
        ]
        if (item.id, leg) in self._told:
            promised.append(self._told[item.id, leg])
        for minute in promised:
            tolerance = service.promise_tolerance_min
            pickup = _meet(pickup, (minute - tolerance, minute + tolerance))
            if pickup[0] > pickup[1]:
                raise _impossible(
                    message(
                        "the pick-up promised at {time} lies outside what is now possible",
                        time=format_time_of_day(minute % DAY_MIN),
                    ),
                    "R9",
                )
        for pin in pins:
            if pin.time is not None and pins_leg(pin, leg):
                pickup = _meet(pickup, (midnight + pin.time, midnight + pin.time))
                if pickup[0] > pickup[1]:
                    raise _RuledOut("pinned_out", ("L1", "R2"), message("it is pinned to a time outside its windows"))
        return pickup, dropoff


def feasible_pairs(
    journey: Journey, direct: npt.NDArray[np.int64], limit: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """The pairs of stops that a vehicle which does nothing else could serve, shape ``(pickups, dropoffs)``."""
    early, late = (np.array([[o.earliest, o.latest] for o in journey.pickups]) + journey.boarding).T
    opens, closes = np.array([[o.earliest, o.latest] for o in journey.dropoffs]).T
    arrives = np.maximum(early[:, None] + direct, opens[None, :])
    in_time = (arrives <= closes[None, :]) & (opens[None, :] - late[:, None] <= limit)
    return np.asarray(in_time & (limit != FORBIDDEN), dtype=np.bool_)


def pins_leg(pin: Pin, leg: Leg) -> bool:
    """Whether a pin is about a direction; without one, it is about the outbound."""
    return leg == (pin.leg or "outbound")


def _meet(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    return max(a[0], b[0]), min(a[1], b[1])


@binds("R8.hours")
def _options(
    places: Sequence[str], window: tuple[int, int], hours: Sequence[tuple[int, int]], until_end: int
) -> tuple[tuple[Option, ...], list[int]]:
    """A stop option for each place and stretch of service hours, and the stretch of each; what starts at the option
    takes ``until_end`` minutes that must lie inside the hours too."""
    options, stretch = [], []
    for place in places:
        for k, (opens, closes) in enumerate(hours):
            earliest, latest = max(window[0], opens), min(window[1], closes - until_end)
            if earliest <= latest:
                options.append(Option(place, earliest, latest))
                stretch.append(k)
    return tuple(options), stretch
