"""Set partitioning over a pool of routes: the best solution their combinations hold."""

from optimiser.pool.columns import Columns, make_columns
from optimiser.pool.partition import Effort, best_partition

__all__ = ["Columns", "Effort", "best_partition", "make_columns"]
