"""Constraints on breaks: between two pauses nobody works longer than the profile allows.

A break is taken on site in a session, which counts as presence, or in a wait. So only what lies between sessions can be
too long: the way in and set-up, tear-down and the way home, fixed activities, sessions shorter than a break. In nearly
every instance no chain of those comes near the limit, and nothing is added.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from ortools.sat.python import cp_model

from models.profiles import WorkRules
from optimiser.binds import binds
from optimiser.master.context import Context, Linear, Literal

LONGEST_CHAIN = 4
"""Stretches in a row that are looked at together: outings, fixed activities and short sessions of one day."""


@dataclass(frozen=True, eq=False)
class _Stretch:
    """Work without room for a break: ``what`` it belongs to, the literals it needs, at most how long it is.

    ``before`` or ``after`` a session with room for a break, whose first or last minutes may be too few for it;
    ``asked`` -1 for a fixed activity.
    """

    asked: int
    needs: tuple[cp_model.LiteralT, ...]
    start: Linear
    end: Linear
    longest: int
    before: bool = False
    after: bool = False


@binds("P6.break")
def add_breaks(ctx: Context) -> None:
    """No chain of stretches that leave no room for a break is longer than work may last without one."""
    if "P6" in ctx.without:
        return
    legs = _legs(ctx)
    for p, day in ctx.v.works:
        rules = ctx.scope.rules(p, day)
        limit, rest = rules.break_before_work_min.value, rules.break_min.value
        if not limit or not rest:
            continue
        stretches = [*_of_sessions(ctx, p, day, rules, legs), *_fixed(ctx, p, day)]
        if sum(one.longest + 2 * rest for one in stretches) <= limit:
            continue
        for chain in _chains((), stretches):
            if _could_be_too_long(chain, limit, rest):
                _keep_apart(ctx, chain, limit, rest)


Legs = dict[tuple[int, int, date], list[tuple[Literal, int, int]]]
"""Per person (-1 for whoever rides along), occurrence and day: the columns with the drive in and the drive home."""


def _legs(ctx: Context) -> Legs:
    found: Legs = defaultdict(list)
    for c, column in enumerate(ctx.scope.columns):
        for stay in column.stays:
            home = column.drive_home if stay is column.stays[-1] else 0
            found[column.person, stay.asked, column.day].append((ctx.v.x[c], stay.drive_in, home))
    return found


def _of_sessions(ctx: Context, p: int, day: date, rules: WorkRules, legs: Legs) -> Iterator[_Stretch]:
    v = ctx.v
    for (q, o), member in v.member.items():
        if q != p or (o, day) not in v.on_day:
            continue
        on, rides, item = v.on_day[o, day], v.rides.get((p, o)), ctx.scope.asked[o]
        ways: list[tuple[tuple[cp_model.LiteralT, ...], int]] = [((member, on), p)]
        if rides is not None:
            ways = [((rides, on), -1), ((member, on, ~rides), p)]
        for needs, who in ways:
            columns = legs[who, o, day]
            if not columns:
                continue
            into, home = sum(a * x for x, a, _ in columns), sum(b * x for x, _, b in columns)
            most_in, most_home = max(a for _, a, _ in columns), max(b for _, _, b in columns)
            begins, ends = v.start[o] - item.before_min - into, v.start[o] + item.after_min + home
            if item.service.duration_min < rules.break_min.value:
                longest = most_in + item.before_min + item.after_min + most_home
                yield _Stretch(o, needs, begins, ends, longest)
                continue
            over = v.start[o] + item.service.duration_min
            yield _Stretch(o, needs, begins, v.start[o], most_in + item.before_min, before=True)
            yield _Stretch(o, needs, over, ends, item.service.tear_down_min + most_home, after=True)


def _fixed(ctx: Context, p: int, day: date) -> Iterator[_Stretch]:
    scope, person = ctx.scope, ctx.scope.instance.people[p]
    profile = scope.instance.territory.travel.own_car_profile
    for activity in person.activities:
        if activity.start.date() != day:
            continue
        start, end = scope.horizon.minute(activity.start), scope.horizon.minute(activity.end)
        if activity.place != person.base:
            start -= scope.times.minutes(person.base, activity.place, profile, day)
            end += scope.times.minutes(activity.place, person.base, profile, day)
        yield _Stretch(-1, (), start, end, end - start)


def _chains(begun: tuple[_Stretch, ...], stretches: Sequence[_Stretch]) -> Iterator[tuple[_Stretch, ...]]:
    """Stretches in a row without a session long enough for a break between them: such sessions end and begin chains."""
    for one in stretches:
        if one in begun or (begun and (one.after or begun[-1].before)):
            continue
        chain = (*begun, one)
        yield chain
        if len(chain) < LONGEST_CHAIN:
            yield from _chains(chain, stretches)


def _could_be_too_long(chain: Sequence[_Stretch], limit: int, rest: int) -> bool:
    """Whether a chain passes the limit with the longest ways, and a session of it could be held at all."""
    if all(one.asked < 0 for one in chain):
        return False
    if any(a.asked == b.asked >= 0 for a, b in pairwise(chain)):
        return False
    slack = (rest - 1) * (len(chain) - 1 + chain[0].after)
    return sum(one.longest for one in chain) + slack > limit


def _keep_apart(ctx: Context, chain: Sequence[_Stretch], limit: int, rest: int) -> None:
    """Somewhere in the chain there is room for a break, or it is short enough, or it does not stand in this order."""
    model = ctx.model
    short = model.new_bool_var("short enough")
    begins = chain[0].start - (rest - 1 if chain[0].after else 0)
    model.add(chain[-1].end - begins <= limit).only_enforce_if(short)
    ways = [short]
    for before, following in pairwise(chain):
        apart, turned = model.new_bool_var("room for a break"), model.new_bool_var("the other way round")
        model.add(following.start - before.end >= rest).only_enforce_if(apart)
        model.add(before.start - following.start >= 0).only_enforce_if(turned)
        ways += [apart, turned]
    missing = [~literal for literal in dict.fromkeys(need for one in chain for need in one.needs)]
    model.add_bool_or([*ways, *missing])
