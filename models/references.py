"""Faults of an instance as a whole: what refers to nothing, what stands twice, what nobody can serve."""

from models.instance import Instance
from models.notices import Notice


def find_faults(instance: Instance) -> tuple[Notice, ...]:
    """Every fault of an instance."""
    return ()
