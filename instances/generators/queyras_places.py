"""Places of the Queyras and the Guillestrois, and the kilometres of the valley roads between them.

Communes and the two public-service points are real; stops, rooms and hamlets are points by hand (0.5 to 1 km), and
road kilometres between villages are rounded by hand (about 1 km): ridges between side valleys make straight lines lie.
"""

from itertools import permutations
from math import ceil

from instances.generators.sources import read_communes, read_service_points
from instances.generators.words import weekly
from models.territory import Address, Commune, Depot, PairOverride, Place, Stop, Venue

NAME = "queyras"
ABRIES, AIGUILLES, ARVIEUX, CEILLAC, CHATEAU = "05001", "05003", "05007", "05026", "05038"
EYGLIERS, GUILLESTRE, MOLINES, MONT_DAUPHIN, REOTIER = "05052", "05065", "05077", "05082", "05116"
RISOUL, SAINT_CLEMENT, SAINT_CREPIN, SAINT_VERAN, VARS = "05119", "05134", "05136", "05157", "05177"
UPPER = (ABRIES, AIGUILLES, ARVIEUX, CEILLAC, CHATEAU, MOLINES, SAINT_VERAN)
LOWER = (EYGLIERS, MONT_DAUPHIN, REOTIER, RISOUL, SAINT_CLEMENT, SAINT_CREPIN, VARS)

ROADS_KM: tuple[tuple[str, str, float], ...] = (
    ("guillestre", "maison-du-roy", 6.0),
    ("maison-du-roy", "ceillac", 8.5),
    ("maison-du-roy", "moulins-d-arvieux", 15.0),
    ("moulins-d-arvieux", "arvieux", 3.0),
    ("arvieux", "la-chalp", 2.0),
    ("la-chalp", "brunissard", 1.3),
    ("moulins-d-arvieux", "chateau-queyras", 2.0),
    ("chateau-queyras", "ville-vieille", 2.2),
    ("ville-vieille", "aiguilles", 5.8),
    ("aiguilles", "abries", 5.2),
    ("abries", "ristolas", 4.2),
    ("ville-vieille", "molines", 5.7),
    ("molines", "saint-veran", 5.6),
    ("molines", "fontgillarde", 4.0),
    ("guillestre", "vars", 10.5),
    ("vars", "vars-les-claux", 4.0),
    ("guillestre", "risoul", 3.6),
    ("risoul", "risoul-1850", 13.0),
    ("guillestre", "eygliers", 3.5),
    ("guillestre", "gare", 4.5),
    ("eygliers", "mont-dauphin", 1.8),
    ("eygliers", "gare", 3.0),
    ("gare", "saint-clement", 4.5),
    ("gare", "reotier", 3.5),
    ("gare", "saint-crepin", 7.0),
)

VILLAGES: dict[str, tuple[str, str, float, float, bool]] = {
    "abries": ("Abriès, place", ABRIES, 6.9272, 44.7947, True),
    "ristolas": ("Ristolas, mairie annexe", ABRIES, 6.9558, 44.7725, True),
    "aiguilles": ("Aiguilles, place Jean Léa", AIGUILLES, 6.8694, 44.7822, True),
    "arvieux": ("Arvieux, mairie", ARVIEUX, 6.7386, 44.7664, True),
    "la-chalp": ("La Chalp d'Arvieux", ARVIEUX, 6.7313, 44.7776, True),
    "brunissard": ("Brunissard", ARVIEUX, 6.7243, 44.7893, False),
    "ceillac": ("Ceillac, église", CEILLAC, 6.7775, 44.6683, True),
    "chateau-queyras": ("Château-Queyras", CHATEAU, 6.7869, 44.7567, False),
    "ville-vieille": ("Ville-Vieille, mairie", CHATEAU, 6.7983, 44.7597, True),
    "molines": ("Molines, mairie", MOLINES, 6.8436, 44.7306, True),
    "fontgillarde": ("Fontgillarde", MOLINES, 6.8780, 44.7290, False),
    "saint-veran": ("Saint-Véran, entrée du village", SAINT_VERAN, 6.8694, 44.7005, True),
    "vars": ("Vars Sainte-Marie", VARS, 6.6858, 44.6078, True),
    "vars-les-claux": ("Vars-les-Claux", VARS, 6.6790, 44.5750, True),
    "risoul": ("Risoul, village", RISOUL, 6.6397, 44.6489, True),
    "risoul-1850": ("Risoul 1850", RISOUL, 6.6360, 44.6220, True),
    "eygliers": ("Eygliers, mairie", EYGLIERS, 6.6314, 44.6775, True),
    "mont-dauphin": ("Mont-Dauphin, porte de Briançon", MONT_DAUPHIN, 6.6244, 44.6689, False),
    "gare": ("Gare de Montdauphin-Guillestre", EYGLIERS, 6.6110, 44.6670, True),
    "reotier": ("Réotier, mairie", REOTIER, 6.5989, 44.6714, True),
    "saint-clement": ("Saint-Clément, mairie", SAINT_CLEMENT, 6.5964, 44.6625, True),
    "saint-crepin": ("Saint-Crépin, place", SAINT_CREPIN, 6.6061, 44.7083, True),
    "guillestre": ("Guillestre, place du marché", GUILLESTRE, 6.6492, 44.6597, True),
}
"""Village: name of its stop, commune, lon, lat, whether a wheelchair can get on and off there."""

TOWN_STOPS = (
    ("sante", "Guillestre, maison de santé", 6.6468, 44.6622),
    ("commerces", "Guillestre, zone commerciale", 6.6420, 44.6640),
)
ROOMS = {
    "ceillac": "Ceillac, salle polyvalente",
    "arvieux": "Arvieux, salle polyvalente",
    "saint-veran": "Saint-Véran, salle communale",
    "abries": "Abriès, maison du Queyras",
    "molines": "Molines, salle du foyer",
    "vars": "Vars, salle Sainte-Marie",
    "risoul": "Risoul, salle de la mairie",
    "saint-crepin": "Saint-Crépin, mairie",
}
DOORS = ("arvieux", "molines", "ville-vieille", "eygliers", "risoul", "saint-crepin", "aiguilles", "vars")
KMH = 48


def communes() -> tuple[Commune, ...]:
    """The fifteen communes."""
    return read_communes(NAME)


def depots() -> tuple[Depot, ...]:
    """The yard in Guillestre and the one beside the public-service point of Aiguilles."""
    upper = read_service_points(NAME)[AIGUILLES]
    return (
        Depot(id="depot-guillestre", name="Guillestre, dépôt", commune=GUILLESTRE, lon=6.6455, lat=44.6612),
        Depot(id="depot-aiguilles", name="Aiguilles, dépôt", commune=AIGUILLES, lon=upper.lon, lat=upper.lat),
    )


def stops() -> tuple[Stop, ...]:
    """A public stop per village, three in Guillestre."""
    office = read_service_points(NAME)[GUILLESTRE]
    return (
        *(
            Stop(id=f"arret-{id_}", name=name, commune=commune, lon=lon, lat=lat, accessible=accessible)
            for id_, (name, commune, lon, lat, accessible) in VILLAGES.items()
        ),
        *(
            Stop(id=f"arret-{id_}", name=name, commune=GUILLESTRE, lon=lon, lat=lat)
            for id_, name, lon, lat in TOWN_STOPS
        ),
        Stop(id="arret-france-services", name=office.name, commune=GUILLESTRE, lon=office.lon, lat=office.lat),
    )


def venues() -> tuple[Venue, ...]:
    """A room in each village visited, with assumed hours."""
    return tuple(
        Venue(
            id=f"salle-{id_}",
            name=name,
            commune=VILLAGES[id_][1],
            lon=round(VILLAGES[id_][2] + 0.0004, 6),
            lat=round(VILLAGES[id_][3] + 0.0003, 6),
            opening=(weekly("08:00", "12:30"), weekly("13:00", "18:30")),
            features=("internet", "tables"),
            stores_kits=id_ == "molines",
        )
        for id_, name in ROOMS.items()
    )


def doors() -> tuple[Address, ...]:
    """Doors of passengers entitled to be taken there, a little way from the stop; made up."""
    return tuple(
        Address(
            id=f"porte-{id_}",
            name=f"Domicile, {VILLAGES[id_][0].split(',')[0]}",
            commune=VILLAGES[id_][1],
            lon=round(VILLAGES[id_][2] + 0.002 * (-1) ** k, 6),
            lat=round(VILLAGES[id_][3] - 0.0015, 6),
        )
        for k, id_ in enumerate(DOORS)
    )


def _village_of(place: Place) -> str:
    word = place.id.split("-", 1)[1]
    return word if word in VILLAGES else "guillestre"


def _road_km() -> dict[tuple[str, str], float]:
    nodes = sorted({end for a, b, _ in ROADS_KM for end in (a, b)})
    km = {(a, b): 0.0 if a == b else float("inf") for a in nodes for b in nodes}
    for a, b, length in ROADS_KM:
        km[a, b] = km[b, a] = length
    for via in nodes:
        for a in nodes:
            for b in nodes:
                km[a, b] = min(km[a, b], km[a, via] + km[via, b])
    return km


def overrides(places: tuple[Place, ...]) -> tuple[PairOverride, ...]:
    """Road kilometres between the places of different villages.

    All of them: a pair left out would be a straight line, and offer every other pair a short cut over its ridge.
    """
    km = _road_km()
    return tuple(
        PairOverride(origin=a.id, destination=b.id, minutes=ceil(road / KMH * 60), metres=round(road * 1000))
        for a, b in permutations(places, 2)
        if (road := km[_village_of(a), _village_of(b)])
    )
