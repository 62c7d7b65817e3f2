"""Plans on the way: what the search has so far, written out and checked, for whoever keeps the best of it."""

import time
from collections.abc import Callable

from models.notices import Location, Notice, Severity
from models.plan import Plan, Reason
from models.text import message
from optimiser.check import check
from optimiser.planning.call import Call
from optimiser.planning.finish import Finisher
from optimiser.writing.evaluate import TIER_ORDER, Written
from optimiser.writing.plan import values_of

OnPlan = Callable[[Plan], None]
"""Told each better plan while the search goes on; every one passed the checker."""

REST = 9.0
"""Times as long as the last plan took to write, check and hand on that pass before the next one is."""

UNSEEN = Reason(
    kind="not_chosen",
    codes=("R1",),
    text=message("the search had not come to its end: whether it can be served was not looked into"),
)
"""Of what a plan on the way leaves out."""


class Interim:
    """Hands on plans of one planning, each better than the one before; nothing of the search depends on it."""

    def __init__(self, call: Call, finish: Finisher, on_plan: OnPlan | None, notices: tuple[Notice, ...]) -> None:
        self._call, self._finish, self._on_plan, self._notices = call, finish, on_plan, notices
        self._seen: Written | None = None
        self._best: tuple[int, ...] | None = None
        self._next = 0.0

    def offer(self, written: Written) -> None:
        """Hand a plan on, if it is lawful and better than all before, and if it is time."""
        if self._on_plan is None or written is self._seen or time.monotonic() < self._next:
            return
        began, self._seen = time.monotonic(), written
        values = values_of(self._finish.frame, written)
        key = tuple(values[tier] for tier in TIER_ORDER)
        if self._best is not None and key >= self._best:
            return
        call = self._call
        plan = self._finish.unfinished(written, values, UNSEEN, (*self._notices, _unfinished()))
        if not check(call.instance, plan, call.times, call.previous):
            self._best = key
            self._on_plan(plan)
        ended = time.monotonic()
        self._next = ended + REST * (ended - began)


def _unfinished() -> Notice:
    what = message("the search was cut off: this is the best plan that was kept until then, without proved bounds")
    return Notice(code="search-cut-off", severity=Severity.INFO, location=Location(), what=what)
