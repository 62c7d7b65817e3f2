"""``stops.html``: when services come to each village and where the on-demand transport stops, for residents.

Public: sessions, public stops, how to book; no ride, no passenger, no crew.
"""

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from folium import FeatureGroup
from markupsafe import Markup

from api.exports import ride_hours, wording
from api.exports.feeds.entries import map_link
from api.exports.feeds.names import commune_feed, feed_file
from api.exports.lookup import Lookup
from api.exports.maps.background import GeoJson, draw_background
from api.exports.maps.colours import Colours
from api.exports.maps.page import TEMPLATES, Behaviour, OfflineMap, Page, Popup, Spot, Verbatim, asset, middle
from models.instance import Instance
from models.plan import Plan, PlannedSession
from models.rides import RideService
from models.territory import Place
from models.text import Language, message, translate


def write_stops_map(
    plan: Plan,
    instance: Instance,
    path: Path,
    *,
    communes: GeoJson | None = None,
    roads: GeoJson | None = None,
    feeds: str | None = None,
    language: Language = "fr",
) -> None:
    """Write the residents' page: one self-contained file.

    Parameters
    ----------
    communes, roads : GeoJSON, optional
        Boundaries and main roads to draw beneath.
    feeds : str, optional
        Where the communes' calendars are, relative to the page, such as ``feeds/``; without it no link is shown.
    """
    calendar = None if feeds is None else lambda commune: f"{feeds}{feed_file(commune_feed(commune))}"
    page = residents_page(plan, instance, communes=communes, roads=roads, calendar=calendar, language=language)
    path.write_text(page, encoding="utf-8", newline="\n")


def residents_page(
    plan: Plan,
    instance: Instance,
    *,
    communes: GeoJson | None = None,
    roads: GeoJson | None = None,
    calendar: Callable[[str], str] | None = None,
    language: Language = "fr",
) -> str:
    """The residents' page, whole in itself.

    Parameters
    ----------
    calendar : callable, optional
        The address of a commune's calendar, from the commune's id; without it no link is shown.
    """
    return _Residents(Lookup(plan, instance), calendar, language).render(communes, roads)


class _Residents:
    def __init__(self, lookup: Lookup, calendar: Callable[[str], str] | None, language: Language) -> None:
        self.lookup = lookup
        self.instance = lookup.instance
        self.calendar = calendar
        self.language: Language = language
        self.colours = Colours(lookup.instance)
        self.spots: dict[str, str] = {}
        self.rooms_at: dict[tuple[float, float], int] = {}
        self.running = {service.id: self._running(service) for service in self.instance.ride_services}
        self.title = translate("Services in your village", language)
        self.page = Page("residents", f"{self.title} – {self.instance.territory.name}", language)
        centre = middle([(commune.lon, commune.lat) for commune in self.instance.communes])
        self.map = OfflineMap(self.page, centre, self.title, language)

    def render(self, communes: GeoJson | None, roads: GeoJson | None) -> str:
        draw_background(self.map, self.instance, communes, roads)
        stops, venues = (self.map.put(FeatureGroup(name=name)) for name in ("stops", "venues"))
        for stop in self._stops():
            self._draw(stop, Spot(stop.lon, stop.lat, "halt", Markup(""), size=14, title=stop.name), stops)
        for venue in self._sessions_by_venue():
            self._draw_venue(venue, venues)
        panel = TEMPLATES.get_template("residents.html").render(self._panel())
        self.page.html.add_child(Verbatim(panel), name="panel")
        layers = {"groups": [stops.get_name(), venues.get_name()]}
        self.map.put(Behaviour(asset("exports", "maps", "assets", "residents.js"), "residentsMap", layers))
        return self.page.render()

    def _draw(self, place: Place, spot: Spot, group: FeatureGroup) -> None:
        self.map.put(Popup(self._popup(place)), self.map.put(spot, group))
        self.spots[place.id] = spot.get_name()

    def _draw_venue(self, venue_id: str, group: FeatureGroup) -> None:
        venue = self.instance.places[venue_id]
        services = dict.fromkeys(self.lookup.service_of(session).id for session in self._sessions_by_venue()[venue_id])
        badges = Markup("").join(
            Markup('<b style="background:{}">{}</b>').format(self.colours.service[id_], self.colours.letter[id_])
            for id_ in services
        )
        # Rooms that share one point stand one above the other.
        point = (venue.lon, venue.lat)
        below = self.rooms_at[point] = self.rooms_at.get(point, -1) + 1
        anchor = (13 * len(services), 32 + 28 * below)
        spot = Spot(venue.lon, venue.lat, "session", badges, size=26, anchor=anchor, title=venue.name, raised=500)
        self._draw(venue, spot, group)

    def _popup(self, place: Place) -> Markup:
        text = Markup("<strong>{}</strong>").format(wording.place_name(self.instance, place.id, self.language))
        for service, sessions in self._by_service(self._sessions_by_venue().get(place.id, [])):
            text += Markup("<p><b>{}</b>{}</p>").format(
                service, Markup("").join(Markup("<br>{}").format(self._when(session)) for session in sessions)
            )
        for ride_service in self.instance.ride_services:
            if place in ride_hours.stops_of(ride_service, self.instance):
                running = Markup("<br>").join(self.running[ride_service.id])
                text += Markup("<p><b>{}</b><br>{}</p>").format(ride_service.name, running)
        return text

    def _panel(self) -> dict[str, Any]:
        days = self.lookup.horizon.days
        return {
            "t": self._texts(),
            "title": self.title,
            "territory": self.instance.territory.name,
            "period": message(
                "From {first} to {last}",
                first=wording.middle_day(days[0], self.language),
                last=wording.long_day(days[-1], self.language),
            ).text(self.language),
            "updated": wording.long_day(self.lookup.plan.made_at.date(), self.language),
            "ride_services": [
                ride_hours.booking_words(service, self.instance, self.lookup.horizon, self.language)
                for service in self.instance.ride_services
            ],
            "communes": list(self._communes()),
        }

    def _texts(self) -> dict[str, str]:
        return {
            "commune": translate("Your village", self.language),
            "every": translate("All villages", self.language),
            "call": translate("Call", self.language),
            "online": translate("Book online", self.language),
            "fare": translate("Fare", self.language),
            "runs": translate("Hours", self.language),
            "sessions": translate("Sessions", self.language),
            "stops": translate("On-demand transport stops", self.language),
            "nothing": translate("No session in these weeks.", self.language),
            "map": translate("On the map", self.language),
            "route": translate("Directions", self.language),
            "subscribe": translate("Calendar of the village", self.language),
            "accessible": translate("wheelchair accessible", self.language),
            "updated": translate("Updated on", self.language),
        }

    def _communes(self) -> Iterator[dict[str, Any]]:
        """Communes that have anything to show, by name: their venues' sessions, and their stops."""
        for commune in sorted(self.instance.communes, key=lambda c: wording.sort_key(c.name)):
            venues = [v for v in self._sessions_by_venue() if self.instance.places[v].commune == commune.id]
            stops = [stop for stop in self._stops() if stop.commune == commune.id]
            if venues or stops:
                yield {
                    "id": commune.id,
                    "name": commune.name,
                    "feed": "" if self.calendar is None else self.calendar(commune.id),
                    "venues": [self._venue(venue) for venue in sorted(venues)],
                    "stops": [self._place(stop) for stop in sorted(stops, key=lambda s: wording.sort_key(s.name))],
                }

    def _venue(self, venue_id: str) -> dict[str, Any]:
        sessions = self._sessions_by_venue()[venue_id]
        colours = {self.lookup.service_of(s).name: self.lookup.service_of(s).id for s in sessions}
        return self._place(self.instance.places[venue_id]) | {
            "services": [
                {
                    "name": name,
                    "letter": self.colours.letter[colours[name]],
                    "colour": self.colours.service[colours[name]],
                    "about": self.instance.service_by_id[colours[name]].description,
                    "dates": [self._when(session) for session in held],
                }
                for name, held in self._by_service(sessions)
            ]
        }

    def _place(self, place: Place) -> dict[str, Any]:
        return {
            "name": place.name,
            "spot": self.spots[place.id],
            "link": map_link(place),
            "accessible": place.accessible,
        }

    def _stops(self) -> list[Place]:
        return list(ride_hours.served_stops(self.instance))

    def _sessions_by_venue(self) -> dict[str, list[PlannedSession]]:
        found: dict[str, list[PlannedSession]] = {}
        for session in sorted(self.lookup.plan.sessions, key=lambda s: (s.venue, s.start, s.id)):
            found.setdefault(session.venue, []).append(session)
        return found

    def _by_service(self, sessions: list[PlannedSession]) -> list[tuple[str, list[PlannedSession]]]:
        named = sorted(sessions, key=lambda s: (self.lookup.service_of(s).name, s.start))
        return [(name, list(held)) for name, held in groupby(named, key=lambda s: self.lookup.service_of(s).name)]

    def _when(self, session: PlannedSession) -> str:
        return f"{wording.middle_day(session.start.date(), self.language)}, {wording.span(session.start, session.end)}"

    def _running(self, service: RideService) -> list[str]:
        return list(ride_hours.hours_lines(service, self.instance, self.lookup.horizon, self.language))
