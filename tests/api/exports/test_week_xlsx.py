import re
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from api.exports.week_xlsx import write_week
from models.instance import Instance
from models.plan import Plan
from tests.api.exports.world import MONDAY, WORKSHOP, make_instance, make_plan, replaced


def book_of(folder: Path, plan: Plan, instance: Instance) -> Workbook:
    path = folder / "week.xlsx"
    write_week(plan, instance, path)
    return load_workbook(path)


def rows_of(sheet: Worksheet) -> list[dict[str, object]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    instance = make_instance()
    return book_of(tmp_path, make_plan(instance), instance)


def test_one_sheet_per_kind(book: Workbook) -> None:
    assert book.sheetnames == ["Séances", "Tournées", "Services", "Trajets", "Non servis", "Équité", "Indicateurs"]


def test_sessions_stand_in_time_order_with_real_dates_and_times(book: Workbook) -> None:
    first, second = rows_of(book["Séances"])
    assert (first["Jour"], first["Début"], first["Fin"]) == (datetime(2027, 1, 14), time(9), time(11, 30))
    assert (first["Service"], first["Lieu"], first["Équipe"]) == (WORKSHOP, "Ceillac, Salle polyvalente", "Inès Faure")
    assert (first["Véhicule"], first["Matériel"], first["Public attendu"]) == ("Minibus 1", "Malle d'ordinateurs", 6)
    assert second["Jour"] == datetime(2027, 1, 17)


def test_tours_list_every_stop_with_driver_load_and_distance(book: Workbook) -> None:
    rows = rows_of(book["Tournées"])
    assert len(rows) == 10 + 3
    door = rows[4]
    assert (door["Lieu"], door["Au volant"]) == ("Guillestre, 4 chemin des Fougères", "Paul Blanc")
    assert (door["À l’arrêt"], door["À bord au départ"]) == ("monte : P-022 (fauteuil × 1)", "fauteuil × 1")
    assert sum(float(str(row["Kilomètres"] or 0)) for row in rows) == pytest.approx(79.7 + 58.0)


def test_duties_say_what_the_day_holds_in_few_lines(book: Workbook) -> None:
    ines, _, paul = rows_of(book["Services"])
    assert ines["Agent"] == "Inès Faure"
    assert str(ines["Déroulé"]).splitlines() == [
        "07:50–08:30 Minibus 1",
        f"08:30–12:00 {WORKSHOP}, Ceillac",
        "12:00–12:30 Minibus 1",
    ]
    assert str(paul["Déroulé"]).splitlines() == [
        "07:55–08:30 Minibus 1",
        "08:30–09:00 Attente",
        "09:00–12:30 Minibus 1",
    ]
    assert paul["Travail"] == timedelta(minutes=275)


def test_rides_name_the_vehicle_or_the_taxi_and_no_passenger(book: Workbook) -> None:
    rows = rows_of(book["Trajets"])
    assert [(row["Passager"], row["Sens"], row["Véhicule"], row["Taxi"]) for row in rows] == [
        ("P-014", "aller", "Minibus 1", None),
        ("P-022", "aller", "Minibus 1", None),
        ("P-014", "retour", "Minibus 1", None),
        ("P-031", "aller", "Taxi des cols", 7),
    ]
    assert rows[0]["À bord"] == timedelta(minutes=33)


def test_unserved_items_give_their_reasons_and_rules(book: Workbook) -> None:
    session, ride = rows_of(book["Non servis"])
    assert (session["Commune"], session["Poids"], session["Verdict"]) == ("Guillestre", 3, "non retenu")
    assert str(session["Raisons"]).startswith("S4, P3 — ")
    assert (ride["Service"], ride["Verdict"]) == ("Transport à la demande", "impossible")
    assert ride["Demande"] == "P-040 (1 pers.), jeu. 14 janv., Guillestre, Maison de santé → Ceillac, Mairie"


def test_indicators_hold_the_totals(book: Workbook) -> None:
    rows = [row for row in book["Indicateurs"].iter_rows(values_only=True) if row[0]]
    named = {str(row[0]): row[1:] for row in rows}
    assert named["Coût total"][0] == "426,30\xa0€"
    assert named["Kilomètres des véhicules"][0] == "137,7 km"
    assert named[WORKSHOP][:3] == (2, 3, "66\xa0%")
    assert named["Besoin non servi"][:3] == (16, "quarter person-needs", 12)


def test_every_sheet_prints_on_landscape_pages_with_its_header_repeated(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref
        header = sheet.HeaderFooter.oddHeader
        assert header is not None
        assert header.left.text == "Guillestrois && Queyras, du lundi 11 janvier 2027 au dimanche 17 janvier 2027"


@pytest.mark.parametrize("name", ["=HYPERLINK(0)", "+33 4", "-1", "@SUM(A1)", " =1", "#N/A", "a\x0bb"])
def test_text_never_becomes_a_formula_or_an_error(tmp_path: Path, name: str) -> None:
    instance = make_instance()
    venue = instance.venues[0].model_copy(update={"name": name})
    commune = instance.communes[1].model_copy(update={"name": name})
    changed = replaced(
        instance, venues=(venue, instance.venues[1]), communes=(instance.communes[0], commune, instance.communes[2])
    )
    for sheet in book_of(tmp_path, make_plan(instance), changed).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type not in "fe"
                if str(cell.value).lstrip()[:1] in set("=+-@"):
                    assert cell.quotePrefix
    shown = re.sub("\x0b", "", name)
    assert rows_of(load_workbook(tmp_path / "week.xlsx")["Séances"])[0]["Lieu"] == shown


def test_an_empty_plan_still_gives_a_workbook(tmp_path: Path) -> None:
    plan = Plan(instance="valley", digest="", monday=MONDAY, weeks=1, made_at=datetime(2027, 1, 7, 17))
    book = book_of(tmp_path, plan, make_instance())
    assert book["Séances"].max_row == 1
