"""From ride items to what a search may choose from, or the reason why nothing is left of them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from models.fleet import Vehicle
from models.horizon import Horizon, RideItem
from models.instance import Instance
from models.pins import Pin
from models.plan import Plan, Reason
from models.rides import Leg, RideRequest, RideService
from models.text import message
from optimiser.binds import binds
from optimiser.draft import Draft, HeldSession
from optimiser.rides.asked import AskedRide, Requests, RuledOutError
from optimiser.rides.journeys import build_journey
from optimiser.rides.orders import Bounds, in_order
from optimiser.rides.windows import LegAsked, check_deadline
from optimiser.travel import TravelTimes


@dataclass(frozen=True)
class RequestBuilder:
    """Compiles items one by one.

    Parameters
    ----------
    previous
        The plan published before: what it serves stays promised, at the times it says.
    kept
        Days that stay as that plan has them: their items are settled.
    exact
        Whether its pick-ups stay to the minute where that is possible.
    """

    instance: Instance
    horizon: Horizon
    times: TravelTimes
    draft: Draft
    previous: Plan | None = None
    kept: frozenset[date] = frozenset()
    exact: bool = False
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
            pins = tuple(self._pins.get(item.id, ()))
            try:
                asked.append(self._compile(item, pins))
            except RuledOutError as out:
                tied = pins or any(pin.after == item.id for pin in self.instance.pins)
                impossible[item.id] = self._because_of_pins(item, out.reason) if tied else out.reason
        asked = self._put_in_order(asked, impossible)
        return Requests(tuple(asked), impossible, frozenset(settled))

    def _kept_day(self, item: RideItem) -> bool:
        return self.horizon.moment(self._told[item.id, "outbound"]).date() in self.kept

    @binds("L1.pin")
    def _put_in_order(self, asked: list[AskedRide], impossible: dict[str, Reason]) -> list[AskedRide]:
        """Items pinned after another one compiled anew with bounds that keep the order, or ruled out."""
        found = {ride.item.id: ride for ride in asked}
        profiles = {vehicle.id: vehicle.profile for vehicle in self.instance.vehicles}
        for pin in self.instance.pins:
            first, second = found.get(pin.after or ""), found.get(pin.item)
            if first is None or second is None:
                continue
            bounds = in_order(first, second, pin.leg or "outbound", profiles)
            both: list[AskedRide] = []
            if bounds is not None:
                with suppress(RuledOutError):
                    both = [self._compile(a.item, a.pins, b) for a, b in zip((first, second), bounds, strict=True)]
            if both:
                found |= {ride.item.id: ride for ride in both}
            else:
                text = message("it cannot come after what it is pinned after")
                impossible[second.item.id] = Reason(kind="pinned_out", codes=("L1",), text=text)
                del found[second.item.id]
        return list(found.values())

    def _because_of_pins(self, item: RideItem, reason: Reason) -> Reason:
        """The reason, told as that of the pins when the item could be served without them."""
        try:
            self._compile(item, (), alone=True)
        except RuledOutError as out:
            return out.reason
        codes = dict.fromkeys(("L1", *reason.codes))
        return reason.model_copy(update={"kind": "pinned_out", "codes": tuple(codes)})

    @binds("L1.pin", "L2.frozen")
    def _compile(
        self, item: RideItem, pins: tuple[Pin, ...], bounds: Bounds | None = None, *, alone: bool = False
    ) -> AskedRide:
        """What is left of an item; ``alone`` as if nothing were pinned after it."""
        bounds = bounds or Bounds()
        request = self.instance.ride_by_id[item.request]
        service = self.instance.ride_service_by_id[item.service]
        held = self._held.get(item.occurrence or "")
        day = self._day(item, held)
        if day in self.kept:
            raise RuledOutError("not_chosen", message("its day stays as it was published"), "L2")
        if any(pin.date not in (None, day) for pin in pins):
            text = message("it is pinned to a day on which it is not asked for")
            raise RuledOutError("pinned_out", text, "L1")
        check_deadline(request, service, day)
        suitable = suitable_vehicles(self.instance, request, service)
        if bounds.vehicles is not None:
            suitable = [vehicle for vehicle in suitable if vehicle.id in bounds.vehicles]
        after, vehicles = self._after(pins, suitable)
        before, vehicles = (None, vehicles) if alone else self._before_sessions(item, vehicles)
        profiles = sorted({vehicle.profile for vehicle in vehicles})
        journeys = []
        for leg in item.legs:
            asked = LegAsked(
                request=request,
                service=service,
                leg=leg,
                day=day,
                visit=None if held is None else held.visit,
                told=self._told.get((item.id, leg)),
                pins=pins,
                after=max(after, bounds.of(leg)[0]),
                before=_sooner(bounds.of(leg)[1], before if leg == "outbound" else None),
                boarding=service.wheelchair_boarding_min if request.wheelchairs else service.boarding_min,
                exact=self.exact,
            )
            journeys.append(build_journey(self.instance, self.horizon, self.times, asked, profiles))
        return AskedRide(
            item=item,
            request=request,
            service=service,
            day=day,
            journeys=tuple(journeys),
            vehicles=tuple(vehicle.id for vehicle in vehicles),
            pins=pins,
            ordered=bounds.vehicles is not None or before is not None,
            mandatory=bool(pins) or any((item.id, leg) in self._told for leg in item.legs),
        )

    def _day(self, item: RideItem, held: HeldSession | None) -> date:
        if item.day is not None:
            return item.day
        if held is None:
            raise RuledOutError("not_chosen", message("the session it goes to is not held"), "R7")
        return self.horizon.moment(held.visit.start).date()

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
            text = message("the vehicle of what it is pinned after does not suit")
            raise RuledOutError("pinned_out", text, "L1")
        return earliest, vehicles

    @binds("L1.pin")
    def _before_sessions(self, item: RideItem, vehicles: list[Vehicle]) -> tuple[int | None, list[Vehicle]]:
        """Latest pick-up of the outbound, and vehicles left, when held sessions are pinned after the item."""
        latest: int | None = None
        for pin in self.instance.pins:
            held = self._held.get(pin.item) if pin.after == item.id else None
            if held is None:
                continue
            latest = _sooner(latest, held.visit.set_up_start)
            outing = next((o for o in self.draft.outings if held.visit in o.visits), None)
            vehicles = [vehicle for vehicle in vehicles if outing is not None and vehicle.id == outing.vehicle]
        if not vehicles:
            text = message("the vehicle of the session pinned after it does not suit")
            raise RuledOutError("pinned_out", text, "L1")
        return latest, vehicles


def _sooner(a: int | None, b: int | None) -> int | None:
    """The earlier of two bounds, where there are any."""
    return min((one for one in (a, b) if one is not None), default=None)


@binds("T3.seats", "T3.wheelchairs", "T3.child_seats", "T4.features")
def suitable_vehicles(instance: Instance, request: RideRequest, service: RideService) -> list[Vehicle]:
    """Vehicles that have what the service asks for and hold the party in one of their layouts.

    Raises
    ------
    RuledOutError
        When there is none.
    """
    wanted = set(service.vehicle_features)
    equipped = [vehicle for vehicle in instance.vehicles if wanted <= set(vehicle.features)]
    if not equipped:
        text = message("no vehicle has what the service asks for: {features}", features=", ".join(sorted(wanted)))
        raise RuledOutError("impossible", text, "T4")
    roomy = [
        vehicle
        for vehicle in equipped
        if request.child_seats <= vehicle.child_seats
        and any(one.seats >= request.walkers and one.wheelchairs >= request.wheelchairs for one in vehicle.layouts)
    ]
    if not roomy:
        text = message(
            "no vehicle holds the party: {seats} seats, {wheelchairs} wheelchairs, {child_seats} child seats",
            seats=request.walkers,
            wheelchairs=request.wheelchairs,
            child_seats=request.child_seats,
        )
        raise RuledOutError("impossible", text, "T3")
    return roomy
