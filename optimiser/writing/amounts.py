"""Rounded amounts, the same everywhere: halves go up."""

from models.fleet import Vehicle


def half_up(numerator: int, denominator: int) -> int:
    """Quotient of two non-negative integers rounded to the nearest, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)


def tour_cents(vehicle: Vehicle, metres: int, minutes: int) -> int:
    """Cost of a tour: the day, the kilometres, the hours."""
    return (
        vehicle.cost_day_cents
        + half_up(vehicle.cost_km_cents * metres, 1000)
        + half_up(vehicle.cost_hour_cents * minutes, 60)
    )
