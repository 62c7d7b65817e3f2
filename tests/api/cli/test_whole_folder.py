"""A folder of outputs is replaced as a whole, or stays as it was."""

import stat
from pathlib import Path

import pytest

from api.cli.whole_folder import replaced


def write(folder: Path, text: str) -> None:
    (folder / "calendars").mkdir()
    (folder / "calendars" / "a.ics").write_text(text, encoding="utf-8")
    (folder / "plan.json").write_text(text, encoding="utf-8")


def content(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files}


def test_a_new_folder_and_one_that_is_there(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    with replaced(out, last="plan.json") as folder:
        write(folder, "one")
        assert not out.exists()
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    with replaced(out, last="plan.json") as folder:
        write(folder, "two")
        assert content(out)["plan.json"] == "one"
    assert content(out) == {"plan.json": "two", "calendars/a.ics": "two", "notes.txt": "mine"}
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_what_would_be_false_by_now_goes_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for text, sheet in (("one", "monday.pdf"), ("two", "tuesday.pdf")):
        with replaced(out, last="plan.json", renewed=("sheets/*.pdf",)) as folder:
            write(folder, text)
            (folder / "sheets").mkdir()
            (folder / "sheets" / sheet).write_text(text, encoding="utf-8")
        (out / "sheets" / "notes.txt").write_text("mine", encoding="utf-8")
    assert content(out / "sheets") == {"tuesday.pdf": "two", "notes.txt": "mine"}


def test_others_may_read_as_far_as_the_mask_allows(tmp_path: Path) -> None:
    ordinary = tmp_path / "ordinary"
    ordinary.mkdir()
    with replaced(tmp_path / "out", last="plan.json") as folder:
        write(folder, "one")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (ordinary, tmp_path / "out")}
    assert len(modes) == 1


def _fail_amid(out: Path, fault: type[BaseException]) -> None:
    with replaced(out, last="plan.json") as folder:
        write(folder, "two")
        raise fault


@pytest.mark.parametrize("fault", [OSError, KeyboardInterrupt])
def test_after_a_fault_all_is_as_before(tmp_path: Path, fault: type[BaseException]) -> None:
    out = tmp_path / "out"
    with replaced(out, last="plan.json") as folder:
        write(folder, "one")
    with pytest.raises(fault):
        _fail_amid(out, fault)
    assert content(out) == {"plan.json": "one", "calendars/a.ics": "one"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
