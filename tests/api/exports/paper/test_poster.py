from datetime import timedelta
from typing import Any

from api.exports.feeds import publish
from api.exports.paper import build_posters
from api.exports.paper.poster import poster_data
from api.exports.paper.qr import qr_svg
from api.exports.paper.speech import Speech
from models.instance import Instance
from models.plan import Plan
from models.territory import Commune
from models.text import Language
from tests.api.exports.paper.hostile import hostile
from tests.api.exports.paper.pages import pages
from tests.api.exports.world import WORKSHOP, make_instance, make_plan, replaced

ACCESSIBLE = b"<pdfuaid:part>1</pdfuaid:part>"
CEILLAC, ARVIEUX = "05026", "05007"


def published(instance: Instance) -> Plan:
    return publish(make_plan(instance), instance)


def poster(
    commune: str,
    also: Language | None = None,
    base_url: str | None = None,
    instance: Instance | None = None,
    plan: Plan | None = None,
) -> dict[str, Any]:
    instance = instance or make_instance()
    speech = Speech("fr", also)
    return poster_data(plan or published(instance), instance, instance.commune_by_id[commune], speech, base_url)


def test_one_pdf_per_commune_the_same_each_time() -> None:
    instance = make_instance()
    plan = published(instance)
    posters = build_posters(plan, instance)
    assert list(posters) == ["05065-guillestre.pdf", "05026-ceillac.pdf", "05007-arvieux.pdf"]
    assert all(content.startswith(b"%PDF-") for content in posters.values())
    assert posters == build_posters(plan, instance)


def test_dates_hours_and_room_of_what_comes() -> None:
    (service,) = poster(CEILLAC)["services"]
    assert (service["name"], service["place"], service["about"]) == (
        WORKSHOP,
        "Salle polyvalente",
        "Entrée libre, sans inscription.",
    )
    assert service["dates"] == [{"day": ["jeudi 14 janvier"], "hours": "09:00–11:30", "cancelled": []}]
    assert service["accessible"] == ["accessible en fauteuil roulant"]


def test_a_cancelled_date_stays_and_says_so() -> None:
    instance = make_instance()
    before = published(instance)
    fewer = publish(make_plan(instance).model_copy(update={"sessions": ()}), instance, before)
    (service,) = poster(CEILLAC, plan=fewer)["services"]
    assert [date["cancelled"] for date in service["dates"]] == [["annulé"]]


def test_a_commune_without_dates_reads_the_nearest_ones() -> None:
    data = poster("05065")
    assert data["services"] == []
    assert [(s["name"], s["place"], s["day"]) for s in data["elsewhere"]] == [
        (WORKSHOP, "Ceillac, Salle polyvalente", ["jeudi 14 janvier"])
    ]
    assert poster(CEILLAC)["elsewhere"] == []


def test_where_to_board_when_it_runs_until_when_to_book_and_the_phone() -> None:
    (ride,) = poster("05065")["rides"]
    assert (ride["stops_label"], ride["stops"]) == (["Arrêts"], ["Maison de santé", "Place du marché"])
    assert (ride["hours"], ride["fare"]) == ([["lundi – dimanche : à toute heure"]], ["3,00\xa0€"])
    assert (ride["booking"], ride["phone"]) == (["Réservez la veille avant 16:00."], "04 92 00 00 00")
    (ride,) = poster(ARVIEUX)["rides"]
    assert (ride["stops_label"], ride["stops"]) == (["Arrêt le plus proche"], ["Ceillac, Mairie"])


def test_stops_are_named_without_the_commune_they_are_in() -> None:
    instance = make_instance()
    stops = tuple(stop.model_copy(update={"name": f"Guillestre, {stop.name}"}) for stop in instance.stops)
    (ride,) = poster("05065", instance=replaced(instance, stops=stops))["rides"]
    assert ride["stops"] == ["Maison de santé", "Place du marché"]


def test_english_stands_beside_french_where_asked_for() -> None:
    data = poster(CEILLAC, also="en")
    assert data["services"][0]["dates"][0]["day"] == ["jeudi 14 janvier", "Thursday 14 January"]
    assert data["rides"][0]["booking"] == ["Réservez la veille avant 16:00.", "Book the day before, by 16:00."]
    assert data["valid"][0].startswith("Valable jusqu’au dimanche 17 janvier 2027.")
    assert data["valid"][1].startswith("Valid until Sunday 17 January 2027.")
    assert data["rides"][0]["fare"] == ["3,00\xa0€", "€3.00"]


def test_codes_lead_to_the_page_and_the_calendar_where_there_is_an_address() -> None:
    assert poster(CEILLAC)["codes"] == []
    page, calendar = poster(CEILLAC, base_url="https://a.fr/")["codes"]
    assert (page["text"], page["qr"]) == ("https://a.fr/stops.html", qr_svg("https://a.fr/stops.html"))
    assert calendar["qr"] == qr_svg("https://a.fr/calendars/commune-05026.ics")


def busy() -> tuple[Instance, Plan]:
    """Six services in one room on the Thursday, one of them fifteen times more in the weeks after."""
    instance = make_instance()
    plan = published(instance)
    session = next(e for e in plan.feed if e.uid.startswith("session-") and "commune-05026" in e.feeds)
    services = tuple(instance.services[0].model_copy(update={"id": f"s{k}", "name": f"Service {k}"}) for k in range(6))
    events = [
        session.model_copy(update={"uid": f"session-{k}", "feeds": ("commune-05026", f"service-s{k}")})
        for k in range(6)
    ]
    more = [
        events[0].model_copy(
            update={
                "uid": f"session-x{k}",
                "start": session.start + timedelta(days=k),
                "end": session.end + timedelta(days=k),
            }
        )
        for k in range(1, 16)
    ]
    instance = replaced(instance, services=(*instance.services, *services))
    return instance, plan.model_copy(update={"feed": tuple(sorted((*events, *more), key=lambda e: (e.start, e.uid)))})


def test_where_much_is_held_the_poster_goes_day_by_day() -> None:
    instance, plan = busy()
    data = poster(CEILLAC, instance=instance, plan=plan)
    assert data["services"] == []
    left, right = data["agenda"]
    assert [row["name"] for row in left[0]["rows"]] == [f"Service {k}" for k in range(6)]
    assert len(left) + len(right) == 16


def test_many_dates_of_one_service_are_counted_beyond_the_twelfth() -> None:
    instance, plan = busy()
    few = plan.model_copy(update={"feed": tuple(e for e in plan.feed if "service-s0" in e.feeds)})
    (service,) = poster(CEILLAC, instance=instance, plan=few)["services"]
    assert (len(service["dates"]), service["more"]) == (12, ["et 4 de plus"])


def test_however_much_it_shows_and_however_it_is_named_a_poster_is_one_page() -> None:
    instance, plan = busy()
    for shown in (instance, hostile(instance)):
        for also in (None, "en"):
            posters = build_posters(plan, shown, base_url="https://example.org/", also=also)
            assert [pages(content) for content in posters.values()] == [1, 1, 1]


def test_screen_readers_can_read_a_poster_but_for_characters_without_a_glyph() -> None:
    instance, plan = busy()
    assert all(ACCESSIBLE in content for content in build_posters(plan, instance).values())
    assert not any(ACCESSIBLE in content for content in build_posters(plan, hostile(instance)).values())


def test_nothing_is_printed_for_a_commune_that_nothing_reaches() -> None:
    instance = make_instance()
    lone = replaced(
        instance, ride_services=(), rides=(), communes=(*instance.communes, Commune(id="1", name="A", lon=6, lat=44))
    )
    plan = published(lone).model_copy(update={"feed": ()})
    assert build_posters(plan, lone) == {}
