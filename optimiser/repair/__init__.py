"""What happens within a published week, and the plans that answer it with few changes."""

from optimiser.repair.price_list import Option
from optimiser.repair.repair import PriceList, UnmendableError, repair

__all__ = ["Option", "PriceList", "UnmendableError", "repair"]
