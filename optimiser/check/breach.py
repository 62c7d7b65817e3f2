"""A breach of a rule, and the register of the functions that look for breaches."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from models.base import Frozen, Id, LocalDateTime, format_local
from models.clauses import CLAUSES
from models.text import N_, Language, Message, translate

if TYPE_CHECKING:
    from optimiser.check.facts import Facts

Unit = Literal["", "min", "m", "l", "g", "cents", "days"]

_WORDS = (N_("cents"), N_("days"))
"""The units that are words; the others are symbols."""


class Breach(Frozen):
    """One breach of one clause: who, when, by how much (in ``unit``; a count when empty), and a sentence."""

    clause: Id
    who: str
    when: LocalDateTime | None = None
    by: int = 0
    unit: Unit = ""
    message: Message

    @property
    def code(self) -> str:
        """The rule's code: ``T1`` of ``T1.travel``."""
        return CLAUSES[self.clause].code

    def text(self, language: Language = "fr") -> str:
        """One line: code, who, when, what, by how much."""
        when = f" {format_local(self.when).replace('T', ' ')}" if self.when else ""
        amount = self.amount(language)
        return f"{self.code} {self.who}{when}: {self.message.text(language)}{f' ({amount})' if amount else ''}"

    def amount(self, language: Language = "fr") -> str:
        """By how much, with its unit; empty when it cannot be said in a number."""
        unit = translate(self.unit, language) if self.unit in _WORDS else self.unit
        return f"{self.by} {unit}".strip() if self.by else ""


def breach(
    clause: str, who: str, when: datetime | None, what: Message, by: int = 0, unit: Literal[Unit] = ""
) -> Breach:
    """A breach; ``who`` may be any text of the plan."""
    return Breach(clause=clause, who=who, when=when, by=by, unit=unit, message=what)


Check = Callable[["Facts"], Iterator[Breach]]

CHECKS: dict[tuple[str, ...], Check] = {}
"""The functions that look for breaches, by the clauses each looks after."""


def checks(*clauses: str) -> Callable[[Check], Check]:
    """Register a function as the one that looks after these clauses.

    Raises
    ------
    ValueError
        When a clause does not exist, or another function looks after it.
    """
    taken = {clause for known in CHECKS for clause in known}
    if wrong := [clause for clause in clauses if clause not in CLAUSES or clause in taken]:
        raise ValueError(f"no such clause of the rule book, or one already looked after: {', '.join(wrong)}")

    def register(function: Check) -> Check:
        CHECKS[clauses] = function
        return function

    return register
