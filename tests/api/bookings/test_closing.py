"""Days that freeze when their deadline is past: what may still change in them."""

from datetime import datetime, timedelta

import pytest

from api.bookings.repository import put_away
from api.publications.freezing import freeze_due
from api.store.tables import PublicationRow
from tests.api.bookings.town import BOOKINGS, FRIDAY, KNOWN, Town, day, publish_town
from tests.api.service import Service
from tests.optimiser.rides.town import driver, minibus

SUNDAY_EVENING = FRIDAY + timedelta(days=2, hours=7)
"""17:00 in the territory, an hour after the deadline for the Monday."""


def close(road: Town, moment: datetime) -> None:
    freeze_due(road.service.store, road.seal, moment)


def line(road: Town) -> str | None:
    """The freeze line in force, in UTC."""
    with road.service.store.reading() as session:
        newest = session.query(PublicationRow).order_by(PublicationRow.major.desc(), PublicationRow.minor.desc())
        row = newest.first()
        return f"{row.frozen_until:%a %H:%M}" if row is not None and row.frozen_until is not None else None


@pytest.fixture
def road(service: Service) -> Town:
    return publish_town(service, KNOWN)


def test_a_day_freezes_when_its_deadline_is_past_and_a_planner_may_force(road: Town) -> None:
    offer = road.suggest()["offers"][0]["offer"]
    booking = road.book(road.passenger())
    close(road, SUNDAY_EVENING - timedelta(hours=2))
    assert line(road) is None
    close(road, SUNDAY_EVENING)
    assert line(road) == "Mon 23:00"
    road.at(SUNDAY_EVENING - timedelta(hours=2))
    assert road.suggest()["offers"] == []
    assert road.suggest(first=str(day(1)), last=str(day(1)))["offers"]
    assert road.confirm(booking, offer).json()["code"] == "frozen"
    forced = road.confirm(booking, offer, force=True, caller=road.planner)
    assert forced.status_code == 200, forced.text
    assert line(road) == "Mon 23:00"
    assert road.version() == (1, 1)
    assert any(one.request == booking.json()["request"]["id"] for one in road.plan().rides)


def test_where_the_day_itself_can_be_booked_what_has_begun_stays(service: Service) -> None:
    crew = {"people": (driver("ana"), driver("bob")), "vehicles": (minibus("m1"), minibus("m2"))}
    hours = [{"weekdays": [1], "start": "08:00", "end": "14:00"}]
    service_ = {"booking": {"days_before": 0, "minutes_before": 30}, "hours": hours}
    road = publish_town(service, KNOWN, service=service_, **crew)
    early, under_way = SUNDAY_EVENING + timedelta(hours=13), SUNDAY_EVENING + timedelta(hours=16)
    close(road, early)
    assert line(road) is None
    road.at(early)
    assert road.suggest()["offers"]
    road.at(under_way)
    assert road.suggest()["offers"] == []
    legs = [leg for offer in road.suggest(arrive_by="12:00")["offers"] for leg in offer["legs"]]
    assert {leg["vehicle"] for leg in legs} == {"m2"}


def test_rides_long_past_are_put_away_and_their_bookings_kept(road: Town) -> None:
    booking = road.book(road.passenger())
    ride_id = booking.json()["request"]["id"]
    for weeks, there in ((8, True), (9, False)):
        with road.service.store.writing() as session:
            put_away(session, FRIDAY.date() + timedelta(weeks=weeks))
        assert (road.entity(ride_id) is not None) is there
    assert road.agent("GET", f"{BOOKINGS}/{booking.json()['id']}").status_code == 200


def test_who_gave_up_everything_is_known_for_a_while_still(road: Town) -> None:
    anne = road.passenger()
    road.act(road.book(anne, recurrence={"weekdays": [1]}), "cancellation")
    assert road.agent("GET", f"/passengers/{anne}").json()["last_ride"] == str(FRIDAY.date())
