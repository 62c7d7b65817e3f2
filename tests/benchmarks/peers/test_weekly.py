import pytest

from benchmarks.peers.weekly import WEEKLY_PEERS
from benchmarks.weekly.runs import Series, judge
from benchmarks.weekly.size import Size
from benchmarks.weekly.territory import generate


@pytest.mark.parametrize("name", ["monolithic", "sequential"])
def test_a_peer_holds_every_session_of_a_small_week_lawfully(name: str) -> None:
    size = Size(8, 6, 2)
    instance = generate(size, seed=1)
    plan = WEEKLY_PEERS[name]()(instance, 6.0, 1)
    record = judge(name, size, Series([size], [1]), 1, instance, plan, 0.0)
    assert (record.unserved, record.checker) == (0, "passed")
    need = record.tiers[0]
    assert (need.name, need.value, need.proved) == ("need", 0, True)
