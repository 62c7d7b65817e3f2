"""Colours and letters by which maps tell vehicles and services apart."""

import re
from collections import Counter

from models.instance import Instance

# All read on white and on the map's ground (contrast 4.5 or more), and stay apart for colour-blind eyes in this order.
_VEHICLES = ("#0b6e99", "#b5481b", "#2e7d4f", "#8e4585", "#8a6500", "#3b5bb5", "#b03060", "#5d6d3f")
_SERVICES = ("#24424d", "#6a3d5b", "#7a4a12", "#3d5a2a", "#4a4a78", "#6b2b2b")


class Colours:
    """A colour per vehicle, and a colour and a letter per service; the same each time, in the instance's order."""

    def __init__(self, instance: Instance) -> None:
        self.vehicle = {v.id: _VEHICLES[k % len(_VEHICLES)] for k, v in enumerate(instance.vehicles)}
        self.service = {s.id: _SERVICES[k % len(_SERVICES)] for k, s in enumerate(instance.services)}
        self.letter = dict(zip(self.service, _letters([s.name for s in instance.services]), strict=True))


def _letters(names: list[str]) -> list[str]:
    """One letter per name, of a word that no other name begins with, and not given yet where possible."""
    words = [re.findall(r"\w+", name) for name in names]
    first = Counter(found[0] for found in words if found)
    letters: list[str] = []
    for found in words:
        telling = [word for word in found if first[word] <= 1 and len(word) > 1] or found
        initials = [word[0].upper() for word in telling]
        letters.append(next((letter for letter in initials if letter not in letters), (initials or ["•"])[0]))
    return letters
