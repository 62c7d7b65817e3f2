"""A limit met exactly is no breach; a minute, a metre or a person beyond it is one, told in the families' own tests."""

import pytest

from models.fleet import Layout
from models.instance import Instance
from models.people import Contract, WorkHistory
from models.plan import Plan
from models.profiles import Figure
from models.rides import Promise
from models.services import Attendance
from models.territory import Authorisation
from tests.optimiser.check.breaking import clauses, put_in
from tests.optimiser.check.script import at
from tests.optimiser.check.world import MONDAY, TUESDAY

PRIVATE = {
    "day_work_min": 465,
    "day_amplitude_min": 510,
    "week_work_min": 465,
    "break_before_work_min": 255,
    "break_min": 60,
    "meal_min": 45,
}
PUBLIC = {"daily_rest_min": 7 * 1440 - 395, "weekly_rest_min": 83 * 60 + 5}


def figures(values: dict[str, int]) -> dict[str, Figure]:
    return {name: Figure(value=value) for name, value in values.items()}


TIGHT = [
    ("work_rules", "fr-private", figures(PRIVATE)),
    ("work_rules", "fr-private", {"meal_from": 720, "meal_until": 765}),
    ("work_rules", "fr-private", {"meal_from": 464, "meal_until": 700}),
    ("work_rules", "fr-private", {"meal_from": 780, "meal_until": 976}),
    ("work_rules", "fr-public", figures(PUBLIC)),
    ("people", "max", {"contract": Contract(week_min=420, tolerance_min=45, cost_hour_cents=1800)}),
    ("people", "lea", {"history": WorkHistory(week_work_min=(31_680 - 465,))}),
    ("people", "paul", {"history": WorkHistory(last_duty_end=at(MONDAY, "20:55"))}),
    ("people", "max", {"availability": ({"start": "07:45", "end": "16:15", "weekdays": (3,)},)}),
    ("people", "ines", {"absences": ({"start": at(TUESDAY, "14:30"), "end": at(TUESDAY, "18:00")},)}),
    ("vehicles", "minibus", {"layouts": (Layout(id="8", seats=8), Layout(id="5+1", seats=3, wheelchairs=1))}),
    ("vehicles", "minibus", {"child_seats": 1, "kit_volume_l": 60}),
    ("vehicles", "minibus", {"availability": ({"start": "07:55", "end": "12:00", "weekdays": (2,)},)}),
    ("vehicles", "electric", {"range_m": 80_000}),
    ("services", "workshop", {"min_attendance": 4}),
    ("services", "workshop", {"start_windows": ({"start": "09:00", "end": "09:00", "weekdays": (2,)},)}),
    ("venues", "amont-hall", {"opening": ({"start": "08:30", "end": "11:30", "weekdays": (2,)},)}),
    ("venues", "aval-hall", {"authorisations": (Authorisation(service_kind="creche", places=11),)}),
    ("ride_services", "tad", {"margin_before_session_min": 9, "early_for_session_min": 10}),
    ("ride_services", "tad", {"margin_after_session_min": 30, "wait_after_session_min": 30}),
    ("ride_services", "tad", {"max_ride_min": 25}),
    ("rides", "shoppers", {"promises": (Promise(date=TUESDAY, pickup=533),)}),
    ("rides", "shoppers", {"outbound": {"pickup": {"start": 543, "end": 543}, "dropoff": {"start": 564, "end": 564}}}),
    ("rides", "shoppers", {"booked_at": at(MONDAY, "16:00")}),
]


@pytest.mark.parametrize(("field", "key", "limits"), TIGHT)
def test_a_limit_met_exactly_is_no_breach(
    instance: Instance, plan: Plan, field: str, key: str, limits: dict[str, object]
) -> None:
    assert clauses(put_in(instance, field, key, **limits), plan) == set()


def test_a_ratio_met_exactly_is_no_breach(instance: Instance, plan: Plan) -> None:
    full = Attendance(crawlers=5, walkers=8)
    assert clauses(put_in(instance, "demands", "creche-aval", attendance=full), plan) == set()
