"""Record sheets: each form reads back what it writes, and every fault is told where it stands."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from instances.record_file import read_records, record_csv, record_json
from instances.record_sheet import record_xlsx
from models.notices import InvalidInstance, Severity
from models.plan import Plan
from models.record import Outcome, Record
from optimiser.ledger import blank_record
from tests.optimiser.ledger.valley import MONDAY, make_instance, make_plan

FORMS = {".xlsx": record_xlsx, ".csv": record_csv, ".json": record_json}
P1, P2 = f"P1@{MONDAY}", f"P2@{MONDAY}"


def blank() -> Record:
    return blank_record([make_plan()], make_instance())


def read(path: Path, *plans: Plan) -> tuple[tuple[Outcome, ...], list[str]]:
    outcomes, notices = read_records([path], plans or [make_plan()])
    return outcomes, [notice.code for notice in notices]


def faults(path: Path, *plans: Plan) -> list[tuple[str, str, int | None, str]]:
    with pytest.raises(InvalidInstance) as told:
        read_records([path], plans or [make_plan()])
    return [
        (n.code, n.location.source, n.location.row, n.location.field)
        for n in told.value.notices
        if n.severity is Severity.ERROR
    ]


def test_a_blank_sheet_has_a_row_for_each_direction_in_time_order() -> None:
    assert [(row.item, row.leg, row.commune, row.expected, row.delivered) for row in blank().outcomes] == [
        (P2, "outbound", "B", 2, None),
        (P1, "outbound", "=A", 1, None),
    ]


@pytest.mark.parametrize("suffix", FORMS)
def test_each_form_reads_back_what_was_filled_in(suffix: str, tmp_path: Path) -> None:
    done, missed = blank().outcomes
    filled = (
        done.model_copy(update={"delivered": True, "attended": 2}),
        missed.model_copy(update={"delivered": False, "reason": "=cmd|' /C calc'!A0"}),
    )
    path = tmp_path / f"record{suffix}"
    path.write_bytes(FORMS[suffix](Record(instance="valley", outcomes=filled)))
    assert read(path) == (filled, [])


def test_no_text_of_a_sheet_is_a_formula(tmp_path: Path) -> None:
    row = blank().outcomes[0].model_copy(update={"delivered": False, "reason": "=1+1", "place": "@SUM(A1)"})
    record = Record(instance="valley", outcomes=(row,))
    (tmp_path / "record.xlsx").write_bytes(record_xlsx(record))
    sheet = load_workbook(tmp_path / "record.xlsx")["Réalisé"]
    told = [cell for line in sheet.iter_rows() for cell in line if str(cell.value or " ")[0] in "=@"]
    assert [(cell.data_type, cell.quotePrefix) for cell in told] == [("s", True)] * 2
    assert "'=1+1" in record_csv(record).decode()


def test_yes_and_no_are_chosen_from_a_list_and_dates_are_dates(tmp_path: Path) -> None:
    (tmp_path / "record.xlsx").write_bytes(record_xlsx(blank()))
    sheet = load_workbook(tmp_path / "record.xlsx")["Réalisé"]
    headers = {str(cell.value): cell.coordinate[:-1] for cell in sheet[1]}
    (choices,) = sheet.data_validations.dataValidation
    assert str(choices.sqref) == f"{headers['Réalisé']}2:{headers['Réalisé']}3"
    assert choices.formula1 == '"oui,non"'
    assert sheet[f"{headers['Jour']}2"].number_format == "dd/mm/yyyy"
    assert sheet.column_dimensions[headers["Identifiant"]].width >= len(P1)


def test_every_fault_of_a_sheet_is_told_at_its_row_and_header(tmp_path: Path) -> None:
    (tmp_path / "record.csv").write_text(
        "item,leg,date,delivered,attended,minutes\n"
        f"{P1},outbound,2027-01-11,perhaps,,\n"
        f"{P1},,,yes,,\n"
        f"{P2},outbound,2027-01-12,yes,many,\n"
        f"{P2},outbound,,no,3,\n"
        f"{P2},outbound,,,3,\n"
        f"{P2},outbound,,yes,,60\n"
        "r9@2027-01-11,outbound,,yes,1,\n"
        f"{P2},outbound,,yes,2,\n"
        f"{P2},outbound,,yes,2,\n",
        encoding="utf-8",
    )
    assert faults(tmp_path / "record.csv") == [
        ("value.invalid", "record.csv", 2, "delivered"),
        ("value.invalid", "record.csv", 4, "attended"),
        ("value.invalid", "record.csv", 5, ""),
        ("value.invalid", "record.csv", 6, ""),
        ("value.invalid", "record.csv", 7, ""),
        ("record.leg", "record.csv", 3, ""),
        ("record.unknown", "record.csv", 8, ""),
        ("record.twice", "record.csv", 10, ""),
    ]


def test_doubts_are_told_and_the_rows_read(tmp_path: Path) -> None:
    rows = (
        Outcome(item=P1, leg="outbound", date=date(2027, 1, 12), delivered=True),
        Outcome(item=P2, leg="outbound", delivered=False),
    )
    (tmp_path / "record.json").write_bytes(record_json(Record(instance="valley", outcomes=rows)))
    assert read(tmp_path / "record.json") == (rows, ["record.date", "record.reason"])


@pytest.mark.parametrize("name", ["record.txt", "record.csv", "record.xlsx", "record.json", "missing.csv"])
def test_what_is_no_record_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name != "missing.csv":
        path.write_text("a;b\n1;2\n", encoding="utf-8")
    assert {source for _, source, _, _ in faults(path)} == {name}


def test_two_plans_of_one_week_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_bytes(record_json(Record(instance="valley")))
    plan = make_plan()
    longer = plan.model_copy(update={"monday": plan.monday - timedelta(weeks=1), "weeks": 2})
    assert [code for code, *_ in faults(path, longer, plan)] == ["plan.overlap"]
    before = longer.model_copy(update={"weeks": 1})
    assert read(path, before, plan) == ((), [])
