"""Whether a form was filled in by hand: a field nobody sees stays empty, and nobody types in three seconds."""

import hmac
import time

from api.store.sealing import Seal

LEAST_S, MOST_S = 3, 24 * 3600


def stamp(seal: Seal, at: float | None = None) -> str:
    """When a form was given out, signed."""
    second = str(int(time.time() if at is None else at))
    return f"{second}.{seal.mark('form ' + second).hex()}"


def is_human(seal: Seal, stamped: str, trap: str) -> bool:
    """Whether a form comes back as a person would send it.

    Parameters
    ----------
    stamped : str
        What `stamp` gave out with the form.
    trap : str
        What stands in the field that nobody sees.
    """
    second, _, mark = stamped.partition(".")
    if trap or not (second.isascii() and second.isdigit() and len(second) < 12):
        return False
    if not hmac.compare_digest(mark.encode(), seal.mark("form " + second).hex().encode()):
        return False
    return LEAST_S <= time.time() - int(second) <= MOST_S
