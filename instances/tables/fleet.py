"""Vehicles, kits and when they are not there."""

from instances.cells import EUROS, ID, INTEGER, KILOMETRES, MOMENT, TEXT, choice
from instances.compact import IDS, LAYOUTS, WINDOWS
from instances.tables.schema import PARENT_ID, PARENT_TABLE, Column, Table
from models.base import Period
from models.fleet import Kit, Vehicle

_ENERGY = choice({"diesel": "diesel", "petrol": "essence", "electric": "électrique", "gas": "gaz"})

FLEET: tuple[Table, ...] = (
    Table(
        key="vehicles",
        sheet="Véhicules",
        help="Les véhicules, leurs places (conducteur non compté), leurs coûts.",
        model=Vehicle,
        home="vehicles",
        columns=(
            Column("id", "Identifiant", ID, required=True),
            Column("name", "Nom", TEXT, required=True),
            Column("depot", "Dépôt", ID, "où il passe la nuit", required=True, refs=("depots",)),
            Column(
                "layouts",
                "Aménagements",
                LAYOUTS,
                "places hors conducteur : 8 places; 5 places + 1 fauteuil",
                required=True,
            ),
            Column("child_seats", "Sièges enfant", INTEGER, "à bord"),
            Column("features", "Équipements", IDS, "rampe; petite-enfance ..."),
            Column("kit_volume_l", "Volume pour le matériel (l)", INTEGER),
            Column("licence", "Permis", ID, "diplôme que le conducteur doit avoir; permis-b si vide"),
            Column("profile", "Vitesse", ID, "une ligne de la feuille Vitesses; van si vide", refs=("speed_profiles",)),
            Column("availability", "Disponibilité", WINDOWS, "vide : tous les jours"),
            Column("energy", "Énergie", _ENERGY),
            Column("range_m", "Autonomie (km)", KILOMETRES, "véhicules électriques"),
            Column("cost_day_cents", "Coût par jour sorti (€)", EUROS),
            Column("cost_km_cents", "Coût au km (€)", EUROS),
            Column("cost_hour_cents", "Coût à l'heure (€)", EUROS),
            Column("co2_g_per_km", "CO2 (g/km)", INTEGER),
            Column("owner", "Propriétaire", TEXT),
        ),
    ),
    Table(
        key="kits",
        sheet="Matériels",
        help="Le matériel que les services emportent.",
        model=Kit,
        home="kits",
        columns=(
            Column("id", "Identifiant", ID, required=True),
            Column("name", "Nom", TEXT, required=True),
            Column("kind", "Sorte", ID, "comme dans la feuille Services", required=True),
            Column(
                "home",
                "Lieu d'attache",
                ID,
                "dépôt ou salle qui garde le matériel",
                required=True,
                refs=("depots", "venues"),
            ),
            Column("volume_l", "Volume (l)", INTEGER),
            Column("owner", "Propriétaire", TEXT),
        ),
    ),
    Table(
        key="absences",
        sheet="Absences",
        help="Absences des personnes, indisponibilités des véhicules, du matériel et des salles.",
        model=Period,
        parents={"people": "absences", "vehicles": "unavailable", "kits": "unavailable", "venues": "unavailable"},
        columns=(
            Column(
                PARENT_TABLE,
                "Quoi",
                choice({"people": "personne", "vehicles": "véhicule", "kits": "matériel", "venues": "salle"}),
                required=True,
            ),
            Column(PARENT_ID, "Identifiant", ID, required=True, refs=("people", "vehicles", "kits", "venues")),
            Column("start", "Début", MOMENT, "date et heure", required=True),
            Column("end", "Fin", MOMENT, "date et heure, non comprise", required=True),
            Column("reason", "Motif", TEXT),
        ),
    ),
)
