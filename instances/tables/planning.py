"""What the planner fixes, and what is carried over from before."""

from instances.cells import DATE, ID, INTEGER, TIME
from instances.compact import IDS
from instances.tables.rides import LEG
from instances.tables.schema import Column, Table
from models.instance import Shortfall
from models.pins import Pin

PLANNING: tuple[Table, ...] = (
    Table(
        key="pins",
        sheet="Épingles",
        help="Ce qui doit rester ainsi dans le plan.",
        model=Pin,
        home="pins",
        key_paths=("item",),
        columns=(
            Column(
                "item",
                "Séance ou trajet",
                ID,
                "identifiant lu dans le plan, par exemple atelier-1.1@2027-W02",
                required=True,
            ),
            Column("leg", "Sens", LEG, "pour un trajet avec retour"),
            Column("date", "Date", DATE),
            Column("time", "Heure", TIME, "début de la séance ou prise en charge"),
            Column("place", "Lieu", ID, refs=("venues", "stops", "addresses", "depots")),
            Column("vehicle", "Véhicule", ID, refs=("vehicles",)),
            Column("people", "Personnes", IDS, refs=("people",)),
            Column("after", "Après", ID, "autre élément que le même véhicule fait avant"),
        ),
    ),
    Table(
        key="shortfalls",
        sheet="Besoins reportés",
        help="Besoin non servi des plans précédents, par commune et service.",
        model=Shortfall,
        home="shortfalls",
        key_paths=("commune", "service"),
        columns=(
            Column("commune", "Commune", ID, required=True, refs=("communes",)),
            Column("service", "Service", ID, required=True, refs=("services", "ride_services")),
            Column("weight", "Poids", INTEGER, required=True),
        ),
    ),
)
