"""Ids that sort by the time they were made."""

import secrets
import time

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 26
RANDOM_BITS = 80


def new_id() -> str:
    """26 letters and digits (Crockford's base 32): 48 bits of milliseconds, then 80 random bits."""
    value = (time.time_ns() // 1_000_000) << RANDOM_BITS | secrets.randbits(RANDOM_BITS)
    return "".join(ALPHABET[(value >> (5 * k)) & 31] for k in reversed(range(LENGTH)))
