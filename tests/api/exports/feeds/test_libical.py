"""A second parser, libical, which reads the VTIMEZONE written in the feed and nothing else of the system's zones."""

import json
import subprocess
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.exports.feeds import publish, write_feeds
from tests.api.exports.feeds.test_calls import used_by
from tests.api.exports.world import AUTUMN, MONDAY, SPRING

READER = Path(__file__).with_name("libical_reader.py")
SYSTEM_PYTHON = "/usr/bin/python3"
PROBE = "import gi; gi.require_version('ICalGLib', '3.0')"


@pytest.fixture(scope="module")
def system_python() -> str:
    probe = [SYSTEM_PYTHON, "-c", PROBE]
    if not Path(SYSTEM_PYTHON).exists() or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("needs the Debian packages gir1.2-ical-3.0 and python3-gi")
    return SYSTEM_PYTHON


@pytest.mark.system
@pytest.mark.parametrize("monday", [MONDAY, SPRING, AUTUMN])
def test_libical_reads_the_same_instants(tmp_path: Path, system_python: str, monday: date) -> None:
    instance, plan = used_by("P-100", "P-101", monday=monday)
    plan = publish(plan, instance)
    assert any(event.uid.startswith("call-") for event in plan.feed)
    paths = [str(path) for path in write_feeds(plan, instance, tmp_path, alarm_min=30)]
    done = subprocess.run([system_python, str(READER), *paths], capture_output=True, check=True, text=True)
    read = json.loads(done.stdout)
    assert {(feed["errors"], feed["valid"]) for feed in read.values()} == {(0, True)}
    paris = ZoneInfo("Europe/Paris")
    expected = sorted(
        [
            event.uid,
            int(event.start.replace(tzinfo=paris).timestamp()),
            int(event.end.replace(tzinfo=paris).timestamp()),
            event.summary,
        ]
        for event in plan.feed
        for _ in event.feeds
    )
    assert sorted(event for feed in read.values() for event in feed["events"]) == expected
