"""Given up, changed, nobody came: what the published week holds of a booking goes, and nothing else moves."""

from datetime import timedelta

import httpx2
import pytest

from api.store.tables import OutcomeRow
from tests.api.bookings.town import ASKED, BOOKINGS, FRIDAY, KNOWN, Town, day, publish_town
from tests.api.service import Service
from tests.optimiser.joint.shared import trainer
from tests.optimiser.rides.town import MONDAY, driver, minibus, ride, workshop

WEEKLY = {"recurrence": {"weekdays": [1, 2, 3]}}


@pytest.fixture
def road(service: Service) -> Town:
    return publish_town(service, KNOWN)


def confirmed(road: Town, **asked: object) -> httpx2.Response:
    offer = road.suggest()["offers"][0]["offer"]
    answer = road.confirm(road.book(road.passenger(), **asked), offer)
    assert answer.status_code == 200, answer.text
    return answer


def test_a_cancelled_ride_goes_and_moves_nobody(road: Town) -> None:
    first = road.plan()
    booking = confirmed(road)
    before = road.plan()
    cancelled = road.act(booking, "cancellation")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    after = road.plan()
    assert road.version() == (1, 2)
    assert after.rides == tuple(one for one in before.rides if one.request == "known")
    assert [tour.metres for tour in after.tours] == [tour.metres for tour in first.tours]
    assert road.entity(booking.json()["request"]["id"]) is None
    assert road.act(cancelled, "cancellation").json()["code"] == "closed"


def test_what_only_waits_is_cancelled_without_a_version(road: Town) -> None:
    booking = road.book(road.passenger())
    assert road.act(booking, "cancellation").status_code == 200
    assert road.version() == (1, 0)


def test_after_the_deadline_or_the_ride_it_is_refused(road: Town) -> None:
    booking = confirmed(road)
    road.at(FRIDAY + timedelta(days=2, hours=7))
    assert road.act(booking, "cancellation").json()["code"] == "deadline"
    assert road.act(booking, "cancellation", force=True).status_code == 403
    road.at(FRIDAY + timedelta(days=3, hours=1))
    assert road.act(booking, "cancellation", force=True, caller=road.planner).json()["code"] == "begun"
    road.at(FRIDAY + timedelta(days=2, hours=7))
    forced = road.act(booking, "cancellation", force=True, caller=road.planner)
    assert forced.status_code == 200, forced.text
    road.plan()


def test_one_day_of_a_recurring_booking_is_given_up(road: Town) -> None:
    booking = road.book(road.passenger(), **WEEKLY)
    for number in (0, 1):
        wish = {"first": str(day(number)), "last": str(day(number)), "booking": booking.json()["id"]}
        offer = road.suggest(**wish)["offers"][0]["offer"]
        booking = road.confirm(booking, offer)
        assert booking.status_code == 200, booking.text
    assert [one["boarding_start"][:10] for one in booking.json()["rides"]] == [str(day(0)), str(day(1))]
    waiting = road.agent("GET", f"{BOOKINGS}/waiting").json()["items"]
    assert [one["day"] for one in waiting[0]["waiting"]] == [str(day(2))]
    left = road.act(booking, "cancellation", date=str(day(0)))
    assert left.status_code == 200, left.text
    assert [one["boarding_start"][:10] for one in left.json()["rides"]] == [str(day(1))]
    assert left.json()["request"]["recurrence"]["without"] == [str(day(0))]
    assert left.json()["state"] == "confirmed"
    assert road.act(left, "cancellation", date=str(day(0))).status_code == 404
    assert road.act(left, "cancellation", date=str(day(5))).status_code == 404
    road.plan()


def test_a_ride_to_a_session_is_offered_at_its_times(service: Service) -> None:
    crew = {"people": (driver("ana"), trainer("eve", passengers=False)), "vehicles": (minibus("m1"), minibus("m2"))}
    road = publish_town(service, KNOWN, **crew, **workshop())
    asked = {"origin": "north", "destination": "hall", "arrive_by": None, "session": "w"}
    held = road.plan().sessions
    assert held
    wish = {"first": str(day(0)), "last": str(day(6))}
    offer = road.suggest(**asked, **wish)["offers"][0]
    assert offer["legs"][0]["alighting_start"] < f"{held[0].start:%Y-%m-%dT%H:%M}"
    booking = road.confirm(road.book(road.passenger(), **asked), offer["offer"])
    assert booking.status_code == 200, booking.text
    road.plan()
    left = road.act(booking, "cancellation", occurrence=held[0].id)
    assert left.json()["rides"] == []
    assert left.json()["request"]["without"] == [held[0].id]
    road.plan()


def test_other_terms_are_asked_for_anew(road: Town) -> None:
    booking = confirmed(road)
    path = f"{BOOKINGS}/{booking.json()['id']}"
    change = {**ASKED, "date": str(MONDAY), "walkers": 2}
    assert road.agent("PUT", path, json=change).status_code == 428
    changed = road.agent("PUT", path, json=change, headers={"If-Match": booking.headers["etag"]})
    assert changed.status_code == 200, changed.text
    assert (changed.json()["state"], changed.json()["rides"], changed.json()["request"]["walkers"]) == ("asked", [], 2)
    assert road.version() == (1, 2)
    offer = road.suggest(walkers=2)["offers"][0]["offer"]
    assert road.confirm(changed, offer).status_code == 200
    road.plan()


def test_days_taken_out_of_a_recurring_booking_keep_the_others(road: Town) -> None:
    booking = road.book(road.passenger(), **WEEKLY)
    offer = road.suggest(booking=booking.json()["id"])["offers"][0]["offer"]
    booking = road.confirm(booking, offer)
    path = f"{BOOKINGS}/{booking.json()['id']}"
    days = {"weekdays": [1, 2, 3], "days": booking.json()["request"]["recurrence"]["days"], "without": [str(day(1))]}
    changed = road.agent("PUT", path, json={**ASKED, "recurrence": days}, headers={"If-Match": booking.headers["etag"]})
    assert (changed.status_code, changed.json()["state"]) == (200, "confirmed")
    assert len(changed.json()["rides"]) == 1
    assert road.version() == (1, 1)


def test_nobody_came(road: Town) -> None:
    booking = confirmed(road)
    assert road.act(booking, "no-show").json()["code"] == "not-due"
    road.at(FRIDAY + timedelta(days=3, hours=1))
    answer = road.act(booking, "no-show")
    assert (answer.status_code, answer.json()["state"]) == (200, "no_show")
    with road.service.store.reading() as session:
        (row,) = session.query(OutcomeRow)
        assert (row.leg, row.body["delivered"], row.body["attended"]) == ("outbound", True, 0)


def test_lists_by_day_state_and_passenger(road: Town) -> None:
    anne, berthe = road.passenger(), road.passenger("Berthe")
    first, weekly = road.book(anne), road.book(berthe, **WEEKLY)
    cancelled = road.act(road.book(anne, date=str(day(2))), "cancellation")
    ids = {name: answer.json()["id"] for name, answer in (("a", first), ("w", weekly), ("c", cancelled))}

    def listed(**query: str) -> set[str]:
        answer = road.agent("GET", BOOKINGS, params=query).json()
        assert answer["next"] is None
        return {name for name, id_ in ids.items() if id_ in {one["id"] for one in answer["items"]}}

    assert listed(day=str(MONDAY)) == {"a", "w"}
    assert listed(day=str(day(2))) == {"w", "c"}
    assert listed(day=str(day(3))) == set()
    assert listed(state="asked") == {"a", "w"}
    assert listed(passenger=anne) == {"a", "c"}
    part = road.agent("GET", BOOKINGS, params={"limit": "1", "state": "asked"}).json()
    rest = road.agent("GET", BOOKINGS, params={"limit": "1", "state": "asked", "cursor": part["next"]}).json()
    assert [one["id"] for one in (*part["items"], *rest["items"])] == [ids["a"], ids["w"]]
    assert rest["next"] is None


def test_a_ride_that_stays_out_waits_with_its_reasons(service: Service) -> None:
    road = publish_town(service, ride("known", "north", "hill", walkers=8, arrive=("09:20", "09:20")))
    booking = road.book(road.passenger(), arrive_by="09:20", slack_min=0)
    (one,) = road.agent("GET", f"{BOOKINGS}/waiting").json()["items"]
    assert one["booking"]["id"] == booking.json()["id"]
    assert [item["day"] for item in one["waiting"]] == [str(MONDAY)]
