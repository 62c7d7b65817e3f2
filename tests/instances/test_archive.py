"""Zip archives from outside: what is unpacked, and what is refused before anything is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from instances.archive import unpack_folder
from models.notices import InvalidInstance
from tests.instances import archives


def unpacked(data: bytes, tmp_path: Path) -> tuple[list[str], list[str]]:
    path, into = tmp_path / "upload.zip", tmp_path / "files"
    path.write_bytes(data)
    into.mkdir()
    notices = unpack_folder(path, into)
    return sorted(one.name for one in into.iterdir()), [notice.code for notice in notices]


@pytest.mark.parametrize("around", ["", "queyras/", "a/b/"])
def test_the_files_of_a_folder_come_out_with_or_without_it_around(around: str, tmp_path: Path) -> None:
    names = ("territory.toml", "rides.csv", "notes.txt", "source/raw.csv", ".DS_Store")
    data = archives.zipped({around + name: b"x" for name in names})
    assert unpacked(data, tmp_path) == (["rides.csv", "territory.toml"], ["file.unknown", "file.unknown"])


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda: archives.zipped({"../rides.csv": b"id"}), "archive.path"),
        (lambda: archives.zipped({"a/../../rides.csv": b"id"}), "archive.path"),
        (lambda: archives.zipped({"/etc/rides.csv": b"id"}), "archive.path"),
        (lambda: archives.zipped({"..\\rides.csv": b"id"}), "archive.path"),
        (lambda: archives.zipped({"c:rides.csv": b"id"}), "archive.path"),
        (archives.with_link, "archive.path"),
        (archives.locked, "archive.locked"),
        (lambda: archives.zipped({"rides.csv": b"id", "Rides.csv": b"id"}), "archive.twice"),
        (lambda: archives.zipped({f"{k}.csv": b"" for k in range(1001)}), "file.too_large"),
        (lambda: archives.zipped({"rides.csv": bytes(101_000_000)}), "file.too_large"),
        (lambda: archives.zipped({"rides.csv": bytes(9_000_000)}), "file.too_packed"),
        (archives.overlapping_sizes, "file.not_an_archive"),
        (lambda: b"PK\x03\x04 not a zip", "file.not_an_archive"),
        (lambda: b"", "file.not_an_archive"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_archives_made_to_do_harm_are_refused(made: Callable[[], bytes], code: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInstance) as caught:
        unpacked(made(), tmp_path)
    assert {notice.code for notice in caught.value.notices} == {code}
    assert list((tmp_path / "files").iterdir()) == []
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["upload.zip"]
