"""How kernels are compiled, and where the machine code is kept."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(function: Function) -> Function:
    """Compile `function` to machine code that releases the GIL, is kept on disk, and never allocates.

    Only kernels can call it. Nor does it count references, which took half the time of the search: a private option of
    numba, hence its pinned version.
    """
    return cast(Function, _compile(function, no_cpython_wrapper=True))


def entry(function: Function) -> Function:
    """As `kernel`, for the few that Python itself calls: handing tables over from Python is code of its own."""
    return cast(Function, _compile(function))


def inlined(function: Function) -> Function:
    """As `kernel`, and copied into its callers: handing over whole tables costs more than these functions do."""
    return cast(Function, _compile(function, forceinline=True, no_cpython_wrapper=True))


def _compile(function: Callable[..., Any], **options: bool) -> Any:
    config: Any = numba.config
    decorate: Any = numba.njit
    before = config.CACHE_DIR
    config.CACHE_DIR = before or str(cache_folder())
    try:
        wrapped = decorate(nogil=True, cache=True, error_model="numpy", no_cfunc_wrapper=True, _nrt=False, **options)
        return wrapped(function)
    finally:
        config.CACHE_DIR = before


def cache_folder() -> Path:
    """Folder of the compiled kernels, named after their sources.

    Numba alone looks at a kernel's own file, never at those of its callees.
    """
    base = os.environ.get("HALTE_KERNEL_CACHE") or os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "halte" / "kernels" / _SOURCES


def is_compiled() -> bool:
    """Whether the kernels were compiled before on this machine; the first compilation takes a while."""
    return any(cache_folder().rglob("*.nbi"))


def _digest_of_sources() -> str:
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


_SOURCES = _digest_of_sources()
