from typing import Any

import pytest

from tools import audit

SAFE = {"name": "rich", "version": "15.0", "vulns": []}
FAULTY = {"name": "old", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"], "aliases": []}]}
SKIPPED = {"name": "numba", "skip_reason": "could not be audited"}


def test_faults_and_what_could_not_be_asked_are_told_apart() -> None:
    verdict = audit.judge({"dependencies": [SAFE, FAULTY, SKIPPED]})
    assert verdict == audit.Verdict(2, ("numba",), ("old 1.0: PYSEC-1, right in 1.1",))


@pytest.mark.parametrize(
    ("verdict", "code", "words"),
    [
        (None, 0, "NOT AUDITED"),
        (audit.Verdict(3, (), ()), 0, "3 packages audited, 0 known faults"),
        (audit.Verdict(3, ("numba",), ("old 1.0",)), 1, "not audited: numba"),
    ],
)
def test_an_audit_that_could_not_be_made_is_not_taken_for_a_clean_one(
    verdict: audit.Verdict | None, code: int, words: str, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr(audit, "ask", lambda _service: verdict)
    assert audit.main() == code
    assert words in "".join(capsys.readouterr())
