"""Places of Andorra out of OpenStreetMap: villages as stops, public buildings as rooms, the parishes they lie in."""

import json
from dataclasses import dataclass
from typing import Any

from instances.generators.sources import INSTANCES
from instances.generators.words import slug, weekly
from models.base import WeeklyWindow
from models.territory import Address, Authorisation, Commune, Depot, Stop, Venue

NAME = "andorra"
CANILLO, ENCAMP, MASSANA, ORDINO = "AD-02", "AD-03", "AD-04", "AD-05"
SANT_JULIA, ANDORRA, ESCALDES = "AD-06", "AD-07", "AD-08"
PARISH_TOWNS = (
    (CANILLO, "Canillo", "n64954433", 6000),
    (ENCAMP, "Encamp", "n64954584", 13000),
    (MASSANA, "La Massana", "n64954563", 12000),
    (ORDINO, "Ordino", "n58963219", 5500),
    (SANT_JULIA, "Sant Julià de Lòria", "n64954486", 10000),
    (ANDORRA, "Andorra la Vella", "n58957648", 24500),
    (ESCALDES, "Escaldes-Engordany", "n64954589", 15500),
)
"""Parish, name, its town in the extract, inhabitants (assumed, rounded to 500)."""
BIRTHS_PER_THOUSAND = 6
WITHOUT_STOP = (
    "Ràmio",
    "Bordes de Cardameller",
    "Entremesaigües",
    "Super Pal",
    "Bordes d'Engolasters",
    "Bordes del Vilar",
    "Les Cases del Vilar",
    "Sornàs",
    "Mas d’Alins",
    "Mas d'en Soler",
    "el Vilar",
    "Puiol del Piu",
    "els Plans",
    "Grau Roig",
    "les Salines",
    "Sant Joan de Caselles",
    "el Forn",
    "Mas de Ribafeta",
    "l’Aldosa de Canillo",
)
"""Hamlets a few hundred metres from another stop, second points of one village, huts and resorts."""
POINTS = {
    "hopital": ("w194554955", "Hospital Nostra Senyora de Meritxell"),
    "cap-encamp": ("w664711712", "Centre d'atenció primària, Encamp"),
    "cap-llanterna": ("n10908160811", "Centre d'atenció primària La Llanterna"),
    "medic-lauredia": ("n4470034393", "Centre mèdic Laurèdia, Sant Julià"),
    "bibliotheque": ("n4874445631", "Biblioteca pública del Govern"),
    "comu-andorra": ("n4697188689", "Comú d'Andorra la Vella"),
    "piscines": ("n9737082995", "Piscines comunals, Escaldes"),
    "lycee": ("w999484102", "Lycée Comte de Foix"),
    "gare-routiere": ("w604030704", "Estació nacional d'autobussos"),
}
ROOMS = {
    "pas-de-la-casa": ("a21675691", "Oficina del Comú, Pas de la Casa", True),
    "ordino": ("w995197868", "Centre cívic d'Ordino", False),
    "massana": ("n2966663489", "Biblioteca comunal Antoni Morell", False),
    "sant-julia": ("w530391752", "Casa Comuna, sala Sergi Mas", False),
    "canillo": ("w219555998", "Comú de Canillo", False),
    "encamp": ("w540458859", "Complex sociocultural d'Encamp", False),
    "el-tarter": ("n64954404", "El Tarter, sala", True),
    "arinsal": ("n64954483", "Arinsal, sala", True),
    "la-cortinada": ("n64954546", "La Cortinada, sala", True),
}
"""Room: its point in the extract, its name, whether children may be cared for there (assumed)."""
DOORS = ("arinsal", "prats", "soldeu", "pal", "llorts", "aixovall", "santa-coloma", "vila", "la-cortinada", "canillo")


@dataclass(frozen=True)
class OsmPoint:
    """A named point of the extract."""

    id: str
    name: str
    kind: str
    lon: float
    lat: float


def read_points() -> dict[str, OsmPoint]:
    """Every point of ``source/venues.geojson``, by its OpenStreetMap id."""
    collection = json.loads((INSTANCES / NAME / "source" / "venues.geojson").read_text(encoding="utf-8"))
    return {
        feature["id"]: OsmPoint(
            feature["id"],
            feature["properties"]["name"],
            feature["properties"]["kind"],
            *feature["geometry"]["coordinates"],
        )
        for feature in collection["features"]
    }


def _inside(lon: float, lat: float, ring: list[list[float]]) -> bool:
    inside = False
    for (xa, ya), (xb, yb) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (ya > lat) != (yb > lat) and lon < (xb - xa) * (lat - ya) / (yb - ya) + xa:
            inside = not inside
    return inside


class Parishes:
    """Tells the parish a point lies in, by the boundaries of the map background."""

    def __init__(self) -> None:
        path = INSTANCES / NAME / "background-communes.geojson"
        self.features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]

    def of(self, point: OsmPoint) -> str:
        """Id of the parish.

        Raises
        ------
        ValueError
            When the point lies in none.
        """
        for feature in self.features:
            if any(_inside(point.lon, point.lat, polygon[0]) for polygon in feature["geometry"]["coordinates"]):
                return str(feature["properties"]["insee"])
        raise ValueError(f"{point.name} ({point.id}) lies in no parish")


def communes(points: dict[str, OsmPoint]) -> tuple[Commune, ...]:
    """The seven parishes, each at its town."""
    return tuple(
        Commune(
            id=id_,
            name=name,
            population=people,
            births=people * BIRTHS_PER_THOUSAND // 1000,
            lon=points[town].lon,
            lat=points[town].lat,
        )
        for id_, name, town, people in PARISH_TOWNS
    )


def depot(points: dict[str, OsmPoint]) -> Depot:
    """The yard at the bus station, with a charger (assumed: 11 kW)."""
    station = points["w604030704"]
    return Depot(
        id="depot",
        name=f"Dépôt, {station.name}",
        commune=ANDORRA,
        lon=station.lon,
        lat=station.lat,
        charger_m_per_min=600,
    )


def stops(points: dict[str, OsmPoint], parishes: Parishes) -> tuple[Stop, ...]:
    """A stop per village, and at the public places people go to; hamlets are not accessible (assumed)."""
    villages = [p for p in points.values() if p.kind.startswith("place:") and p.name not in WITHOUT_STOP]
    return (
        *(
            Stop(
                id=f"arret-{slug(p.name)}",
                name=p.name,
                commune=parishes.of(p),
                lon=p.lon,
                lat=p.lat,
                accessible=p.kind != "place:hamlet",
            )
            for p in villages
        ),
        *(
            Stop(
                id=f"arret-{id_}", name=name, commune=parishes.of(points[osm]), lon=points[osm].lon, lat=points[osm].lat
            )
            for id_, (osm, name) in POINTS.items()
        ),
    )


def venues(points: dict[str, OsmPoint], parishes: Parishes) -> tuple[Venue, ...]:
    """Rooms for workshops and for the crèche, with assumed hours, equipment and authorisations."""
    opening: tuple[WeeklyWindow, ...] = (weekly("08:00", "19:00"),)
    return tuple(
        Venue(
            id=f"salle-{id_}",
            name=name,
            commune=parishes.of(points[osm]),
            lon=points[osm].lon,
            lat=points[osm].lat,
            opening=opening,
            features=("sanitaires-enfants", "tables") if children else ("internet", "tables"),
            authorisations=(Authorisation(service_kind="creche", places=12),) if children else (),
        )
        for id_, (osm, name, children) in ROOMS.items()
    )


def doors(village_stops: tuple[Stop, ...]) -> tuple[Address, ...]:
    """Doors of passengers entitled to be taken there, a hundred metres from a stop; made up."""
    by_id = {stop.id: stop for stop in village_stops}
    return tuple(
        Address(
            id=f"porte-{id_}",
            name=f"Domicile, {by_id[f'arret-{id_}'].name}",
            commune=by_id[f"arret-{id_}"].commune,
            lon=round(by_id[f"arret-{id_}"].lon + 0.0006, 6),
            lat=round(by_id[f"arret-{id_}"].lat - 0.0005, 6),
        )
        for id_ in DOORS
    )
