"""Communes and the places in them."""

from instances.cells import DATE, ID, INTEGER, TEXT, YES_NO, choice
from instances.compact import IDS, WINDOWS
from instances.tables.schema import PARENT_ID, PARENT_TABLE, Column, Table
from instances.tables.territory import LATITUDE, LONGITUDE
from models.base import DateRange
from models.territory import Address, Authorisation, Commune, Depot, Stop, Venue

_POINT = (
    Column("id", "Identifiant", ID, "unique parmi tous les lieux", required=True),
    Column("name", "Nom", TEXT, required=True),
    Column("commune", "Commune", ID, "son identifiant", required=True, refs=("communes",)),
    LONGITUDE,
    LATITUDE,
    Column("accessible", "Accessible en fauteuil", YES_NO, "montée et descente possibles; oui si vide"),
)
_CHARGER = Column("charger_m_per_min", "Recharge (m/min)", INTEGER, "mètres d'autonomie par minute; 0 : pas de borne")

PLACES: tuple[Table, ...] = (
    Table(
        key="communes",
        sheet="Communes",
        help="Les communes du territoire.",
        model=Commune,
        home="communes",
        columns=(
            Column("id", "Identifiant", ID, "code INSEE, en texte pour garder le zéro", required=True),
            Column("name", "Nom", TEXT, required=True),
            Column("population", "Population", INTEGER),
            Column("births", "Naissances par an", INTEGER),
            LONGITUDE,
            LATITUDE,
            Column("weight", "Poids", INTEGER, "poids des besoins non servis; 1 si vide"),
        ),
    ),
    Table(
        key="depots",
        sheet="Dépôts",
        help="Où les véhicules passent la nuit et où les journées commencent.",
        model=Depot,
        home="depots",
        columns=(*_POINT, _CHARGER),
    ),
    Table(
        key="venues",
        sheet="Salles",
        help="Les lieux qui accueillent les séances.",
        model=Venue,
        home="venues",
        columns=(
            *_POINT,
            Column("opening", "Ouverture", WINDOWS, "vide : toujours ouvert"),
            Column("features", "Équipements", IDS, "ce que la salle offre : internet; cuisine; point-eau"),
            Column("shareable", "Partageable", YES_NO, "plusieurs séances à la fois"),
            Column("stores_kits", "Garde le matériel", YES_NO, "le matériel peut y passer la nuit"),
            _CHARGER,
        ),
    ),
    Table(
        key="authorisations",
        sheet="Agréments",
        help="Autorisations datées des salles, par sorte de service.",
        model=Authorisation,
        parents={"venues": "authorisations"},
        columns=(
            Column(PARENT_ID, "Salle", ID, required=True, refs=("venues",)),
            Column("service_kind", "Sorte de service", ID, "comme dans la feuille Services", required=True),
            Column("places", "Places", INTEGER, required=True),
            Column("first", "Premier jour", DATE, "vide : depuis toujours"),
            Column("last", "Dernier jour", DATE, "compris; vide : sans fin"),
            Column("name", "Remarque", TEXT),
        ),
    ),
    Table(
        key="stops",
        sheet="Arrêts",
        help="Les arrêts publics du transport à la demande.",
        model=Stop,
        home="stops",
        columns=(*_POINT, _CHARGER),
    ),
    Table(
        key="addresses",
        sheet="Adresses",
        help="Points privés (domiciles), jamais publiés.",
        model=Address,
        home="addresses",
        columns=(*_POINT, _CHARGER),
    ),
    Table(
        key="closures",
        sheet="Fermetures",
        help="Fermetures datées d'une salle, d'un service ou d'un transport à la demande.",
        model=DateRange,
        parents={"venues": "closures", "services": "closures", "ride_services": "closures"},
        columns=(
            Column(
                PARENT_TABLE,
                "Quoi",
                choice({"venues": "salle", "services": "service", "ride_services": "transport"}),
                required=True,
            ),
            Column(PARENT_ID, "Identifiant", ID, required=True, refs=("venues", "services", "ride_services")),
            Column("first", "Premier jour", DATE),
            Column("last", "Dernier jour", DATE, "compris"),
            Column("name", "Motif", TEXT),
        ),
    ),
)
