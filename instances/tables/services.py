"""Itinerant services and the sessions communes ask for."""

from instances.cells import DATE, ID, INTEGER, TEXT, TIME, YES_NO, choice
from instances.compact import CREW, IDS, WEEKDAY, WEEKDAYS, WINDOW, WINDOWS
from instances.tables.schema import PARENT_ID, Column, Table
from models.services import DateException, Service, SessionDemand

_VEHICLE_USE = choice({"none": "sans", "keeps": "garde", "may_release": "peut libérer"})
_SCHOOL = choice({"open": "ouvert", "closed": "fermé", "only": "seulement"})
_RATIO = choice({"by_age": "par âge", "mixed": "mixte"})
_NTH = choice({1: "1er", 2: "2e", 3: "3e", 4: "4e", -1: "dernier"})
_ON_HOLIDAY = choice({"skip": "annulé", "replace": "remplacé"})
_EXCEPTION = choice({"cancelled": "annulée", "moved": "déplacée", "added": "ajoutée"})

SERVICES: tuple[Table, ...] = (
    Table(
        key="services",
        sheet="Services",
        help="Le modèle d'une séance de chaque service itinérant.",
        model=Service,
        home="services",
        columns=(
            Column("id", "Identifiant", ID, required=True),
            Column("name", "Nom", TEXT, required=True),
            Column("kind", "Sorte", ID, "creche; numerique; permanence ...", required=True),
            Column("set_up_min", "Installation (min)", INTEGER),
            Column("duration_min", "Durée (min)", INTEGER, required=True),
            Column("tear_down_min", "Rangement (min)", INTEGER),
            Column("crew", "Équipe", CREW, "combien de chaque diplôme : 2 educateur; 1 animateur"),
            Column(
                "childcare.rules",
                "Règles petite enfance",
                ID,
                "fr-creche pour une crèche; vide sinon",
                refs=("childcare_rules",),
            ),
            Column("childcare.ratio", "Taux d'encadrement", _RATIO, "par âge, ou mixte"),
            Column("venue_features", "Équipements de la salle", IDS),
            Column("needs_authorisation", "Agrément nécessaire", YES_NO),
            Column("kit_kind", "Sorte de matériel", ID, "vide : sans matériel"),
            Column(
                "vehicle_use",
                "Véhicule sur place",
                _VEHICLE_USE,
                "sans; garde; peut libérer (il peut repartir puis revenir)",
            ),
            Column("vehicle_features", "Équipements du véhicule", IDS),
            Column("start_windows", "Heures de début", WINDOWS, "vide : toute heure"),
            Column("grid_min", "Pas des débuts (min)", INTEGER, "15 si vide"),
            Column("closed_interval", "Fermeture au public", WINDOW, "pause de la séance, où tiennent les repas"),
            Column("min_attendance", "Fréquentation minimale", INTEGER, "en dessous, la séance n'a pas lieu"),
            Column(
                "school_holidays", "Vacances scolaires", _SCHOOL, "ouvert, fermé, ou seulement pendant les vacances"
            ),
            Column("priority", "Priorité", INTEGER, "1 à 100"),
            Column("description", "Description", TEXT, "pour les habitants"),
            Column("organisation", "Organisme", TEXT, "qui le porte, écrit comme les propriétaires et les employeurs"),
        ),
    ),
    Table(
        key="demands",
        sheet="Séances demandées",
        help="Ce que chaque commune demande de chaque service.",
        model=SessionDemand,
        home="demands",
        columns=(
            Column("id", "Identifiant", ID, required=True),
            Column("service", "Service", ID, required=True, refs=("services",)),
            Column("commune", "Commune", ID, required=True, refs=("communes",)),
            Column("venues", "Salles possibles", IDS, "une ou plusieurs", required=True, refs=("venues",)),
            Column("pattern.sessions", "Séances", INTEGER, "combien par période; 1 si vide"),
            Column("pattern.every_weeks", "Toutes les n semaines", INTEGER, "1, 2 ou 4"),
            Column("pattern.week", "Semaine du cycle", INTEGER, "vide : au choix du plan"),
            Column(
                "pattern.nth",
                "Rang dans le mois",
                _NTH,
                "2e (mardi du mois) : un seul jour possible, toutes les semaines",
            ),
            Column(
                "pattern.on_holiday",
                "Jour férié",
                _ON_HOLIDAY,
                "rien ce jour-là si vide, ou remplacé par un autre jour de la semaine, du lundi au vendredi",
            ),
            Column("weekdays", "Jours possibles", WEEKDAYS, "tous si vide"),
            Column("start_windows", "Heures de début", WINDOWS, "plus étroites que celles du service"),
            Column("attendance.crawlers", "Enfants qui ne marchent pas", INTEGER),
            Column("attendance.walkers", "Enfants qui marchent", INTEGER),
            Column("attendance.others", "Autres personnes", INTEGER),
            Column("priority", "Priorité", INTEGER, "celle du service si vide"),
            Column("spacing_days", "Jours entre deux séances", INTEGER),
            Column("preferred_weekday", "Jour préféré", WEEKDAY),
            Column("preferred_start", "Heure préférée", TIME),
            Column("validity.first", "Du", DATE),
            Column("validity.last", "Au", DATE),
            Column("validity.name", "Période", TEXT, rare=True),
        ),
    ),
    Table(
        key="exceptions",
        sheet="Exceptions",
        help="Une date d'un rythme annulée, déplacée ou ajoutée.",
        model=DateException,
        parents={"demands": "exceptions"},
        columns=(
            Column(PARENT_ID, "Séance demandée", ID, required=True, refs=("demands",)),
            Column("kind", "Exception", _EXCEPTION, required=True),
            Column("date", "Date", DATE, required=True),
            Column("to", "Déplacée au", DATE),
            Column("start", "Heure de début", TIME),
            Column(
                "series",
                "Séance de la semaine",
                INTEGER,
                "1 pour la première ; vide : la première qui reste",
                rare=True,
            ),
        ),
    ),
)
