from optimiser.master.large.equal import made_fairer
from optimiser.master.large.plan import plan_large
from optimiser.master.large.state import State
from optimiser.master.search import Budget
from optimiser.progress import StopFlag
from tests.optimiser.master.large.weeks import made


def unevenness(state: State) -> int:
    """Tier 4 without evenings and long days, of one group and week."""
    people = state.week.instance.people
    work = [state.hours.get((p, 0), 0) for p in range(len(people))]
    contracts = [person.contract.week_min for person in people]
    return sum(abs(w - c * sum(work) // sum(contracts)) for w, c in zip(work, contracts, strict=True))


def test_crews_become_fairer_and_nothing_before_worsens() -> None:
    week = made(10, 8, 3, seed=2).week
    large = plan_large(week, Budget(deterministic=0.5), 1, StopFlag(), lambda *_: None)
    again, _ = made_fairer(
        large.state, large.tours.loads, large.state.value[2], 2.0, deterministic=True, seed=1, stop=StopFlag()
    )
    assert again.value <= large.state.value
    assert unevenness(again) <= unevenness(large.state) + sum(max(0, m - 540) for m in large.state.paid.values())
    assert {c.timed for c in again.tours} == {c.timed for c in large.state.tours}
