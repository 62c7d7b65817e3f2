"""The driving shifts of the plan before as turns, so that a new plan of the same weeks can begin from them."""

from collections.abc import Iterator
from itertools import groupby, pairwise

from models.plan import Plan, Tour
from optimiser.binds import binds
from optimiser.rides.free_times import Span, gaps
from optimiser.rides.idle_time import stretched
from optimiser.rides.openings import hindrance, spans_of
from optimiser.rides.situation import Situation
from optimiser.rides.turns import Turn, blank_turn, may_drive, whole_day


@binds("L2.promised")
def published_turns(s: Situation, previous: Plan) -> tuple[Turn, ...]:
    """A turn for each stretch somebody drove passengers in the plan before, where sessions and rules still leave it.

    Each is as long as its driver and vehicle can have it, so that what is new joins those who drive already.
    """
    turns: list[Turn] = []
    for tour in previous.tours:
        if tour.date not in s.wanted:
            continue
        work = s.workdays[tour.date]
        vehicle = work.vehicles.get(tour.vehicle)
        for driver, span in _driven(s, tour):
            person = work.people.get(driver)
            if vehicle is None or person is None or not may_drive(person, vehicle):
                continue
            for a in gaps(vehicle.windows, vehicle.busy):
                for b in gaps(person.windows, person.busy):
                    free = max(a[0], b[0], span[0]), min(a[1], b[1], span[1])
                    if free[0] >= free[1]:
                        continue
                    turn = blank_turn(vehicle, person, free)
                    if hindrance(s, turns, s.reserved, turn, person) is None:
                        found = whole_day(turn, person, spans_of(turns, turn))
                        turns.append(turn if isinstance(found, str) else found)
    for position, turn in enumerate(turns):
        turns[position] = stretched(s, turns, turn)
    return tuple(turns)


def _driven(s: Situation, tour: Tour) -> Iterator[tuple[str, Span]]:
    """(driver, from leaving to arriving) of each stretch of a tour with one driver in which somebody boards."""
    for driver, legs in groupby(pairwise(tour.stops), key=lambda leg: leg[0].driver):
        stretch = list(legs)
        boards = any(action.kind == "board" for start, _ in stretch for action in start.actions)
        if driver is not None and boards:
            yield driver, (s.horizon.minute(stretch[0][0].departure), s.horizon.minute(stretch[-1][1].departure))
