"""Why an item of the demand is where it is in a plan, and the smallest changes that would serve it."""

from typing import Literal

from pydantic import Field

from models.base import Frozen, Id, LocalDateTime
from models.edits import AnyEdit
from models.pins import Pin
from models.plan import Reason
from models.rides import Leg

Verdict = Literal["served", "impossible", "pinned_out", "not_chosen"]
"""Served; or not: impossible alone on an empty fleet, impossible beside what is pinned, or not chosen in this plan."""

Extent = Literal["beside", "day", "week"]
"""What may move to make room: nothing but the tour it joins, the rides of its day, or all that is not pinned."""


class Displacement(Frozen):
    """A plan that serves the item, against the plan explained.

    ``dropped`` are the items it serves no more, ``gained`` those it serves besides; ``need`` and ``cost_cents`` are how
    much larger its first and third tiers are, negative where they are smaller.
    """

    extent: Extent
    dropped: tuple[Id, ...] = ()
    gained: tuple[Id, ...] = ()
    need: int
    cost_cents: int


class Relaxation(Frozen):
    """Edits that, made together, let the plan serve the item beside all it serves already.

    A plan that does was made and passed the checker. ``need`` is how much smaller its first tier is,
    ``cost_cents`` what it costs more.
    """

    edits: tuple[AnyEdit, ...] = Field(min_length=1)
    need: int
    cost_cents: int


class ServedAt(Frozen):
    """Where, when and by whom an item is served; a ride has one for each direction.

    ``binding`` are the rules that leave no other choice of what they rule: codes, each with nothing to spare here.
    ``tour_cents`` is what its tour costs, and ``shared`` how many further items that tour serves.
    """

    leg: Leg | None = None
    start: LocalDateTime
    end: LocalDateTime
    origin: Id
    destination: Id | None = None
    vehicle: Id | None = None
    people: tuple[Id, ...] = ()
    binding: tuple[Id, ...] = ()
    tour_cents: int | None = None
    shared: int = 0


class Explanation(Frozen):
    """What is known about one item of a plan.

    ``pins`` is, for an item pinned out, a smallest set of pins that conflicts with it: without any one of them it can
    be served. ``forced`` is the plan found that serves it at the price of others. ``complete`` tells whether every kind
    of edit was tried, or the time was over before.
    """

    item: Id
    kind: Literal["session", "ride"]
    commune: Id
    service: Id
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    pins: tuple[Pin, ...] = ()
    forced: Displacement | None = None
    relaxations: tuple[Relaxation, ...] = ()
    served: tuple[ServedAt, ...] = ()
    complete: bool = True
