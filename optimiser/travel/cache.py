"""Arrays kept on disk by content: what was built once is read back, what was damaged is built again."""

import contextlib
import hashlib
import io
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]

KEPT_FILES = 256
"""Files of one kind that stay; the ones unused for longest go first."""


def cache_dir() -> Path:
    """``$HALTE_CACHE_DIR``, else ``halte`` in ``$XDG_CACHE_HOME`` or ``~/.cache``."""
    if own := os.environ.get("HALTE_CACHE_DIR"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "halte"


def digest(*parts: bytes | str) -> str:
    """Hexadecimal SHA-256 of the parts, each kept apart from the next."""
    hasher = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        hasher.update(len(data).to_bytes(8, "little"))
        hasher.update(data)
    return hasher.hexdigest()


class ArrayCache:
    """Named arrays under a kind and a content key, one file each, in a folder several processes may share.

    A file is the SHA-256 of what follows it, then a compressed NumPy archive; whatever does not match is as good as
    absent. A folder that cannot be written is no error: the work is then done each time.

    Parameters
    ----------
    root
        The folder, made when first written to.
    """

    def __init__(self, root: Path | None = None) -> None:
        self.root = root if root is not None else cache_dir() / "travel"

    def path(self, kind: str, key: str) -> Path:
        """Where an entry is kept, or would be."""
        return self.root / f"{kind}-{key}.bin"

    def load(self, kind: str, key: str) -> dict[str, NDArray[Any]] | None:
        """The arrays, or None when absent, unreadable or damaged."""
        path = self.path(kind, key)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        checksum, archive = content[:32], content[32:]
        if hashlib.sha256(archive).digest() != checksum:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        with np.load(io.BytesIO(archive), allow_pickle=False) as arrays:
            return dict(arrays)

    def store(self, kind: str, key: str, arrays: Arrays) -> None:
        """Keep the arrays: readers see the whole file or none."""
        buffer = io.BytesIO()
        np.savez_compressed(buffer, allow_pickle=False, **dict(arrays))
        archive = buffer.getvalue()
        with contextlib.suppress(OSError):
            self.root.mkdir(parents=True, exist_ok=True)
            handle, partial = tempfile.mkstemp(prefix=f".{kind}-", dir=self.root)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(hashlib.sha256(archive).digest() + archive)
                Path(partial).replace(self.path(kind, key))
            except BaseException:
                Path(partial).unlink(missing_ok=True)
                raise
            self._forget_oldest(kind)

    def _forget_oldest(self, kind: str) -> None:
        files = [(path.stat().st_mtime_ns, path) for path in self.root.glob(f"{kind}-*.bin")]
        for _, path in sorted(files)[:-KEPT_FILES]:
            path.unlink(missing_ok=True)
