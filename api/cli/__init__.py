"""The command line; a module of commands registers them when it is imported."""

from api.cli import (
    admin,
    backups,
    bench,
    bench_api,
    bench_repair,
    bench_scaling,
    bench_weekly,
    check,
    compare,
    delivered,
    demo,
    explain,
    frontier,
    instance_files,
    offers,
    plan,
    publish,
    record,
    repair,
    rounds,
    schema,
    service,
    session_offers,
    shares,
    tables,
    what_if,
    worker,
)
from api.cli.app import app

__all__ = [
    "admin",
    "app",
    "backups",
    "bench",
    "bench_api",
    "bench_repair",
    "bench_scaling",
    "bench_weekly",
    "check",
    "compare",
    "delivered",
    "demo",
    "explain",
    "frontier",
    "instance_files",
    "main",
    "offers",
    "plan",
    "publish",
    "record",
    "repair",
    "rounds",
    "schema",
    "service",
    "session_offers",
    "shares",
    "tables",
    "what_if",
    "worker",
]


def main() -> None:
    """Run the `halte` command on the process's arguments."""
    app()
