"""Passengers, apart from all else: found by name or phone, known to plans by a pseudonym, forgotten in time."""
