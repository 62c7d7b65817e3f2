"""Archives whose bytes depend on what they hold alone."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest moment a zip can name: no clock enters the bytes


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """A zip of files by name, in order of their names, without dates."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # the same on every system
            archive.writestr(entry, files[name])
    return buffer.getvalue()
