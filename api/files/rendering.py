"""From what is in force to the files that everybody reads, and to the calendars.

What everybody reads is made from snapshots without names, so that no name can get into it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

from api.exports.feeds import build_feed
from api.exports.feeds.names import feed_file, is_public
from api.exports.feeds.write import feed_titles
from api.exports.maps import residents_page
from api.exports.open_data import build_open_data
from api.exports.paper.poster import poster_data
from api.exports.paper.speech import Speech
from api.exports.paper.typesetting import typeset
from api.publications.weeks import Week
from api.settings import Settings
from api.store.tables import OrganisationRow, TerritoryRow
from api.territories.folders import backgrounds_of
from api.web.village_pages import Site, build_village_pages
from models.instance import Instance
from models.plan import Plan
from models.text import Language

Audience = Literal["public", "crew"]
CALENDARS = "calendars/"
CALENDAR = "text/calendar; charset=utf-8"
MEDIA_TYPES = {
    "zip": "application/zip",
    "geojson": "application/geo+json",
    "jsonld": "application/ld+json",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
}


@dataclass(frozen=True)
class File:
    """A file as it is served: where, to whom, what."""

    path: str
    audience: Audience
    media_type: str
    body: bytes


def calendar_path(feed: str) -> str:
    """Where a calendar is kept, by the name of its feed."""
    return f"{CALENDARS}{feed_file(feed)}"


def open_path(name: str) -> str:
    """Where an open file is kept."""
    return f"open/{name}"


def public_root(organisation: OrganisationRow, territory: TerritoryRow) -> str:
    """The part of addresses that names a territory to everybody."""
    return f"{organisation.slug}/{territory.slug}"


def render_calendars(
    published: Plan, named: Instance, bare: Instance, only: Collection[str] | None, language: Language
) -> list[File]:
    """Calendars of vehicles, people, communes, services and stops.

    Parameters
    ----------
    published : Plan
        With the events of all weeks.
    named, bare : Instance
        Its snapshot with names, for those who work, and without, for everybody.
    only : collection of str, optional
        Names of the feeds to make; all by default.
    """
    files = []
    for feed in feed_titles(published, named, language):
        if only is None or feed in only:
            public = is_public(feed)
            body = build_feed(published, bare if public else named, feed, language=language)
            files.append(File(calendar_path(feed), "public" if public else "crew", CALENDAR, body))
    return files


def render_open_files(
    week: Week, territory: TerritoryRow, settings: Settings, root: str, language: Language
) -> list[File]:
    """Timetable, places, sessions and the residents' page of all weeks in force.

    Parameters
    ----------
    week : Week
        All weeks as one, without names.
    root : str
        The part of addresses that names the territory.
    """
    backgrounds = backgrounds_of(territory)
    address = f"{settings.base_url.rstrip('/')}/open/{root}/"
    found = build_open_data(week.plan, week.instance, backgrounds=backgrounds, base_url=address, language=language)
    page = residents_page(
        week.plan,
        week.instance,
        communes=backgrounds.communes,
        roads=backgrounds.roads,
        calendar=lambda commune: f"/feeds/{root}/communes/{quote(commune, safe='')}.ics",
        language=language,
    )
    found["stops.html"] = page.encode()
    for commune in week.instance.communes:
        if data := poster_data(week.plan, week.instance, commune, Speech(language, None), address):
            name = quote(commune.id, safe="@+")
            found[f"posters/{name}.pdf"] = typeset("poster", data, week.plan.made_at)
    files = [File(open_path(name), "public", _media_type(name), body) for name, body in found.items()]
    pages = build_village_pages(week.plan, week.instance, _site(settings, root, found))
    return files + [File(name, "public", _media_type(name), body) for name, body in pages.items()]


def _media_type(name: str) -> str:
    return MEDIA_TYPES[name.rsplit(".", 1)[1]]


def _site(settings: Settings, root: str, found: Collection[str]) -> Site:
    posters = {unquote(name[8:-4]) for name in found if name.startswith("posters/")}
    return Site(
        pages=f"/villages/{root}",
        host=urlsplit(settings.base_url).netloc if settings.secure else "",
        calendars=f"/feeds/{root}/communes",
        posters=f"/open/{root}/posters",
        with_poster=frozenset(posters),
        map=f"/open/{root}/stops.html",
    )
