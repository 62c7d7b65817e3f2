"""What lies beneath: commune boundaries, main roads, names; drawn from GeoJSON that comes with the territory."""

from collections.abc import Mapping
from typing import Any

from folium import FeatureGroup
from folium.template import Template
from markupsafe import Markup, escape

from api.exports.maps.page import OfflineMap, Popup, Scripted, Spot
from models.instance import Instance

GeoJson = Mapping[str, Any]
"""A parsed GeoJSON FeatureCollection; its member ``licence``, if any, is shown on the map."""

_LAND = {"color": "#b7c4be", "weight": 1.2, "fillColor": "#fbfbf8", "fillOpacity": 1}
_CASING = {"color": "#cfc9ba", "weight": 4.5, "opacity": 1, "fill": False}
_ROAD = {"color": "#fffdf6", "weight": 2.8, "opacity": 1, "fill": False}


class _Shapes(Scripted):
    """GeoJSON drawn in a pane of its own under everything else; only shapes are kept, never their properties."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            {{ this.map_name }}.createPane({{ this.pane|tojson }}).style.zIndex = {{ this.level }};
            {{ this.map_name }}.getPane({{ this.pane|tojson }}).style.pointerEvents = "none";
            var {{ this.get_name() }}_shapes = {{ this.shapes|tojson }};
            {% for style in this.styles %}
            L.geoJSON({{ this.get_name() }}_shapes, {
                pane: {{ this.pane|tojson }}, interactive: false, style: {{ style|tojson }}
            }).addTo({{ this._parent.get_name() }});
            {% endfor %}
        {% endmacro %}
        """
    )

    def __init__(self, on: OfflineMap, pane: str, level: int, shapes: GeoJson, styles: list[dict[str, Any]]) -> None:
        super().__init__()
        self._name = "Shapes"
        self.map_name = on.get_name()
        self.pane = pane
        self.level = level
        self.styles = styles
        self.shapes = {
            "type": "GeometryCollection",
            "geometries": [f["geometry"] for f in shapes.get("features", ()) if f.get("geometry")],
        }


class _Attribution(Scripted):
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            {{ this._parent.get_name() }}.attributionControl.addAttribution({{ this.text|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, text: Markup) -> None:
        super().__init__()
        self.text = str(text)


def draw_background(
    on: OfflineMap,
    instance: Instance,
    communes: GeoJson | None,
    roads: GeoJson | None,
    notes: Mapping[str, Markup] | None = None,
) -> None:
    """Draw boundaries and roads, where the territory has them, and communes' names, with what a click on one tells."""
    ground = on.put(FeatureGroup(name="ground", control=False))
    if communes:
        on.put(_Shapes(on, "land", 210, communes, [_LAND]), ground)
    if roads:
        on.put(_Shapes(on, "roads", 220, roads, [_CASING, _ROAD]), ground)
    for source in (communes, roads):
        if source and source.get("licence"):
            on.put(_Attribution(escape(str(source["licence"]))))
    # The most populous first: where two names overlap, the script hides the later.
    for commune in sorted(instance.communes, key=lambda c: (-c.population, c.id)):
        name = Markup("<span>{}</span>").format(commune.name)
        note = (notes or {}).get(commune.id)
        kind, title = ("commune", "") if note is None else ("commune told", commune.name)
        label = on.put(Spot(commune.lon, commune.lat, kind, name, size=0, raised=-1000, title=title), ground)
        if note is not None:
            on.put(Popup(note), label)
