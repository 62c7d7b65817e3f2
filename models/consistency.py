"""Errors between items that each exist: rules not in force, patterns longer than the cycle, places far away, pins."""

from collections.abc import Iterator
from statistics import median

from models.base import duplicates
from models.geography import distance_m
from models.horizon import Horizon, occurrences, ride_items
from models.instance import Instance
from models.notices import Location, Notice, error, warning
from models.profiles import ChildcareRules, WorkRules
from models.territory import Commune, Place
from models.text import message


def find_inconsistencies(instance: Instance, horizon: Horizon) -> Iterator[Notice]:
    """Errors that no single reference shows, and idle pins and exceptions as warnings."""
    yield from _far_places(instance)
    yield from _people(instance, horizon)
    yield from _rules(instance, horizon)
    yield from _patterns(instance)
    yield from _promises(instance)
    yield from _pins(instance, horizon)


def _far_places(instance: Instance) -> Iterator[Notice]:
    spots: list[tuple[str, Commune | Place]] = [
        (table, spot)
        for table in ("communes", "depots", "venues", "stops", "addresses")
        for spot in getattr(instance, table)
    ]
    if not spots:
        return
    middle = median(spot.lon for _, spot in spots), median(spot.lat for _, spot in spots)
    limit_km = instance.territory.max_extent_km
    for table, spot in spots:
        km = round(distance_m(*middle, spot.lon, spot.lat) / 1000)
        if km <= limit_km:
            continue
        swapped = abs(spot.lon) <= 90 and distance_m(*middle, spot.lat, spot.lon) <= limit_km * 1000
        yield error(
            "place.far",
            Location(source=table, field="lon", item=spot.id),
            message(
                "the place lies {km} km from the middle of the territory, more than {limit}", km=km, limit=limit_km
            ),
            message("exchange longitude and latitude")
            if swapped
            else message("correct its longitude and latitude, or raise the territory's extent"),
        )


def _people(instance: Instance, horizon: Horizon) -> Iterator[Notice]:
    known = {rule.profile for rule in instance.work_rules}
    for person in instance.people:
        if not person.credentials:
            yield error(
                "person.no_credential",
                Location(source="people", field="credentials", item=person.id),
                message("{name} has no diploma, licence or attestation", name=person.name),
                message("give at least one, or take the person away"),
            )
        if person.work_rules in known:
            where = Location(source="people", field="work_rules", item=person.id)
            yield from _not_in_force(instance.work_rules, person.work_rules, horizon, where)
        end = person.history.last_duty_end
        if end is not None and end > horizon.moment(0):
            yield warning(
                "history.late",
                Location(source="people", field="history.last_duty_end", item=person.id),
                message("the last duty ends on {day}, after the first day planned", day=str(end.date())),
                message("give the last duty before the plan begins"),
            )


def _rules(instance: Instance, horizon: Horizon) -> Iterator[Notice]:
    known = {rule.profile for rule in instance.childcare_rules}
    for service in instance.services:
        if service.childcare and service.childcare.rules in known:
            where = Location(source="services", field="childcare.rules", item=service.id)
            yield from _not_in_force(instance.childcare_rules, service.childcare.rules, horizon, where)
    for table in ("work_rules", "childcare_rules"):
        rules: tuple[WorkRules | ChildcareRules, ...] = getattr(instance, table)
        for index, rule in enumerate(rules):
            for other in rules[:index]:
                if other.profile == rule.profile and _overlap(rule, other):
                    yield error(
                        "rules.overlap",
                        Location(source=table, field="first", item=rule.profile),
                        message("two rules of {profile} are in force on the same days", profile=rule.profile),
                        message("end the one the day before the other begins"),
                    )


def _overlap(a: WorkRules | ChildcareRules, b: WorkRules | ChildcareRules) -> bool:
    return not ((a.last and b.first and a.last < b.first) or (b.last and a.first and b.last < a.first))


def _not_in_force(
    rules: tuple[WorkRules, ...] | tuple[ChildcareRules, ...], profile: str, horizon: Horizon, where: Location
) -> Iterator[Notice]:
    of_profile = [rule for rule in rules if rule.profile == profile]
    gap = next((day for day in horizon.days if not any(day in rule for rule in of_profile)), None)
    if gap is not None:
        yield error(
            "rules.not_in_force",
            where,
            message("no rules of {profile} are in force on {day}", profile=profile, day=gap.isoformat()),
            message("add the rules of that period"),
        )


def _patterns(instance: Instance) -> Iterator[Notice]:
    for demand in instance.demands:
        every, cycle = demand.pattern.every_weeks, instance.cycle_weeks
        if every > cycle:
            yield error(
                "pattern.longer_than_cycle",
                Location(source="demands", field="pattern.every_weeks", item=demand.id),
                message("a session every {every} weeks does not fit a cycle of {cycle}", every=every, cycle=cycle),
                message("lengthen the cycle of the territory"),
            )
        for day in duplicates(e.date.isoformat() for e in demand.exceptions if e.kind != "added"):
            yield error(
                "exception.duplicate",
                Location(source="demands", field="exceptions", item=demand.id),
                message("two exceptions say what becomes of {day}", day=day),
                message("keep one of them"),
            )


def _promises(instance: Instance) -> Iterator[Notice]:
    for ride in instance.rides:
        for promise in ride.promises:
            if promise.leg == "return" and ride.return_trip is None:
                yield error(
                    "promise.no_return",
                    Location(source="rides", field="promises", item=ride.id),
                    message("a return is promised on {day}, and none is asked for", day=promise.date.isoformat()),
                    message("ask for the return, or take the promise away"),
                )


def _pins(instance: Instance, horizon: Horizon) -> Iterator[Notice]:
    if not instance.pins:
        return
    items = _items(instance, horizon)
    stems = {demand.id for demand in instance.demands} | {ride.id for ride in instance.rides}
    for pin in instance.pins:
        where = Location(source="pins", field="item", item=pin.item)
        for field, item in (("item", pin.item), ("after", pin.after)):
            if item is None or item in items:
                continue
            stem = item.rpartition("@")[0]
            # A ride that follows a session is named by the ride and the session: ``ride@demand.series@week``.
            if {stem, stem.rpartition(".")[0], stem.rpartition("@")[0]} & stems:
                yield warning(
                    "pin.idle",
                    where.model_copy(update={"field": field}),
                    message("{id} is not asked for in the weeks planned", id=item),
                    message("the pin is kept for its own weeks"),
                )
            else:
                yield error(
                    "pin.unknown",
                    where.model_copy(update={"field": field}),
                    message("{id} is neither a session nor a ride asked for", id=item),
                    message("copy the identifier from a plan"),
                )
        for field, id_, known in (
            ("place", pin.place, instance.places.keys()),
            ("vehicle", pin.vehicle, instance.vehicle_by_id.keys()),
            *(("people", person, instance.person_by_id.keys()) for person in pin.people),
        ):
            if id_ is not None and id_ not in known:
                yield error(
                    "reference.unknown",
                    where.model_copy(update={"field": field}),
                    message("{id} is not known", id=id_),
                    message("correct the identifier, or add it there"),
                )


def _items(instance: Instance, horizon: Horizon) -> set[str]:
    """Ids of every item of the horizon, as far as references allow."""
    sound = instance.model_copy(
        update={
            "demands": tuple(demand for demand in instance.demands if demand.service in instance.service_by_id),
            "rides": tuple(ride for ride in instance.rides if ride.origin in instance.places),
        }
    )
    asked = occurrences(sound, horizon)
    return {occurrence.id for occurrence in asked} | {item.id for item in ride_items(sound, horizon, asked)}
