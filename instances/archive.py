"""Zip archives from outside: refused before anything is unpacked when they are damaged, or made to do harm."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from instances.faults import error, warning
from models.notices import InvalidInstance, Location, Notice
from models.text import message

MAX_UNPACKED_MB = 100
MAX_ENTRIES = 1_000
MAX_RATIO = 200
"""How many times smaller than its content a large member may be: the text of spreadsheets packs 10 to 50 times."""
_LARGE = 1_000_000
_ENCRYPTED = 0x1
_TAKEN = frozenset({".csv", ".toml", ".geojson", ".pbf", ".osm"})
DAMAGE = (OSError, ValueError, LookupError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error)
"""What Python's reader lets through on archives that are damaged, or made to be."""


def find_bomb(archive: zipfile.ZipFile, name: str) -> Notice | None:
    """Why an archive is not unpacked, if it holds too much or is packed too well."""
    where, remedy = Location(source=name), message("keep the planned weeks only")
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED_MB * 1_000_000:
        what = message("the file holds {size} MB, more than {limit}", size=unpacked // 1_000_000, limit=MAX_UNPACKED_MB)
        return error("file.too_large", where, what, remedy)
    if len(members) > MAX_ENTRIES:
        what = message("the file holds {count} parts, more than {limit}", count=len(members), limit=MAX_ENTRIES)
        return error("file.too_large", where, what, remedy)
    if any(one.file_size > _LARGE and one.file_size > MAX_RATIO * max(one.compress_size, 1) for one in members):
        what = message("a part of the file is more than {ratio} times larger than it is packed", ratio=MAX_RATIO)
        return error("file.too_packed", where, what, message("pack it anew, without empty rows"))
    return None


def unpack_folder(path: Path, into: Path) -> list[Notice]:
    """Unpack the files of an instance's folder, zipped by themselves or with the folder around them.

    Parameters
    ----------
    into : Path
        An empty folder. What is no file of an instance is left out, with a notice.

    Raises
    ------
    InvalidInstance
        When it is no zip archive, holds too much, or names files outside of it; nothing is unpacked then.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            files = [member for member in archive.infolist() if not member.is_dir()]
            bomb = find_bomb(archive, path.name)
            faults = [bomb] if bomb else list(_bad_names(files))
            notices = [] if faults else list(_unpack(archive, files, into))
    except DAMAGE as reason:
        what = message("the file is not a zip archive that can be read ({reason})", reason=str(reason)[:200])
        faults = [error("file.not_an_archive", Location(source=path.name), what, message("zip the folder anew"))]
        notices = []
    if faults:
        raise InvalidInstance(tuple(faults))
    return notices


def _bad_names(files: list[zipfile.ZipInfo]) -> Iterator[Notice]:
    seen: set[str] = set()
    for member in files:
        name = member.filename
        where, parts = Location(source=_shown(name)), PurePosixPath(name).parts
        outside = name.startswith("/") or ".." in parts or any(c in member.orig_filename for c in "\\:\0")
        link = stat.S_ISLNK(member.external_attr >> 16)
        if outside or link:
            what = message("the archive names a file outside of it, or a link")
            yield error("archive.path", where, what, message("zip the folder anew"))
        elif member.flag_bits & _ENCRYPTED:
            yield error("archive.locked", where, message("the file is locked by a password"), message("zip it without"))
        elif name.casefold() in seen:
            yield error("archive.twice", where, message("the file is there twice"), message("keep one of them"))
        seen.add(name.casefold())


def _unpack(archive: zipfile.ZipFile, files: list[zipfile.ZipInfo], into: Path) -> Iterator[Notice]:
    around = _folder_around(files)
    for member in files:
        inner = PurePosixPath(member.filename).relative_to(around)
        if len(inner.parts) == 1 and inner.suffix.lower() in _TAKEN:
            (into / inner.name).write_bytes(archive.read(member))
        elif not inner.name.startswith(".") and "__MACOSX" not in inner.parts:
            what = message("no file of that name belongs to a territory")
            yield warning("file.unknown", Location(source=_shown(member.filename)), what, message("it is ignored"))


def _folder_around(files: list[zipfile.ZipInfo]) -> PurePosixPath:
    """The folder that holds the territory's own values, the archive itself by default."""
    found = [PurePosixPath(one.filename) for one in files if PurePosixPath(one.filename).name == "territory.toml"]
    depth = min((len(path.parts) for path in found), default=0)
    nearest = [path.parent for path in found if len(path.parts) == depth]
    around = nearest[0] if len(nearest) == 1 else PurePosixPath()
    inside = all(PurePosixPath(one.filename).is_relative_to(around) for one in files)
    return around if inside else PurePosixPath()


def _shown(name: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in name)[:200]
