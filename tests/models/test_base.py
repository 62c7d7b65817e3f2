import json
from datetime import date, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from models.base import (
    DateRange,
    Fault,
    Lat,
    LocalDateTime,
    Name,
    Period,
    Text,
    TimeOfDay,
    WeeklyWindow,
    Window,
    duplicates,
    format_local,
    iso_week,
    monday_of,
)


@pytest.mark.parametrize(("value", "minute"), [("08:30", 510), ("8h30", 510), (510, 510), ("24:00", 1440), ("0:00", 0)])
def test_times_of_day(value: object, minute: int) -> None:
    assert TypeAdapter(TimeOfDay).validate_python(value) == minute


@pytest.mark.parametrize("value", ["24:01", "8:60", "8", 1441, -1, True, None, 8.5])
def test_wrong_times_of_day(value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(TimeOfDay).validate_python(value)


def test_a_window_goes_through_json() -> None:
    window = WeeklyWindow(start=510, end=1440, weekdays=(5, 1, 1), season="hiver")
    assert json.loads(window.model_dump_json()) == {
        "start": "08:30",
        "end": "24:00",
        "weekdays": [1, 5],
        "season": "hiver",
    }
    assert WeeklyWindow.model_validate_json(window.model_dump_json()) == window


def test_faults_carry_their_sentence_and_values() -> None:
    with pytest.raises(ValidationError) as caught:
        Window(start=600, end=540)
    cause = caught.value.errors()[0]["ctx"]["error"]
    assert isinstance(cause, Fault)
    assert cause.values == {"start": "10:00", "end": "09:00"}
    assert str(cause) == "the window closes (09:00) before it opens (10:00)"


@pytest.mark.parametrize("moment", ["2027-01-14T07:40:30", "2027-01-14T07:40+01:00"])
def test_local_times_are_whole_minutes_without_offset(moment: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(LocalDateTime).validate_python(moment)


def test_local_times_are_written_to_the_minute_in_any_year() -> None:
    assert format_local(datetime(2027, 1, 14, 7, 40)) == "2027-01-14T07:40"
    assert format_local(datetime(999, 1, 1)) == "0999-01-01T00:00"


def test_ranges_and_periods_run_forward() -> None:
    assert date(2027, 1, 1) in DateRange()
    assert date(2027, 1, 2) not in DateRange(last=date(2027, 1, 1))
    with pytest.raises(ValidationError, match="before the first day"):
        DateRange(first=date(2027, 1, 2), last=date(2027, 1, 1))
    with pytest.raises(ValidationError, match="ends"):
        Period(start=datetime(2027, 1, 1), end=datetime(2027, 1, 1))


def test_texts_stay_on_one_line() -> None:
    assert TypeAdapter(Text).validate_python("  a\r\n b\t c ") == "a b c"
    assert TypeAdapter(Text).validate_python("l’été\u00a0; «\u202foui\u202f»") == "l’été\u00a0; «\u202foui\u202f»"
    with pytest.raises(ValidationError, match="control character"):
        TypeAdapter(Text).validate_python("a\x00b")
    with pytest.raises(ValidationError):
        TypeAdapter(Name).validate_python(" \n ")


def test_degrees_are_kept_to_the_centimetre() -> None:
    assert TypeAdapter(Lat).validate_python(44.12345678901) == 44.1234568
    for wrong in (90.1, float("nan"), float("inf")):
        with pytest.raises(ValidationError):
            TypeAdapter(Lat).validate_python(wrong)


def test_weeks_are_named_as_in_iso_8601() -> None:
    assert monday_of("2027-W02") == date(2027, 1, 11)
    assert iso_week(date(2027, 1, 1)) == "2026-W53"
    with pytest.raises(Fault, match="not a week"):
        monday_of("2027-02")


def test_duplicates_are_named_once_each() -> None:
    assert duplicates(["a", "b", "a", "c", "b", "a"]) == ["a", "b"]
