from datetime import date

import icalendar

from api.exports.feeds import build_feeds, publish
from api.exports.feeds.calls import calls
from api.exports.lookup import Lookup
from models.instance import Instance
from models.plan import Plan, PlannedRide
from tests.api.exports.world import MONDAY, make_instance, make_plan, replaced


def used_by(*parties: str, monday: date = MONDAY) -> tuple[Instance, Plan]:
    """The valley, with more parties than one on the rides between Ceillac and the market."""
    instance = make_instance(monday)
    request, plan = instance.rides[0], make_plan(instance)
    requests = [request.model_copy(update={"id": f"r-{party}", "passenger": party}) for party in parties]
    planned: list[PlannedRide] = [
        ride.model_copy(update={"item": f"{other.id}@{ride.boarding_start.date()}", "request": other.id})
        for other in requests
        for ride in plan.rides
        if ride.request == request.id
    ]
    instance = replaced(instance, rides=(*instance.rides, *requests))
    return instance, plan.model_copy(update={"rides": (*plan.rides, *planned)})


def test_a_stop_that_few_parties_use_tells_nothing() -> None:
    instance, plan = used_by("P-100")
    assert list(calls(Lookup(plan, instance))) == []
    instance, plan = used_by("P-014", "P-014")  # the same passenger again and again
    assert list(calls(Lookup(plan, instance))) == []


def test_a_stop_of_three_parties_tells_each_call_and_what_is_free_on_leaving() -> None:
    instance, plan = used_by("P-100", "P-101")
    found = [
        (call.stop.place, call.number, call.free.seats, call.free.wheelchairs) for call in calls(Lookup(plan, instance))
    ]
    assert found == [
        ("stop-ceillac", 1, 3, 1),
        ("stop-market", 1, 5, 1),
        ("stop-market", 2, 3, 1),
        ("stop-ceillac", 2, 5, 1),
    ]


def test_neighbours_read_when_it_comes_what_is_free_and_how_to_book_and_nothing_of_who_rides() -> None:
    instance, plan = used_by("P-100", "P-101")
    published = publish(plan, instance)
    feeds = build_feeds(published, instance)
    calendar = icalendar.Calendar.from_ical(feeds["stop-stop-market.ics"])
    first = calendar.events[0]
    assert first["SUMMARY"] == "Minibus 1 s’arrête ici (places libres : 5)"
    assert first["DESCRIPTION"] == (
        "Libre au départ : 5 pers., fauteuil × 1\nTransport à la demande\nRéservez la veille avant 16:00.\n"
        "04 92 00 00 00\nhttps://example.org/tad"
    )
    assert first["GEO"].to_ical() == "44.6597;6.6489"
    assert [event.decoded("DTSTART").strftime("%H:%M") for event in calendar.events] == ["09:38", "10:45"]
    text = b"".join(content for name, content in feeds.items() if name.startswith("stop-")).decode()
    for secret in ("P-0", "P-1", "r-market", "Paul", "Inès", "Ceillac, Mairie →"):
        assert secret not in text


def test_a_full_vehicle_says_so() -> None:
    instance, plan = used_by("P-100", "P-101")
    tour = plan.tours[0]
    full = [
        stop.model_copy(update={"load": stop.load.model_copy(update={"seats": 5})})
        if stop.place == "stop-market"
        else stop
        for stop in tour.stops
    ]
    plan = plan.model_copy(update={"tours": (tour.model_copy(update={"stops": tuple(full)}),)})
    summaries = {event.summary for event in publish(plan, instance).feed if event.feeds == ("stop-stop-market",)}
    assert summaries == {"Minibus 1 s’arrête ici (complet)"}
