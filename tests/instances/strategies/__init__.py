"""Hypothesis strategies: whole instances, with every kind of row."""

from tests.instances.strategies.whole import instances

__all__ = ["instances"]
