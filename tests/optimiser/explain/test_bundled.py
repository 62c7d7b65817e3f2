"""What is said of the bundled territories' unserved items, confirmed again by means of its own: solver and checker."""

from pathlib import Path

import pytest

from instances import bundled, load_bundled
from models.edits import Edit, apply_edits
from models.horizon import Occurrence, horizon_of, occurrences, ride_items
from models.instance import Instance
from models.plan import Plan, Unserved
from optimiser.check import check
from optimiser.explain import Explained, explain
from optimiser.explain.case import served_by
from optimiser.offers import OfferDesk
from optimiser.solve import Limit, solve
from optimiser.travel import TravelTimes, travel_times

ITERATIONS = 800
GRAIN = {"ride-window": 5, "ride-time": 5, "session-wait": 5, "reserve": 15, "service-hours": 15}
GRAIN |= {"person-hours": 15, "vehicle-hours": 15, "contract": 30}


def one_of_each_reason(plan: Plan) -> list[str]:
    """The unserved items of a plan, one for each kind and set of rules."""
    found: dict[tuple[object, ...], Unserved] = {}
    for unserved in plan.unserved:
        reasons = tuple((reason.kind, reason.codes) for reason in unserved.reasons)
        found.setdefault((unserved.kind, reasons), unserved)
    return [unserved.item for unserved in found.values()]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["seille-creche", "ecrins-desks", "queyras"])
def test_every_reason_and_every_change_shown_is_confirmed(name: str) -> None:
    instance, folder = load_bundled(name), bundled()[name]
    times = travel_times(instance, folder)
    plan = solve(instance, limit=Limit(seconds=None, iterations=ITERATIONS), base_dir=folder).plan
    wanted = one_of_each_reason(plan)
    found = list(explain(instance, plan, wanted, seconds=600, base_dir=folder, times=times))
    assert [one.explanation.item for one in found] == wanted
    for one in found:
        told = one.explanation
        assert told.complete
        assert told.verdict in ("impossible", "not_chosen")
        assert all(reason.kind == told.verdict for reason in told.reasons)
        alone = served_by(solved_alone(instance, plan, told.item, folder))
        assert (told.item in alone) == (told.verdict == "not_chosen")
        confirm_forced(one, instance, plan, times)
        for relaxation, (edited, made) in zip(told.relaxations, one.relaxed, strict=True):
            assert edited == apply_edits(instance, relaxation.edits)
            assert check(edited, made, times, plan) == ()
            assert served_by(made) >= served_by(plan) | {told.item}
            assert relaxation.need > 0
            for less in smaller(relaxation.edits):
                assert not fits(apply_edits(instance, less), plan, times, told.item)


def solved_alone(instance: Instance, plan: Plan, item: str, folder: Path) -> Plan:
    """A plan of the item alone, with all vehicles and people, built without the explainer."""
    asked = next(one for one in ride_items(instance, horizon_of(instance), _sessions(instance)) if one.id == item)
    request = instance.ride_by_id[asked.request]
    demands = tuple(demand for demand in instance.demands if demand.id == request.session)
    if request.recurrence is not None:
        request = request.model_copy(update={"date": asked.day, "recurrence": None})
    alone = instance.model_copy(update={"rides": (request,), "demands": demands, "pins": ()})
    return solve(alone, monday=plan.monday, limit=Limit(seconds=None, iterations=300), base_dir=folder).plan


def confirm_forced(one: Explained, instance: Instance, plan: Plan, times: TravelTimes) -> None:
    """The plan that serves the item keeps every rule, and drops and gains what is said."""
    told = one.explanation.forced
    if told is None or one.forced is None:
        assert one.forced is None
        return
    # What changes against the plan before has no price here: that tier alone is reckoned otherwise.
    assert [breach for breach in check(instance, one.forced, times) if breach.code != "A5"] == []
    before, now = served_by(plan), served_by(one.forced)
    assert one.explanation.item in now
    assert set(told.dropped) == before - now
    assert set(told.gained) == now - before - {one.explanation.item}


def smaller(edits: tuple[Edit, ...]) -> list[tuple[Edit, ...]]:
    """The same edits with one of them left out, or a grain smaller."""
    found = []
    for k, edit in enumerate(edits):
        less = [*edits[:k], *edits[k + 1 :]]
        grain = GRAIN.get(edit.model_dump()["kind"], 1)
        if edit.amount_field and edit.amount > grain and not edit.like_fields & {"stop", "start", "venue", "to"}:
            less.insert(k, edit.model_copy(update={edit.amount_field: edit.amount - grain}))
        if less:
            found.append(tuple(less))
    return found


def fits(instance: Instance, plan: Plan, times: TravelTimes, item: str) -> bool:
    """Whether an item can be put in beside all others."""
    asked = next(one for one in ride_items(instance, horizon_of(instance), _sessions(instance)) if one.id == item)
    return bool(OfferDesk(instance, plan, times).suggest_item(asked, instance.ride_by_id[asked.request]))


def _sessions(instance: Instance) -> tuple[Occurrence, ...]:
    return occurrences(instance, horizon_of(instance))
