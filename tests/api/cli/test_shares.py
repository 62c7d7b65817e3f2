"""`halte shares`: the workbook read back, the JSON, and every fault at once with nothing written."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner, Result

from api.cli import app
from instances import write_json
from models.rides import Recurrence
from tests.optimiser.ledger.valley import later, make_instance, make_plan

KEY: dict[str, Any] = {
    "name": "=Convention",
    "partners": [
        {"id": "town", "name": "+Bourg", "communes": ["town"]},
        {"id": "valley", "name": "Vallée", "communes": ["a", "b"]},
        {"id": "county", "name": "Département"},
    ],
    "rules": [
        {
            "services": ["tad"],
            "mix": [
                {"measure": "passengers", "percent": 50},
                {"measure": "population", "percent": 30},
                {"measure": "fixed", "percent": 20, "parts": [{"partner": "county", "parts": 1}]},
            ],
        },
        {"mix": [{"measure": "hours", "percent": 100}]},
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_json(make_instance(), tmp_path / "valley.json")
    (tmp_path / "week").mkdir()
    (tmp_path / "week" / "plan.json").write_text(make_plan().model_dump_json(), encoding="utf-8")
    return tmp_path


def shares(folder: Path, key: object, *options: str) -> Result:
    (folder / "key.json").write_text(json.dumps(key), encoding="utf-8")
    arguments = ["shares", str(folder / "valley.json"), str(folder / "week"), "--key", str(folder / "key.json")]
    return CliRunner().invoke(app, [*arguments, *options])


def rows(sheet: Worksheet) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(min_row=2, values_only=True))


def test_the_workbook_says_who_pays_what_and_how(folder: Path) -> None:
    done = shares(folder, KEY, "--out", str(folder / "out" / "shares.xlsx"))
    assert done.exit_code == 0, done.output
    assert "plan.costs" not in done.output
    assert "95,00" in done.output
    assert "CC" in done.output  # the lender of the van
    book = load_workbook(folder / "out" / "shares.xlsx")
    assert book.sheetnames == ["À payer", "Calcul", "Coût des services", "Prêts", "Explication"]
    # 95 €: half by passengers, all of them the valley's; 30 % over 600 and 400 inhabitants; a fifth the county's.
    zero = timedelta(0)
    assert [(row[0], row[8]) for row in rows(book["À payer"])] == [
        ("+Bourg", 17.1),
        ("Vallée", 58.9),
        ("Département", 19),
        ("Tous", 95),
    ]
    assert rows(book["À payer"])[1][1:7] == (zero, 0, 2, 3, 126.67, 95)
    how = rows(book["Calcul"])
    assert ("TAD", 0.3, "habitants", "+Bourg", 600, 1000, "habitants", 28.5, 17.1) in how
    assert [row[0:3] for row in rows(book["Prêts"])][:2] == [
        ("CC", "Association", "Paul (personne)"),
        ("CC", "Association", "Minibus (véhicule)"),
    ]
    assert "Gangolly 1981" in " ".join(str(row[0]) for row in rows(book["Explication"]))


def test_amounts_are_formatted_and_no_text_is_a_formula(folder: Path) -> None:
    shares(folder, KEY, "--out", str(folder / "shares.xlsx"))
    book = load_workbook(folder / "shares.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    dangerous = [cell for cell in cells if isinstance(cell.value, str) and cell.value[0] in "=+-@"]
    assert {cell.value for cell in dangerous} == {"=Convention", "+Bourg", "=A"}
    assert all(cell.quotePrefix for cell in dangerous)
    pay = book["À payer"]
    assert [cell.number_format for cell in pay[2]] == [
        "General",
        '[h]" h "mm',
        "0",
        "0",
        "0",
        '#,##0.00" €"',
        '#,##0.00" €"',
        "0%",
        '#,##0.00" €"',
    ]
    assert all(pay.column_dimensions[letter].width >= 10 for letter in "ABCDEFGHI")


def test_the_json_holds_cents_that_add_up(folder: Path) -> None:
    assert shares(folder, KEY, "--json", str(folder / "shares.json")).exit_code == 0
    found = json.loads((folder / "shares.json").read_bytes())
    assert found["total_cents"] == 9500 == sum(partner["cents"] for partner in found["partners"])
    assert [sum(part["cents"] for part in partner["parts"]) for partner in found["partners"]] == [1710, 5890, 1900]
    assert found["balances"] == {"Association": -9500, "CC": 9500}


def test_every_fault_is_told_and_nothing_written(folder: Path) -> None:
    bad = {"name": "", "rules": [{"mix": [{"measure": "hours", "percent": 70}, {"measure": "heures", "percent": 0}]}]}
    done = shares(folder, bad, "--out", str(folder / "shares.xlsx"))
    assert done.exit_code == 2
    for place in ("[name]", "[rules[0].mix[1].measure]", "[rules[0].mix[1].percent]"):
        assert place in done.output
    assert done.output.count("key.json") == 3
    short = {"name": "k", "rules": [{"mix": [{"measure": "hours", "percent": 70}]}]}
    assert "les pourcentages font 70" in shares(folder, short).output
    assert "au moins une règle" in shares(folder, {"name": "k", "rules": []}).output
    unknown = {**KEY, "kit_prices": [{"kit": "none", "day_cents": 3}], "partners": KEY["partners"][:1]}
    done = shares(folder, unknown, "--out", str(folder / "shares.xlsx"))
    assert done.exit_code == 2
    assert (
        done.output.count("key.json") == 4
    )  # A and B have nobody to pay, the county is no partner, the kit is unknown
    assert not (folder / "shares.xlsx").exists()


def test_a_plan_of_something_else_is_refused(folder: Path) -> None:
    plan = make_plan()
    other = plan.model_copy(update={"instance": "elsewhere"})
    (folder / "week" / "plan.json").write_text(other.model_dump_json(), encoding="utf-8")
    done = shares(folder, KEY)
    assert (done.exit_code, "elsewhere" in done.output) == (2, True)
    tours = (plan.tours[0].model_copy(update={"vehicle": "bus"}),)
    strange = plan.model_copy(update={"tours": tours, "rides": plan.rides[:1]})
    (folder / "week" / "plan.json").write_text(strange.model_dump_json(), encoding="utf-8")
    done = shares(folder, KEY)
    assert (done.exit_code, "bus" in done.output) == (2, True)


def test_costs_that_are_not_the_instances_are_told_about(folder: Path) -> None:
    plan = make_plan()
    dearer = plan.model_copy(update={"tours": (plan.tours[0].model_copy(update={"cost_cents": 9000}),)})
    (folder / "week" / "plan.json").write_text(dearer.model_dump_json(), encoding="utf-8")
    done = shares(folder, KEY)
    assert done.exit_code == 0
    assert "plan.costs" in done.output
    assert "115,00" in done.output


def test_several_weeks_are_shared_as_one_and_none_twice(folder: Path) -> None:
    instance = make_instance()
    rides = tuple(
        ride.model_copy(update={"date": None, "recurrence": Recurrence(weekdays=(1,))}) for ride in instance.rides
    )
    write_json(instance.model_copy(update={"rides": rides}), folder / "valley.json")
    (folder / "next").mkdir()
    (folder / "next" / "plan.json").write_text(later(make_plan(), 7).model_dump_json(), encoding="utf-8")
    assert shares(folder, KEY, str(folder / "next"), "--json", str(folder / "shares.json")).exit_code == 0
    found = json.loads((folder / "shares.json").read_bytes())
    assert (found["total_cents"], len(found["plans"])) == (19_000, 2)
    assert [partner["cents"] for partner in found["partners"]] == [3420, 11_780, 3800]
    assert [(loan["id"], loan["days"]) for loan in found["loans"]] == [("paul", 2), ("van", 2)]
    done = shares(folder, KEY, str(folder / "week"))
    assert (done.exit_code, "plan.overlap" in done.output) == (2, True)
