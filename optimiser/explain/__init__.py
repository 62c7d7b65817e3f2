"""Why each item of a plan is served or not, and the smallest changes that would serve it, each confirmed by a plan."""

from optimiser.explain.explaining import SECONDS, Explained, explain

__all__ = ["SECONDS", "Explained", "explain"]
