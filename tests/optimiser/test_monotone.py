"""More people, vehicles or time, or one rule less, never leave more need unserved than the reported gap."""

from collections.abc import Callable
from random import Random

import pytest

from models.instance import Instance
from models.people import PASSENGER_ATTESTATION, Credential
from models.profiles import Figure
from optimiser.solve import Limit, solve
from tests.optimiser.strategies.tiny import tiny_ride, tiny_sessions

LIMIT = Limit(iterations=200)


def one_more_person(instance: Instance) -> Instance:
    """Somebody more, who may do everything."""
    kinds = ("adviser", "permis-b", PASSENGER_ATTESTATION)
    able = {"id": "more", "credentials": tuple(Credential(kind=kind) for kind in kinds), "availability": ()}
    return instance.model_copy(update={"people": (*instance.people, instance.people[0].model_copy(update=able))})


def one_more_vehicle(instance: Instance) -> Instance:
    """A vehicle more, always there."""
    more = instance.vehicles[0].model_copy(update={"id": "more", "availability": ()})
    return instance.model_copy(update={"vehicles": (*instance.vehicles, more)})


def no_opening_hours(instance: Instance) -> Instance:
    """Rooms always open, for anybody at once."""
    always = {"opening": (), "shareable": True}
    return instance.model_copy(update={"venues": tuple(venue.model_copy(update=always) for venue in instance.venues)})


def no_limit_of_a_day(instance: Instance) -> Instance:
    """A day of work as long as the clock."""
    long = {"day_work_min": Figure(value=1440), "day_amplitude_min": Figure(value=1440)}
    return instance.model_copy(
        update={"work_rules": tuple(rules.model_copy(update=long) for rules in instance.work_rules)}
    )


def need(instance: Instance) -> tuple[int, int]:
    """Tier 1 of the plan, and its bound."""
    tier = next(tier for tier in solve(instance, limit=LIMIT, seed=1).plan.tiers if tier.tier == "need")
    assert tier.lower_bound is not None
    return tier.value, tier.lower_bound


@pytest.mark.parametrize("relaxed", [one_more_person, one_more_vehicle, no_opening_hours, no_limit_of_a_day])
@pytest.mark.parametrize("made", [tiny_sessions, tiny_ride])
def test_what_makes_a_week_easier_never_leaves_more_need(
    made: Callable[[Random], Instance], relaxed: Callable[[Instance], Instance]
) -> None:
    for seed in range(20, 26):
        instance = made(Random(seed))
        value, _ = need(instance)
        easier, bound = need(relaxed(instance))
        assert bound <= value, f"seed {seed}: the bound of the easier week is above a plan of the harder one"
        # Weeks as small as these leave no gap to allow for.
        assert easier <= value, f"seed {seed}: a plan of the easier week leaves more"
