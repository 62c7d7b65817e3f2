"""The command line."""

from api.cli.app import app


def main() -> None:
    """Run the `halte` command on the process's arguments."""
    app()
