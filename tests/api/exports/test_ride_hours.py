from datetime import date

import pytest

from api.exports.ride_hours import booking_text, hours_lines, stops_of
from models.base import DateRange, WeeklyWindow
from models.horizon import Horizon
from models.instance import Instance
from models.rides import BookingRule, RideService, Zone
from models.territory import Holiday
from tests.api.exports.world import MONDAY, make_instance, replaced

WORKDAYS = WeeklyWindow(weekdays=(1, 2, 3, 4, 5), start="07:15", end="19:00")  # type: ignore[arg-type]
MARKET = WeeklyWindow(weekdays=(6,), start="08:00", end="12:30")  # type: ignore[arg-type]


def lines(service: RideService, instance: Instance, weeks: int = 1) -> list[str]:
    return list(hours_lines(service, instance, Horizon(MONDAY, weeks), "fr"))


def test_weekdays_with_the_same_hours_stand_together() -> None:
    service = RideService(id="tad", name="TAD", hours=(WORKDAYS, MARKET))
    assert lines(service, make_instance()) == ["lundi – vendredi : 07:15–19:00", "samedi : 08:00–12:30"]


def test_dates_that_differ_follow_the_weekly_hours() -> None:
    instance = make_instance()
    territory = instance.territory.model_copy(update={"holidays": (Holiday(date=date(2027, 1, 20), name="fête"),)})
    service = RideService(
        id="tad",
        name="TAD",
        hours=(WORKDAYS,),
        closures=(DateRange(first=date(2027, 1, 28), last=date(2027, 1, 28)),),
    )
    assert lines(service, replaced(instance, territory=territory), weeks=4) == [
        "lundi – vendredi : 07:15–19:00",
        "mercredi 20 janvier : ne circule pas",
        "jeudi 28 janvier : ne circule pas",
    ]


def test_a_service_without_hours_runs_at_any_hour() -> None:
    assert lines(RideService(id="tad", name="TAD"), make_instance()) == ["lundi – dimanche : à toute heure"]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (BookingRule(), "Réservez la veille avant 16:00."),
        (BookingRule(days_before=2, until=12 * 60), "Réservez 2 jours avant, jusqu’à 12:00."),
        (BookingRule(days_before=0, minutes_before=90), "Réservez au moins 90 minutes avant le trajet."),
        (BookingRule(days_before=0), "Réservez à tout moment avant le trajet."),
    ],
)
def test_until_when_to_book(rule: BookingRule, text: str) -> None:
    assert booking_text(RideService(id="tad", name="TAD", booking=rule), "fr") == text


def test_stops_are_those_of_the_zones() -> None:
    instance = make_instance()
    service = RideService(
        id="tad",
        name="TAD",
        zones=(Zone(id="a", name="A", communes=("05026",)), Zone(id="b", name="B", places=("stop-health",))),
    )
    assert [stop.id for stop in stops_of(service, instance)] == ["stop-ceillac", "stop-health"]
    assert len(stops_of(RideService(id="tad", name="TAD"), instance)) == 3
