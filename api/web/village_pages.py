"""The residents' pages of a publication: the list of villages, and a page for each, in every language.

They are written when a plan is published, with its calendars, so that an old phone on a slow network gets a file.
Public: sessions, public stops, how to book; no ride, no passenger, no crew.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, get_args
from urllib.parse import quote

from api.exports import ride_hours, wording
from api.exports.feeds.entries import map_link
from api.exports.feeds.names import commune_feed
from api.exports.public_sessions import PublicSession, instant, public_sessions
from api.web.environment import render
from api.web.texts import resident_texts
from models.geography import distance_m
from models.horizon import Horizon
from models.instance import Instance
from models.plan import Plan
from models.rides import RideService
from models.territory import Commune, Place, Stop
from models.text import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
AROUND = 3
"""Villages around that are told of, those with dates alone."""
NEAREST_STOPS = 2


@dataclass(frozen=True)
class Site:
    """Where the pages stand: addresses from the root of the service, without the host.

    ``pages`` is the folder of the territory's pages, ``calendars`` that of its communes' feeds (``{id}.ics``),
    ``posters`` that of the posters (``{id}.pdf``) of the communes ``with_poster``, ``map`` the residents' map,
    ``open_data`` a list of open files. What is empty is not shown.
    """

    pages: str
    host: str = ""
    calendars: str = ""
    posters: str = ""
    with_poster: frozenset[str] = frozenset()
    map: str = ""
    open_data: str = ""


def page_path(name: str, language: Language) -> str:
    """Where a page is kept among the published files: ``index``, or a commune's id."""
    return f"pages/{name}.{language}.html"


def build_village_pages(published: Plan, instance: Instance, site: Site) -> dict[str, bytes]:
    """Each page's content by its path (`page_path`): the index and one of every commune, in every language.

    Parameters
    ----------
    published : Plan
        A plan that ``feeds.publish`` has given its events: the dates are those of all weeks they tell of.
    """
    pages: dict[str, bytes] = {}
    for language in LANGUAGES:
        author = _Author(published, instance, site, language)
        pages[page_path("index", language)] = author.index()
        for commune in instance.communes:
            pages[page_path(commune.id, language)] = author.village(commune)
    return pages


class _Author:
    def __init__(self, published: Plan, instance: Instance, site: Site, language: Language) -> None:
        self.instance, self.site, self.language = instance, site, language
        self.made = published.made_at.date()
        self.horizon = Horizon(published.monday, published.weeks)
        self.sessions = tuple(public_sessions(published, instance))
        self.last = max((s.event.start.date() for s in self.sessions), default=self.horizon.days[-1])
        self.last = max(self.last, self.horizon.days[-1])
        self.texts = resident_texts(language)

    def index(self) -> bytes:
        """The list of villages."""
        communes = sorted(self.instance.communes, key=lambda one: wording.sort_key(one.name))
        rows = [
            {
                "name": commune.name,
                "plain": wording.sort_key(commune.name),
                "link": self._page(commune.id),
                "lon": commune.lon,
                "lat": commune.lat,
                "dates": [self._date(session) for session in self._held_in(commune.id) if not session.event.cancelled],
            }
            for commune in communes
        ]
        return self._render("villages.html", self.texts["title"], villages=rows, here="")

    def village(self, commune: Commune) -> bytes:
        """A village's page."""
        own = self._held_in(commune.id)
        values = {
            "commune": commune.name,
            "next": [self._date(session) for session in own if not session.event.cancelled],
            "services": self._services(own),
            "transport": [self._transport(service, commune) for service in self.instance.ride_services],
            "around": list(self._around(commune)),
            "calendar": self._file(self.site.calendars, commune_feed(commune.id).removeprefix("commune-"), "ics"),
            "poster": self._file(self.site.posters, commune.id, "pdf") if commune.id in self.site.with_poster else "",
            "need": f"{self.site.pages}/{quote(commune.id, safe='')}/need",
            "index": self._page(""),
        }
        return self._render("village.html", commune.name, here=commune.id, **values)

    def _render(self, template: str, title: str, *, here: str, **values: Any) -> bytes:
        other: Language = "en" if self.language == "fr" else "fr"
        period = wording.days_span(self.horizon.monday, self.last, self.language)
        return render(
            template,
            self.language,
            t=self.texts,
            title=title,
            territory=self.instance.territory.name,
            site=self.site,
            period=period,
            updated=wording.long_day(self.made, self.language),
            other={"language": other, "link": self._page(here, other)},
            **values,
        )

    def _page(self, commune: str, language: Language | None = None) -> str:
        asked = language or self.language
        return f"{self.site.pages}/{quote(commune, safe='')}" + ("" if asked == "fr" else "?lang=en")

    def _file(self, folder: str, name: str, ending: str) -> str:
        return f"{folder}/{quote(name, safe='')}.{ending}" if folder else ""

    def _held_in(self, commune: str) -> list[PublicSession]:
        feed = commune_feed(commune)
        return [session for session in self.sessions if feed in session.event.feeds]

    def _services(self, sessions: Sequence[PublicSession]) -> list[dict[str, Any]]:
        named = sorted(sessions, key=lambda one: (wording.sort_key(one.name), one.event.start))
        return [
            {
                "name": name,
                "about": next((one.service.description for one in held if one.service), ""),
                "dates": [self._date(one) for one in held],
            }
            for name, held in ((name, list(group)) for name, group in groupby(named, key=lambda one: one.name))
        ]

    def _date(self, session: PublicSession) -> dict[str, Any]:
        event = session.event
        return {
            "service": session.name,
            "day": self._day(event.start.date()),
            "hours": wording.span(event.start, event.end),
            "start": instant(self.instance, event.start),
            "end": instant(self.instance, event.end),
            "place": session.place.name,
            "link": map_link(session.place),
            "accessible": session.place.accessible,
            "cancelled": event.cancelled,
        }

    def _day(self, day: date) -> str:
        return wording.middle_day(day, self.language)

    def _transport(self, service: RideService, commune: Commune) -> dict[str, Any]:
        stops = ride_hours.stops_of(service, self.instance)
        own = [stop for stop in stops if stop.commune == commune.id]
        return ride_hours.booking_words(service, self.instance, self.horizon, self.language) | {
            "own": bool(own),
            "stops": [self._stop(stop, commune) for stop in own or self._nearest(commune, stops)],
        }

    def _nearest(self, commune: Commune, stops: Sequence[Stop]) -> list[Stop]:
        return sorted(stops, key=lambda stop: (_metres(commune, stop), stop.id))[:NEAREST_STOPS]

    def _stop(self, stop: Stop, commune: Commune) -> dict[str, Any]:
        away = "" if stop.commune == commune.id else wording.kilometres(_metres(commune, stop), self.language)
        name = wording.place_name(self.instance, stop.id, self.language) if away else stop.name
        return {"name": name, "away": away, "link": map_link(stop), "accessible": stop.accessible}

    def _around(self, commune: Commune) -> Iterator[dict[str, Any]]:
        """The nearest villages that have dates to come."""
        found = 0
        for other in sorted(self.instance.communes, key=lambda one: (_metres(commune, one), one.id)):
            dates = [self._date(session) for session in self._held_in(other.id) if not session.event.cancelled]
            if other.id == commune.id or not dates:
                continue
            away = wording.kilometres(_metres(commune, other), self.language)
            yield {"name": other.name, "away": away, "link": self._page(other.id), "dates": dates[:2]}
            found += 1
            if found == AROUND:
                return


def _metres(a: Commune, b: Commune | Place) -> int:
    return round(distance_m(a.lon, a.lat, b.lon, b.lat))
