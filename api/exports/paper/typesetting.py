"""From data and a template to PDF, by Typst with the fonts it brings.

The data reaches the template as JSON, so that no text of it is ever read as markup. Templates hold no words: every
word is in the data, in the reader's language.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import typst

Data = Mapping[str, Any]

_BIDI = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONG_RUN = re.compile(r"\S{24,}")
_BREAK = "\u200b"
_EVERY = 12


def typeset(template: str, data: Data, made_at: datetime) -> bytes:
    """A PDF, the same bytes for the same data, that screen readers can read (PDF/UA-1).

    Where a text has a character that no font of Typst's knows, which that standard forbids, the PDF is made without it.

    Parameters
    ----------
    template : str
        Name of a file in ``templates``, without its ending.
    data : mapping
        What the template shows: texts, numbers, lists and mappings of them.
    made_at : datetime
        The moment the document states as that of its making.
    """
    shown = json.dumps(_printable(data), ensure_ascii=False)
    try:
        return _compiled(template, shown, made_at, "ua-1")
    except typst.TypstError:
        return _compiled(template, shown, made_at, None)


def printable(text: str) -> str:
    """Text that stays on the paper: long words may break, and marks that turn the direction of writing are gone."""
    return _LONG_RUN.sub(_breakable, _BIDI.sub("", text))


def _breakable(run: re.Match[str]) -> str:
    return _BREAK.join(run[0][k : k + _EVERY] for k in range(0, len(run[0]), _EVERY))


def _compiled(template: str, shown: str, made_at: datetime, standard: Literal["ua-1"] | None) -> bytes:
    done: bytes = typst.compile(
        _sources(template),  # type: ignore[call-overload]  # its stubs leave out that sources may be a mapping
        format="pdf",
        sys_inputs={"data": shown},
        pdf_standards=standard,
        ignore_system_fonts=True,  # the same pages on every computer
        timestamp=int(made_at.replace(tzinfo=UTC).timestamp()),
    )
    return done


def _printable(value: object) -> object:
    if isinstance(value, str):
        return value if value.startswith("<svg") else printable(value)
    if isinstance(value, Mapping):
        return {key: _printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(part) for part in value]
    return value


@cache
def _sources(template: str) -> dict[str, bytes]:
    folder = files("api.exports.paper") / "templates"
    return {
        name: (folder / file).read_bytes() for name, file in (("main", f"{template}.typ"), ("common.typ", "common.typ"))
    }
