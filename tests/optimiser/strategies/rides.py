"""A demand-responsive service and the rides asked of it."""

from datetime import date, timedelta
from typing import Literal

from models.base import EVERY_DAY, DateRange, WeeklyWindow, Window, at
from models.rides import (
    BookingRule,
    Movement,
    Promise,
    Recurrence,
    Reserve,
    RideRequest,
    RideService,
    Taxi,
    Trip,
    Zone,
)
from models.services import SessionDemand
from tests.optimiser.strategies.dice import Dice
from tests.optimiser.strategies.places import WORKDAYS, Map


def ride_service(dice: Dice, land: Map) -> RideService:
    """Zones or none, hours or always, a reserve and a taxi at times."""
    zones: tuple[Zone, ...] = ()
    allowed: tuple[Movement, ...] = ()
    forbidden: tuple[Movement, ...] = ()
    if dice.chance(35):
        split = dice.between(1, len(land.communes) - 1)
        names = [commune.id for commune in land.communes]
        zones = (
            Zone(id="here", name="Ici", communes=tuple(names[:split])),
            Zone(id="there", name="Là", communes=tuple(names[split:]), places=(dice.pick(land.places).id,)),
        )
        if dice.chance(40):
            allowed = (Movement(origin="here", destination="there"), Movement(origin="there", destination="here"))
        elif dice.chance(40):
            forbidden = (Movement(origin="here", destination="here"),)
    reserve = (
        (Reserve(start=dice.pick((540, 840)), end=960, weekdays=WORKDAYS, vehicle_min=dice.pick((30, 60, 180))),)
        if dice.chance(25)
        else ()
    )
    return RideService(
        id="tad",
        name="Transport à la demande",
        zones=zones,
        allowed=allowed,
        forbidden=forbidden,
        hours=(WeeklyWindow(start=dice.pick((420, 510)), end=dice.pick((1080, 1260)), weekdays=WORKDAYS),)
        if dice.chance(40)
        else (),
        closures=(DateRange(first=land.day(), last=land.monday + timedelta(days=6)),) if dice.chance(7) else (),
        runs_on_holidays=dice.chance(30),
        vehicle_features=("ramp",) if dice.chance(30) else (),
        booking=BookingRule(days_before=dice.pick((0, 1)), until=960, minutes_before=dice.pick((0, 60))),
        max_ride_min=dice.pick((40, 60, 90)),
        ride_percent=dice.pick((130, 150, 200)),
        ride_constant_min=dice.pick((0, 5, 10)),
        boarding_min=dice.pick((0, 1, 2)),
        wheelchair_boarding_min=dice.pick((2, 4)),
        margin_before_session_min=dice.pick((0, 10)),
        margin_after_session_min=dice.pick((0, 5)),
        wait_after_session_min=dice.pick((30, 60)),
        early_for_session_min=dice.pick((20, 45)),
        walking_m=dice.pick((300, 1000)),
        promise_tolerance_min=dice.pick((5, 10)),
        reserve=reserve,
        taxi=Taxi(name="Taxi", base_cents=700, km_cents=210, wheelchairs=dice.chance(50)) if dice.chance(25) else None,
    )


def ride(dice: Dice, id_: str, land: Map, demands: tuple[SessionDemand, ...], weeks: int) -> RideRequest:
    """One party: on a day, again and again, or to a session; with a return at times."""
    points = [*land.addresses, *land.stops, *land.venues]
    origin, destination = dice.pick(points), dice.pick(points)
    session = dice.pick(demands) if demands and dice.chance(30) else None
    if session is not None:
        destination = next(venue for venue in land.venues if venue.id == session.venues[0])
    while destination.id == origin.id:
        origin = dice.pick([*points, land.depots[0]])
    day: date | None = None
    recurrence: Recurrence | None = None
    if session is None and dice.chance(25):
        recurrence = _recurrence(dice, land, weeks)
    elif session is None:
        day = land.day(weeks) if dice.chance(30) else land.monday + timedelta(days=dice.between(0, 4))
    stops = [stop.id for stop in land.stops]
    wheelchairs = 1 if dice.chance(15) else 0
    walkers = dice.pick((1, 1, 1, 2, 3)) if not wheelchairs else dice.pick((0, 1))
    promised = day is not None and dice.chance(20)
    first = dice.between(450, 1050, 10)
    outbound = _trip(dice, first) if session is None or dice.chance(15) else Trip()
    back = None
    if dice.chance(40):
        back = Trip() if session is not None else _trip(dice, min(1320, first + dice.pick((120, 240))))
    return RideRequest(
        id=id_,
        service="tad",
        origin=origin.id,
        destination=destination.id,
        origin_stops=dice.some(stops, 1, 2) if stops and dice.chance(20) else (),
        destination_stops=dice.some(stops, 1, 2) if stops and dice.chance(10) else (),
        door_to_door=dice.chance(60),
        walkers=walkers,
        wheelchairs=wheelchairs,
        child_seats=1 if walkers > 1 and dice.chance(40) else 0,
        date=day,
        recurrence=recurrence,
        session=session.id if session else None,
        outbound=outbound,
        return_trip=back,
        priority=dice.pick((1, 1, 2)),
        booked_at=at(land.monday - timedelta(days=dice.pick((-1, 1, 4))), 900) if dice.chance(40) else None,
        promises=(Promise(date=day, pickup=first + 10),) if promised and day else (),
    )


def _trip(dice: Dice, first: int) -> Trip:
    width = dice.pick((15, 30, 60))
    pickup = Window(start=first, end=min(1439, first + width))
    dropoff = Window(start=min(1400, first + 10), end=min(1440, first + width + 60))
    kind = dice.pick(("pickup", "dropoff", "both"))
    return Trip(pickup=pickup if kind != "dropoff" else None, dropoff=dropoff if kind != "pickup" else None)


def _recurrence(dice: Dice, land: Map, weeks: int) -> Recurrence:
    every: Literal[1, 2] = dice.pick((1, 1, 2))
    days = DateRange(first=land.monday - timedelta(days=dice.pick((0, 7)))) if every > 1 else DateRange()
    return Recurrence(
        weekdays=dice.some(EVERY_DAY[:6], 1, 2),
        days=days,
        every_weeks=every,
        without=(land.day(weeks),) if dice.chance(20) else (),
    )
