from datetime import date, datetime, timedelta

import pytest

from models.people import Contract, FixedActivity, Person, WorkHistory
from optimiser.draft import Draft
from optimiser.rides.hours import PersonWeeks
from optimiser.rides.situation import survey
from tests.optimiser.rides.town import MONDAY, driver, ride, town, world

DAY = 1440


def weeks_of(person: Person, monday: date = MONDAY) -> PersonWeeks:
    instance = town(
        ride("r", "north", "hill", arrive=("09:00", "09:30"), date=monday), people=(person,), week=monday, anchor=monday
    )
    horizon, times = world(instance)
    return survey(instance, horizon, times, Draft(), None).weeks[person.id]


def test_room_is_the_contract_with_its_tolerance_less_fixed_activities() -> None:
    meeting = FixedActivity(
        id="m", name="M", place="depot", start=datetime(2027, 1, 12, 9, 0), end=datetime(2027, 1, 12, 11, 0)
    )
    person = driver("ana", contract=Contract(week_min=600, tolerance_min=60), activities=(meeting,))
    assert weeks_of(person).room_min(0) == 600 + 60 - 120


def test_room_never_passes_the_legal_week() -> None:
    assert weeks_of(driver("ana", contract=Contract(week_min=3000, tolerance_min=600))).room_min(0) == 48 * 60


def test_average_counts_the_weeks_before() -> None:
    history = WorkHistory(week_work_min=(48 * 60,) * 11)
    weeks = weeks_of(driver("ana", contract=Contract(week_min=2880), history=history))
    assert weeks.average_rooms() == ((0, max(0, 44 * 60 * 12 - 48 * 60 * 11)),)
    assert weeks.least_room_min(0) == min(2880, 44 * 60 * 12 - 48 * 60 * 11)


@pytest.mark.parametrize(("start", "code"), [(DAY + 7 * 60, None), (DAY + 7 * 60 - 1, "P7")])
def test_eleven_hours_between_two_duties(start: int, code: str | None) -> None:
    duties = {MONDAY: (12 * 60, 20 * 60), MONDAY + timedelta(days=1): (start, DAY + 12 * 60)}
    assert weeks_of(driver("ana")).rest_breach(duties) == code


def test_the_night_the_clock_goes_forward_is_an_hour_shorter() -> None:
    monday = date(2027, 3, 22)  # the Sunday after, 02:00 becomes 03:00
    weeks = weeks_of(driver("ana"), monday)
    assert weeks.elapsed_min(5 * DAY + 20 * 60, 6 * DAY + 7 * 60) == 10 * 60


@pytest.mark.parametrize(("last", "code"), [(13 * 60, None), (13 * 60 + 1, "P8")])
def test_thirty_five_hours_of_rest_in_a_week_of_six_days(last: int, code: str | None) -> None:
    duties = {MONDAY + timedelta(days=k): (k * DAY + 9 * 60, k * DAY + 12 * 60) for k in range(6)}
    duties[MONDAY + timedelta(days=5)] = 5 * DAY + 9 * 60, 5 * DAY + last
    assert weeks_of(driver("ana")).rest_breach(duties) == code


def test_a_week_without_a_free_day_has_no_weekly_rest() -> None:
    weeks = weeks_of(driver("ana"))
    days = {MONDAY + timedelta(days=k) for k in range(7)}
    assert weeks.tight_weeks(days) == (0,)
    assert weeks.tight_weeks({MONDAY}) == ()
    assert all(b - a == 35 * 60 for a, b in weeks.rests(0))
