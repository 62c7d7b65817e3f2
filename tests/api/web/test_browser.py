"""The pages as a browser shows them: every journey, phone and wide screen, open to all, nothing from elsewhere."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page

from api.access.permissions import Role
from api.app import create_app
from api.jobs.worker import run_worker
from api.settings import Settings
from api.store.tables import NeedRow
from tests.api.databases import Databases
from tests.api.planned import SLUG, put_plan_of_creche
from tests.api.service import PASSWORD, As, Service

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parents[2] / "vendor" / "axe-core-4.14.1" / "axe.min.js").read_text("utf-8")
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 800}
VILLAGES = f"/villages/queyras/{SLUG}"


@pytest.fixture
def site(databases: Databases, tmp_path: Path) -> Iterator[tuple[Service, str]]:
    """The service on a port of this machine, and its address."""
    url = databases.fresh("sqlite", None)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = Settings(
        data_dir=tmp_path / "data", database_url=url, base_url=f"http://127.0.0.1:{port}", requests_per_minute=100_000
    )
    app = create_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.05)
    with TestClient(app) as client:
        yield Service(app, client, settings), f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join()
    databases.drop(url)


class Visit:
    """A page of the service, and all it asked of others or complained of."""

    def __init__(self, browser: Browser, address: str, **context: Any) -> None:
        self.context = browser.new_context(base_url=address, reduced_motion="reduce", **context)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("request", lambda one: None if one.url.startswith(address) else self.faults.append(one.url))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def open_to_all(self) -> None:
        """Nothing that axe finds, nothing wider than the screen, no complaint."""
        found = self.page.evaluate(AXE + "; axe.run(document, {resultTypes: ['violations']})")
        told = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]
        assert told == []
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert self.faults == []


def publish(service: Service) -> None:
    """The week of the crèche in force."""
    _, _, plan = put_plan_of_creche(service)
    planner: As = service.caller()
    answer = planner("POST", f"/territories/{SLUG}/publications", json={"plan": plan.id})
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize(
    ("language", "size", "scheme"), [("fr-FR", PHONE, "light"), ("en-GB", PHONE, "dark"), ("fr-FR", DESKTOP, "dark")]
)
def test_a_resident_finds_the_village_and_says_what_is_missing(
    browser: Browser, site: tuple[Service, str], language: str, size: dict[str, int], scheme: str
) -> None:
    service, address = site
    publish(service)
    visit = Visit(browser, address, locale=language, viewport=size, color_scheme=scheme)
    page = visit.page
    page.goto(VILLAGES)
    visit.open_to_all()
    name = page.locator(".villages a").first.inner_text()
    page.fill("#find", name[:4].upper())
    assert page.locator(".villages li:visible").count() >= 1
    page.keyboard.press("Enter")
    page.wait_for_url(f"{VILLAGES}/*")
    visit.open_to_all()
    page.locator(".need a").click()
    visit.open_to_all()
    page.fill("#what", "Un samedi par mois")
    page.wait_for_timeout(3200)
    page.click("main button")
    page.wait_for_selector("[role=status]")
    visit.open_to_all()
    for topic in ("legal", "privacy", "accessibility"):
        page.goto(f"{VILLAGES}/about/{topic}")
        visit.open_to_all()
    with service.store.reading() as session:
        assert session.query(NeedRow).one().what == "Un samedi par mois"


def test_a_village_is_read_without_scripts_as_a_list_of_dates(browser: Browser, site: tuple[Service, str]) -> None:
    service, address = site
    publish(service)
    visit = Visit(browser, address, locale="fr-FR", viewport=PHONE, java_script_enabled=False)
    visit.page.goto(VILLAGES)
    village = visit.page.locator(".villages li", has=visit.page.locator(".next")).first.locator("a")
    village.click()
    assert visit.page.locator(".service-dates .date time").count() >= 1
    assert visit.page.locator("h1").inner_text()
    tree = visit.page.locator("main").aria_snapshot()
    assert "list" in tree
    assert "time" in tree


def test_a_planner_goes_from_nothing_to_a_published_week_by_keyboard_alone(
    browser: Browser, site: tuple[Service, str]
) -> None:
    service, address = site
    put_plan_of_creche(service)
    service.account("p@queyras.example", Role.PLANNER)
    visit = Visit(browser, address, locale="fr-FR", viewport=DESKTOP)
    page = visit.page

    def reach(selector: str) -> None:
        """Go to a control by the tabulator alone."""
        for _ in range(400):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(selector)

    page.goto("/planner")
    visit.open_to_all()
    reach("#email")
    page.keyboard.type("p@queyras.example")
    reach("#password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"/planner/{SLUG}")
    visit.open_to_all()
    reach("#seconds")
    page.keyboard.press("Control+A")
    page.keyboard.type("5")
    reach("form.start button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/jobs/*")
    visit.open_to_all()
    worker = threading.Thread(target=run_worker, args=(service.settings, threading.Event()), kwargs={"idle_s": 0})
    worker.start()
    page.wait_for_selector("text=Voir le plan", timeout=60_000)
    worker.join()
    visit.open_to_all()
    reach("#progress a.button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plans/*")
    for label in ("Par personne", "Par commune", "Par véhicule"):
        page.get_by_role("link", name=label).press("Enter")
        page.wait_for_selector(f"[aria-current=page]:has-text('{label}')")
        visit.open_to_all()
    reach("a.button[href$=publish]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/publish")
    visit.open_to_all()
    reach("main button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"/planner/{SLUG}")
    assert "version 1.0" in page.locator("main").inner_text()
    page.goto(VILLAGES)
    assert page.locator(".villages .next").count() >= 1


def test_a_planner_s_pages_fit_a_phone(browser: Browser, site: tuple[Service, str]) -> None:
    service, address = site
    _, _, plan = put_plan_of_creche(service)
    service.account("p@queyras.example", Role.PLANNER)
    visit = Visit(browser, address, locale="en-GB", viewport=PHONE, color_scheme="dark")
    page = visit.page
    page.goto(f"/planner/{SLUG}/plans/{plan.id}")
    page.fill("#email", "p@queyras.example")
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"**/plans/{plan.id}")
    visit.open_to_all()
    page.goto(f"/planner/{SLUG}/plans/{plan.id}/publish")
    visit.open_to_all()
