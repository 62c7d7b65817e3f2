"""Other ways to plan a generated week, each imported when it is asked for."""

from collections.abc import Callable

from benchmarks.weekly.runs import WeeklySolver


def _sequential() -> WeeklySolver:
    from benchmarks.peers.weekly_sequential import solve_sequential

    return solve_sequential


def _monolithic() -> WeeklySolver:
    from benchmarks.peers.weekly_monolithic import solve_monolithic

    return solve_monolithic


WEEKLY_PEERS: dict[str, Callable[[], WeeklySolver]] = {"sequential": _sequential, "monolithic": _monolithic}
