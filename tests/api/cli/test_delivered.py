"""`halte record` and `halte delivered`: from a plan to a filled sheet, over two weeks, to the workbook."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from api.cli import app
from instances import write_json
from models.rides import Recurrence
from tests.optimiser.ledger.valley import later, make_instance, make_plan


def halte(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two weeks: one in January, one in February."""
    instance = make_instance()
    rides = tuple(
        ride.model_copy(update={"date": None, "recurrence": Recurrence(weekdays=(1,))}) for ride in instance.rides
    )
    write_json(instance.model_copy(update={"rides": rides}), tmp_path / "valley.json")
    for name, plan in (("january", make_plan()), ("february", later(make_plan(), 21))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.json").write_text(plan.model_dump_json(), encoding="utf-8")
    return tmp_path


def filled(folder: Path) -> Path:
    """The blank sheet of both weeks, filled in as an office would."""
    sheet = folder / "record.xlsx"
    done = halte("record", folder / "valley.json", folder / "january", folder / "february", "--out", sheet)
    assert done.exit_code == 0, done.output
    book = load_workbook(sheet)
    rows = list(book["Réalisé"].iter_rows(min_row=2))
    heads = [str(cell.value) for cell in book["Réalisé"][1]]
    for row, (delivered, came, reason) in zip(
        rows, [("oui", 2, None), ("non", None, "=panne"), ("oui", None, None), (None, None, None)], strict=True
    ):
        for head, value in (("Réalisé", delivered), ("Personnes venues", came), ("Motif ou remarque", reason)):
            cell = row[heads.index(head)]
            cell.value = value
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
    book.save(sheet)
    return sheet


def test_two_weeks_are_told_by_commune_and_month(folder: Path) -> None:
    sheet, out = filled(folder), folder / "delivered.xlsx"
    plans = (folder / "january", folder / "february")
    done = halte("delivered", folder / "valley.json", *plans, "--record", sheet, "--out", out)
    assert done.exit_code == 0, done.output
    assert "janvier 2027" in " ".join(done.output.split())
    book = load_workbook(out)
    assert book.sheetnames == ["Par commune", "Par service", "Non réalisé", "Explication"]
    head, *rows = book["Par commune"].iter_rows(values_only=True)
    made, carried, cost, each = (
        head.index(name)
        for name in ("Trajets faits", "Passagers transportés", "Coût des trajets", "Coût par passager transporté")
    )
    assert [(row[0], row[1], row[made], row[carried], row[cost], row[each]) for row in rows] == [
        ("janvier 2027", "=A", 0, 0, 27.25, None),
        ("janvier 2027", "B", 1, 2, 67.75, 33.88),
        ("janvier 2027", "Tous", 1, 2, 95, 47.5),
        ("février 2027", "=A", 0, 0, 27.25, None),
        ("février 2027", "B", 1, 2, 67.75, 33.88),
        ("février 2027", "Tous", 1, 2, 95, 47.5),
        ("Tous les mois", "Tous", 2, 4, 190, 47.5),
    ]
    (missed,) = list(book["Non réalisé"].iter_rows(min_row=2, values_only=True))
    assert missed == (datetime(2027, 1, 11), "TAD", "=A", "A", 1, "=panne")
    texts = [cell for page in book for row in page.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in texts if str(cell.value)[0] == "=")
    assert book["Par commune"]["N2"].number_format == '#,##0.00" €"'


def test_the_json_holds_a_row_for_each_month_commune_and_service(folder: Path) -> None:
    sheet, out = filled(folder), folder / "delivered.json"
    plans = (folder / "january", folder / "february")
    assert halte("delivered", folder / "valley.json", *plans, "--record", sheet, "--json", out).exit_code == 0
    rows = json.loads(out.read_bytes())["rows"]
    assert [(row["month"], row["commune"], row["rides"], row["rides_open"], row["ride_cents"]) for row in rows] == [
        ("2027-01", "a", 1, 0, 2725),
        ("2027-01", "b", 1, 0, 6775),
        ("2027-02", "a", 1, 1, 2725),
        ("2027-02", "b", 1, 0, 6775),
    ]


def test_faults_of_sheet_and_plans_end_the_command_with_nothing_written(folder: Path) -> None:
    sheet, out = filled(folder), folder / "delivered.xlsx"
    done = halte("delivered", folder / "valley.json", folder / "january", "--record", sheet, "--out", out)
    assert (done.exit_code, out.exists()) == (2, False)
    assert done.output.count("record.unknown") == 2  # the rows of February
    same = (folder / "january", folder / "january")
    done = halte("delivered", folder / "valley.json", *same, "--record", sheet, "--out", out)
    assert (done.exit_code, "plan.overlap" in done.output) == (2, True)


def test_a_sheet_read_back_can_be_written_in_another_form_and_is_never_lost(folder: Path) -> None:
    sheet, plans = filled(folder), (folder / "january", folder / "february")
    done = halte("record", folder / "valley.json", *plans, "--read", sheet, "--out", folder / "record.csv")
    assert done.exit_code == 0, done.output
    assert "réalisées : 2, non réalisées : 1, encore ouvertes : 1" in done.output
    again = halte("record", folder / "valley.json", *plans, "--read", folder / "record.csv")
    assert "réalisées : 2, non réalisées : 1, encore ouvertes : 1" in again.output
    before = sheet.read_bytes()
    assert halte("record", folder / "valley.json", *plans, "--out", sheet).exit_code == 2
    assert sheet.read_bytes() == before
    assert halte("record", folder / "valley.json", *plans, "--out", folder / "record.doc").exit_code == 2


def test_days_move_with_the_plan() -> None:
    assert later(make_plan(), 21).rides[0].boarding_start.date() == date(2027, 2, 1)
