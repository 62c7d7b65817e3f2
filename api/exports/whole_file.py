"""A file that is there whole or as it was before."""

import os
import tempfile
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook


def write_whole(path: Path, data: bytes) -> None:
    """Write beside the file, then move it into its place; its folder is made if it is missing.

    Raises
    ------
    OSError
        When it cannot be written; what was there is still there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        raise IsADirectoryError(21, os.strerror(21))
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mask = os.umask(0)
        os.umask(mask)
        beside.chmod(0o666 & ~mask)  # as readable as a file written in place
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def book_bytes(book: Workbook) -> bytes:
    """A workbook as its file's bytes."""
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
