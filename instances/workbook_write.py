"""An instance as a workbook: French headers, drop-down lists, and a first sheet that explains every column."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from instances.cells import Cell
from instances.disassemble import all_records, cell_of, own_values, used_columns
from instances.fill import bundled_childcare_rules, bundled_work_rules, public_holidays
from instances.tables import TABLE_BY_KEY, TABLES, TERRITORY, Column, Table
from instances.workbook_lists import Lists
from instances.workbook_read import HELP_SHEET
from models.instance import Instance
from models.territory import Territory

_MAX_TEXT = 32_767
_BOLD = Font(bold=True)
_REQUIRED = PatternFill("solid", fgColor="FFF2CC")
_OPTIONAL = PatternFill("solid", fgColor="DDEBF7")
_WRAP = Alignment(wrap_text=True, vertical="top")
_INTRODUCTION = (
    "Ce classeur décrit un territoire et ce qu'on y demande, pour Halte.",
    "Une feuille par sorte de lignes. Les titres sur fond jaune (*) sont obligatoires; le reste peut rester vide.",
    "Un identifiant commence par une lettre ou un chiffre, sans espace ni accent; il relie les feuilles entre elles.",
    "L'ordre des feuilles et des colonnes est libre; une feuille vide peut être enlevée, une colonne vide aussi.",
    "Dates : 31/12/2027. Heures : 08:30 ou 8h30. Nombres : 6,75. Plusieurs valeurs dans une cellule : séparées par ;",
    "Plages horaires : lun-ven 08:00-12:00; mer 14:00-18:00 @hiver (@hiver : pendant cette saison seulement).",
    "Vérifier le classeur : halte validate classeur.xlsx. Le planifier : halte plan classeur.xlsx",
)


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
    workbook = Workbook(write_only=True)
    _write_help(_new_sheet(workbook, HELP_SHEET))
    lists = Lists(columns, {key: len(rows) for key, rows in records.items()})
    _write_territory(_new_sheet(workbook, TERRITORY.sheet), own, lists)
    for table in TABLES:
        sheet = _new_sheet(workbook, table.sheet)
        _lay_out(sheet, columns[table.key], lists)
        sheet.append([_header(sheet, column) for column in columns[table.key]])
        for row in records[table.key]:
            cells = ((column, cell_of(column, row[column.path], french=True)) for column in columns[table.key])
            sheet.append([_cell(sheet, column, cell) for column, cell in cells])
    lists.write(workbook)
    workbook.save(path)


def _new_sheet(workbook: Workbook, title: str) -> Worksheet:
    return cast("Worksheet", workbook.create_sheet(title))  # a write-only one, with the same layout


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
    cell.font, cell.fill = _BOLD, _REQUIRED if column.required else _OPTIONAL
    cell.comment = Comment(" — ".join(part for part in (column.kind.label, column.help) if part), "Halte", 120, 320)
    return cell


def _cell(sheet: Worksheet, column: Column, value: Cell) -> SheetCell | None:
    if value is None:
        return None
    if isinstance(value, str) and len(value) > _MAX_TEXT:
        raise ValueError(f"{column.header}: {len(value)} characters do not fit a cell, which holds {_MAX_TEXT}")
    cell = WriteOnlyCell(sheet, cast("str | float | datetime | None", value))
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with = is no formula
    cell.number_format = column.kind.number_format
    return cell


def _write_territory(sheet: Worksheet, own: Mapping[str, Cell], lists: Lists) -> None:
    for letter, width in (("A", 34), ("B", 30), ("C", 80)):
        sheet.column_dimensions[letter].width = width
    sheet.append([_bold(sheet, text) for text in ("Champ", "Valeur", "Explication")])
    for row, column in enumerate(TERRITORY.columns, 2):
        if validation := lists.validation(column):
            validation.add(f"B{row}")
            sheet.data_validations.append(validation)
        value = _cell(sheet, column, own.get(column.path))
        if value is None:
            value = WriteOnlyCell(sheet)
            value.number_format = column.kind.number_format
        sheet.append([_header(sheet, column), value, column.help])


def _bold(sheet: Worksheet, text: str) -> SheetCell:
    cell = WriteOnlyCell(sheet, text)
    cell.font = _BOLD
    return cell


def _write_help(sheet: Worksheet) -> None:
    for letter, width in (("A", 26), ("B", 34), ("C", 12), ("D", 30), ("E", 70), ("F", 44)):
        sheet.column_dimensions[letter].width = width
    for text in _INTRODUCTION:
        sheet.append([text])
    sheet.append([])
    titles = ("Feuille", "Colonne", "Obligatoire", "Contenu", "Explication", "Exemple")
    sheet.append([_bold(sheet, title) for title in titles])
    for table in (TERRITORY, *TABLES):
        for line in _help_lines(table):
            sheet.append([_wrapped(sheet, text) for text in line])


def _help_lines(table: Table) -> Iterator[tuple[str, ...]]:
    yield (table.sheet, "", "", "", table.help, "")
    for column in table.columns:
        choices = f" : {', '.join(column.kind.choices)}" if column.kind.choices else ""
        explained = [column.help, "colonne facultative, à ajouter au besoin" if column.rare else ""]
        refers = ", ".join(TABLE_BY_KEY[key].sheet for key in column.refs)
        explained.append(f"identifiant de : {refers}" if refers else "")
        yield (
            table.sheet,
            column.header,
            "oui" if column.required else "",
            column.kind.label + choices,
            "; ".join(part for part in explained if part),
            column.kind.example,
        )


def _wrapped(sheet: Worksheet, text: str) -> SheetCell:
    cell = WriteOnlyCell(sheet, text)
    cell.alignment, cell.number_format = _WRAP, "@"
    return cell
