"""An instance as a workbook: French headers, drop-down lists, and a first sheet that explains every column."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from instances.cells import Cell
from instances.disassemble import all_records, cell_of, own_values, used_columns
from instances.fill import bundled_childcare_rules, bundled_work_rules, public_holidays
from instances.tables import TABLE_BY_KEY, TABLES, TERRITORY, Column
from instances.workbook_help import BOLD, bold, write_help
from instances.workbook_lists import Lists
from instances.workbook_read import HELP_SHEET
from models.instance import Instance
from models.territory import Territory

_MAX_TEXT = 32_767
_REQUIRED = PatternFill("solid", fgColor="FFF2CC")
_OPTIONAL = PatternFill("solid", fgColor="DDEBF7")


def write_workbook(instance: Instance, path: Path) -> None:
    """Write an instance as a workbook.

    Raises
    ------
    ValueError
        When a value is longer than a spreadsheet's cell.
    """
    own = {path: cell_of(TERRITORY.by_path[path], value, french=True) for path, value in own_values(instance).items()}
    _write(path, own, all_records(instance))


def write_template(path: Path, around: date) -> None:
    """Write a workbook to fill in, with the bundled rule profiles and the French holidays of the years around a day."""
    blank = Instance(
        territory=Territory(id="blank", name="blank", holidays=public_holidays("FR", around) or ()),
        week=(monday := around - timedelta(days=around.weekday())),
        anchor=monday,
        communes=(),
        work_rules=bundled_work_rules(),
        childcare_rules=bundled_childcare_rules(),
    )
    _write(path, {}, all_records(blank))


def _write(path: Path, own: Mapping[str, Cell], records: Mapping[str, list[dict[str, Any]]]) -> None:
    columns = {key: used_columns(TABLE_BY_KEY[key], rows) for key, rows in records.items()}
    cells = {key: [[_fitting(column, row) for column in columns[key]] for row in rows] for key, rows in records.items()}
    workbook = Workbook(write_only=True)
    write_help(_new_sheet(workbook, HELP_SHEET))
    lists = Lists(columns, {key: len(rows) for key, rows in records.items()})
    _write_territory(_new_sheet(workbook, TERRITORY.sheet), own, lists)
    for table in TABLES:
        sheet = _new_sheet(workbook, table.sheet)
        _lay_out(sheet, columns[table.key], lists)
        sheet.append([_header(sheet, column) for column in columns[table.key]])
        for row in cells[table.key]:
            sheet.append([_cell(sheet, column, cell) for column, cell in zip(columns[table.key], row, strict=True)])
    lists.write(workbook)
    buffer = BytesIO()
    workbook.save(buffer)
    path.write_bytes(buffer.getvalue())


def _fitting(column: Column, row: Mapping[str, Any]) -> Cell:
    cell = cell_of(column, row[column.path], french=True)
    if isinstance(cell, str) and len(cell) > _MAX_TEXT:
        raise ValueError(f"{column.header}: {len(cell)} characters do not fit a cell, which holds {_MAX_TEXT}")
    return cell


def _new_sheet(workbook: Workbook, title: str) -> Worksheet:
    sheet = cast("Worksheet", workbook.create_sheet(title))  # a write-only one, with the same layout
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    return sheet


def _lay_out(sheet: Worksheet, columns: tuple[Column, ...], lists: Lists) -> None:
    sheet.freeze_panes = "A2"
    for index, column in enumerate(columns, 1):
        letter = get_column_letter(index)
        dimension = sheet.column_dimensions[letter]
        dimension.width = max(column.kind.width, len(column.header) + 4)
        dimension.number_format = column.kind.number_format
        if validation := lists.validation(column):
            validation.add(f"{letter}2:{letter}{lists.last_row}")
            sheet.data_validations.append(validation)


def _header(sheet: Worksheet, column: Column) -> SheetCell:
    cell = WriteOnlyCell(sheet, f"{column.header} *" if column.required else column.header)
    cell.font, cell.fill = BOLD, _REQUIRED if column.required else _OPTIONAL
    cell.comment = Comment(" — ".join(part for part in (column.kind.label, column.help) if part), "Halte", 120, 320)
    return cell


def _cell(sheet: Worksheet, column: Column, value: Cell) -> SheetCell | None:
    if value is None:
        return None
    cell = WriteOnlyCell(sheet, cast("str | float | datetime | None", value))
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with = is no formula
    cell.number_format = column.kind.number_format
    return cell


def _write_territory(sheet: Worksheet, own: Mapping[str, Cell], lists: Lists) -> None:
    for letter, width in (("A", 34), ("B", 30), ("C", 80)):
        sheet.column_dimensions[letter].width = width
    sheet.append([bold(sheet, text) for text in ("Champ", "Valeur", "Explication")])
    for row, column in enumerate(TERRITORY.columns, 2):
        if validation := lists.validation(column):
            validation.add(f"B{row}")
            sheet.data_validations.append(validation)
        value = _cell(sheet, column, own.get(column.path))
        if value is None:
            value = WriteOnlyCell(sheet)
            value.number_format = column.kind.number_format
        value.alignment = Alignment(horizontal="left")
        sheet.append([_header(sheet, column), value, column.help])
