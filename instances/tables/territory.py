"""The territory's own values, its calendar and its travel times."""

from instances.cells import DATE, DECIMAL, EUROS, ID, INTEGER, KILOMETRES, TEXT, choice
from instances.compact import TOLERANCES
from instances.tables.schema import PARENT_ID, Column, Table
from models.base import DateRange
from models.instance import Instance
from models.territory import ClosedPair, Holiday, PairOverride, Season, SpeedProfile

PROVIDER = choice({"great_circle": "vol d'oiseau", "road_extract": "routes OpenStreetMap"})
OF_INSTANCE = ("week", "anchor", "cycle_weeks", "settings")
"""Beginnings of the paths that are the instance's own; the others are its territory's."""
HOLIDAYS_REGION = "holidays_region"
SCHOOL_ZONE = "school_zone"

TERRITORY = Table(
    key="territory",
    sheet="Territoire",
    help="Une valeur par ligne : le nom du territoire, la semaine à planifier, les calculs de trajets, les prix.",
    model=Instance,
    columns=(
        Column("id", "Identifiant", ID, "nom court du territoire, sans espace ni accent", required=True),
        Column("name", "Nom", TEXT, "nom du territoire tel qu'il s'affiche", required=True),
        Column("week", "Lundi à planifier", DATE, "premier jour du plan, un lundi", required=True),
        Column("cycle_weeks", "Semaines du cycle", INTEGER, "1, 2 ou 4 : le plan couvre tout le cycle"),
        Column(
            "anchor", "Lundi de départ du cycle", DATE, "un lundi où un cycle commence; vide : le lundi à planifier"
        ),
        Column("time_zone", "Fuseau horaire", TEXT, "par exemple Europe/Paris"),
        Column(
            "max_extent_km", "Étendue (km)", INTEGER, "un lieu plus loin que cela du centre est une faute de saisie"
        ),
        Column(
            HOLIDAYS_REGION,
            "Jours fériés de",
            TEXT,
            "FR, ou FR-57, FR-67, FR-68 (Alsace-Moselle), FR-971 ...; remplit la feuille Jours fériés si elle est vide",
        ),
        Column(SCHOOL_ZONE, "Zone scolaire", TEXT, "A, B ou C; remplit la feuille Vacances scolaires si elle est vide"),
        Column("travel.provider", "Temps de trajet", PROVIDER, "à vol d'oiseau ou sur un extrait d'OpenStreetMap"),
        Column(
            "travel.detour_percent",
            "Détour (%)",
            INTEGER,
            "mètres de route pour 100 m à vol d'oiseau; 160-180 en montagne",
        ),
        Column("travel.extract", "Extrait routier", TEXT, "fichier .osm.pbf posé à côté"),
        Column("travel.own_car_profile", "Vitesse des voitures personnelles", ID, refs=("speed_profiles",)),
        Column("settings.own_car_km_cents", "Indemnité kilométrique (€/km)", EUROS, "voiture personnelle"),
        Column("settings.co2_cents_per_kg", "Prix du CO2 (€/kg)", EUROS, "0 : le CO2 est affiché, sans prix"),
        Column(
            "settings.continuity_min", "Continuité (min)", INTEGER, "prix, en minutes de confort, d'un visage de plus"
        ),
        Column(
            "settings.tolerances",
            "Tolérances",
            TOLERANCES,
            "ce qu'un objectif (besoin, changements, coût, équité, confort) peut céder aux suivants : coût 2 %",
        ),
    ),
)

CALENDAR: tuple[Table, ...] = (
    Table(
        key="holidays",
        sheet="Jours fériés",
        help="Rien n'est tenu ces jours-là. Vide : remplie d'après « Jours fériés de » de la feuille Territoire.",
        model=Holiday,
        home="territory.holidays",
        key_paths=("date",),
        columns=(Column("date", "Date", DATE, required=True), Column("name", "Nom", TEXT)),
    ),
    Table(
        key="school_holidays",
        sheet="Vacances scolaires",
        help="Premier et dernier jour de vacances. Vide : remplie d'après la zone scolaire.",
        model=DateRange,
        home="territory.school_holidays",
        key_paths=("first", "last"),
        columns=(
            Column("first", "Premier jour", DATE),
            Column("last", "Dernier jour", DATE, "compris"),
            Column("name", "Nom", TEXT),
        ),
    ),
    Table(
        key="seasons",
        sheet="Saisons",
        help="Périodes avec leurs vitesses, leurs horaires et leurs routes fermées (cols, neige).",
        model=Season,
        home="territory.seasons",
        columns=(
            Column("id", "Identifiant", ID, "par exemple hiver", required=True),
            Column("name", "Nom", TEXT, required=True),
            Column("speed_percent", "Vitesse (%)", INTEGER, "par rapport à l'ordinaire : 100"),
        ),
    ),
    Table(
        key="season_days",
        sheet="Jours des saisons",
        help="Les jours d'une saison, une ligne par période.",
        model=DateRange,
        parents={"seasons": "days"},
        columns=(
            Column(PARENT_ID, "Saison", ID, required=True, refs=("seasons",)),
            Column("first", "Premier jour", DATE),
            Column("last", "Dernier jour", DATE, "compris"),
            Column("name", "Nom", TEXT),
        ),
    ),
    Table(
        key="closed_roads",
        sheet="Routes fermées",
        help="Trajets impossibles pendant une saison, dans un sens; deux lignes pour les deux sens.",
        model=ClosedPair,
        parents={"seasons": "closed"},
        columns=(
            Column(PARENT_ID, "Saison", ID, required=True, refs=("seasons",)),
            Column("origin", "De", ID, "un lieu", required=True, refs=("depots", "venues", "stops", "addresses")),
            Column("destination", "À", ID, "un lieu", required=True, refs=("depots", "venues", "stops", "addresses")),
        ),
    ),
    Table(
        key="speed_profiles",
        sheet="Vitesses",
        help="Vitesses des sortes de véhicules. Vide : car (50 km/h) et van (45 km/h).",
        model=SpeedProfile,
        home="territory.travel.profiles",
        columns=(
            Column("id", "Identifiant", ID, "par exemple van", required=True),
            Column("kmh", "Vitesse moyenne (km/h)", INTEGER, "pour les trajets à vol d'oiseau"),
            Column("road_percent", "Part de la vitesse des routes (%)", INTEGER, "pour les trajets OpenStreetMap"),
        ),
    ),
    Table(
        key="travel_overrides",
        sheet="Trajets imposés",
        help="Temps et distances donnés à la main entre deux lieux, dans un sens.",
        model=PairOverride,
        home="territory.travel.overrides",
        key_paths=("origin", "destination"),
        columns=(
            Column("origin", "De", ID, "un lieu", required=True, refs=("depots", "venues", "stops", "addresses")),
            Column("destination", "À", ID, "un lieu", required=True, refs=("depots", "venues", "stops", "addresses")),
            Column("minutes", "Minutes", INTEGER, required=True),
            Column("metres", "Distance (km)", KILOMETRES, required=True),
        ),
    ),
)

LONGITUDE = Column("lon", "Longitude", DECIMAL, "degrés décimaux, par exemple 6,75", required=True)
LATITUDE = Column("lat", "Latitude", DECIMAL, "degrés décimaux, par exemple 44,70", required=True)
