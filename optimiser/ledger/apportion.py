"""Whole cents in proportion to weights."""

from collections.abc import Sequence


def apportion(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split an amount in proportion to weights by the method of the largest remainder (Hamilton 1792).

    Each part is its exact share rounded down; the units left over go one each to the largest remainders, the first of
    equal ones first. The parts add up to the amount, none is a whole unit off its exact share, a weight of 0 gets 0.

    Parameters
    ----------
    total
        At least 0.
    weights
        At least 0 each, and not all 0 unless the amount is.

    Raises
    ------
    ValueError
        When there is something to split and nobody to take it, or when a number is negative.
    """
    whole = sum(weights)
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError(f"{total} cannot be split by {list(weights)}: a number is negative")
    if not whole:
        if total:
            raise ValueError(f"{total} cannot be split: all {len(weights)} weights are 0")
        return (0,) * len(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda k: (-(total * weights[k] % whole), k))
    for k in by_remainder[: total - sum(parts)]:
        parts[k] += 1
    return tuple(parts)
