"""A folder of outputs that is replaced as a whole: everything is written beside it, then moved in."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replaced(folder: Path, last: str, *, renewed: tuple[str, ...] = ()) -> Iterator[Path]:
    """An empty folder to write into, whose files then take their places in ``folder``.

    When the block fails or is interrupted, ``folder`` stays as it was. Files there that are not written anew stay too,
    but for those that ``renewed`` matches.

    Parameters
    ----------
    folder : Path
        Made if it is missing, with its parents.
    last : str
        The file that is moved last, so that whoever reads it finds the others at least as new.
    renewed : tuple of str
        Patterns such as ``sheets/*.pdf``: files that say something false once they are not written anew.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    # A sibling lies on the same file system, where a move is atomic.
    workshop = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        made = workshop / folder.name
        made.mkdir()  # unlike the workshop, readable for whom the user's mask says
        yield made
        if folder.exists():
            _move_in(made, folder, last, renewed)
        else:
            made.rename(folder)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _move_in(made: Path, folder: Path, last: str, renewed: tuple[str, ...]) -> None:
    files = sorted(path.relative_to(made) for path in made.rglob("*") if path.is_file())
    for name in sorted(files, key=lambda name: name == Path(last)):
        if name == Path(last):
            _remove(folder, renewed, frozenset(files))
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(made / name, folder / name)  # noqa: PTH105 - says that what is there gives way


def _remove(folder: Path, patterns: tuple[str, ...], kept: frozenset[Path]) -> None:
    for path in [path for pattern in patterns for path in folder.glob(pattern)]:
        if path.is_file() and path.relative_to(folder) not in kept:
            path.unlink()
