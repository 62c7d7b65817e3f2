"""People, their diplomas and licences, their fixed activities."""

from instances.cells import DATE, DURATION, EUROS, ID, INTEGER, MOMENT, TEXT, YES_NO
from instances.compact import DURATIONS, WINDOWS
from instances.tables.schema import PARENT_ID, Column, Table
from models.people import Credential, FixedActivity, Person

PEOPLE: tuple[Table, ...] = (
    Table(
        key="people",
        sheet="Personnes",
        help="Celles et ceux qui conduisent, animent, accueillent.",
        model=Person,
        home="people",
        columns=(
            Column("id", "Identifiant", ID, required=True),
            Column("name", "Nom", TEXT, required=True),
            Column(
                "base",
                "Prise de service",
                ID,
                "lieu où la journée commence et finit",
                required=True,
                refs=("depots", "addresses", "venues", "stops"),
            ),
            Column("contract.week_min", "Heures par semaine", DURATION, "35:00 si vide"),
            Column("contract.tolerance_min", "Dépassement toléré", DURATION, "heures au-delà du contrat, par semaine"),
            Column("contract.cost_hour_cents", "Coût horaire (€)", EUROS),
            Column("contract.overtime_percent", "Heure supplémentaire (%)", INTEGER, "125 si vide"),
            Column("work_rules", "Règles de travail", ID, "fr-public si vide", refs=("work_rules",)),
            Column("availability", "Disponibilité", WINDOWS, "vide : tous les jours, à toute heure"),
            Column("own_car", "Voiture personnelle", YES_NO, "peut se déplacer avec pour le travail"),
            Column(
                "history.week_work_min",
                "Semaines passées",
                DURATIONS,
                "heures des dernières semaines, la dernière à la fin",
            ),
            Column("history.last_duty_end", "Fin du dernier service", MOMENT, "avant le premier jour du plan"),
            Column("employer", "Employeur", TEXT),
        ),
    ),
    Table(
        key="credentials",
        sheet="Diplômes",
        help="Diplômes, permis et attestations datés; attestation-medicale pour conduire du public.",
        model=Credential,
        parents={"people": "credentials"},
        columns=(
            Column(PARENT_ID, "Personne", ID, required=True, refs=("people",)),
            Column("kind", "Diplôme ou permis", ID, "permis-b; attestation-medicale; educateur ...", required=True),
            Column("first", "Valable du", DATE, "vide : depuis toujours"),
            Column("last", "Valable jusqu'au", DATE, "compris; vide : sans fin"),
            Column("name", "Remarque", TEXT),
        ),
    ),
    Table(
        key="activities",
        sheet="Activités fixes",
        help="Réunions et préparations qui restent dans la journée quoi qu'il arrive.",
        model=FixedActivity,
        parents={"people": "activities"},
        columns=(
            Column(PARENT_ID, "Personne", ID, required=True, refs=("people",)),
            Column("id", "Identifiant", ID, required=True),
            Column("name", "Nom", TEXT, required=True),
            Column("place", "Lieu", ID, required=True, refs=("depots", "venues", "addresses", "stops")),
            Column("start", "Début", MOMENT, required=True),
            Column("end", "Fin", MOMENT, required=True),
        ),
    ),
)
