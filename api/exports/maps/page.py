"""A folium map that asks nothing of any other host, gives the same bytes each time, and shares its page with a list.

folium by itself pulls ten files from three hosts, draws random names for its objects and forbids zooming on phones.
Here Leaflet lies inside the page, objects are named in the order they are made, and the page has a language and a
title.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from models.text import Language, translate

TEMPLATES = Environment(
    loader=PackageLoader("api.exports.maps"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
E = TypeVar("E", bound=Element)

_LEAFLET = ("static", "vendor", "leaflet-1.9.4")


@cache
def asset(*path: str) -> str:
    """A text file of the ``api`` package, without the line that points at its source map."""
    lines = files("api").joinpath(*path).read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL"))


class Verbatim(Element):
    """Text that goes into the page as it is."""

    _template = Template("{{ this.content }}")

    def __init__(self, content: str) -> None:
        super().__init__()
        self.content = content


class Page(Figure):
    """A page whose body is a panel and a map side by side."""

    _template = Template(
        "<!DOCTYPE html>\n"
        '<html lang="{{ this.language }}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>{{ this.title|e }}</title>\n"
        "{{ this.header.render(**kwargs) }}\n</head>\n"
        '<body class="{{ this.kind }}">\n{{ this.html.render(**kwargs) }}\n'
        "<script>\n{{ this.script.render(**kwargs) }}\n</script>\n</body>\n</html>\n"
    )

    def __init__(self, kind: str, title: str, language: Language) -> None:
        super().__init__(title=title)
        self.header = Element()  # the stock one states an encoding, as this page's own template does
        self.header._parent = self
        self.kind = kind
        self.language = language
        for sheet in (asset(*_LEAFLET, "leaflet.css"), asset("exports", "maps", "assets", "map.css")):
            self.header.add_child(Verbatim(f"<style>\n{sheet}\n</style>"))
        self.header.add_child(Verbatim(f"<script>\n{asset(*_LEAFLET, 'leaflet.js')}\n</script>"))


class OfflineMap(folium.Map):
    """A map without tiles; Leaflet comes with the page.

    Parameters
    ----------
    label : str
        What a screen reader calls the map.
    """

    default_js: list[tuple[str, str]] = []
    default_css: list[tuple[str, str]] = []
    _template = Template(
        """
        {% macro html(this, kwargs) %}
            <div class="map" id="{{ this.get_name() }}" role="region" aria-label="{{ this.label|e }}"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
                center: {{ this.location|tojson }}, zoom: 10, maxZoom: 18, zoomSnap: 0.25, zoomControl: false,
                attributionControl: false
            });
            L.control.zoom({position: "topright", zoomInTitle: {{ this.zoom_in|tojson }},
                zoomOutTitle: {{ this.zoom_out|tojson }}}).addTo({{ this.get_name() }});
            L.control.scale({imperial: false}).addTo({{ this.get_name() }});
            L.control.attribution({prefix: false}).addTo({{ this.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, page: Page, location: tuple[float, float], label: str, language: Language) -> None:
        super().__init__(location=location, tiles=None)
        self.label = label
        self.zoom_in, self.zoom_out = translate("Zoom in", language), translate("Zoom out", language)
        self._made = 0
        self.name(self)
        page.add_child(self, name="map")

    def name(self, element: Element) -> None:
        """Give an object its name within the page: the next number, never a random one."""
        element._id = f"{self._made:05d}"
        self._made += 1

    def put(self, element: E, parent: Element | None = None) -> E:
        """Add an object to the map or to a group of it, named."""
        self.name(element)
        (parent or self).add_child(element)
        return element


class Scripted(MacroElement):
    """An object of the map that writes a piece of script, in its turn."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]


class Popup(Scripted):
    """Text that opens on a click on its parent. The markup must already be safe: make it with ``markupsafe``."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            {{ this._parent.get_name() }}.bindPopup({{ this.content|tojson }}, {maxWidth: 300, minWidth: 180});
        {% endmacro %}
        """
    )

    def __init__(self, content: Markup) -> None:
        super().__init__()
        self.content = str(content)


class Spot(Scripted):
    """A marker drawn by a style sheet: no image, so that nothing is fetched.

    Parameters
    ----------
    kind : str
        Words of the style sheet.
    content : Markup
        What the marker shows.
    size : int
        Width and height, pixels.
    anchor : tuple of int, optional
        Pixels from the marker's top left corner to the point it marks; its middle by default.
    title : str
        Shown under the pointer and read aloud; empty for a mark that only decorates.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.marker({{ this.location|tojson }}, Object.assign(
                {icon: L.divIcon({{ this.icon|tojson }})}, {{ this.options|tojson }}
            )).addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        lon: float,
        lat: float,
        kind: str,
        content: Markup,
        *,
        size: int,
        anchor: tuple[int, int] | None = None,
        title: str = "",
        raised: int = 0,
    ) -> None:
        super().__init__()
        self._name = "Spot"
        self.location = rounded([(lon, lat)])[0]
        self.options = {"title": title, "zIndexOffset": raised, "riseOnHover": True}
        if not title:
            self.options |= {"interactive": False, "keyboard": False}
        self.icon = {"className": f"spot {kind}", "html": str(content), "iconSize": [size, size]}
        if anchor is not None:
            self.icon |= {"iconAnchor": list(anchor), "popupAnchor": [size // 2 - anchor[0], -anchor[1]]}


def rounded(points: Sequence[tuple[float, float]]) -> list[list[float]]:
    """Leaflet's [lat, lon] pairs, to a metre."""
    return [[round(lat, 5), round(lon, 5)] for lon, lat in points]


class Behaviour(Scripted):
    """The page's own script, run once all objects of the map are there.

    Parameters
    ----------
    code : str
        A script that defines ``function``.
    function : str
        Called with the map and the layers.
    layers : dict
        Names of the map's objects, as nested as the function wants them.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            {{ this.shared }}
            {{ this.code }}
            declutterLabels({{ this._parent.get_name() }});
            {{ this.function }}({{ this._parent.get_name() }}, {{ this.layers|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, code: str, function: str, layers: dict[str, Any]) -> None:
        super().__init__()
        self.shared = asset("exports", "maps", "assets", "labels.js")
        self.code = code
        self.function = function
        self.layers = layers


def middle(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """(lat, lon) of the middle of the rectangle around some (lon, lat) points; (0, 0) of none."""
    lons, lats = [lon for lon, _ in points] or [0.0], [lat for _, lat in points] or [0.0]
    return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
