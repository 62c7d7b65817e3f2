"""How large a generated week is: sessions a week, people, vans."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Sessions asked for in each week, people and vehicles; written ``25/14/5``."""

    sessions: int
    people: int
    vans: int

    def __str__(self) -> str:
        return f"{self.sessions}/{self.people}/{self.vans}"

    @property
    def depots(self) -> int:
        """About six vehicles share a depot."""
        return max(1, round(self.vans / 6))

    @property
    def communes(self) -> int:
        """Communes served: two for three sessions a week, six at least."""
        return max(6, -(-2 * self.sessions // 3))


def parse_size(text: str) -> Size:
    """The size a text such as ``25/14/5`` says.

    Raises
    ------
    ValueError
        When the text says none, or the size is beyond what the generator draws.
    """
    match = re.fullmatch(r"(\d{1,4})/(\d{1,4})/(\d{1,4})", text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not sessions/people/vans, such as 25/14/5")
    size = Size(*map(int, match.groups()))
    if size.sessions < 4 or size.people < 4 or size.vans < 2:
        raise ValueError(f"{text!r} is too small: at least 4 sessions, 4 people and 2 vans")
    if size.sessions > 1000 or size.people > 1000 or size.vans > 400:
        raise ValueError(f"{text!r} is too large: at most 1000 sessions, 1000 people and 400 vans")
    return size
