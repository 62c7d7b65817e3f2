"""Archives that are as they should be, and archives made to do harm."""

import io
import stat
import zipfile
from pathlib import Path

from instances import write_folder
from models.instance import Instance


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip archive of files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def zipped_folder(instance: Instance, folder: Path, *, around: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """An instance's folder as an archive, within another folder if asked for."""
    write_folder(instance, folder)
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())} | (more or {})
    return zipped({around + name: content for name, content in files.items()})


def with_link() -> bytes:
    """An archive with a symbolic link."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        member = zipfile.ZipInfo("rides.csv")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    return buffer.getvalue()


def locked() -> bytes:
    """An archive that says a file of it is encrypted."""
    data = bytearray(zipped({"rides.csv": b"id"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    return bytes(data)


def overlapping_sizes() -> bytes:
    """An archive whose directory tells of a smaller file than is packed."""
    data = bytearray(zipped({"rides.csv": bytes(5_000_000)}))
    start = data.index(b"PK\x01\x02")
    data[start + 24 : start + 28] = (10).to_bytes(4, "little")
    return bytes(data)
