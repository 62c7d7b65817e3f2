"""Tours, duties and rides written as lines of text, so that a test can be read like a road book."""

from datetime import date, datetime

from models.base import parse_time_of_day
from models.plan import Activity, Duty, Load, PlannedRide, StopAction, TourStop
from models.rides import Leg


def at(day: date, time: str) -> datetime:
    """``at(TUESDAY, "08:05")``."""
    minute = parse_time_of_day(time)
    return datetime(day.year, day.month, day.day, minute // 60, minute % 60)


def stops(day: date, text: str) -> tuple[TourStop, ...]:
    """Lines ``arrival departure place driver seats/wheelchairs/child_seats km | action ...``; ``-`` is nobody."""
    found = []
    for line in text.strip().splitlines():
        head, *actions = line.split("|")
        arrival, departure, place, driver, load, km = head.split()
        seats, wheelchairs, child_seats = map(int, load.split("/"))
        found.append(
            TourStop(
                place=place,
                arrival=at(day, arrival),
                departure=at(day, departure),
                driver=None if driver == "-" else driver,
                load=Load(seats=seats, wheelchairs=wheelchairs, child_seats=child_seats),
                metres=1000 * int(km),
                actions=tuple(action(day, text) for text in actions),
            )
        )
    return tuple(found)


def action(day: date, text: str) -> StopAction:
    """``kind start end [item [leg]]``."""
    kind, start, end, *rest = text.split()
    item, leg = (*rest, None, None)[:2]
    return StopAction.model_validate(
        {"kind": kind, "start": at(day, start), "end": at(day, end), "item": item, "leg": leg}
    )


def activities(day: date, text: str) -> tuple[Activity, ...]:
    """Lines ``start end kind place [ref]``."""
    found = []
    for line in text.strip().splitlines():
        start, end, kind, place, *ref = line.split()
        times = {"start": at(day, start), "end": at(day, end)}
        found.append(Activity.model_validate({"kind": kind, "place": place, "ref": (*ref, None)[0], **times}))
    return tuple(found)


def duty(person: str, day: date, work_min: int, cost_cents: int, text: str, own_car_m: int = 0) -> Duty:
    """A duty with its activities as lines of text."""
    return Duty(
        person=person,
        date=day,
        activities=activities(day, text),
        work_min=work_min,
        own_car_m=own_car_m,
        cost_cents=cost_cents,
    )


def ride(item: str, leg: Leg, day: date, text: str, tour: str | None, taxi_cents: int = 0) -> PlannedRide:
    """``pickup boarding_start boarding_end dropoff alighting_start alighting_end``."""
    pickup, boarding_start, boarding_end, dropoff, alighting_start, alighting_end = text.split()
    return PlannedRide(
        item=item,
        request=item.split("@", maxsplit=1)[0],
        leg=leg,
        tour=tour,
        pickup=pickup,
        dropoff=dropoff,
        boarding_start=at(day, boarding_start),
        boarding_end=at(day, boarding_end),
        alighting_start=at(day, alighting_start),
        alighting_end=at(day, alighting_end),
        taxi_cents=taxi_cents,
    )
