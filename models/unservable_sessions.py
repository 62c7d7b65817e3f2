"""Sessions that are asked for and that nobody can hold: known before any search, told as warnings."""

from collections.abc import Iterable, Iterator
from datetime import date

from models.base import WeeklyWindow
from models.horizon import Horizon, occurrences
from models.instance import Instance
from models.notices import Location, Notice, warning
from models.profiles import childcare_rules_on
from models.services import Service, SessionDemand, adults_needed
from models.territory import Venue, windows_on
from models.text import Message, message


def find_unservable_sessions(instance: Instance, horizon: Horizon) -> Iterator[Notice]:
    """Warnings about services and sessions no plan can hold, in an instance without errors."""
    asked = {demand.service for demand in instance.demands}
    for service in instance.services:
        if service.id in asked:
            yield from _crew(instance, horizon, service)
            yield from _equipment(instance, service)
    days: dict[str, list[date]] = {demand.id: [] for demand in instance.demands}
    for occurrence in occurrences(instance, horizon):
        days[occurrence.demand] += occurrence.days
    for demand in instance.demands:
        yield from _demand(instance, horizon, demand, sorted(set(days[demand.id])))


def _warn(code: str, table: str, item: str, field: str, what: Message, remedy: Message) -> Notice:
    return warning(code, Location(source=table, field=field, item=item), what, remedy)


def _crew(instance: Instance, horizon: Horizon, service: Service) -> Iterator[Notice]:
    for need in service.crew:
        held = sum(any(p.holds(need.qualification, day) for day in horizon.days) for p in instance.people)
        if held < need.count:
            yield _warn(
                "service.nobody",
                "services",
                service.id,
                "crew",
                message(
                    "{count} people with {qualification} are needed, and {held} have it in the weeks planned",
                    count=need.count,
                    qualification=need.qualification,
                    held=held,
                ),
                message("add the people or their diplomas; until then no session of the service is held"),
            )


def _equipment(instance: Instance, service: Service) -> Iterator[Notice]:
    if service.vehicle_use != "none":
        suitable = [v for v in instance.vehicles if set(service.vehicle_features) <= set(v.features)]
        if not suitable:
            yield _warn(
                "service.no_vehicle",
                "services",
                service.id,
                "vehicle_features",
                message(
                    "no vehicle has what the service asks for: {features}", features=_words(service.vehicle_features)
                ),
                message("add it to a vehicle's equipment, or ask for less"),
            )
    if service.kit_kind is not None and not any(kit.kind == service.kit_kind for kit in instance.kits):
        yield _warn(
            "service.no_kit",
            "services",
            service.id,
            "kit_kind",
            message("there is no kit of the kind {kind}", kind=service.kit_kind),
            message("add the kit, or take its kind away from the service"),
        )


def _adults(instance: Instance, horizon: Horizon, service: Service, demand: SessionDemand) -> Iterator[Notice]:
    if service.childcare is None:
        return
    kinds = {need.qualification for need in service.crew}
    held = sum(any(p.holds(kind, day) for kind in kinds for day in horizon.days) for p in instance.people)
    children = demand.attendance.crawlers + demand.attendance.walkers
    asked = []
    for day in horizon.days:
        rules = childcare_rules_on(instance.childcare_rules, service.childcare.rules, day)
        alone = children <= rules.alone_max_children.value
        asked.append(1 if alone else adults_needed(rules, service.childcare.ratio, demand.attendance))
    if held < min(asked):
        yield _warn(
            "demand.ratio",
            "demands",
            demand.id,
            "attendance.walkers",
            message(
                "{children} children need {count} adults, and {held} people have a diploma the crew asks for",
                children=children,
                count=min(asked),
                held=held,
            ),
            message("add people or diplomas, or correct the attendance"),
        )


def _demand(instance: Instance, horizon: Horizon, demand: SessionDemand, days: list[date]) -> Iterator[Notice]:
    service = instance.service_by_id[demand.service]
    if demand.attendance.people < service.min_attendance:
        yield _warn(
            "demand.attendance",
            "demands",
            demand.id,
            "attendance.others",
            message(
                "{people} people are expected, fewer than the {least} the service asks for",
                people=demand.attendance.people,
                least=service.min_attendance,
            ),
            message("correct the attendance; until then the session is not held"),
        )
    yield from _adults(instance, horizon, service, demand)
    venues = [instance.venue_by_id[id_] for id_ in demand.venues]
    equipped = [venue for venue in venues if set(service.venue_features) <= set(venue.features)]
    if not equipped:
        yield _warn(
            "demand.no_venue",
            "demands",
            demand.id,
            "venues",
            message(
                "none of the venues has what the service needs: {features}", features=_words(service.venue_features)
            ),
            message("add a venue that has it"),
        )
        return
    fit = [v for v in equipped if not service.needs_authorisation or _authorised(v, service, demand, horizon.days)]
    if not fit:
        yield _warn(
            "demand.no_authorisation",
            "demands",
            demand.id,
            "venues",
            message(
                "none of the venues is authorised for {kind} with {people} places in the weeks planned",
                kind=service.kind,
                people=demand.attendance.people,
            ),
            message("add the authorisation, or another venue"),
        )
        return
    yield from _calendar(instance, service, demand, fit, days)


def _authorised(venue: Venue, service: Service, demand: SessionDemand, days: Iterable[date]) -> bool:
    return any(
        authorisation.service_kind == service.kind
        and authorisation.places >= demand.attendance.people
        and any(day in authorisation for day in days)
        for authorisation in venue.authorisations
    )


def _calendar(
    instance: Instance, service: Service, demand: SessionDemand, venues: list[Venue], days: list[date]
) -> Iterator[Notice]:
    open_days = [day for day in days if _held_on(instance, service, day)]
    if days and not open_days:
        yield _warn(
            "demand.no_day",
            "demands",
            demand.id,
            "weekdays",
            message("every day it could be held on is a holiday or a closure"),
            message("allow other days"),
        )
    elif days and not any(_time_found(instance, service, demand, venue, day) for venue in venues for day in open_days):
        yield _warn(
            "demand.no_time",
            "demands",
            demand.id,
            "start_windows",
            message("set-up, session and tear-down fit no opening of the venues at the starts allowed"),
            message("widen the starts or the openings, or shorten the session"),
        )


def _held_on(instance: Instance, service: Service, day: date) -> bool:
    if instance.territory.is_holiday(day) or any(day in closure for closure in service.closures):
        return False
    school = instance.territory.is_school_holiday(day)
    return not (school and service.school_holidays == "closed") and not (
        not school and service.school_holidays == "only"
    )


def _time_found(instance: Instance, service: Service, demand: SessionDemand, venue: Venue, day: date) -> bool:
    seasons = instance.territory.seasons_on(day)
    starts: tuple[WeeklyWindow, ...] = demand.start_windows or service.start_windows
    after = service.duration_min + service.tear_down_min
    return any(
        max(opens + service.set_up_min, first) <= min(closes - after, last)
        for opens, closes in venue.open_windows(day, seasons)
        for first, last in windows_on(starts, day, seasons)
    )


def _words(features: tuple[str, ...]) -> str:
    return ", ".join(features)
