"""Compiled loops of the large stage: every tour of a fleet on a day, and the reduced cost of every tour."""

import numpy as np
from numpy.typing import NDArray

from optimiser.search.jit import entry

NEVER = 1 << 20
MAX_VISITS = 4
MAX_STARTS = 288
RELIEF_BITS = 4
MOST_RELIEVED = (1 << RELIEF_BITS) - 1

I32 = NDArray[np.int32]
F64 = NDArray[np.float64]


@entry
def enumerate_tours(
    pointer: I32,
    starts: I32,
    nodes: I32,
    drives: I32,
    metres: I32,
    limits: I32,
    labels: I32,
    stack: I32,
    visits: I32,
    found: I32,
) -> int:
    """Every order of nodes one vehicle can visit in one go on a day, with what bounds its cost.

    Parameters
    ----------
    pointer, starts
        Starts of node i are ``starts[pointer[i]:pointer[i + 1]]``, minutes after midnight, rising.
    nodes : shape (n, 7)
        Set-up minutes, minutes from start to the end of tear-down, occurrence, 1 when a meal fits its closed interval,
        minutes and metres from home by the kits, the row of its venue in ``drives``. Nodes stand by falling latest
        start.
    drives, metres : shape (v + 1, v + 1)
        Minutes and metres between venues; the last row and column are home by the kits.
    limits : (9,)
        Earliest departure, latest return, longest tour, most work, meal hours from and until, length of a meal, what it
        takes off paid time, metres of range.
    labels : shape (2, MAX_VISITS, MAX_STARTS)
        Scratch: earliest end per first start without and with a meal taken on the way.
    stack : shape (3, MAX_VISITS)
        Scratch.
    visits, found : shape (capacity, MAX_VISITS), (capacity, 8)
        Out: nodes in order, -1 beyond; number of visits, metres, least minutes away, latest departure, earliest return,
        least paid minutes, the same when meals are relieved, how many people each visit may relieve (`RELIEF_BITS` a
        visit, the first lowest). ``NEVER`` for never.

    Returns
    -------
    int
        Number of tours; beyond the capacity they are counted only.
    """
    n = nodes.shape[0]
    count = 0
    for first in range(n):
        many = min(pointer[first + 1] - pointer[first], MAX_STARTS)
        alive = False
        for f in range(many):
            start = starts[pointer[first] + f]
            labels[0, 0, f] = NEVER
            labels[1, 0, f] = NEVER
            if start - nodes[first, 0] - nodes[first, 4] >= limits[0]:
                labels[0, 0, f] = start + nodes[first, 1]
                if nodes[first, 3]:
                    labels[1, 0, f] = start + nodes[first, 1]
                alive = True
        if not alive:
            continue
        depth = 0
        stack[0, 0] = first
        stack[1, 0] = -1
        stack[2, 0] = NEVER
        for f in range(many):
            stack[2, 0] = min(stack[2, 0], labels[0, 0, f])
        while depth >= 0:
            if stack[1, depth] == -1:
                count += _close(
                    pointer, starts, nodes, drives, metres, limits, labels, stack, depth, many, visits, found, count
                )
                stack[1, depth] = 0
            candidate = stack[1, depth]
            # Nodes stand by falling latest start: once one starts too early for the next visit, so do all the others.
            if depth + 1 >= MAX_VISITS or candidate >= n or starts[pointer[candidate + 1] - 1] < stack[2, depth]:
                depth -= 1
                continue
            stack[1, depth] += 1
            fresh = True
            for k in range(depth + 1):
                if nodes[stack[0, k], 2] == nodes[candidate, 2]:
                    fresh = False
            if not fresh:
                continue
            last = stack[0, depth]
            gap = drives[nodes[last, 6], nodes[candidate, 6]] + nodes[candidate, 0]
            if drives[nodes[last, 6], nodes[candidate, 6]] >= NEVER:
                continue
            earliest = NEVER
            lead = nodes[first, 0] + nodes[first, 4]
            latest = starts[pointer[candidate + 1] - 1]
            if stack[2, depth] + gap > latest:
                continue
            for f in range(many):
                out = starts[pointer[first] + f] - lead
                bound = out + limits[2] - nodes[candidate, 1]
                plain = NEVER
                fed = NEVER
                end = labels[0, depth, f]
                if end + gap <= latest:
                    start = _next(pointer, starts, candidate, end + gap)
                    if start <= bound:
                        plain = start + nodes[candidate, 1]
                    pause = max(end, limits[4]) + limits[6]
                    if limits[6] > 0 and pause <= limits[5] and pause + gap <= latest:
                        start = _next(pointer, starts, candidate, pause + gap)
                        if start <= bound:
                            fed = start + nodes[candidate, 1]
                    if labels[1, depth, f] + gap <= latest:
                        start = _next(pointer, starts, candidate, labels[1, depth, f] + gap)
                        if start <= bound:
                            fed = min(fed, start + nodes[candidate, 1])
                    if nodes[candidate, 3]:
                        fed = min(fed, plain)
                labels[0, depth + 1, f] = plain
                labels[1, depth + 1, f] = fed
                earliest = min(earliest, plain)
            if earliest < NEVER:
                depth += 1
                stack[2, depth] = earliest
                stack[0, depth] = candidate
                stack[1, depth] = -1
    return count


@entry
def _next(pointer: I32, starts: I32, node: int, at: int) -> int:
    """First start of a node not before a minute; there is one."""
    k = pointer[node]
    while starts[k] < at:
        k += 1
    return int(starts[k])


@entry
def _close(
    pointer: I32,
    starts: I32,
    nodes: I32,
    drives: I32,
    metres: I32,
    limits: I32,
    labels: I32,
    stack: I32,
    depth: int,
    many: int,
    visits: I32,
    found: I32,
    count: int,
) -> int:
    """Write the tour on the stack, if some starts make it possible; 1 if so."""
    first = stack[0, 0]
    last = stack[0, depth]
    home = drives.shape[0] - 1
    back = drives[nodes[last, 6], home]
    lead = nodes[first, 0] + nodes[first, 4]
    least = NEVER
    departure = -1
    arrival = NEVER
    paid = NEVER
    relief = NEVER
    bits = 0
    latest = limits[1] - back - nodes[last, 1]
    for k in range(depth, -1, -1):
        node = stack[0, k]
        if k < depth:
            following = stack[0, k + 1]
            latest -= nodes[following, 0] + drives[nodes[node, 6], nodes[following, 6]] + nodes[node, 1]
        earliest = NEVER
        for f in range(many):
            earliest = min(earliest, labels[0, k, f])
        earliest -= nodes[node, 1]
        people = 0
        last_start = -1
        for s in range(pointer[node], pointer[node + 1]):
            if starts[s] < earliest or starts[s] > latest:
                continue
            last_start = starts[s]
            low = max(limits[4], starts[s] - nodes[node, 0])
            high = min(limits[5], starts[s] + nodes[node, 1])
            if limits[6] > 0 and high - low >= limits[6]:
                people = max(people, min(MOST_RELIEVED, (high - low) // limits[6]))
        latest = last_start
        bits |= people << RELIEF_BITS * k
    for f in range(many):
        end = labels[0, depth, f] + back
        out = starts[pointer[first] + f] - lead
        if labels[0, depth, f] >= NEVER or end > limits[1] or end - out > limits[2]:
            continue
        least = min(least, end - out)
        departure = max(departure, out)
        arrival = min(arrival, end)
        if limits[6] == 0 or out > limits[4] or end < limits[5]:
            paid = min(paid, end - out)
        if bits:
            relief = min(relief, end - out - limits[7])
        fed = labels[1, depth, f] + back
        if labels[1, depth, f] < NEVER and fed <= limits[1] and fed - out <= limits[2]:
            paid = min(paid, fed - out - limits[7])
    if paid > limits[3]:
        paid = NEVER
    if relief > limits[3] or relief >= paid:
        relief = NEVER
    if paid >= NEVER and relief >= NEVER:
        return 0
    far = nodes[first, 5] + metres[nodes[last, 6], home]
    for k in range(depth):
        far += metres[nodes[stack[0, k], 6], nodes[stack[0, k + 1], 6]]
    if far > limits[8]:
        return 0
    if count < visits.shape[0]:
        for k in range(MAX_VISITS):
            visits[count, k] = stack[0, k] if k <= depth else -1
        found[count, 0] = depth + 1
        found[count, 1] = far
        found[count, 2] = least
        found[count, 3] = departure
        found[count, 4] = arrival
        found[count, 5] = paid
        found[count, 6] = relief
        found[count, 7] = bits
    return 1


@entry
def cheapest_people(slope: F64, offset: F64, allowed: NDArray[np.bool_], group_of: I32, pointer: I32, best: F64) -> int:
    """Least price of one person for each role, slot and number of paid minutes.

    Parameters
    ----------
    slope, offset : shape (slots, classes)
        Price of a class in a slot: ``slope * minutes + offset``; a slot is a base, a day and the moments away.
    allowed : shape (roles, slots, classes)
        Who can do a role in a slot.
    group_of, pointer
        Not all classes are of a slot's base: those of slot s are ``group_of[pointer[s]:pointer[s + 1]]``.
    best : shape (roles, slots, minutes)
        Out; infinite where nobody can.
    """
    for r in range(best.shape[0]):
        for s in range(best.shape[1]):
            for m in range(best.shape[2]):
                least = np.inf
                for k in range(pointer[s], pointer[s + 1]):
                    c = group_of[k]
                    if allowed[r, s, c]:
                        least = min(least, slope[s, c] * m + offset[s, c])
                best[r, s, m] = least
    return 0


@entry
def price_tours(
    own: F64,
    visits: I32,
    node_prices: F64,
    slots: I32,
    minutes: I32,
    mixes: I32,
    mix_pointer: I32,
    crew_pointer: I32,
    roles: I32,
    best: F64,
    prices: F64,
    crews: I32,
) -> int:
    """Reduced cost of every tour with its cheapest crew.

    Parameters
    ----------
    own
        Price of the tour without its crew and visits.
    slots
        Of each tour.
    minutes : shape (n, 2)
        Least paid minutes without and with relieved meals; ``NEVER`` where that is not possible.
    mixes : shape (n, 2)
        Row of ``mix_pointer`` for the two cases, -1 for none.
    mix_pointer, crew_pointer, roles
        Crews of mix x are ``mix_pointer[x]`` to ``mix_pointer[x + 1]``; roles of crew c ``roles[crew_pointer[c]:...]``.
    prices, crews
        Out: the reduced cost, and the crew it is for, negative minus one when relieved.
    """
    for t in range(own.shape[0]):
        cheapest = np.inf
        chosen = 0
        for case in range(2):
            mix = mixes[t, case]
            m = minutes[t, case]
            if mix < 0 or m >= best.shape[2]:
                continue
            for crew in range(mix_pointer[mix], mix_pointer[mix + 1]):
                price = 0.0
                for k in range(crew_pointer[crew], crew_pointer[crew + 1]):
                    price += best[roles[k], slots[t], m]
                if price < cheapest:
                    cheapest = price
                    chosen = crew if case == 0 else -crew - 1
        price = own[t] + cheapest
        for k in range(visits.shape[1]):
            if visits[t, k] >= 0:
                price -= node_prices[visits[t, k]]
        prices[t] = price
        crews[t] = chosen
    return 0
