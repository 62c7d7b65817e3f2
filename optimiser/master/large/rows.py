"""Rows of the linear relaxation that tours enter by what they visit: cover, patterns, spacing, rooms."""

from collections import defaultdict
from dataclasses import dataclass

from models.base import DAY_MIN
from optimiser.master.large.moments import Moments
from optimiser.master.large.week import Week

NOON = 12 * 60


@dataclass(frozen=True)
class Choice:
    """Slots of a series, at most one of which is chosen: for each slot the nodes of each occurrence in it."""

    slots: tuple[tuple[tuple[int, ...], ...], ...]


def choices(week: Week) -> tuple[Choice, ...]:
    """Of every series with two occurrences or more: phase, weekday and half of the day (rule S7)."""
    series: dict[tuple[str, int], set[int]] = defaultdict(set)
    for o, item in enumerate(week.asked):
        if not item.occurrence.free and week.instance.demand_by_id[item.occurrence.demand].pattern.nth is None:
            series[item.occurrence.demand, item.occurrence.series].add(o)
    by_series: dict[tuple[str, int], dict[tuple[int, int, bool], dict[int, list[int]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for n, node in enumerate(week.nodes):
        occurrence = week.asked[node.asked].occurrence
        key = occurrence.demand, occurrence.series
        if node.asked in series[key] and len(series[key]) > 1:
            day = week.days[node.day]
            phase = next(phase for phase, days in occurrence.dates if day in days)
            by_series[key][phase, day.isoweekday(), node.starts[0] >= NOON][node.asked].append(n)
    return tuple(
        Choice(tuple(tuple(tuple(nodes) for nodes in slot.values()) for slot in slots.values()))
        for slots in by_series.values()
    )


def spaced(week: Week) -> list[list[int]]:
    """Sets of nodes of one village and service of which one at most is held: they are too near in days (rule S7)."""
    villages: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, node in enumerate(week.nodes):
        occurrence = week.asked[node.asked].occurrence
        villages[occurrence.commune, occurrence.service].append(n)
    found = []
    for members in villages.values():
        occurrences = {week.nodes[n].asked for n in members}
        apart = sorted(week.asked[o].demand.spacing_days for o in occurrences)
        # Two occurrences are as far apart as either asks: of any two, at least the second smallest.
        least = apart[1] if len(apart) > 1 else 0
        for first in range(len(week.days) if least else 0):
            near = [n for n in members if first <= week.nodes[n].day < first + least]
            if len({week.nodes[n].asked for n in near}) > 1:
                found.append(near)
    return found


def rooms(week: Week, moments: Moments) -> list[list[int]]:
    """Sets of nodes of one room that all take it at one moment, whatever their starts (rule S2)."""
    shared = {venue.id for venue in week.instance.venues if venue.shareable}
    found = []
    by_room: dict[tuple[str, int], list[int]] = defaultdict(list)
    for n, node in enumerate(week.nodes):
        if node.venue not in shared:
            by_room[node.venue, node.day].append(n)
    for (_, day), members in by_room.items():
        for moment in moments.of_day[day]:
            there = [n for n in members if _surely(week, n, moment)]
            if len({week.nodes[n].asked for n in there}) > 1:
                found.append(there)
    return found


def _surely(week: Week, n: int, moment: int) -> bool:
    node = week.nodes[n]
    item = week.asked[node.asked]
    return node.starts[-1] - item.before_min <= moment < min(DAY_MIN, node.starts[0] + item.after_min)
