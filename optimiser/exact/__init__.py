"""What no plan of one small day of rides can beat: every route that can be driven, and the best choice among them."""

from optimiser.exact.bound import DayBound, Limits, day_bound
from optimiser.exact.enumeration import TooLargeError

__all__ = ["DayBound", "Limits", "TooLargeError", "day_bound"]
