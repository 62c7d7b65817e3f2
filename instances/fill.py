"""What an instance may leave to be filled in: French rule profiles, public and school holidays of a region."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import holidays
from pydantic import TypeAdapter

from instances.book import close_to
from instances.faults import error
from models.base import DateRange
from models.instance import Instance
from models.notices import Location, Notice
from models.profiles import ChildcareRules, WorkRules
from models.territory import Holiday
from models.text import message

RULES_FOLDER = Path(__file__).parent / "rules"
_YEARS_AROUND = (-1, 0, 1, 2)
_ALSACE = {"67": "6AE", "68": "6AE"}


@cache
def bundled_work_rules() -> tuple[WorkRules, ...]:
    """The working-time profiles that come with Halte."""
    return TypeAdapter(tuple[WorkRules, ...]).validate_python(_bundled("work_rules"))


@cache
def bundled_childcare_rules() -> tuple[ChildcareRules, ...]:
    """The childcare profiles that come with Halte."""
    return TypeAdapter(tuple[ChildcareRules, ...]).validate_python(_bundled("childcare_rules"))


def _bundled(key: str) -> tuple[object, ...]:
    documents = (tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(RULES_FOLDER.glob("*.toml")))
    return tuple(rule for document in documents for rule in document.get(key, ()))


def fill_rules(instance: Instance) -> Instance:
    """The instance with the bundled rules of each profile it names and does not hold."""
    work = {person.work_rules for person in instance.people} - {rule.profile for rule in instance.work_rules}
    named = {service.childcare.rules for service in instance.services if service.childcare}
    childcare = named - {rule.profile for rule in instance.childcare_rules}
    more_work = tuple(rule for rule in bundled_work_rules() if rule.profile in work)
    more_childcare = tuple(rule for rule in bundled_childcare_rules() if rule.profile in childcare)
    if not more_work and not more_childcare:
        return instance
    return instance.model_copy(
        update={
            "work_rules": instance.work_rules + more_work,
            "childcare_rules": instance.childcare_rules + more_childcare,
        }
    )


def fill_calendars(instance: Instance, region: str, zone: str) -> tuple[Instance, list[Notice]]:
    """The instance with the holidays of its region and school zone, for the years around its week.

    A calendar that already holds days is left as it is. A region or a zone that is not known is a notice.
    """
    notices: list[Notice] = []
    territory, update = instance.territory, dict[str, object]()
    if region and not territory.holidays:
        found = public_holidays(region, instance.week)
        if found is None:
            notices.append(_unknown("holidays_region", region, ("FR", "FR-57", "FR-67", "FR-971", "AD")))
        update["holidays"] = found or ()
    if zone and not territory.school_holidays:
        breaks = school_holidays(zone, instance.week)
        if breaks is None:
            notices.append(_unknown("school_zone", zone, ("A", "B", "C")))
        update["school_holidays"] = breaks or ()
    return instance.model_copy(update={"territory": territory.model_copy(update=update)}), notices


def _unknown(field: str, value: str, known: tuple[str, ...]) -> Notice:
    what = message("{value} is not one of: {choices}", value=value, choices=", ".join(known))
    close = close_to(value.upper(), known)
    remedy = message("did you mean {close}?", close=close) if close else message("choose one of them")
    return error("value.choice", Location(source="territory", field=field), what, remedy)


def public_holidays(region: str, around: date) -> tuple[Holiday, ...] | None:
    """Public holidays of a country, or of a part of it (``FR-57``); ``None`` for a region that is not known."""
    country, _, part = region.strip().upper().partition("-")
    try:
        language = "fr" if "fr" in holidays.country_holidays(country).supported_languages else None
        calendar = holidays.country_holidays(
            country, subdiv=_ALSACE.get(part, part) or None, language=language, years=_years(around)
        )
    except NotImplementedError:
        return None
    return tuple(Holiday(date=day, name=name) for day, name in sorted(calendar.items()))


def school_holidays(zone: str, around: date) -> tuple[DateRange, ...] | None:
    """School holidays of a French zone (A, B, C) as ranges of days; ``None`` for a zone that is not known."""
    try:
        calendar = holidays.country_holidays(
            "FR",
            subdiv=f"Zone {zone.strip().upper().removeprefix('ZONE ')}",
            categories=("school",),
            language="fr",
            years=_years(around),
        )
    except NotImplementedError:
        return None
    return tuple(_ranges(calendar))


def _years(around: date) -> list[int]:
    return [around.year + k for k in _YEARS_AROUND]


def _ranges(days: Mapping[date, str]) -> Iterator[DateRange]:
    run: list[date] = []
    for day, name in sorted(days.items()):
        if run and (day - run[-1] > timedelta(days=1) or name != days[run[0]]):
            yield DateRange(first=run[0], last=run[-1], name=days[run[0]])
            run = []
        run.append(day)
    if run:
        yield DateRange(first=run[0], last=run[-1], name=days[run[0]])
