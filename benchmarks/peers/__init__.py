"""Other free solvers on the same instances and with the same limit, each imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from benchmarks.runs import Solver

_PACKAGES = {"ortools": "ortools", "pyvrp": "pyvrp", "vroom": "vroom", "vrp-cli": "vrp_cli"}


def missing_package(peer: str) -> str | None:
    """The package a peer needs and that is not installed, or None."""
    package = _PACKAGES[peer]
    return None if find_spec(package) else package


def _ortools() -> Solver:
    from benchmarks.peers.ortools_routing import solve

    return solve


def _pyvrp() -> Solver:
    from benchmarks.peers.pyvrp_solver import solve

    return solve


def _vroom() -> Solver:
    from benchmarks.peers.vroom_solver import solve

    return solve


def _vrp_cli() -> Solver:
    from benchmarks.peers.vrp_cli_solver import solve

    return solve


PEERS: dict[tuple[str, str], Callable[[], Solver]] = {
    ("darp", "ortools"): _ortools,
    ("pdptw", "ortools"): _ortools,
    ("pdptw", "pyvrp"): _pyvrp,
    ("pdptw", "vroom"): _vroom,
    ("pdptw", "vrp-cli"): _vrp_cli,
}
