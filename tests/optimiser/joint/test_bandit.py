from collections import Counter
from random import Random

from optimiser.joint.bandit import Bandit


def test_what_succeeds_is_tried_more_often_and_nothing_is_given_up() -> None:
    bandit, rng = Bandit(["good", "bad"]), Random(0)
    for _ in range(400):
        kind = bandit.pick(rng)
        bandit.tell(kind, float(kind == "good" and rng.random() < 0.5))
    tried = Counter(bandit.pick(rng) for _ in range(1000))
    assert tried["good"] > 3 * tried["bad"]
    assert tried["bad"] > 0


def test_old_success_is_forgotten() -> None:
    bandit = Bandit(["once", "other"])
    for _ in range(50):
        bandit.tell("once", 1.0)
    for _ in range(400):
        bandit.tell("once", 0.0)
    rng = Random(0)
    tried = Counter(bandit.pick(rng) for _ in range(1000))
    assert tried["other"] > tried["once"]
