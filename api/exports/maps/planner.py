"""``map.html``: the plan on a map, for those who plan. Tours by day and vehicle, sessions, stops, what is left out."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from folium import FeatureGroup, PolyLine
from markupsafe import Markup, escape

from api.exports import describe, wording
from api.exports.equity import Access
from api.exports.lookup import Lookup
from api.exports.maps.background import GeoJson, draw_background
from api.exports.maps.colours import Colours
from api.exports.maps.commune_notes import commune_notes
from api.exports.maps.geometry import LonLat, along, arc, length_m, thin
from api.exports.maps.page import Behaviour, OfflineMap, Page, Popup, Spot, Verbatim, asset, middle, rounded
from api.exports.maps.planner_panel import PlannerPanel
from models.instance import Instance
from models.plan import Plan, Tour, TourStop, Unserved
from models.territory import Place
from models.text import Language, message, translate

FindPath = Callable[[str, str, str, date], Sequence[LonLat]]
"""Geometry of the way between two places (ids) for a speed profile on a day, as ``TravelTimes.path`` gives it."""

_THIN_M = 8.0
_ARROW_FROM_M = 600.0
_ARROW_AT = 0.42  # off the middle, where the arrow of the way back would lie over it
_BULGE = 0.035
_SPREAD_PX = 20


def write_planner_map(
    plan: Plan,
    instance: Instance,
    path: Path,
    *,
    find_path: FindPath | None = None,
    communes: GeoJson | None = None,
    roads: GeoJson | None = None,
    access: Access | None = None,
    language: Language = "fr",
) -> None:
    """Write the planners' map: one self-contained file, private addresses on it, passengers by their codes.

    Parameters
    ----------
    find_path : callable, optional
        Road geometry of the legs; straight lines without it.
    communes, roads : GeoJSON, optional
        Boundaries and main roads to draw beneath.
    access : callable, optional
        Travel from communes to venues, for what a click on a commune's name tells.
    """
    drawing = _Drawing(Lookup(plan, instance), find_path, language)
    path.write_text(drawing.render(communes, roads, access), encoding="utf-8", newline="\n")


class _Drawing:
    """The page under construction.

    ``layers`` holds the names of the groups that the panel shows and hides; ``spots`` the names of the markers that its
    lists open, by what they mark.
    """

    def __init__(self, lookup: Lookup, find_path: FindPath | None, language: Language) -> None:
        self.lookup = lookup
        self.instance = lookup.instance
        self.language: Language = language
        self.find_path = find_path
        self.colours = Colours(lookup.instance)
        self.layers: dict[str, Any] = {"tours": {}, "sessions": {}, "unserved": {}}
        self.spots: dict[tuple[str, str], str] = {}
        self.ways: dict[tuple[str, str, str, date], list[LonLat]] = {}
        self.spots_of_places = {(place.lon, place.lat) for place in self.instance.places.values()}
        self.vehicle_rank = {vehicle.id: rank for rank, vehicle in enumerate(self.instance.vehicles)}
        title = message("{territory}: plan", territory=self.instance.territory.name).text(language)
        self.page = Page("planner", title, language)
        centre = middle([(commune.lon, commune.lat) for commune in self.instance.communes])
        self.map = OfflineMap(self.page, centre, title, language)

    def render(self, communes: GeoJson | None, roads: GeoJson | None, access: Access | None) -> str:
        notes = commune_notes(self.lookup, access, self.language)
        draw_background(self.map, self.instance, communes, roads, notes)
        self._draw_places()
        for day in self.lookup.horizon.days:
            self._draw_tours(day)
            self._draw_sessions(day)
        self._draw_unserved()
        panel = PlannerPanel(self.lookup, self.colours, self.spots, self.language).render()
        self.page.html.add_child(Verbatim(panel), name="panel")
        script = asset("exports", "maps", "assets", "planner.js")
        self.map.put(Behaviour(script, "plannerMap", self.layers))
        return self.page.render()

    def _group(self, name: str) -> FeatureGroup:
        return self.map.put(FeatureGroup(name=name, show=False))

    def _draw_places(self) -> None:
        """Depots and public stops: there whatever the day."""
        depots, stops = self._group("depots"), self._group("stops")
        self.layers |= {"depots": depots.get_name(), "stops": stops.get_name()}
        for depot in self.instance.depots:
            text = Markup("<strong>{}</strong><br>{}").format(depot.name, translate("Depot", self.language))
            spot = Spot(depot.lon, depot.lat, "depot", Markup("⌂"), size=24, title=depot.name, raised=200)
            self.map.put(Popup(text), self.map.put(spot, depots))
            self.spots["depot", depot.id] = spot.get_name()
        for stop in self.instance.stops:
            name = wording.place_name(self.instance, stop.id, self.language)
            spot = Spot(stop.lon, stop.lat, "halt", Markup(""), size=12, title=name)
            text = Markup("<strong>{}</strong><br>{}").format(name, translate("Public stop", self.language))
            self.map.put(Popup(text), self.map.put(spot, stops))

    def _draw_tours(self, day: date) -> None:
        tours = [tour for tour in self.lookup.plan.tours if tour.date == day]
        vehicles_at: dict[str, list[str]] = {}
        for tour in tours:
            for place in dict.fromkeys(stop.place for stop in tour.stops):
                vehicles_at.setdefault(place, []).append(tour.vehicle)
        groups = self.layers["tours"].setdefault(day.isoformat(), {})
        for tour in tours:
            group = self._group(tour.id)
            groups[tour.vehicle] = group.get_name()
            for start, end in pairwise(tour.stops):
                self._draw_leg(tour, start, end, group)
            for place in dict.fromkeys(stop.place for stop in tour.stops):
                if ("depot", place) not in self.spots:
                    self._draw_visits(tour, place, vehicles_at[place], group)

    def _draw_leg(self, tour: Tour, start: TourStop, end: TourStop, group: FeatureGroup) -> None:
        line = self._line(tour, start.place, end.place)
        if start.place == end.place or len(line) <= 1:
            return
        colour = self.colours.vehicle[tour.vehicle]
        aboard = wording.load_text(start.load, self.language)
        drawn = PolyLine(  # type: ignore[no-untyped-call]
            rounded(line),
            color=colour,
            weight=4 if aboard else 2.5,
            opacity=0.85,
            smooth_factor=0.3,
            dash_array=None if aboard else "2 7",
        )
        text = Markup("<strong>{}</strong> {}–{}<br>{}{}{}").format(
            wording.vehicle_name(self.instance, tour.vehicle),
            wording.clock(start.departure),
            wording.clock(end.arrival),
            message("at the wheel: {who}", who=wording.person_name(self.instance, start.driver or "")).text(
                self.language
            ),
            Markup("<br>") + aboard if aboard else "",
            Markup("<br>") + wording.kilometres(end.metres, self.language),
        )
        self.map.put(Popup(text), self.map.put(drawn, group))
        if length_m(line) >= _ARROW_FROM_M:
            (lon, lat), heading = along(line, _ARROW_AT)
            arrow = Markup('<i style="color:{};transform:rotate({}deg)">▲</i>').format(colour, round(heading))
            self.map.put(Spot(lon, lat, "arrow", arrow, size=12), group)

    def _line(self, tour: Tour, origin: str, destination: str) -> list[LonLat]:
        """The way of a leg: roads where they are known, else curves from place to place, each vehicle's its own."""
        profile = self.instance.vehicle_by_id[tour.vehicle].profile
        key = (origin, destination, profile, tour.date)
        if key not in self.ways:
            ends = [self.instance.places[place] for place in (origin, destination)]
            found = list(self.find_path(*key)) if self.find_path else []
            self.ways[key] = found or [(place.lon, place.lat) for place in ends]
        way = self.ways[key]
        if not self.spots_of_places.issuperset(way):
            return thin(way, _THIN_M)
        bulge = _BULGE * (1 + self.vehicle_rank[tour.vehicle] % 4)
        return [way[0], *(point for a, b in pairwise(way) for point in arc(a, b, bulge)[1:])]

    def _draw_visits(self, tour: Tour, place_id: str, vehicles: list[str], group: FeatureGroup) -> None:
        """One marker for all visits of a tour to a place, numbered by the first; beside those of other vehicles."""
        place = self.instance.places[place_id]
        visits = [(number, stop) for number, stop in enumerate(tour.stops) if stop.place == place_id]
        size, offset = 20, round((vehicles.index(tour.vehicle) - (len(vehicles) - 1) / 2) * _SPREAD_PX)
        name = wording.place_name(self.instance, place_id, self.language, private=True)
        number = Markup('<b style="border-color:{}">{}</b>').format(self.colours.vehicle[tour.vehicle], visits[0][0])
        anchor = (size // 2 - offset, size // 2)
        spot = Spot(place.lon, place.lat, "visit", number, size=size, anchor=anchor, title=name, raised=400)
        text = Markup("<strong>{}</strong>").format(name)
        for _, stop in visits:
            done = [describe.action_text(self.lookup, action, self.language) for action in stop.actions]
            text += Markup("<p><b>{}</b> {}<br>{}</p>").format(
                wording.span(stop.arrival, stop.departure),
                wording.vehicle_name(self.instance, tour.vehicle),
                Markup("<br>").join(done),
            )
        self.map.put(Popup(text), self.map.put(spot, group))
        self.spots[tour.id, place_id] = spot.get_name()

    def _draw_sessions(self, day: date) -> None:
        group = self._group(f"sessions {day}")
        self.layers["sessions"][day.isoformat()] = group.get_name()
        at_point: dict[LonLat, int] = {}  # several rooms may share one point
        for session in sorted(self.lookup.plan.sessions, key=lambda s: (s.start, s.id)):
            if session.start.date() != day:
                continue
            service, venue = self.lookup.service_of(session), self.instance.places[session.venue]
            point = (venue.lon, venue.lat)
            before = at_point[point] = at_point.get(point, -1) + 1
            badge = Markup('<b style="background:{}">{}</b>').format(
                self.colours.service[service.id], self.colours.letter[service.id]
            )
            spot = Spot(
                venue.lon,
                venue.lat,
                "session",
                badge,
                size=26,
                anchor=(13 - 28 * before, 42),
                title=f"{service.name}, {wording.span(session.start, session.end)}",
                raised=600,
            )
            crew = ", ".join(wording.person_name(self.instance, member.person) for member in session.crew)
            text = Markup("<strong>{}</strong><br>{}<br>{}<br>{}").format(
                service.name,
                wording.span(session.start, session.end),
                wording.place_name(self.instance, session.venue, self.language),
                crew,
            )
            self.map.put(Popup(text), self.map.put(spot, group))
            self.spots["session", session.id] = spot.get_name()

    def _draw_unserved(self) -> None:
        """What is left out, where it was asked, by day: under "" what had no day yet."""
        by_day: dict[str, dict[str, list[Unserved]]] = {}
        for item in self.lookup.plan.unserved:
            if place := self._asked_at(item):
                by_day.setdefault(self.lookup.day_asked(item), {}).setdefault(place, []).append(item)
        for day, at_place in sorted(by_day.items()):
            group = self._group(f"unserved {day}")
            self.layers["unserved"][day] = group.get_name()
            for place_id, items in at_place.items():
                self._draw_missed(self.instance.places[place_id], items, group)

    def _asked_at(self, item: Unserved) -> str | None:
        """The first venue of a session, the place where a party waits."""
        occurrence, request = self.lookup.occurrence_by_id.get(item.item), self.lookup.find_request(item.item)
        if occurrence is not None:
            return self.instance.demand_by_id[occurrence.demand].venues[0]
        return request.origin if request is not None else None

    def _draw_missed(self, place: Place, items: list[Unserved], group: FeatureGroup) -> None:
        text = Markup("")
        for item in items:
            what = describe.unserved_text(self.lookup, item, self.language)
            reasons = [escape(describe.reason_text(reason, self.language)) for reason in item.reasons]
            service = wording.service_name(self.instance, item.service)
            text += Markup("<p><strong>{}</strong><br>{}<br>{}</p>").format(service, what, Markup("<br>").join(reasons))
        title = message("Unserved: {n}", n=len(items)).text(self.language)
        mark = Markup("<b>{}</b>").format(len(items) if len(items) > 1 else "!")
        spot = Spot(place.lon, place.lat, "missed", mark, size=22, anchor=(-6, 28), title=title, raised=500)
        self.map.put(Popup(text), self.map.put(spot, group))
        for item in items:
            self.spots["unserved", item.item] = spot.get_name()
