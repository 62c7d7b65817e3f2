"""Workbooks as planners save them, as Halte writes them, and as nobody should send them."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from instances import read_instance, write_template, write_workbook
from instances.tables import TABLES, TERRITORY
from instances.workbook_read import HELP_SHEET, LISTS_SHEET, MAX_ROWS
from models.notices import InvalidInstance
from tests.instances.tiny import MONDAY, places, refusal, tiny


@pytest.fixture
def book(tmp_path: Path) -> Path:
    write_workbook(tiny(), tmp_path / "tiny.xlsx")
    return tmp_path / "tiny.xlsx"


def edit(path: Path, change: Callable[[Workbook], object]) -> Path:
    """Open a workbook, change it, save it: what a spreadsheet does."""
    workbook = openpyxl.load_workbook(path)
    change(workbook)
    workbook.save(path)
    return path


def column(workbook: Workbook, sheet: str, header: str) -> int:
    """Number of the column under a header."""
    headers = [str(cell.value).rstrip("* ") for cell in workbook[sheet][1]]
    return headers.index(header) + 1


def set_cell(sheet: str, row: int, header: str, value: object) -> Callable[[Workbook], object]:
    """A change of one cell."""

    def change(workbook: Workbook) -> None:
        workbook[sheet].cell(row, column(workbook, sheet, header)).value = value  # type: ignore[assignment]

    return change


def test_what_is_written_is_read_without_a_word(book: Path) -> None:
    assert read_instance(book) == (tiny(), ())


def test_sheets_headers_and_choices_are_french(book: Path) -> None:
    workbook = openpyxl.load_workbook(book)
    assert workbook.sheetnames[:3] == ["Lisez-moi", "Territoire", "Jours fériés"]
    assert [c.value for c in workbook["Arrêts"][1]][:3] == ["Identifiant *", "Nom *", "Commune *"]
    services = workbook["Services"]
    assert services.cell(2, column(workbook, "Services", "Véhicule sur place")).value == "peut libérer"


def test_cells_offer_lists_of_choices_and_of_other_sheets(book: Path) -> None:
    workbook = openpyxl.load_workbook(book)
    lists = {v.formula1: str(v.sqref) for v in workbook["Réservations"].data_validations.dataValidation}
    assert "'Transports à la demande'!$A$2" in " ".join(lists)
    assert '"oui,non"' in lists
    assert workbook[LISTS_SHEET].sheet_state == "hidden"
    formula = workbook[LISTS_SHEET]["A1"].value
    assert isinstance(formula, str)
    assert formula.startswith("=IF(1<=COUNTA(")


def test_cells_still_empty_are_ready_to_be_typed_in(book: Path) -> None:
    """An identifier such as 05001 keeps its zero when the column is text."""
    sheet = openpyxl.load_workbook(book)["Communes"]
    assert [sheet.column_dimensions[letter].number_format for letter in "ABC"] == ["@", "@", "0"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].comment is not None


def test_lists_fit_what_a_spreadsheet_takes(book: Path) -> None:
    for sheet in openpyxl.load_workbook(book).worksheets:
        for validation in sheet.data_validations.dataValidation:
            assert len(str(validation.formula1)) <= 255


def test_the_first_sheet_explains_every_column(book: Path) -> None:
    explained = {(row[0], row[1]) for row in openpyxl.load_workbook(book)[HELP_SHEET].iter_rows(values_only=True)}
    for table in (TERRITORY, *TABLES):
        assert {(table.sheet, column.header) for column in table.columns} <= explained


def test_what_planners_type_is_read(book: Path) -> None:
    def change(workbook: Workbook) -> None:
        set_cell("Réservations", 2, "Date", "14/01/2027")(workbook)
        set_cell("Arrêts", 2, "Longitude", "6,702")(workbook)
        set_cell("Heures promises", 2, "Heure promise", time(8, 50))(workbook)
        set_cell("Véhicules", 2, "Coût au km (€)", "0,35")(workbook)
        set_cell("Personnes", 2, "Heures par semaine", 35.0 / 24)(workbook)
        workbook["Personnes"].cell(2, column(workbook, "Personnes", "Heures par semaine")).number_format = "[h]:mm"
        workbook["Salles"].title = "salles "
        workbook["Arrêts"].cell(1, 1).value = "IDENTIFIANT"

    instance, notices = read_instance(edit(book, change))
    assert notices == ()
    assert instance.vehicles[0].cost_km_cents == 35
    assert instance.model_copy(update={"vehicles": tiny().vehicles}) == tiny()


def test_the_order_of_sheets_and_columns_is_free(book: Path) -> None:
    def change(workbook: Workbook) -> None:
        workbook.move_sheet("Réservations", -20)
        workbook["Communes"].move_range("A1:G3", cols=3)
        workbook["Communes"].delete_cols(1, 3)
        workbook["Communes"].insert_rows(2)

    assert read_instance(edit(book, change))[0] == tiny()


def test_faults_stand_at_sheet_row_and_header(book: Path) -> None:
    def change(workbook: Workbook) -> None:
        set_cell("Territoire", 4, "Valeur", date(2027, 1, 12))(workbook)
        set_cell("Réservations", 3, "Passagers assis", -2)(workbook)
        set_cell("Réservations", 2, "Arrivée aller", "10:00-09:00")(workbook)
        set_cell("Véhicules", 2, "Dépôt", "garage2")(workbook)
        set_cell("Communes", 2, "Identifiant", None)(workbook)
        set_cell("Communes", 3, "Latitude", "=1/0")(workbook)

    found = places(refusal(edit(book, change)))
    assert ("value.invalid", "Territoire", 4, "Lundi à planifier") in found
    assert ("value.range", "Réservations", 3, "Passagers assis") in found
    assert ("value.invalid", "Réservations", 2, "Arrivée aller") in found
    assert ("reference.unknown", "Véhicules", 2, "Dépôt") in found
    assert ("value.missing", "Communes", 2, "Identifiant") in found
    assert ("value.missing", "Communes", 3, "Latitude") in found  # a formula never computed holds nothing


def test_a_formula_counts_for_what_it_last_showed(book: Path) -> None:
    """Spreadsheets keep the result of a formula beside it: rewrite one cell as they do."""
    edit(book, set_cell("Communes", 2, "Population", "=100+20"))
    rewrite(
        book,
        lambda xml: xml.replace("<f>100+20</f><v></v>", "<f>100+20</f><v>120</v>").replace(
            "<f>100+20</f><v />", "<f>100+20</f><v>120</v>"
        ),
    )
    assert read_instance(book)[0] == tiny()


def test_a_formula_in_error_is_told(book: Path) -> None:
    edit(book, set_cell("Communes", 2, "Population", "#REF!"))
    (notice,) = refusal(book)
    assert places((notice,)) == [("value.invalid", "Communes", 2, "Population")]
    assert "#REF!" in notice.text("en")


def test_text_that_begins_like_a_formula_is_never_one(tmp_path: Path) -> None:
    stops = tiny().stops
    hostile = stops[0].model_copy(update={"name": '=HYPERLINK("http://x","y")'})
    instance = tiny().model_copy(update={"stops": (hostile, stops[1])})
    write_workbook(instance, tmp_path / "h.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "h.xlsx")["Arrêts"]["B2"]
    assert (cell.data_type, cell.value) == ("s", hostile.name)
    assert read_instance(tmp_path / "h.xlsx")[0] == instance


def rewrite(path: Path, change: Callable[[str], str]) -> None:
    """Change the XML of every sheet of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, change(data.decode()) if "worksheets/sheet" in name else data)


def test_unknown_sheets_and_columns_are_named_and_passed_over(book: Path) -> None:
    def change(workbook: Workbook) -> None:
        workbook.create_sheet("Arret").append(["x"])
        workbook["Communes"].cell(1, 8).value = "Remarques"
        workbook["Communes"].cell(2, 8).value = "à rappeler"
        workbook["Territoire"].append(["Couleur", "bleu"])

    instance, notices = read_instance(edit(book, change))
    assert instance == tiny()
    assert sorted(places(notices)) == [
        ("column.unknown", "Communes", 1, "Remarques"),
        ("field.unknown", "Territoire", len(TERRITORY.columns) + 2, "Couleur"),
        ("sheet.unknown", "Arret", None, ""),
    ]


def test_sheets_and_columns_that_stand_twice_are_refused(book: Path) -> None:
    def change(workbook: Workbook) -> None:
        workbook.create_sheet("stops").append(["id"])
        workbook["Communes"].cell(1, 8).value = "Nom"
        workbook["Territoire"].append(["Nom", "Un autre"])

    assert {place[0] for place in places(refusal(edit(book, change)))} == {
        "sheet.duplicate",
        "column.duplicate",
        "field.duplicate",
    }


def test_the_template_asks_for_what_is_missing(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", date(2027, 6, 15))
    assert places(refusal(tmp_path / "t.xlsx")) == [
        ("value.missing", "Territoire", None, header) for header in ("Identifiant", "Nom", "Lundi à planifier")
    ]


def test_the_template_filled_in_is_an_instance(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_template(path, date(2027, 6, 15))

    def change(workbook: Workbook) -> None:
        for row, value in ((2, "vallee"), (3, "Vallée"), (4, MONDAY)):
            workbook["Territoire"].cell(row, 2).value = value
        workbook["Communes"].append(["05001", "Haut", None, None, 6.7, 44.7])

    instance, notices = read_instance(edit(path, change))
    assert [notice.code for notice in notices] == ["instance.empty"]
    assert (instance.week, instance.anchor, instance.communes[0].id) == (MONDAY, MONDAY, "05001")
    assert date(2027, 7, 14) in {holiday.date for holiday in instance.territory.holidays}
    assert {rule.profile for rule in instance.work_rules} == {"fr-public", "fr-private"}


def as_zip(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.empty"),
        (b"not a workbook at all", "file.not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file.not_a_workbook"),
        (b"PK\x03\x04 cut short", "file.not_a_workbook"),
        (as_zip(hello=b"a zip, and no workbook"), "file.not_a_workbook"),
        (as_zip(**{"[Content_Types].xml": b"<Types", "xl/workbook.xml": b"<workbook"}), "file.not_a_workbook"),
        (as_zip(bomb=bytes(150_000_000)), "file.too_large"),
        (bytes(50_000_000), "file.too_large"),
    ],
    ids=["empty", "text", "old", "cut", "zip", "broken", "bomb", "50MB"],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    assert [notice.code for notice in refusal(path)] == [code]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_workbook_cut_short_is_refused(book: Path, share: float) -> None:
    data = book.read_bytes()
    book.write_bytes(data[: int(len(data) * share)])
    assert [notice.code for notice in refusal(book)] == ["file.not_a_workbook"]


def test_a_workbook_with_damaged_sheets_is_refused(book: Path) -> None:
    rewrite(book, lambda xml: xml.replace("</row>", "", 1))
    assert [notice.code for notice in refusal(book)] == ["file.not_a_workbook"]


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "empty.xlsx")
    assert "workbook.empty" in [notice.code for notice in refusal(tmp_path / "empty.xlsx")]


def test_a_cell_at_the_far_end_of_a_sheet_costs_an_error_not_the_memory(book: Path) -> None:
    def change(workbook: Workbook) -> None:
        workbook["Communes"].cell(1_048_576, 16_384).value = "?"

    assert ("sheet.too_long", "Communes", MAX_ROWS + 1, "") in places(refusal(edit(book, change)))


def test_a_text_too_long_for_a_cell_is_not_cut(tmp_path: Path) -> None:
    demand = tiny().demands[0].model_copy(update={"venues": ("m" * 160,) * 300})
    with pytest.raises(ValueError, match="do not fit a cell"):
        write_workbook(tiny().model_copy(update={"demands": (demand,)}), tmp_path / "long.xlsx")


def test_notices_of_a_refusal_reach_who_catches_it(book: Path) -> None:
    edit(book, set_cell("Véhicules", 2, "Dépôt", "garage2"))
    with pytest.raises(InvalidInstance, match=r"Véhicules:2 \[Dépôt\] m1: garage2 is not one of the depots"):
        read_instance(book)
