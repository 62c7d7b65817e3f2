"""The command line; a module of commands registers them when it is imported."""

from api.cli import bench, bench_scaling, bench_weekly, check, instance_files, plan, rounds, schema, shares, tables
from api.cli.app import app

__all__ = [
    "app",
    "bench",
    "bench_scaling",
    "bench_weekly",
    "check",
    "instance_files",
    "main",
    "plan",
    "rounds",
    "schema",
    "shares",
    "tables",
]


def main() -> None:
    """Run the `halte` command on the process's arguments."""
    app()
