"""What a resident reads of their village, from the plan alone."""

import gzip
import re
from html.parser import HTMLParser

import pytest

from api.exports.feeds import publish
from api.web.village_pages import Site, build_village_pages, page_path
from models.plan import Plan
from tests.api.exports.world import PRIVATE, make_instance, make_plan

SITE = Site(
    "/villages/cc/valley",
    "halte.example",
    "/feeds/cc/valley/communes",
    "/open/cc/valley/posters",
    frozenset({"05026"}),
)


class Text(HTMLParser):
    """The words of a page, its links, and what it loads."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(page.decode())
        self.text = " ".join(" ".join(self.words).split())

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "a":
            self.links.append(named["href"] or "")
        elif found := named.get("src") or (named.get("href") if tag == "link" else None):
            self.loads.append(found)


@pytest.fixture(scope="module")
def pages() -> dict[str, bytes]:
    instance = make_instance()
    return build_village_pages(publish(make_plan(instance), instance), instance, SITE)


def test_every_village_has_a_page_in_both_languages_and_the_index_leads_there(pages: dict[str, bytes]) -> None:
    assert set(pages) == {
        page_path(name, language)
        for name in ("index", *(commune.id for commune in make_instance().communes))
        for language in ("fr", "en")
    }
    assert {"/villages/cc/valley/05026", "/villages/cc/valley/05007"} <= set(Text(pages["pages/index.fr.html"]).links)
    assert "/villages/cc/valley/05026?lang=en" in Text(pages["pages/index.en.html"]).links


def test_a_village_reads_its_dates_its_stop_and_how_to_book(pages: dict[str, bytes]) -> None:
    page = Text(pages["pages/05026.fr.html"])
    assert "jeudi 14 janvier 09:00–11:30" in page.text
    assert "Salle polyvalente" in page.text
    assert "Arrêts dans le village Mairie" in page.text
    assert "Valable du lundi 11 janvier au dimanche 17 janvier 2027" in page.text
    assert any(link.startswith("tel:") for link in page.links)
    assert "webcal://halte.example/feeds/cc/valley/communes/05026.ics" in page.links
    assert "/open/cc/valley/posters/05026.pdf" in page.links
    english = Text(pages["pages/05026.en.html"])
    assert "Thursday 14 January 09:00–11:30" in english.text
    assert "Stops in the village" in english.text


def test_a_village_without_a_stop_is_told_the_nearest(pages: dict[str, bytes]) -> None:
    page = Text(pages["pages/05007.fr.html"])
    assert "Les arrêts les plus proches" in page.text
    assert re.search(r"Ceillac, Mairie \(\d+,\d km\)", page.text)


def test_a_village_without_dates_is_told_of_those_around(pages: dict[str, bytes]) -> None:
    page = Text(pages["pages/05065.fr.html"])
    assert "Aucune date n’est annoncée pour l’instant." in page.text
    assert "Dans les villages autour Ceillac" in page.text


def test_a_cancelled_date_stays_and_says_so() -> None:
    instance = make_instance()
    before = publish(make_plan(instance), instance)
    without: Plan = make_plan(instance).model_copy(update={"sessions": make_plan(instance).sessions[1:]})
    pages = build_village_pages(publish(without, instance, before), instance, SITE)
    assert "jeudi 14 janvier 09:00–11:30 annulé" in Text(pages["pages/05026.fr.html"]).text
    assert "Prochaine date" not in Text(pages["pages/05026.fr.html"]).text


def test_pages_hold_nobody_s_name_and_no_private_address(pages: dict[str, bytes]) -> None:
    instance = make_instance()
    private = [PRIVATE, *(person.name for person in instance.people), *(ride.passenger for ride in instance.rides)]
    for page in pages.values():
        assert not [word for word in private if word and word in page.decode()]


def test_text_is_text_and_nothing_comes_from_elsewhere(pages: dict[str, bytes]) -> None:
    for page in pages.values():
        assert b"<script>" not in page
        assert b" style=" not in page
        assert b" on" + b"click" not in page
        assert all(load.startswith("/") for load in Text(page).loads)
    assert "Salle de Brunissard <script>" in Text(pages["pages/05007.fr.html"]).text


def test_a_page_is_light(pages: dict[str, bytes]) -> None:
    assert max(len(gzip.compress(page)) for page in pages.values()) < 10_000
