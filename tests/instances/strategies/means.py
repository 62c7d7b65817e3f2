"""Vehicles, kits, people and working-time rules."""

from typing import Any

from hypothesis import strategies as st

from models import base, fleet, people, profiles
from tests.instances.strategies.values import (
    days,
    figures,
    ids,
    maybe,
    minutes,
    moments,
    named,
    names,
    pair,
    periods,
    ranges,
    several,
    tags,
    texts,
    weekly,
)


@st.composite
def vehicle(draw: Any, id_: str, depot: str, speeds: list[str], seasons: list[str]) -> fleet.Vehicle:
    layout = st.builds(fleet.Layout, id=ids, seats=st.integers(0, 60), wheelchairs=st.integers(0, 3))
    plain = st.sampled_from([fleet.Layout(id="8", seats=8), fleet.Layout(id="5+1", seats=5, wheelchairs=1)])
    return fleet.Vehicle(
        id=id_,
        name=draw(names),
        depot=depot,
        layouts=tuple(draw(st.lists(layout | plain, min_size=1, max_size=3, unique_by=lambda found: found.id))),
        child_seats=draw(st.integers(0, 4)),
        features=draw(tags),
        licence=draw(ids),
        profile=draw(st.sampled_from(speeds)),
        availability=draw(several(weekly(seasons))),
        unavailable=draw(several(periods())),
        energy=draw(st.sampled_from(["diesel", "petrol", "electric", "gas"])),
        range_m=draw(st.integers(0, 10**9)),
        cost_km_cents=draw(st.integers(0, 10**11)),
        owner=draw(texts),
    )


@st.composite
def kit(draw: Any, id_: str, homes: list[str]) -> fleet.Kit:
    return fleet.Kit(
        id=id_,
        name=draw(names),
        kind=draw(ids),
        home=draw(st.sampled_from(homes)),
        unavailable=draw(several(periods())),
        owner=draw(texts),
    )


@st.composite
def person(draw: Any, id_: str, places: list[str], seasons: list[str]) -> people.Person:
    credentials = several(st.builds(lambda days_, kind: people.Credential(**dict(days_), kind=kind), ranges(), ids))
    activities = []
    for activity in draw(named(set())):
        day, (start, end) = draw(days), draw(pair(st.integers(0, 1439)).filter(lambda two: two[0] < two[1]))
        activities.append(
            people.FixedActivity(
                id=activity,
                name=draw(names),
                place=draw(st.sampled_from(places)),
                start=base.at(day, start),
                end=base.at(day, end),
            )
        )
    return people.Person(
        id=id_,
        name=draw(names),
        base=draw(st.sampled_from(places)),
        credentials=(people.Credential(kind="permis-b"), *draw(credentials)),
        contract=people.Contract(week_min=draw(st.integers(0, 3000)), cost_hour_cents=draw(st.integers(0, 9999))),
        work_rules=draw(st.sampled_from(["fr-public", "fr-private"])),
        availability=draw(several(weekly(seasons))),
        absences=draw(several(periods())),
        own_car=draw(st.booleans()),
        activities=tuple(activities),
        history=people.WorkHistory(
            week_work_min=draw(several(st.integers(0, 3000), 3)), last_duty_end=draw(maybe(moments))
        ),
        employer=draw(texts),
    )


@st.composite
def work_rules(draw: Any) -> profiles.WorkRules:
    kinds = st.sampled_from(["promised_pickup", "session", "duty", "stop_order"])
    late = several(st.tuples(st.integers(-99, 999), st.integers(-99, 999)))
    values: dict[str, Any] = {
        name: draw(figures) for name, f in profiles.WorkRules.model_fields.items() if f.annotation is profiles.Figure
    }
    return profiles.WorkRules(
        **dict(draw(ranges())),
        profile="of-our-own",
        title=draw(names),
        employer=draw(st.sampled_from(["public", "private"])),
        meal_from=draw(minutes),
        meal_until=draw(minutes),
        riding_is_work=draw(st.booleans()),
        change_prices=draw(several(st.builds(profiles.ChangePrice, kind=kinds, base=st.integers(0, 999), late=late))),
        **values,
    )
