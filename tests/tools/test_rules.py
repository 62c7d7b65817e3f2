from pathlib import Path

import pytest

from models.clauses import CLAUSES
from optimiser.binds import BOUND, binds
from optimiser.check import CHECKS
from tools import rules


def missing(mark: str) -> list[str]:
    found = rules.by_clause(mark)
    return [clause for clause in CLAUSES if clause not in found]


def test_every_clause_is_bound() -> None:
    assert missing("binds") == []


def test_every_clause_is_checked_by_one_function() -> None:
    assert {clause: len(marked) for clause, marked in rules.by_clause("checks").items()} == dict.fromkeys(CLAUSES, 1)
    assert {clause for clauses in CHECKS for clause in clauses} == set(CLAUSES)


def test_every_clause_is_broken_by_a_test() -> None:
    assert missing("clause") == []


@pytest.mark.parametrize("mark", rules.MARKS)
def test_marks_name_clauses_of_the_rule_book(mark: str) -> None:
    assert set(rules.by_clause(mark)) <= set(CLAUSES)


def test_the_page_is_as_the_tool_writes_it() -> None:
    assert rules.PAGE.read_text(encoding="utf-8") == rules.page()


def test_marks_are_read_from_the_source_whatever_they_stand_on(tmp_path: Path) -> None:
    (tmp_path / "marked.py").write_text(
        "@binds('T1.travel', 'T1.overlap')\nclass Tours:\n    @other\n    @rules.binds('S7.start')\n"
        "    def starts(self): ...\n\n@pytest.mark.clause('T1.travel')\ndef test(): ...\n",
        encoding="utf-8",
    )
    found = [(marked.name, marked.clauses) for marked in rules.find_marked("binds", tmp_path)]
    assert found == [("Tours", ("T1.travel", "T1.overlap")), ("Tours.starts", ("S7.start",))]
    assert [marked.name for marked in rules.find_marked("clause", tmp_path)] == ["test"]


def test_a_mark_changes_nothing_and_knows_its_clauses() -> None:
    def travel() -> int:
        return 7

    assert binds("T1.travel")(travel) is travel
    assert any(name.endswith("travel") for name in BOUND["T1.travel"])
    with pytest.raises(ValueError, match=r"T9\.nothing"):
        binds("T9.nothing")
