from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from api.exports.feeds.timezone import posix_rule, vtimezone


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Paris",
        "Europe/Andorra",
        "Indian/Reunion",
        "America/Guadeloupe",
        "America/Miquelon",
        "America/St_Johns",
        "Australia/Adelaide",
    ],
)
def test_offsets_are_those_of_the_zone_all_year_round(zone: str) -> None:
    component = icalendar.Timezone.from_ical(str(vtimezone(zone)) + "\r\n")
    assert isinstance(component, icalendar.Timezone)
    written, real = component.to_tz(), ZoneInfo(zone)
    moment = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)
    while moment.year < 2030:
        assert moment.astimezone(written).utcoffset() == moment.astimezone(real).utcoffset(), moment
        moment += timedelta(hours=7)


def test_last_sundays_of_march_and_october_in_europe() -> None:
    text = str(vtimezone("Europe/Paris"))
    assert "DTSTART:20000326T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200" in text
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU" in text
    assert "DTSTART:20001029T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100" in text
    assert "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU" in text


def test_a_rule_that_two_yearly_changes_cannot_say_is_refused() -> None:
    assert "/-1" in posix_rule("America/Nuuk")
    with pytest.raises(ValueError, match="America/Nuuk"):
        vtimezone("America/Nuuk")
