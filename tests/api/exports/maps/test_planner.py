import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from api.exports.equity import Way
from api.exports.maps.geometry import LonLat
from api.exports.maps.planner import write_planner_map
from models.instance import Instance
from models.text import message
from tests.api.exports.world import PRIVATE, WORKSHOP, make_instance, make_plan, replaced

AGAIN = """
import sys
from pathlib import Path
from api.exports.maps.planner import write_planner_map
from tests.api.exports.world import make_instance, make_plan
instance = make_instance()
write_planner_map(make_plan(instance), instance, Path(sys.argv[1]))
"""
COMMUNES = {
    "type": "FeatureCollection",
    "licence": "© IGN <2018>",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "</script><script>alert(1)</script>"},
            "geometry": {"type": "Polygon", "coordinates": [[[6.6, 44.6], [6.8, 44.6], [6.8, 44.8], [6.6, 44.6]]]},
        }
    ],
}


def page(folder: Path, instance: Instance | None = None, **options: object) -> str:
    instance = instance or make_instance()
    path = folder / "map.html"
    write_planner_map(make_plan(make_instance()), instance, path, **options)  # type: ignore[arg-type]
    return path.read_text("utf-8")


def test_the_same_plan_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    text = page(tmp_path)
    subprocess.run([sys.executable, "-c", AGAIN, str(tmp_path / "again.html")], check=True)
    assert (tmp_path / "again.html").read_text("utf-8") == text


def test_nothing_in_the_page_is_fetched(tmp_path: Path) -> None:
    text = page(tmp_path, communes=COMMUNES)
    own = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", text, flags=re.DOTALL)
    assert not re.findall(r"<(?:script|link|img|iframe)\b", own)
    assert not re.search(r"\bsrc=", own)


def test_names_and_shapes_cannot_break_out_of_the_page(tmp_path: Path) -> None:
    nasty = "</script><img src=x onerror=alert(1)>\"'`${1}"
    instance = make_instance()
    venues = tuple(venue.model_copy(update={"name": nasty}) for venue in instance.venues)
    vehicles = tuple(vehicle.model_copy(update={"name": nasty}) for vehicle in instance.vehicles)
    territory = instance.territory.model_copy(update={"name": nasty})
    changed = replaced(instance, venues=venues, vehicles=vehicles, territory=territory)
    text = page(tmp_path, changed, communes=COMMUNES)
    assert "<img" not in text
    assert text.count("</script>") == 2  # Leaflet's and the page's own
    assert "alert(1)</script>" not in text


def test_tours_are_layers_by_day_and_vehicle(tmp_path: Path) -> None:
    text = page(tmp_path)
    assert re.search(r'"2027-01-14": \{"M1": "feature_group_\d+"\}', text)
    assert re.search(r'"2027-01-17": \{"V1": "feature_group_\d+"\}', text)
    assert text.count("L.polyline(") == 9 + 2


def test_the_list_has_every_stop_with_its_load_and_what_is_left_out(tmp_path: Path) -> None:
    text = page(tmp_path)
    assert text.count("<li>\n        <button") == 10 + 3
    assert PRIVATE in text
    assert "P-022 (fauteuil × 1)" in text
    assert "Non servis (2)" in text
    assert "R8 — " in text


def test_legs_follow_the_roads_given_thinned(tmp_path: Path) -> None:
    asked: list[tuple[str, str, str, date]] = []

    def find_path(origin: str, destination: str, profile: str, day: date) -> list[LonLat]:
        asked.append((origin, destination, profile, day))
        return [(6.65, 44.66), (6.70, 44.70), (6.7000001, 44.70), (6.78, 44.67)]

    text = page(tmp_path, find_path=find_path)
    assert ("garage", "hall-ceillac", "van", date(2027, 1, 14)) in asked
    assert len(asked) == len(set(asked))
    assert "[[44.66, 6.65], [44.7, 6.7], [44.67, 6.78]]" in text


@pytest.mark.parametrize(("language", "word"), [("fr", "Tournées"), ("en", "Tours")])
def test_the_page_says_its_language(tmp_path: Path, language: str, word: str) -> None:
    text = page(tmp_path, language=language)
    assert f'<html lang="{language}">' in text
    assert f"<h2>{word}</h2>" in text


def test_the_licence_of_the_background_is_shown_escaped(tmp_path: Path) -> None:
    text = page(tmp_path, communes=COMMUNES)
    assert r"addAttribution(\"" not in text
    assert r'"\u00a9 IGN \u0026lt;2018\u0026gt;"' in text


def test_an_item_unserved_that_nobody_asks_any_more_is_listed_but_not_drawn(tmp_path: Path) -> None:
    instance = make_instance()
    plan = make_plan(instance)
    stray = plan.unserved[0].model_copy(update={"item": "gone@2027-01-14"})
    path = tmp_path / "map.html"
    write_planner_map(plan.model_copy(update={"unserved": (stray,)}), instance, path)
    text = path.read_text("utf-8")
    assert "gone@2027-01-14" in text
    assert message("Unserved").text("fr") in text


def test_a_communes_name_tells_what_it_gets(tmp_path: Path) -> None:
    def access(_commune: str, venue: str, _day: date) -> Way:
        return Way(7, 4200) if venue == "hall-ceillac" else Way(19, 9000)

    text = json.loads(f'"{_popup_of(page(tmp_path, access=access), "Ceillac")}"')
    plain = re.sub(r"<[^>]+>", "|", text).replace("\xa0", " ")
    assert f"|{WORKSHOP} : 1 sur 1, prochaine date : jeu. 14 janv." in plain
    assert "|la plus proche séance : Ceillac, Salle polyvalente, 7 min, 4,2 km" in plain
    assert "|5 h 00 de service à 20 min" in plain


def _popup_of(text: str, commune: str) -> str:
    """The text, as JSON writes it, that opens on a commune's name."""
    found = re.search(rf'bindPopup\("(\\u003cstrong\\u003e{commune}\\u003c/strong\\u003e(?:[^"\\]|\\.)*)"', text)
    assert found is not None
    return found[1]
