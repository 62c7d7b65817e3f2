"""Plays the whole month and tells what happened: ``python -m tests.month [DAYS [CALLS]]``."""

import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from instances import bundled, read_instance
from tests.month.play import Month

MONDAY = date(2027, 3, 8)
"""Four weeks with snow on the passes, and Easter Monday in the last."""


def main(days: int = 28, count: int = 300) -> None:
    """Play so many days with so many calls."""
    source = bundled()["queyras"]
    began, worked = time.monotonic(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        month = Month(read_instance(source)[0], source, Path(folder), MONDAY, tell=say)
        month.play(days, count)
        feeds = len(month.calendars.feeds)
    for what, number in sorted(month.counted.items()):
        say(f"{number:6} {what}")
    say(f"{month.calendars.events_read:6} events read back from {feeds} feeds")
    for what, seconds in month.seconds.items():
        say(f"{what}: {len(seconds)}, {sum(seconds):.1f} s, at most {max(seconds):.2f} s")
    say(f"{time.monotonic() - began:.0f} s, {time.process_time() - worked:.0f} s of one processor")


def say(line: str) -> None:
    """A line on the terminal."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
