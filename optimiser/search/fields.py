"""Columns of the kernels' tables: one row is one cache line or two, and one table is one argument of a kernel.

A load is three counters of twenty bits in one integer; a layout is the same with a guard bit above each counter, so
that one subtraction tells whether the load fits.
"""

from __future__ import annotations

BIG_TIME = 2_000_000_000
"""Stands for "no way" in travel times, above every window."""

INFEASIBLE = 1 << 60
"""Cost of what cannot be done."""

LOAD_BITS = 20
GUARDS = (1 << 19) | (1 << 39) | (1 << 59)

# A node: a stop option of a ride, a fixed stop, or an end of a route.
N_PLACE, N_EARLY, N_LATE, N_DURATION, N_LOAD, N_RIDE, N_KIND, N_FLAGS = range(8)
NODE_FIELDS = 8
PICKUP, DROPOFF, FIXED, START, END = range(5)
ALLOWS_PASSENGERS, CHARGES = 1, 2

# A ride.
Q_PICKUPS, Q_DROPOFFS, Q_AFTER, Q_PAIRS, Q_LOAD, Q_PARTY, Q_ITEM, Q_FREE = range(8)
RIDE_FIELDS = 8

# A route: data.
R_PROFILE, R_START, R_MAX_DURATION, R_LAYOUT, R_LAYOUTS, R_FIXED, R_FIXED_COUNT = range(7)
R_USED_COST, R_DISTANCE_COST, R_TIME_COST, R_RANGE, R_TWIN, R_OPEN = range(7, 13)
ROUTE_FIELDS = 13

# An item, a bucket.
I_FIRST, I_AFTER, I_WEIGHT, I_BUCKET, I_MANDATORY = range(5)
ITEM_FIELDS = 5
B_ASKED, B_LEVEL = range(2)
BUCKET_FIELDS = 2

# A position of a route. EARLY and LATE are the least and greatest start of service in any schedule of the route.
P_NODE, P_PLACE, P_OWN, P_NEXT, P_EARLY, P_LATE, P_HOP, P_DURATION = range(8)
P_LOAD, P_MATE, P_LIMIT, P_ZONE, P_PATH, P_GAP = range(8, 14)
POSITION_FIELDS = 14

# A route: state.
S_LENGTH, S_RIDES, S_COST, S_COMFORT, S_HASH, S_MASK, S_DISTANCE, S_PATH, S_TIME = range(9)
STATE_FIELDS = 9

# Where a ride is.
W_ROUTE, W_PICKUP, W_DROPOFF = range(3)

# Totals: mandatory items unserved, tier 1, cost, comfort.
T_MANDATORY, T_NEED, T_COST, T_COMFORT = range(4)
