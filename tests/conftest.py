"""What holds for every test: skips can be forbidden, generated examples have no deadline."""

import os
from collections.abc import Generator

import pytest
from hypothesis import settings

# Shared machines make deadlines flaky; continuous integration repeats the same examples on every run.
settings.register_profile("halte", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("halte")


def _forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if os.environ.get("HALTE_FORBID_SKIPS") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where skips are forbidden: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a test's skip into a failure where all that tests need is supposed to be installed."""
    report = yield
    _forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn the skip of a whole module into a failure, likewise."""
    report = yield
    _forbid_skip(report)
    return report
