"""Texts of a paper in one language, or in two."""

from collections.abc import Callable
from dataclasses import dataclass

from models.text import Language, message, translate


@dataclass(frozen=True)
class Speech:
    """The languages of a paper: the first, and a second in smaller letters where ``also`` names one."""

    first: Language
    also: Language | None = None

    def say(self, make: Callable[[Language], str]) -> list[str]:
        """A text in the first language, then in the second where there is one and it says it otherwise."""
        said = make(self.first)
        second = make(self.also) if self.also else said
        return [said] if second == said else [said, second]

    def words(self, msgid: str) -> list[str]:
        """A sentence of the catalogue, marked by ``N_`` where it is written."""
        return self.say(lambda to: translate(msgid, to))

    def more(self, n: int) -> list[str]:
        """``et 3 de plus``; nothing of nothing."""
        return self.say(lambda to: message("and {n} more", n=n).text(to)) if n > 0 else []
