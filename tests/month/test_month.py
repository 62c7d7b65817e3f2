"""A stretch of the month: what `python -m tests.month` plays whole."""

from pathlib import Path

import pytest

from instances import bundled, read_instance
from tests.month.__main__ import MONDAY
from tests.month.play import Month


@pytest.mark.slow
def test_days_go_by_and_nothing_disappears(tmp_path: Path) -> None:
    source = bundled()["queyras"]
    month = Month(read_instance(source)[0], source, tmp_path, MONDAY)
    month.play(4, 40)
    assert month.counted["calls confirmed"] > 0
    assert month.counted["person_absent"] == month.counted["ride_cancelled"] == month.counted["venue_closed"] == 1
    assert month.counted["publications"] > 6
    assert month.calendars.events_read > 100
