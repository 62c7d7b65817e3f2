"""From a wish to a published ride: offers, confirmation, and two agents who want the same seat."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx2
import pytest

from api.access.permissions import Role
from api.store.tables import PublicationRow
from tests.api.bookings.town import ASKED, BOOKINGS, FRIDAY, KNOWN, Town, day, publish_town, put_town
from tests.api.passengers.test_endpoints import DOOR
from tests.api.service import Service
from tests.optimiser.rides.town import MONDAY, ride


@pytest.fixture
def road(service: Service) -> Town:
    return publish_town(service, KNOWN)


def test_offers_come_cheapest_first_with_times_that_are_then_kept(road: Town) -> None:
    found = road.suggest(first=str(day(0)), last=str(day(2)))
    costs = [one["added_cents"] for one in found["offers"]]
    assert costs == sorted(costs)
    best = found["offers"][0]
    assert best["date"] == str(MONDAY)
    assert found["outbound"]["dropoff"] == {"start": "09:00", "end": "09:30"}
    booking = road.book(road.passenger())
    assert booking.status_code == 201, booking.text
    confirmed = road.confirm(booking, best["offer"])
    assert confirmed.status_code == 200, confirmed.text
    assert confirmed.json()["state"] == "confirmed"
    (mine,) = confirmed.json()["rides"]
    assert {name: mine[name] for name in best["legs"][0]} == best["legs"][0]
    assert road.version() == (1, 1)
    planned = [one for one in road.plan().rides if one.request == booking.json()["request"]["id"]]
    assert [f"{one.boarding_start:%H:%M}" for one in planned] == [mine["boarding_start"][-5:]]
    entity = road.entity(booking.json()["request"]["id"])
    assert entity is not None
    assert entity["promises"] == [{"date": str(MONDAY), "leg": "outbound", "pickup": mine["boarding_start"][-5:]}]


def test_who_is_moved_by_how_much_is_told(road: Town) -> None:
    (offer, *_) = road.suggest(origin="south", destination="north", arrive_by="09:12", slack_min=17)["offers"]
    for moved in offer["delayed"]:
        assert moved["item"] == f"known@{MONDAY}"
        assert 0 < abs(moved["pickup_min"]) <= 10 or 0 < abs(moved["dropoff_min"]) <= 10


def test_both_directions_are_offered_and_confirmed(road: Town) -> None:
    back = {"return_after": "11:30", "return_by": "12:30"}
    offer = road.suggest(**back)["offers"][0]
    assert [leg["leg"] for leg in offer["legs"]] == ["outbound", "return"]
    booking = road.book(road.passenger(), **back)
    assert len(road.confirm(booking, offer["offer"]).json()["rides"]) == 2
    road.plan()


def test_no_offer_comes_with_its_reason(road: Town) -> None:
    found = road.suggest(walkers=9)
    assert found["offers"] == []
    assert "8" in found["reasons"][0] or "9" in found["reasons"][0]
    assert road.suggest(first=str(day(20)), last=str(day(20)))["reasons"]


def test_two_agents_at_once_get_one_seat_and_the_next_offers(service: Service) -> None:
    road = publish_town(service, ride("known", "north", "hill", walkers=7, arrive=("09:20", "09:30")))
    wish = {"arrive_by": "09:30", "slack_min": 10}
    offer = road.suggest(**wish)["offers"][0]["offer"]
    bookings = [road.book(road.passenger(name), **wish) for name in ("Anne", "Berthe")]
    gate = threading.Barrier(2)

    def confirm(booking: httpx2.Response) -> httpx2.Response:
        gate.wait()
        return road.confirm(booking, offer)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(confirm, bookings))
    won, lost = sorted(answers, key=lambda one: one.status_code)
    assert (won.status_code, lost.status_code) == (200, 409), [one.text for one in answers]
    assert lost.json()["code"] == "taken"
    assert all(one["offer"] != offer for one in lost.json()["offers"])
    assert road.version() == (1, 1)
    assert len(road.plan().rides) == 2
    loser = bookings[answers.index(lost)].json()["id"]
    assert [one["booking"]["id"] for one in road.agent("GET", f"{BOOKINGS}/waiting").json()["items"]] == [loser]


def test_two_agents_at_once_both_get_a_seat_where_there_are_two(road: Town) -> None:
    offer = road.suggest()["offers"][0]["offer"]
    bookings = [road.book(road.passenger(name)) for name in ("Anne", "Berthe", "Claire")]
    gate = threading.Barrier(3)

    def confirm(booking: httpx2.Response) -> int:
        gate.wait()
        return road.confirm(booking, offer).status_code

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(confirm, bookings)) == [200] * 3
    assert road.version() == (1, 3)
    assert len(road.plan().rides) == 4


def test_a_confirmation_sent_again_publishes_once(road: Town) -> None:
    offer = road.suggest()["offers"][0]["offer"]
    booking = road.book(road.passenger())
    gate = threading.Barrier(3)

    def confirm(_: int) -> tuple[int, str]:
        gate.wait()
        answer = road.confirm(booking, offer, headers={"Idempotency-Key": "k1"})
        return answer.status_code, answer.text

    with ThreadPoolExecutor(3) as pool:
        answers = set(pool.map(confirm, range(3)))
    answers.add(confirm_again(road, booking, offer))
    assert len(answers) == 1, answers
    assert answers.pop()[0] == 200
    with road.service.store.reading() as session:
        assert session.query(PublicationRow).count() == 2


def confirm_again(road: Town, booking: httpx2.Response, offer: str) -> tuple[int, str]:
    answer = road.confirm(booking, offer, headers={"Idempotency-Key": "k1"})
    assert answer.headers["idempotency-replayed"] == "true"
    return answer.status_code, answer.text


def test_without_a_published_week_a_confirmed_booking_is_demand(service: Service) -> None:
    put_town(service)
    service.app.state.clock = lambda: FRIDAY
    agent = service.caller(Role.AGENT)
    anne = agent("POST", "/passengers", json={"name": "Anne"}).json()["id"]
    booking = agent("POST", BOOKINGS, json={**ASKED, "date": str(MONDAY), "passenger": anne})
    path = f"{BOOKINGS}/{booking.json()['id']}/confirmation"
    answer = agent("POST", path, json={}, headers={"If-Match": booking.headers["etag"]})
    assert (answer.status_code, answer.json()["state"], answer.json()["rides"]) == (200, "confirmed", [])


def test_a_published_week_asks_for_an_offer_and_a_false_one_is_refused(road: Town) -> None:
    booking = road.book(road.passenger())
    assert road.confirm(booking, None).json()["code"] == "offer-needed"
    assert road.confirm(booking, "x").status_code == 422
    assert road.confirm(booking, "").status_code == 422
    offer = road.suggest(first=str(day(1)), last=str(day(1)))["offers"][0]["offer"]
    assert road.confirm(booking, offer).json()["code"] == "taken"
    stale = road.confirm(booking, offer, headers={"If-Match": '"9"'})
    assert stale.status_code == 412


def test_after_the_deadline_only_a_planner_may_force(road: Town) -> None:
    wish = {"first": str(day(1)), "last": str(day(1))}
    asked = {"date": str(day(1))}
    offer = road.suggest(**wish)["offers"][0]["offer"]
    early = road.book(road.passenger(), **asked)
    road.at(FRIDAY + timedelta(days=3, hours=7))  # Monday, 17:00 in the territory
    assert road.suggest(**wish)["offers"] == []
    assert road.book(road.passenger(), **asked).json()["code"] == "deadline"
    assert road.confirm(early, offer).json()["code"] == "deadline"
    assert road.confirm(early, offer, force=True).status_code == 403
    assert road.confirm(early, offer, force=True, caller=road.planner).status_code == 200
    late = road.book(road.passenger("Berthe"), **asked, force=True)
    assert late.status_code == 201
    assert road.confirm(late, offer, force=True, caller=road.planner).status_code == 200
    road.plan()


def test_a_day_that_is_past_has_no_offer_and_takes_no_booking(road: Town) -> None:
    road.at(FRIDAY + timedelta(days=5))
    assert road.suggest()["offers"] == []
    assert road.book(road.passenger()).json()["code"] == "past"


def test_a_door_made_after_publication_is_driven_to(road: Town) -> None:
    anne = road.passenger()
    at_door = {**DOOR, "lat": 45.12}
    door = road.agent("POST", f"/passengers/{anne}/doors", json=at_door).json()["doors"][0]["id"]
    asked = {"origin": door, "door_to_door": True}
    offer = road.suggest(**asked)["offers"][0]
    assert offer["legs"][0]["pickup"] == door
    booking = road.book(anne, **asked)
    assert road.confirm(booking, offer["offer"]).status_code == 200
    assert any(one.pickup == door for one in road.plan().rides)
    assert road.book(road.passenger("Berthe"), **asked).json()["notices"][0]["code"] == "door.other"
