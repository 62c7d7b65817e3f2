"""The maps as a browser shows them: nothing asked of any other host, no error, usable on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from api.exports.maps.planner import write_planner_map
from api.exports.maps.residents import write_stops_map
from tests.api.exports.world import make_instance, make_plan

pytestmark = pytest.mark.browser
DESKTOP, PHONE = (1280, 800), (390, 844)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("maps")
    instance = make_instance()
    write_planner_map(make_plan(instance), instance, folder / "map.html")
    write_stops_map(make_plan(instance), instance, folder / "stops.html", feeds="feeds/")
    return folder


def opened(browser: Browser, path: Path, size: tuple[int, int]) -> tuple[Page, list[str]]:
    """The page, and what it asks for or complains of besides its own file."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    faults: list[str] = []
    page.on("request", lambda request: faults.append(request.url) if request.url != path.as_uri() else None)
    page.on("console", lambda said: faults.append(said.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_function("document.querySelector('.leaflet-marker-icon') !== null")
    return page, faults


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("name", ["map.html", "stops.html"])
def test_no_request_no_error_no_sideways_scrolling(
    browser: Browser, pages: Path, name: str, size: tuple[int, int]
) -> None:
    page, faults = opened(browser, pages / name, size)
    for button in page.locator("button:visible").all():
        button.click()
    page.wait_for_timeout(100)
    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.close()


def test_the_planner_chooses_day_and_vehicle(browser: Browser, pages: Path) -> None:
    page, _ = opened(browser, pages / "map.html", DESKTOP)
    lines = page.locator("path.leaflet-interactive")
    assert page.locator("button.day[aria-pressed=true]").get_attribute("data-day") == "2027-01-14"
    assert lines.count() == 9
    page.locator('button[data-day="2027-01-17"]').click()
    assert lines.count() == 2
    assert page.locator("details.tour:visible").count() == 1
    assert page.locator(".leaflet-marker-icon.missed").count() == 1  # the session's: the ride was asked on Thursday
    page.locator('button[data-day="all"]').click()
    assert lines.count() == 11
    page.locator('input[data-vehicle="M1"]').uncheck()
    assert lines.count() == 2
    assert page.locator(".leaflet-marker-icon.missed").count() == 2
    page.locator('input[data-layer="unserved"]').uncheck()
    assert page.locator(".leaflet-marker-icon.missed").count() == 0
    page.close()


def test_a_row_of_the_list_opens_its_marker(browser: Browser, pages: Path) -> None:
    page, _ = opened(browser, pages / "map.html", DESKTOP)
    page.locator("details.tour:visible summary").click()
    page.locator("details.tour:visible .row", has_text="chemin des Fougères").click()
    assert "P-022" in page.locator(".leaflet-popup-content").inner_text()
    page.close()


def test_markup_in_names_stays_text(browser: Browser, pages: Path) -> None:
    page, _ = opened(browser, pages / "map.html", DESKTOP)
    page.locator('button[data-day="2027-01-17"]').click()
    page.locator("li:visible .row", has_text="Brunissard").first.click()
    assert "Salle de Brunissard <script>" in page.locator(".leaflet-popup-content").inner_text()
    page.close()


def test_a_resident_picks_the_village_on_a_phone(browser: Browser, pages: Path) -> None:
    page, _ = opened(browser, pages / "stops.html", PHONE)
    page.locator("#commune").select_option("05026")
    assert page.locator(".village:visible").count() == 1
    assert page.url.endswith("#05026")
    assert page.locator(".village:visible .dates").text_content() == "jeudi 14 janvier, 09:00–11:30"
    page.locator(".village:visible [data-show]").first.click()
    assert "jeudi 14 janvier" in page.locator(".leaflet-popup-content").inner_text()
    page.close()


def test_a_link_to_a_village_opens_on_it(browser: Browser, pages: Path) -> None:
    page = browser.new_page()
    page.goto(f"{(pages / 'stops.html').as_uri()}#05007")
    assert page.locator(".village:visible h2").inner_text() == "Arvieux"
    page.close()
