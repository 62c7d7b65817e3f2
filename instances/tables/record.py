"""The record sheet: what a plan had, and what became of it."""

from instances.cells import DATE, ID, INTEGER, TEXT, TIME, YES_NO
from instances.tables.rides import LEG
from instances.tables.schema import Column, Table
from models.record import Outcome

RECORD = Table(
    key="record",
    sheet="Réalisé",
    help="Une ligne par séance et par sens de trajet : réalisé ou non, combien de personnes.",
    model=Outcome,
    key_paths=("item", "leg"),
    columns=(
        Column("item", "Identifiant", ID, "tel que dans le plan", required=True),
        Column("leg", "Sens", LEG, "pour un trajet"),
        Column("date", "Jour", DATE),
        Column("start", "Heure", TIME),
        Column("service", "Service", TEXT),
        Column("commune", "Commune", TEXT),
        Column("place", "Lieu", TEXT),
        Column("expected", "Personnes prévues", INTEGER),
        Column("delivered", "Réalisé", YES_NO, "oui ou non; vide : pas encore connu"),
        Column("attended", "Personnes venues", INTEGER, "présentes à la séance, ou transportées"),
        Column("minutes", "Minutes tenues", INTEGER, "d'une séance; vide : comme prévu"),
        Column("reason", "Motif ou remarque", TEXT, "pourquoi ce n'a pas été réalisé"),
    ),
)
FILLED_IN = ("delivered", "attended", "minutes", "reason")
"""What the crew or the office fills in; the other columns are the plan's."""
