import os
from pathlib import Path

import numpy as np
import pytest

from optimiser.travel import cache as cache_module
from optimiser.travel.cache import ArrayCache, cache_dir, digest

ARRAYS = {"minutes": np.arange(12, dtype=np.int32).reshape(3, 4), "nodes": np.asarray(7)}


def test_what_was_stored_is_read_back_exactly(tmp_path: Path) -> None:
    ArrayCache(tmp_path / "new").store("roads", "k1", ARRAYS)
    found = ArrayCache(tmp_path / "new").load("roads", "k1")
    assert found is not None
    assert found.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert found[name].dtype == array.dtype
        assert np.array_equal(found[name], array)


def test_kinds_and_keys_are_kept_apart(tmp_path: Path) -> None:
    cache = ArrayCache(tmp_path)
    cache.store("roads", "k1", ARRAYS)
    assert cache.load("roads", "k2") is None
    assert cache.load("legs", "k1") is None


def test_no_damage_to_a_file_is_ever_read(tmp_path: Path) -> None:
    cache = ArrayCache(tmp_path)
    cache.store("roads", "k1", ARRAYS)
    path = cache.path("roads", "k1")
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        assert cache.load("roads", "k1") is None
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        assert cache.load("roads", "k1") is None
    path.write_bytes(whole)
    assert cache.load("roads", "k1") is not None


def test_writing_leaves_nothing_but_the_file(tmp_path: Path) -> None:
    cache = ArrayCache(tmp_path)
    cache.store("roads", "k1", ARRAYS)
    cache.store("roads", "k1", ARRAYS)
    assert [path.name for path in tmp_path.iterdir()] == ["roads-k1.bin"]


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    cache = ArrayCache(tmp_path / "file" / "below")
    cache.store("roads", "k1", ARRAYS)
    assert cache.load("roads", "k1") is None


def test_the_files_unused_for_longest_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "KEPT_FILES", 2)
    cache = ArrayCache(tmp_path)
    for age, key in enumerate(("old", "older"), start=1):
        cache.store("legs", key, ARRAYS)
        os.utime(cache.path("legs", key), (1000 - age, 1000 - age))
    assert cache.load("legs", "older") is not None
    cache.store("roads", "other-kind", ARRAYS)
    cache.store("legs", "new", ARRAYS)
    assert cache.load("legs", "old") is None
    assert cache.load("legs", "older") is not None
    assert cache.load("roads", "other-kind") is not None


def test_the_folder_is_halte_s_own_then_that_of_the_desktop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("HALTE_CACHE_DIR", str(tmp_path / "own"))
    assert cache_dir() == tmp_path / "own"
    monkeypatch.delenv("HALTE_CACHE_DIR")
    assert cache_dir() == tmp_path / "xdg" / "halte"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_dir() == tmp_path / ".cache" / "halte"


def test_a_digest_keeps_its_parts_apart() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("ab", b"c") == digest(b"ab", "c")
