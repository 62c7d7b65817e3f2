import shutil
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parent / "conftest.py"


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    shutil.copy(CONFTEST, pytester.path)
    pytester.makepyfile(
        test_one="import pytest\ndef test_one(): pytest.skip('needs a browser')",
        test_two="import pytest\npytest.skip('needs a server', allow_module_level=True)",
        test_three="import pytest\n@pytest.mark.xfail\ndef test_three(): assert False",
    )
    return pytester


def test_skips_are_allowed_by_default(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HALTE_FORBID_SKIPS", raising=False)
    project.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(skipped=2, xfailed=1)


def test_skips_fail_where_they_are_forbidden(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALTE_FORBID_SKIPS", "1")
    result = project.runpytest_subprocess("-p", "no:cacheprovider", "--continue-on-collection-errors")
    result.assert_outcomes(failed=1, errors=1, xfailed=1)
    result.stdout.fnmatch_lines(["*skipped where skips are forbidden*needs a browser*"])
