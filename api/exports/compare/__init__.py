"""Two plans side by side: what each serves and costs, and what moved between them."""

from api.exports.compare.comparison import Comparison, Side, compare

__all__ = ["Comparison", "Side", "compare"]
