"""The bundled territories: what their files hold is what the code gives, and what their READMEs promise."""

from collections import Counter

import pytest

from instances.fill import fill_rules
from instances.generators.__main__ import BUILDERS
from instances.generators.sources import INSTANCES
from instances.read import read_instance
from models.horizon import horizon_of, occurrences, ride_items
from models.instance import Instance
from models.people import PASSENGER_ATTESTATION
from models.profiles import childcare_rules_on
from models.services import adults_needed

TOLD = {"train-de-nuit", "reserve-trop-tard", "depart-avant-l-aube"}
"""Bookings put there to show how a reason reads."""


@pytest.fixture(scope="module")
def built() -> dict[str, Instance]:
    return {name: fill_rules(build()) for name, build in BUILDERS.items()}


@pytest.mark.parametrize("name", BUILDERS)
def test_files_are_what_the_code_gives(name: str, built: dict[str, Instance]) -> None:
    stored, notices = read_instance(INSTANCES / name)
    assert stored == built[name]
    assert {notice.location.item for notice in notices} <= TOLD


@pytest.mark.parametrize("name", BUILDERS)
def test_same_seed_same_territory(name: str, built: dict[str, Instance]) -> None:
    assert fill_rules(BUILDERS[name]()) == built[name]


def _items(instance: Instance) -> tuple[int, Counter[object]]:
    """Session occurrences, and rides (both directions counted) per day of the default horizon."""
    horizon = horizon_of(instance)
    asked = occurrences(instance, horizon)
    return len(asked), Counter(item.day for item in ride_items(instance, horizon, asked) for _ in item.legs)


def test_seille_is_one_van_five_people_three_villages_and_a_fourth(built: dict[str, Instance]) -> None:
    seille = built["seille-creche"]
    assert (len(seille.vehicles), len(seille.people)) == (1, 5)
    by_service = {s.id: {d.commune for d in seille.demands if d.service == s.id} for s in seille.services}
    assert len(by_service["creche"]) == 3
    assert len(by_service["ludotheque"] - by_service["creche"]) == 1
    assert all(d.weekdays == (3,) for d in seille.demands if d.service == "ludotheque")


def test_creche_needs_no_more_adults_than_its_crew(built: dict[str, Instance]) -> None:
    for name in ("seille-creche", "andorra"):
        instance = built[name]
        service = instance.service_by_id["creche"]
        assert service.childcare is not None
        rules = childcare_rules_on(instance.childcare_rules, service.childcare.rules, instance.week)
        for demand in instance.demands:
            if demand.service == service.id:
                assert adults_needed(rules, service.childcare.ratio, demand.attendance) <= service.crew_size
                venues = [instance.venue_by_id[venue] for venue in demand.venues]
                assert all(venue.authorisations[0].places >= demand.attendance.people for venue in venues)


def test_ecrins_is_22_desks_over_two_weeks(built: dict[str, Instance]) -> None:
    ecrins = built["ecrins-desks"]
    assert len(ecrins.demands) == 22
    assert ecrins.cycle_weeks == 2
    assert {d.pattern.every_weeks for d in ecrins.demands} == {1, 2}
    assert any(d.pattern.nth for d in ecrins.demands)
    assert _items(ecrins)[0] == 29


def test_queyras_rides(built: dict[str, Instance]) -> None:
    queyras = built["queyras"]
    sessions, rides = _items(queyras)
    assert (sessions, rides[None]) == (10, 14)
    assert (len(queyras.vehicles), len(queyras.people)) == (3, 6)
    items = Counter(
        item.day for item in ride_items(queyras, horizon_of(queyras), occurrences(queyras, horizon_of(queyras)))
    )
    del items[None]
    assert len(items) == 5
    assert all(15 <= count <= 25 for count in items.values())


def test_andorra_has_sixty_rides_a_day_and_one_that_cannot_be(built: dict[str, Instance]) -> None:
    andorra = built["andorra"]
    sessions, rides = _items(andorra)
    assert sessions == 10
    assert (len(andorra.vehicles), len(andorra.people)) == (5, 12)
    del rides[None]
    assert sorted(rides.values()) == [60, 60, 60, 60, 61]


@pytest.mark.parametrize(("name", "share"), [("queyras", 4 / 6), ("andorra", 8 / 12)])
def test_two_people_in_three_may_carry_passengers(name: str, share: float, built: dict[str, Instance]) -> None:
    people = built[name].people
    assert sum(p.holds(PASSENGER_ATTESTATION, built[name].week) for p in people) / len(people) == share


@pytest.mark.parametrize("name", ["queyras", "andorra"])
def test_bookings_keep_to_the_stated_shares(name: str, built: dict[str, Instance]) -> None:
    instance = built[name]
    drawn = [ride for ride in instance.rides if ride.id.startswith("r") and ride.session is None]
    assert 0.75 <= sum(r.return_trip is not None for r in drawn) / len(drawn) <= 0.85
    assert 0.05 <= sum(r.wheelchairs > 0 for r in drawn) / len(drawn) <= 0.10
    assert sum(r.outbound.dropoff is not None for r in drawn) / len(drawn) >= 0.75
    assert all(instance.places[r.origin].accessible for r in drawn if r.wheelchairs)
