"""From the bytes of a text file to its lines: encodings and separators that spreadsheets write."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from instances.cells import Cell
from instances.faults import error, info
from models.notices import InvalidInstance, Location, Notice
from models.text import message

MAX_FILE_MB = 20
"""Larger files are refused: the largest territory we know takes under 2 MB."""

_SEPARATORS = ";,\t"
_GUARDED = ("=", "+", "-", "@", "'", "\t")


def read_bytes(path: Path) -> bytes:
    """The file's bytes.

    Raises
    ------
    InvalidInstance
        When it cannot be read, is empty, or is larger than ``MAX_FILE_MB``.
    """
    where = Location(source=path.name)
    try:
        size = path.stat().st_size
        if size > MAX_FILE_MB * 1_000_000:
            what = message("the file holds {size} MB, more than {limit}", size=size // 1_000_000, limit=MAX_FILE_MB)
            raise InvalidInstance((error("file.too_large", where, what, message("keep the planned weeks only")),))
        data = path.read_bytes()
    except OSError as reason:
        what = message("the file cannot be read: {reason}", reason=reason.strerror or str(reason))
        raise InvalidInstance(
            (error("file.unreadable", where, what, message("check the path and its rights")),)
        ) from None
    if not data.strip():
        what = message("the file is empty")
        raise InvalidInstance((error("file.empty", where, what, message("fill it in, or take it away")),))
    return data


def decode(data: bytes, name: str, notices: list[Notice]) -> str | None:
    """The text of a file in UTF-8, UTF-16 with its mark, or Windows-1252; ``None``, with a notice, otherwise."""
    where = Location(source=name)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = [] if b"\0" in data else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "utf-8-sig":
            what = message("the file is written in {encoding}", encoding=encoding)
            notices.append(info("file.encoding", where, what, message("it was read all the same; UTF-8 is surer")))
        return text
    what = message("the file is not text in UTF-8 or Windows-1252")
    notices.append(error("file.encoding", where, what, message("save it as “CSV UTF-8”")))
    return None


def read_lines(text: str, known: frozenset[str]) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Lines of a CSV text with the number each begins at.

    Parameters
    ----------
    known : frozenset of str
        Headers, to tell the separator by: the one that finds most of them in the first line.
    """
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=lambda s: sum(h.strip(' "').lower() in known for h in head.split(s)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    start = 1
    for cells in reader:
        yield start, [unguard(cell) for cell in cells]
        start = reader.line_num + 1


def guard(text: str) -> str:
    """Text that no spreadsheet takes for a formula when it opens the file: an apostrophe before = + - @."""
    return f"'{text}" if text.startswith(_GUARDED) else text


def unguard(text: str) -> str:
    """The inverse of ``guard``."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_GUARDED) else text
