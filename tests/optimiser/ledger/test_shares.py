"""Shares add up to the cent whatever the key, and nobody pays for what the key does not count."""

from random import Random
from typing import Any, Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.instance import Instance
from models.plan import Plan
from models.share_faults import find_share_faults
from models.shares import FixedPart, Measure, Part, Partner, Rule, ShareKey
from optimiser.ledger import charges, partners_of, share_costs, split
from optimiser.travel import travel_times
from tests.optimiser.ledger.plans import SEEDS, money, small_plans
from tests.optimiser.ledger.valley import make_instance, make_plan

USED: tuple[Measure, ...] = ("hours", "sessions", "rides", "passengers", "stand_alone")
EVERY: tuple[Measure, ...] = (*USED, "population", "equal", "fixed")


def with_other_costs(plan: Plan, seed: int) -> Plan:
    """A plan whose tours, duties, taxis and overtime cost what a seed says, now and then nothing."""
    random = Random(seed)

    def cents() -> int:
        return random.choice((0, 1, random.randrange(1000), random.randrange(10**7)))

    return plan.model_copy(
        update={
            "tours": tuple(tour.model_copy(update={"cost_cents": cents()}) for tour in plan.tours),
            "duties": tuple(duty.model_copy(update={"cost_cents": cents()}) for duty in plan.duties),
            "rides": tuple(ride.model_copy(update={"taxi_cents": 0 if ride.tour else cents()}) for ride in plan.rides),
            "overtime_cents": cents() if plan.duties else 0,
        }
    )


def key_of(*mix: Part, **fields: Any) -> ShareKey:
    return ShareKey(name="clé", rules=(Rule(mix=mix),), **fields)


def test_by_hand() -> None:
    instance, plan = make_instance(), make_plan()
    key = key_of(Part(measure="passengers", percent=50), Part(measure="population", percent=50))
    found = share_costs([plan], instance, travel_times(instance), key)
    # 9500 cents: 4750 over 1 and 2 passengers, 4750 over 600, 300 and 100 inhabitants.
    assert [piece.shares for piece in found.slices] == [(0, 1583, 3167), (2850, 1425, 475)]
    assert found.cents == (2850, 3008, 3642)


def test_the_measure_of_nobody_goes_to_the_others() -> None:
    instance, plan = make_instance(), make_plan()
    key = key_of(Part(measure="hours", percent=60), Part(measure="stand_alone", percent=40))
    found = share_costs([plan], instance, travel_times(instance), key)
    assert [(piece.idle, piece.cents) for piece in found.slices] == [(True, 0), (False, 9500)]
    assert found.cents == (0, 2725, 6775)  # just what the plan's cost was charged for


def test_services_may_pay_for_themselves() -> None:
    instance, plan = make_instance(), make_plan()
    found = share_costs(
        [plan], instance, travel_times(instance), key_of(Part(measure="rides", percent=100), by="service")
    )
    assert {p.id: cents for p, cents in zip(found.partners, found.cents, strict=True)} == {"workshop": 0, "tad": 9500}


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, int, ShareKey]:
    """A plan, a seed its costs are drawn from, and a key for its instance."""
    index = draw(st.integers(0, len(SEEDS) - 1))
    instance = small_plans()[index][0]
    kinds: tuple[Literal["commune", "service"], ...] = ("commune", "service")
    by = draw(st.sampled_from(kinds))
    ids = list(instance.commune_by_id if by == "commune" else instance.any_service_by_id)
    names = [f"p{k}" for k in range(draw(st.integers(1, 4)))]
    owner = {id_: draw(st.sampled_from(names)) for id_ in ids}
    kind = "communes" if by == "commune" else "services"
    partners = tuple(
        Partner(id=name, name=name, **{kind: tuple(id_ for id_ in ids if owner[id_] == name)}) for name in names
    )
    services = list(instance.any_service_by_id)
    first = tuple(draw(st.lists(st.sampled_from(services), unique=True))) if services else ()
    rules = [Rule(mix=draw(mixes(names)))]
    if first:
        rules.append(Rule(services=first, mix=draw(mixes(names))))
    key = ShareKey(name="k", by=by, partners=partners, rules=tuple(rules))
    return index, draw(st.integers(0, 2**32)), key


@st.composite
def mixes(draw: st.DrawFn, names: list[str]) -> tuple[Part, ...]:
    cuts = sorted(draw(st.sets(st.integers(1, 99), max_size=3)))
    percents = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
    parts = []
    for percent in percents:
        measure = draw(st.sampled_from(EVERY))
        fixed = draw(st.sets(st.sampled_from(names), min_size=1)) if measure == "fixed" else ()
        listed = tuple(FixedPart(partner=name, parts=draw(st.integers(1, 9))) for name in sorted(fixed))
        parts.append(Part(measure=measure, percent=percent, parts=listed))
    return tuple(parts)


@given(cases())
@settings(max_examples=1000, suppress_health_check=[HealthCheck.too_slow])
def test_shares_add_up_to_the_cent_on_a_thousand_plans(case: tuple[int, int, ShareKey]) -> None:
    index, seed, key = case
    instance, made, times = small_plans()[index]
    plan = with_other_costs(made, seed)
    charged = charges(plan, instance, times)
    found = split(charged, [plan], instance, key)
    assert sum(found.cents) == found.total_cents == money(plan)
    assert min(found.cents) >= 0
    for piece in found.slices:
        assert sum(piece.shares) == piece.cents
        if not piece.idle:  # who has none of a measure pays nothing by it
            assert all(not share for amount, share in zip(piece.amounts, piece.shares, strict=True) if not amount)
    assert found == split(charged, [plan], instance, key)


@given(st.integers(0, len(SEEDS) - 1), st.sampled_from(USED))
def test_a_commune_that_receives_nothing_pays_what_the_key_says_and_no_more(index: int, measure: Measure) -> None:
    instance, plan, times = small_plans()[index]
    empty = instance.communes[0].model_copy(update={"id": "nobody", "name": "Sans", "population": 10**4})
    instance = instance.model_copy(update={"communes": (*instance.communes, empty)})
    found = share_costs([plan], instance, times, key_of(Part(measure=measure, percent=100)))
    assert found.cents[-1] == 0 or all(piece.idle for piece in found.slices)
    mixed = key_of(Part(measure="stand_alone", percent=70), Part(measure="population", percent=30))
    found = share_costs([plan], instance, times, mixed)
    by_use, by_people = found.slices
    assert found.cents[-1] == by_people.shares[-1]
    assert by_use.shares[-1] == 0


def faults(instance: Instance, **key: Any) -> list[tuple[str, str]]:
    key = {"name": "k", "rules": [{"mix": [{"measure": "equal", "percent": 100}]}], **key}
    return [(n.code, n.location.field) for n in find_share_faults(ShareKey.model_validate(key), instance)]


def test_every_fault_of_a_key_is_told_at_its_place() -> None:
    instance = make_instance()
    partners = [{"id": "x", "name": "X", "communes": ["a", "nowhere"], "services": ["tad"]}]
    partners.append({"id": "y", "name": "Y", "communes": ["a"]})
    rules = [
        {"services": ["tad"], "mix": [{"measure": "hours", "percent": 100}]},
        {
            "services": ["tad", "lost"],
            "mix": [{"measure": "fixed", "percent": 100, "parts": [{"partner": "z", "parts": 1}]}],
        },
    ]
    assert faults(instance, partners=partners, rules=rules, kit_prices=[{"kit": "K", "day_cents": 1}]) == [
        ("reference.unknown", "partners[0].communes"),
        ("share.other_kind", "partners[0]"),
        ("share.two_partners", "partners"),
        ("share.no_partner", "partners"),
        ("share.two_rules", "rules"),
        ("share.no_rule", "rules"),
        ("share.measure", "rules[0].mix[0].measure"),
        ("reference.unknown", "rules[1].services"),
        ("reference.unknown", "rules[1].mix[0].parts[0].partner"),
        ("reference.unknown", "kit_prices[0].kit"),
    ]
    assert faults(instance) == []


def test_measures_that_count_nothing_are_refused() -> None:
    instance = make_instance()
    population = [{"mix": [{"measure": "population", "percent": 100}]}]
    assert faults(instance, by="service", rules=population) == [("share.measure", "rules[0].mix[0].measure")]
    bare = instance.model_copy(
        update={"communes": tuple(c.model_copy(update={"population": 0}) for c in instance.communes)}
    )
    assert faults(bare, rules=population) == [("share.measure", "rules[0].mix[0].measure")]
    passengers = [
        {"services": ["workshop"], "mix": [{"measure": "passengers", "percent": 100}]},
        {"mix": [{"measure": "equal", "percent": 100}]},
        {"mix": [{"measure": "equal", "percent": 100}]},
    ]
    assert faults(instance, rules=passengers) == [
        ("share.two_rules", "rules[2].services"),
        ("share.measure", "rules[0].mix[0].measure"),
    ]


def test_partners_are_the_communes_unless_named() -> None:
    assert [partner.id for partner in partners_of(key_of(Part(measure="equal", percent=100)), make_instance())] == [
        "town",
        "a",
        "b",
    ]
