"""Short constructors that keep the territories' modules readable."""

import re
import unicodedata
from datetime import date

from models.base import WeeklyWindow, Window, parse_time_of_day
from models.people import PASSENGER_ATTESTATION, Contract, Credential

WEEKDAYS = (1, 2, 3, 4, 5)
WEEK = date(2027, 1, 11)
"""The Monday every bundled territory plans by default (2027-W02): no holiday, no school holiday, winter."""

clock = parse_time_of_day


def slug(text: str) -> str:
    """``Els Vilars d'Engordany`` -> ``els-vilars-d-engordany``: an id made from a name."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("'", "-")).strip("-")


def weekly(start: str, end: str, *weekdays: int, season: str | None = None) -> WeeklyWindow:
    """A window on the weekdays given, Monday to Friday when none is."""
    return WeeklyWindow(start=clock(start), end=clock(end), weekdays=weekdays or WEEKDAYS, season=season)


def between(start: str, end: str) -> Window:
    """A window of one day."""
    return Window(start=clock(start), end=clock(end))


def contract(hours: int, cost_euros: float, tolerance_min: int = 120) -> Contract:
    """So many hours a week at so many euros an hour, employer's charges included."""
    return Contract(week_min=hours * 60, tolerance_min=tolerance_min, cost_hour_cents=round(cost_euros * 100))


def credentials(*kinds: str) -> tuple[Credential, ...]:
    """Credentials without an end."""
    return tuple(Credential(kind=kind) for kind in kinds)


def attestation(last: date = date(2029, 6, 30)) -> Credential:
    """The medical attestation to carry the public, valid five years (assumed) up to ``last``."""
    return Credential(kind=PASSENGER_ATTESTATION, first=date(last.year - 5, last.month, last.day), last=last)
