import re
import subprocess
import sys
from pathlib import Path

from api.exports.maps.residents import write_stops_map
from models.text import Language
from tests.api.exports.world import PRIVATE, make_instance, make_plan, replaced

AGAIN = """
import sys
from pathlib import Path
from api.exports.maps.residents import write_stops_map
from tests.api.exports.world import make_instance, make_plan
instance = make_instance()
write_stops_map(make_plan(instance), instance, Path(sys.argv[1]))
"""


def page(folder: Path, language: Language = "fr", feeds: str | None = None) -> str:
    instance = make_instance()
    path = folder / "stops.html"
    write_stops_map(make_plan(instance), instance, path, language=language, feeds=feeds)
    return path.read_text("utf-8").replace("\xa0", " ").replace("\u202f", " ")


def test_residents_read_dates_places_phone_deadline_and_fare(tmp_path: Path) -> None:
    text = page(tmp_path)
    assert "<li>jeudi 14 janvier, 09:00–11:30</li>" in text
    assert 'href="tel:0492000000"' in text
    assert "Réservez la veille avant 16:00." in text
    assert "lundi – dimanche : à toute heure" in text
    assert "<dd>3,00 €</dd>" in text


def test_every_public_stop_is_listed_in_its_commune(tmp_path: Path) -> None:
    villages = dict(re.findall(r'data-commune="(\d+)">(.*?)</section>', page(tmp_path), flags=re.DOTALL))
    assert list(villages) == ["05007", "05026", "05065"]  # Arvieux, Ceillac, Guillestre
    assert re.findall(r"<li data-spot=\"\w+\"><span>([^<·]+)", villages["05065"]) == [
        "Maison de santé ",
        "Place du marché ",
    ]


def test_nothing_about_passengers_crew_or_homes_is_public(tmp_path: Path) -> None:
    text = page(tmp_path)
    for secret in (PRIVATE, "P-014", "P-022", "r-market", "Inès", "Paul Blanc", "6.6371", "Minibus"):
        assert secret not in text


def test_the_same_plan_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    text = page(tmp_path)
    subprocess.run([sys.executable, "-c", AGAIN, str(tmp_path / "again.html")], check=True)
    assert (tmp_path / "again.html").read_text("utf-8").replace("\xa0", " ").replace("\u202f", " ") == text


def test_calendars_are_linked_when_they_are_published(tmp_path: Path) -> None:
    assert 'href="feeds/commune-05026.ics"' in page(tmp_path, feeds="feeds/")
    assert ".ics" not in page(tmp_path)


def test_the_page_speaks_english_when_asked(tmp_path: Path) -> None:
    text = page(tmp_path, "en")
    assert '<html lang="en">' in text
    assert "Book the day before, by 16:00." in text
    assert "Réservez" not in text


def test_a_booking_page_that_is_no_web_address_is_not_linked(tmp_path: Path) -> None:
    instance = make_instance()
    service = instance.ride_services[0].model_copy(update={"url": "javascript:alert(1)"})
    path = tmp_path / "stops.html"
    write_stops_map(make_plan(instance), replaced(instance, ride_services=(service,)), path)
    assert "javascript:" not in path.read_text("utf-8")
