"""Malformed benchmark files: every fault at once, each with its place and what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.cordeau import read_cordeau
from benchmarks.families import darp_cases, pdptw_cases, read_best
from benchmarks.lilim import read_lilim
from benchmarks.rows import LONGEST_LIST
from models.notices import InvalidInstance

CORDEAU = """1 1 480 3 30
0 0 0 0 0 0 100
1 1 0 3 1 0 100
2 2 0 3 -1 0 100
"""
LI_LIM = """2 10 1
0 0 0 0 0 100 0 0 0
1 1 0 5 0 100 3 0 2
2 2 0 -5 0 100 3 1 0
"""


def _told(read: Callable[[Path], object], text: str, tmp_path: Path) -> list[str]:
    path = tmp_path / "file.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInstance) as caught:
        read(path)
    assert all(notice.remedy.msgid for notice in caught.value.notices)
    return [f"{notice.location.text()}: {notice.what.text('en')}" for notice in caught.value.notices]


def test_the_examples_are_whole(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CORDEAU)
    (tmp_path / "b.txt").write_text(LI_LIM)
    assert read_cordeau(tmp_path / "a.txt").requests == 1
    assert read_lilim(tmp_path / "b.txt").ids == (0, 1, 2)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("1 1 480 3 30", "1 1 480", "file.txt:1: 3 numbers where 5 are expected"),
        ("1 1 480 3 30", "0 1 480 3 30", "file.txt:1 [vehicles]: 0 is out of range"),
        ("1 1 480 3 30", "1.5 1 480 3 30", "file.txt:1 [vehicles]: 1.5 is not a whole number"),
        ("1 1 480 3 30", "1 7 480 3 30", "file.txt:1 [requests]: 7 requests are told and 3 nodes follow"),
        ("1 1 480 3 30", "1 1 480 3 nan", "file.txt:1 [ride]: nan is not a number"),
        ("1 1 0 3 1 0 100", "1 1 0 3 2 0 100", "file.txt:4 [load]: the loads of nodes 1 and 2 do not cancel out"),
        ("1 1 0 3 1 0 100", "1 1 0 -3 1 0 100", "file.txt:3 [service]: -3 is out of range"),
        ("1 1 0 3 1 0 100", "1 1 0 3 1 50 49", "file.txt:3: the window [50, 49] is empty"),
        ("1 1 0 3 1 0 100", "1 1 0 3 1 0 1e12", "file.txt:3 [closes]: 1e+12 is out of range"),
        ("1 1 0 3 1 0 100", "9 1 0 3 1 0 100", "file.txt:3 [id]: node 9 stands where node 1 is expected"),
        ("1 1 0 3 1 0 100", "1 one 0 3 1 0 100", "file.txt:3 [x]: one is not a number"),
    ],
)
def test_each_fault_of_a_dial_a_ride_file_is_told(before: str, after: str, told: str, tmp_path: Path) -> None:
    assert told in _told(read_cordeau, CORDEAU.replace(before, after), tmp_path)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("2 10 1", "2 x 1", "file.txt:1 [capacity]: x is not a number"),
        ("0 0 0 0 0 100 0 0 0", "3 0 0 0 0 100 0 1 0", "file.txt: there is no node 0, the depot"),
        ("2 2 0 -5 0 100 3 1 0", "1 2 0 -5 0 100 3 1 0", "file.txt:4 [id]: node 1 stands on line 3 already"),
        ("2 2 0 -5 0 100 3 1 0", "2 2 0 -4 0 100 3 1 0", "file.txt:4 [demand]: the loads of nodes 1 and 2"),
        ("2 2 0 -5 0 100 3 1 0", "2 2 0 -5 0 100 3 7 0", "file.txt:4 [pickup]: node 2 names node 7"),
        ("2 2 0 -5 0 100 3 1 0", "2 2 0 -5 0 100 3 0 0", "file.txt:4: node 2 is neither a pick-up nor a delivery"),
        ("1 1 0 5 0 100 3 0 2", "1 1 0 5 0 100 3 0", "file.txt:3: 8 numbers where 9 are expected"),
    ],
)
def test_each_fault_of_a_li_and_lim_file_is_told(before: str, after: str, told: str, tmp_path: Path) -> None:
    assert any(one.startswith(told) for one in _told(read_lilim, LI_LIM.replace(before, after), tmp_path))


@pytest.mark.parametrize("read", [read_cordeau, read_lilim])
@pytest.mark.parametrize("text", ["", "\n\n", "not\nnumbers\n"])
def test_no_content_is_a_fault(read: Callable[[Path], object], text: str, tmp_path: Path) -> None:
    assert _told(read, text, tmp_path)


@pytest.mark.parametrize("read", [read_cordeau, read_lilim])
def test_bytes_that_are_no_text_are_a_fault(read: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(bytes(range(128, 256)))
    with pytest.raises(InvalidInstance, match="not a text file"):
        read(path)


def test_a_file_of_another_format_does_not_fill_the_screen(tmp_path: Path) -> None:
    text = CORDEAU + "words\n" * 500
    told = _told(read_cordeau, text, tmp_path)
    assert len(told) == LONGEST_LIST + 1
    assert "more faults" in told[-1]


def test_ten_thousand_requests_are_refused_before_a_matrix_of_them_is_built(tmp_path: Path) -> None:
    n = 10_000
    rows = [f"{k} 0 0 0 {(k > 0) - 2 * (k > n)} 0 100" for k in range(2 * n + 1)]
    told = _told(read_cordeau, "\n".join([f"1 {n} 480 3 30", *rows]), tmp_path)
    assert told == ["file.txt: 20001 nodes are too many for a matrix of all pairs"]


@pytest.mark.parametrize(("read", "good"), [(darp_cases, CORDEAU), (pdptw_cases, LI_LIM)])
def test_the_faults_of_all_files_of_a_folder_come_together(
    read: Callable[[Path], object], good: str, tmp_path: Path
) -> None:
    (tmp_path / "good.txt").write_text(good)
    (tmp_path / "bad1.txt").write_text("1\n")
    (tmp_path / "bad2.txt").write_text("")
    with pytest.raises(InvalidInstance) as caught:
        read(tmp_path)
    assert {notice.location.source for notice in caught.value.notices} == {"bad1.txt", "bad2.txt"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,cost\na,1\n", ["b.csv:1: the columns instance, cost are expected"]),
        ("instance,cost\na,x\nb,0\n", ["b.csv:2 [cost]: x is not", "b.csv:3 [cost]: 0 is not"]),
        ("instance,routes,distance\na,1.5,3\n", ["b.csv:2 [routes]: 1.5 is not"]),
        ("", ["b.csv:1: the columns"]),
    ],
)
def test_faults_of_best_known_values_are_told(text: str, told: list[str], tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text(text)
    with pytest.raises(InvalidInstance) as caught:
        read_best(path)
    found = [f"{notice.location.text()}: {notice.what.text('en')}" for notice in caught.value.notices]
    assert len(found) == len(told)
    assert all(one.startswith(start) for one, start in zip(found, told, strict=True))
