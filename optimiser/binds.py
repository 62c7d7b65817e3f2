"""Marks the functions and classes of the optimiser that make a clause of the rule book hold.

The mark changes nothing at run time; ``docs/rules.md`` is made from it, by reading the source.
"""

from collections.abc import Callable
from typing import TypeVar

from models.clauses import CLAUSES

Marked = TypeVar("Marked", bound=Callable[..., object])

BOUND: dict[str, list[str]] = {}
"""Clause id -> ``module:qualified name`` of what binds it, for the modules imported so far."""


def binds(*clauses: str) -> Callable[[Marked], Marked]:
    """Mark a function or class as the place where clauses are made to hold.

    Raises
    ------
    ValueError
        When a clause does not exist.
    """
    if unknown := [clause for clause in clauses if clause not in CLAUSES]:
        raise ValueError(f"no such clause of the rule book: {', '.join(unknown)}")

    def mark(function: Marked) -> Marked:
        for clause in clauses:
            BOUND.setdefault(clause, []).append(f"{function.__module__}:{function.__qualname__}")
        return function

    return mark
