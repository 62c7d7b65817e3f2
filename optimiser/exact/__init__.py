"""One small day of rides, proved: every route that can be driven, and the best choice among them."""

from optimiser.exact.bound import DayBound, Limits, best_day, day_bound, or_best_day
from optimiser.exact.enumeration import TooLargeError

__all__ = ["DayBound", "Limits", "TooLargeError", "best_day", "day_bound", "or_best_day"]
