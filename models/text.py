"""Messages for planners, drivers and residents: an English msgid with values, shown in French or English."""

import gettext
from functools import cache
from pathlib import Path
from typing import Literal

from models.base import Frozen

Language = Literal["fr", "en"]
DOMAIN = "halte"
LOCALE_DIR = Path(__file__).parent / "locale"


class Message(Frozen):
    """A sentence to translate: ``msgid`` is English with ``{named}`` places, ``values`` fills them."""

    msgid: str
    values: dict[str, str | int] = {}

    def text(self, language: Language = "fr") -> str:
        """The sentence in the language asked for."""
        return translate(self.msgid, language).format(**self.values)

    def __str__(self) -> str:
        return self.text("en")


def message(msgid: str, **values: str | int) -> Message:
    """A message; the extraction of the catalogue looks for calls of this name."""
    return Message(msgid=msgid, values=values)


def N_(msgid: str) -> str:  # noqa: N802 - the name gettext tools know
    """Mark a literal for the catalogue without translating it now."""
    return msgid


@cache
def catalogue(language: Language) -> gettext.NullTranslations:
    """The gettext catalogue of a language; English is the msgids themselves."""
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE_DIR, languages=[language], fallback=True)


def translate(msgid: str, language: Language = "fr") -> str:
    """A msgid in a language, unformatted."""
    return catalogue(language).gettext(msgid) if msgid else ""
