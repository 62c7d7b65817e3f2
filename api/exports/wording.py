"""Dates, quantities, places and parties as people read them, in their language."""

import unicodedata
from datetime import date, datetime

from babel.dates import format_date, get_day_names
from babel.numbers import format_currency, format_decimal, format_percent

from models.instance import Instance
from models.plan import ActivityKind, Load
from models.rides import RideRequest
from models.territory import Address
from models.text import N_, Language, message, translate

_ACTIVITIES: dict[ActivityKind, str] = {
    "drive": N_("Drives"),
    "ride": N_("Rides as passenger"),
    "own_car": N_("Own car"),
    "board": N_("Passengers on and off"),
    "load": N_("Loading"),
    "set_up": N_("Set-up"),
    "session": N_("Session"),
    "tear_down": N_("Tear-down"),
    "fixed": N_("Appointment"),
    "break": N_("Break"),
    "meal": N_("Meal break"),
    "wait": N_("Waits"),
}


def long_day(day: date, language: Language) -> str:
    """``jeudi 14 janvier 2027``."""
    return format_date(day, "EEEE d MMMM y", locale=language)


def middle_day(day: date, language: Language) -> str:
    """``jeudi 14 janvier``."""
    return format_date(day, "EEEE d MMMM", locale=language)


def short_day(day: date, language: Language) -> str:
    """``jeu. 14 janv.``."""
    return format_date(day, "EEE d MMM", locale=language)


def days_span(first: date, last: date, language: Language) -> str:
    """``du lundi 11 janvier au dimanche 17 janvier 2027``."""
    sentence = message("from {first} to {last}", first=middle_day(first, language), last=long_day(last, language))
    return sentence.text(language)


def weekday(day: date, language: Language) -> str:
    """``jeu.``."""
    return format_date(day, "EEE", locale=language)


def weekday_name(weekday: int, language: Language) -> str:
    """``jeudi`` for 4."""
    return str(get_day_names("wide", context="stand-alone", locale=language)[weekday - 1])


def clock(when: datetime) -> str:
    """``07:40``."""
    return when.strftime("%H:%M")


def span(start: datetime, end: datetime) -> str:
    """``07:40–08:30``, or one time when they are the same."""
    return clock(start) if start == end else f"{clock(start)}–{clock(end)}"


def hours(minutes: int) -> str:
    """``7 h 05``: minutes of work or of waiting as hours."""
    return f"{minutes // 60} h {minutes % 60:02d}"


def decimal(value: float, language: Language, places: int = 1) -> str:
    """``1 234,5``."""
    return format_decimal(value, format=f"#,##0.{'0' * places}", locale=language)


def integer(value: int, language: Language) -> str:
    """``31 000``."""
    return format_decimal(value, format="#,##0", locale=language)


def percent(value: int, language: Language) -> str:
    """``87 %``."""
    return format_percent(value / 100, locale=language)


def per_mille(value: int, language: Language) -> str:
    """``2 %`` for 20, ``2,5 %`` for 25."""
    return format_percent(value / 1000, locale=language, decimal_quantization=False)


def kilometres(metres: int, language: Language) -> str:
    """``123,4 km``."""
    return f"{decimal(metres / 1000, language)} km"


def euros(cents: int, language: Language) -> str:
    """``1 234,50 €``."""
    return format_currency(cents / 100, "EUR", locale=language)


def activity_name(kind: ActivityKind, language: Language) -> str:
    """What a stretch of a duty is called."""
    return translate(_ACTIVITIES[kind], language)


def sort_key(name: str) -> str:
    """Order of names as people look them up: accents and case aside."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()


def commune_name(instance: Instance, commune: str) -> str:
    """A commune's name, or its id where the instance does not know it."""
    found = instance.commune_by_id.get(commune)
    return found.name if found else commune


def place_name(instance: Instance, place_id: str, language: Language, *, private: bool = False) -> str:
    """``Ceillac, Salle polyvalente``; of a private address the commune alone, unless ``private`` readers need it."""
    place = instance.places.get(place_id)
    if place is None:
        return place_id
    commune = commune_name(instance, place.commune)
    if isinstance(place, Address) and not private:
        return message("{commune} (private address)", commune=commune).text(language)
    return place.name if sort_key(commune) in sort_key(place.name) else f"{commune}, {place.name}"


def person_name(instance: Instance, person: str) -> str:
    """A person's name, or the id where the instance does not know it."""
    found = instance.person_by_id.get(person)
    return found.name if found else person


def vehicle_name(instance: Instance, vehicle: str) -> str:
    """A vehicle's name, or its id where the instance does not know it."""
    found = instance.vehicle_by_id.get(vehicle)
    return found.name if found else vehicle


def service_name(instance: Instance, service: str) -> str:
    """The name of an itinerant or a ride service, or its id where the instance does not know it."""
    found = instance.service_by_id.get(service) or instance.ride_service_by_id.get(service)
    return found.name if found else service


def seats_text(seats: int, wheelchairs: int, child_seats: int, language: Language) -> str:
    """``2 pers., fauteuil × 1``; empty for nobody."""
    parts = [
        message("{n} pers.", n=seats).text(language) if seats else "",
        message("wheelchair × {n}", n=wheelchairs).text(language) if wheelchairs else "",
        message("child seat × {n}", n=child_seats).text(language) if child_seats else "",
    ]
    return ", ".join(part for part in parts if part)


def load_text(load: Load, language: Language) -> str:
    """What is aboard."""
    return seats_text(load.seats, load.wheelchairs, load.child_seats, language)


def party_code(request: RideRequest) -> str:
    """The code a party goes by: its passenger's pseudonym, else the request's id."""
    return request.passenger or request.id


def party_text(request: RideRequest, language: Language) -> str:
    """``P-014 (2 pers.)``: a party by its code alone."""
    return f"{party_code(request)} ({seats_text(request.walkers, request.wheelchairs, request.child_seats, language)})"
