"""When a demand-responsive service runs and how it is booked, in words for residents."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from api.exports import wording
from api.exports.addresses import web_address
from models.base import DAY_MIN, format_time_of_day
from models.horizon import Horizon
from models.instance import Instance
from models.rides import RideService
from models.territory import Stop, windows_on
from models.text import Language, message, translate

Hours = tuple[tuple[int, int], ...]
"""Windows of one day, minutes after midnight; none when the service rests."""


def hours_on(service: RideService, instance: Instance, day: date) -> Hours:
    """When passengers may be aboard on a day (rule R8)."""
    territory = instance.territory
    if any(day in closure for closure in service.closures):
        return ()
    if territory.is_holiday(day) and not service.runs_on_holidays:
        return ()
    return windows_on(service.hours, day, territory.seasons_on(day))


def hours_lines(service: RideService, instance: Instance, horizon: Horizon, language: Language) -> Iterator[str]:
    """The weekly hours, then the dates that differ from them.

    ``lundi – vendredi : 08:00–18:00``, then ``mardi 11 novembre : ne circule pas``.
    """
    by_day = {day: hours_on(service, instance, day) for day in horizon.days}
    usual = {
        weekday: Counter(hours for day, hours in by_day.items() if day.isoweekday() == weekday).most_common(1)[0][0]
        for weekday in range(1, 8)
    }
    for hours, group in groupby(range(1, 8), key=lambda weekday: usual[weekday]):
        weekdays = list(group)
        if hours:
            names = [wording.weekday_name(weekday, language) for weekday in (weekdays[0], weekdays[-1])]
            days = names[0] if len(weekdays) == 1 else f"{names[0]} – {names[1]}"
            yield _line(days, hours, language)
    for day, hours in by_day.items():
        if hours != usual[day.isoweekday()]:
            yield _line(wording.middle_day(day, language), hours, language)


def _line(days: str, hours: Hours, language: Language) -> str:
    if not hours:
        return message("{days}: does not run", days=days).text(language)
    if hours == ((0, DAY_MIN),):
        return message("{days}: at any hour", days=days).text(language)
    times = ", ".join(f"{format_time_of_day(start)}–{format_time_of_day(end)}" for start, end in hours)
    return message("{days}: {times}", days=days, times=times).text(language)


def booking_text(service: RideService, language: Language) -> str:
    """Until when to book (rule R8)."""
    rule = service.booking
    until = format_time_of_day(rule.until)
    if rule.days_before == 0 and rule.minutes_before == 0:
        return translate("Book at any time before the ride.", language)
    if rule.days_before == 0:
        return message("Book at least {n} minutes before the ride.", n=rule.minutes_before).text(language)
    if rule.days_before == 1:
        return message("Book the day before, by {time}.", time=until).text(language)
    return message("Book {n} days before, by {time}.", n=rule.days_before, time=until).text(language)


def fare_text(service: RideService, language: Language) -> str:
    """``3,00 €``, or ``gratuit``."""
    return wording.euros(service.fare_cents, language) if service.fare_cents else translate("free", language)


def booking_words(service: RideService, instance: Instance, horizon: Horizon, language: Language) -> dict[str, Any]:
    """What pages tell of a service: name, when it runs, until when and how to book it (``tel`` for dialling), fare."""
    return {
        "name": service.name,
        "phone": service.phone,
        "tel": "".join(sign for sign in service.phone if sign.isdigit() or sign == "+"),
        "url": web_address(service.url),
        "booking": booking_text(service, language),
        "fare": fare_text(service, language),
        "hours": list(hours_lines(service, instance, horizon, language)),
    }


def stops_of(service: RideService, instance: Instance) -> tuple[Stop, ...]:
    """The public stops within the service's zones; all of them when it has none."""
    if not service.zones:
        return instance.stops
    places = {place for zone in service.zones for place in zone.places}
    communes = {commune for zone in service.zones for commune in zone.communes}
    return tuple(stop for stop in instance.stops if stop.id in places or stop.commune in communes)


def served_stops(instance: Instance) -> tuple[Stop, ...]:
    """The public stops of any service, in the instance's order."""
    served = {stop.id for service in instance.ride_services for stop in stops_of(service, instance)}
    return tuple(stop for stop in instance.stops if stop.id in served)
