"""Bodies that only share rooms are planned apart and put together: the same optimum, proved by parts."""

from datetime import datetime

import pytest

from instances.bundled import load_bundled
from models.horizon import horizon_of, occurrences
from models.instance import Instance
from optimiser.master import stage
from optimiser.master.build import build, scope_of
from optimiser.master.parts import parts_of
from optimiser.master.search import Budget
from optimiser.master.stage import SessionStage, plan_sessions
from optimiser.progress import StopFlag
from optimiser.travel import travel_times


@pytest.fixture(scope="module")
def desks() -> Instance:
    return load_bundled("ecrins-desks")


def some(instance: Instance, services: set[str]) -> Instance:
    """Only some services of an instance, and the people who hold them."""
    assert services <= {service.id for service in instance.services}
    kept = [service for service in instance.services if service.id in services]
    kinds = {need.qualification for service in kept for need in service.crew}
    people = [p for p in instance.people if any(credential.kind in kinds for credential in p.credentials)]
    demands = [demand for demand in instance.demands if demand.service in services]
    data = instance.model_dump()
    data |= {
        "services": [service.model_dump() for service in kept],
        "people": [person.model_dump() for person in people],
        "demands": [demand.model_dump() for demand in demands],
    }
    return Instance.model_validate(data)


def staged(instance: Instance) -> SessionStage:
    horizon = horizon_of(instance)
    return plan_sessions(
        instance,
        horizon,
        travel_times(instance),
        occurrences(instance, horizon),
        {},
        previous=None,
        kept=frozenset(),
        made_at=datetime(2027, 1, 7),
        budget=Budget(deterministic=60.0),
        seed=1,
        stop=StopFlag(),
    )


def test_parts_share_nobody_and_leave_nothing_out(desks: Instance) -> None:
    horizon = horizon_of(desks)
    scope = scope_of(desks, horizon, travel_times(desks), occurrences(desks, horizon), {})
    ctx, _ = build(scope)
    parts = parts_of(ctx)
    assert len(parts) == len({person.employer for person in desks.people})
    assert sorted(o for part in parts for o in part.asked) == list(range(len(scope.asked)))
    assert sorted(p for part in parts for p in part.portion.staff) == list(range(len(desks.people)))
    for part in parts:
        assert [scope.asked[o] for o in part.asked] == list(part.scope.asked)
        assert {p for p, _ in build(part.scope)[0].v.member} <= part.portion.staff


@pytest.mark.parametrize("services", [("caf", "cpam"), ("caf", "msa", "pmi"), ("mission-locale", "departement")])
def test_parts_prove_what_the_whole_proves(
    desks: Instance, services: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    instance = some(desks, {f"permanence-{name}" for name in services})
    apart = staged(instance)
    monkeypatch.setattr(stage, "parts_of", lambda _: [])
    whole = staged(instance)
    assert apart.optimal == whole.optimal == {"need", "change", "cost", "fairness", "comfort"}
    assert apart.values == whole.values == apart.bounds == whole.bounds


def test_one_body_is_one_part() -> None:
    seille = load_bundled("seille-creche")
    horizon = horizon_of(seille)
    scope = scope_of(seille, horizon, travel_times(seille), occurrences(seille, horizon), {})
    assert parts_of(build(scope)[0]) == []
