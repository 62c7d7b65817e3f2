"""Search for a day of rides: a large-neighbourhood search over tours in compiled kernels, exact in feasibility."""

from optimiser.search.check import check_solution
from optimiser.search.engine import Search, SearchProgress, compile_kernels, solve_rides
from optimiser.search.matrix import close_travel
from optimiser.search.online import Delay, Insertion, InsertionDesk, Spot, best_insertions
from optimiser.search.problem import (
    ANYWHERE,
    FORBIDDEN,
    Bucket,
    FixedStop,
    Item,
    Ride,
    RideProblem,
    Route,
    StopOption,
)
from optimiser.search.solution import RideSolution, RouteVisits, Tiers, Visit, VisitKind
from optimiser.search.stop import Effort, FirstOf, MaxIterations, MaxSeconds, Stop

__all__ = [
    "ANYWHERE",
    "FORBIDDEN",
    "Bucket",
    "Delay",
    "Effort",
    "FirstOf",
    "FixedStop",
    "Insertion",
    "InsertionDesk",
    "Item",
    "MaxIterations",
    "MaxSeconds",
    "Ride",
    "RideProblem",
    "RideSolution",
    "Route",
    "RouteVisits",
    "Search",
    "SearchProgress",
    "Spot",
    "Stop",
    "StopOption",
    "Tiers",
    "Visit",
    "VisitKind",
    "best_insertions",
    "check_solution",
    "close_travel",
    "compile_kernels",
    "solve_rides",
]
