"""Random instances that are well formed, small, and ask for every kind of session and ride."""

from tests.optimiser.strategies.whole import instance_of, instances

__all__ = ["instance_of", "instances"]
