"""What was found before about a ride in a route: insertions looked up rather than sought again."""

from __future__ import annotations

from optimiser.search import fields as f
from optimiser.search.insertion import M_DELTA, M_KEY, M_LIMIT, best_insertion
from optimiser.search.jit import inlined, kernel
from optimiser.search.state import MEMO_FIELDS, State
from optimiser.search.tables import Tables

OVERLOOKED = 0.5
_RIDE_STEP = 0x5851F42D4C957F2D
_STORE_STEP = 0x9E3779B97F4A7C15 - (1 << 64)


@inlined
def insertion_cost(t: Tables, s: State, q: int, r: int, limit: int) -> int:
    """Least added cost of ride q in route r where that is below `limit`, else `limit` or more.

    What was found for a route stays true as long as its content does, and contents come back: most calls are look-ups.
    """
    row = memo_row(t, s, q, r)
    if not is_known(t, s, q, r, limit):
        _remember(t, s, q, r, limit)
    return int(s.memo[row, M_DELTA])


@inlined
def memo_row(t: Tables, s: State, q: int, r: int) -> int:
    """Row of the memo for ride q in route r; their number is a power of two."""
    return int((q * t.route.shape[0] + r) & (s.memo.shape[0] - 1))


@inlined
def is_known(t: Tables, s: State, q: int, r: int, limit: int) -> bool:
    """Whether the memo tells the cost of ride q in route r, as it is now, up to a limit."""
    row = memo_row(t, s, q, r)
    key = s.rt[r, f.S_HASH] ^ (q + 1) * _RIDE_STEP
    return bool(s.memo[row, M_KEY] == key and s.memo[row, M_LIMIT] >= limit)


@kernel
def _remember(t: Tables, s: State, q: int, r: int, limit: int) -> None:
    """Fill the memo's row: from the store of earlier contents, or by looking for the best place."""
    key = s.rt[r, f.S_HASH] ^ (q + 1) * _RIDE_STEP
    place = s.memo[memo_row(t, s, q, r)]
    slot = ((key * _STORE_STEP) >> 24) & (s.store.shape[0] - 1)
    kept = s.store[slot]
    if s.store_key[slot] == key and kept[M_LIMIT] >= limit:
        for k in range(MEMO_FIELDS):
            place[k] = kept[k]
        return
    delta = best_insertion(t, s, q, r, limit, place, 0.0)
    place[M_KEY] = key
    place[M_DELTA] = delta
    place[M_LIMIT] = f.INFEASIBLE if delta < limit else limit
    s.store_key[slot] = key
    for k in range(MEMO_FIELDS):
        kept[k] = place[k]


@kernel
def blinking_cost(t: Tables, s: State, q: int, r: int, limit: int) -> int:
    """As `insertion_cost`, every other place overlooked: what is cheapest now need not be best in the end."""
    place = s.memo[memo_row(t, s, q, r)]
    place[M_KEY] = 0
    return best_insertion(t, s, q, r, limit, place, OVERLOOKED)
