"""Dated rule profiles: working time and childcare."""

from instances.cells import DATE, ID, INTEGER, TEXT, TIME, YES_NO, choice
from instances.compact import FIGURE, IDS, PRICES
from instances.tables.schema import Column, Table
from models.profiles import ChildcareRules, WorkRules

_PERIOD = (
    Column("first", "En vigueur du", DATE),
    Column("last", "Jusqu'au", DATE, "compris"),
    Column("name", "Remarque", TEXT, rare=True),
)
_TO_CHECK = "valeur, puis | et la source; un ? après la valeur : à vérifier"

RULES: tuple[Table, ...] = (
    Table(
        key="work_rules",
        sheet="Règles de travail",
        help="Temps de travail par profil d'employeur. Vide : les profils fournis, fr-public et fr-private.",
        model=WorkRules,
        home="work_rules",
        key_paths=("profile",),
        columns=(
            Column("profile", "Profil", ID, required=True),
            Column("title", "Titre", TEXT, required=True),
            Column("employer", "Employeur", choice({"public": "public", "private": "privé"}), required=True),
            *_PERIOD,
            Column("day_work_min", "Travail par jour (min)", FIGURE, _TO_CHECK, required=True),
            Column("day_amplitude_min", "Amplitude (min)", FIGURE, required=True),
            Column("week_work_min", "Travail par semaine (min)", FIGURE, required=True),
            Column("average_week_work_min", "Moyenne par semaine (min)", FIGURE, required=True),
            Column("average_weeks", "Semaines de la moyenne", FIGURE, required=True),
            Column("break_before_work_min", "Pause avant (min de travail)", FIGURE, required=True),
            Column("break_min", "Pause (min)", FIGURE, required=True),
            Column("meal_min", "Repas (min)", FIGURE, "0 : sans pause repas", required=True),
            Column("meal_from", "Repas à partir de", TIME, required=True),
            Column("meal_until", "Repas jusqu'à", TIME, required=True),
            Column("daily_rest_min", "Repos quotidien (min)", FIGURE, required=True),
            Column("weekly_rest_min", "Repos hebdomadaire (min)", FIGURE, required=True),
            Column("driving_is_work", "Conduire est du travail", YES_NO),
            Column("riding_is_work", "Être passager est du travail", YES_NO),
            Column("set_up_is_work", "Installer est du travail", YES_NO),
            Column("waiting_is_work", "Attendre est du travail", YES_NO),
            Column("break_is_work", "La pause est du travail", YES_NO),
            Column("meal_is_work", "Le repas est du travail", YES_NO),
            Column("own_car_is_work", "La voiture personnelle est du travail", YES_NO),
            Column("evening_from", "Soirée à partir de", TIME),
            Column("long_day_min", "Longue journée (min)", INTEGER),
            Column(
                "change_prices", "Prix des changements", PRICES, "prix, puis par heures de préavis : session=10 <24h:40"
            ),
        ),
    ),
    Table(
        key="childcare_rules",
        sheet="Règles petite enfance",
        help="Taux d'encadrement datés. Vide : le profil fourni, fr-creche.",
        model=ChildcareRules,
        home="childcare_rules",
        key_paths=("profile",),
        columns=(
            Column("profile", "Profil", ID, required=True),
            Column("title", "Titre", TEXT, required=True),
            *_PERIOD,
            Column("crawlers_per_adult", "Enfants qui ne marchent pas, par adulte", FIGURE, _TO_CHECK, required=True),
            Column("walkers_per_adult", "Enfants qui marchent, par adulte", FIGURE, required=True),
            Column("mixed_per_adult", "Enfants de tout âge, par adulte", FIGURE, required=True),
            Column("min_adults", "Adultes au moins", FIGURE, required=True),
            Column("alone_max_children", "Seul jusqu'à (enfants)", FIGURE, "0 : jamais seul", required=True),
            Column("alone_kinds", "Diplômes qui peuvent être seuls", IDS),
            Column("qualified_percent", "Part de diplômés (%)", FIGURE, "pour information", required=True),
            Column("qualified_kinds", "Diplômes comptés", IDS),
        ),
    ),
)
