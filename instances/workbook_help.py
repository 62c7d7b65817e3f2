"""The first sheet of a workbook: what it is, and what each column of each sheet holds."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from instances.assemble import Assembly
from instances.cells import Cell, format_date, text_of
from instances.disassemble import cell_of, own_values, records
from instances.fill import fill_rules
from instances.folder import read_folder
from instances.tables import TABLE_BY_KEY, TABLES, TERRITORY, Table

EXAMPLE_FOLDER = Path(__file__).parent / "tables" / "example"
BOLD = Font(name="Calibri", bold=True)
_HEADING = PatternFill("solid", fgColor="DDEBF7")
_INTRODUCTION = (
    "Ce classeur décrit un territoire et ce qu'on y demande, pour Halte.",
    "Une feuille par sorte de lignes. Les titres sur fond jaune (*) sont obligatoires; le reste peut rester vide.",
    "Un identifiant commence par une lettre ou un chiffre, sans espace ni accent; il relie les feuilles entre elles.",
    "L'ordre des feuilles et des colonnes est libre; une feuille vide peut être enlevée, une colonne vide aussi.",
    "Dates : 31/12/2027. Heures : 08:30 ou 8h30. Nombres : 6,75. Plusieurs valeurs dans une cellule : séparées par ;",
    "Plages horaires : lun-ven 08:00-12:00; mer 14:00-18:00 @hiver (en hiver, celles @hiver remplacent les autres).",
    "Vérifier le classeur : halte validate classeur.xlsx. Le planifier : halte plan classeur.xlsx",
)


def write_help(sheet: Worksheet) -> None:
    """Fill the sheet."""
    for letter, width in (("A", 24), ("B", 40), ("C", 12), ("D", 28), ("E", 46), ("F", 90)):
        sheet.column_dimensions[letter].width = width
    for text in _INTRODUCTION:
        sheet.append([text])
    sheet.append([])
    titles = ("Feuille", "Colonne", "Obligatoire", "Contenu", "Exemple", "Explication")
    sheet.append([bold(sheet, title) for title in titles])
    examples = column_examples()
    for table in (TERRITORY, *TABLES):
        sheet.append([bold(sheet, table.sheet, _HEADING), bold(sheet, table.help, _HEADING)])
        for line in _help_lines(table, examples):
            sheet.append([_plain(sheet, text) for text in line])


@cache
def column_examples() -> dict[tuple[str, str], str]:
    """What may stand in each column, by table and path: from one small territory that holds something of everything."""
    book = read_folder(EXAMPLE_FOLDER)
    instance = Assembly(book).instance
    if instance is None:
        raise ValueError(f"the example of the workbook's help is no instance: {EXAMPLE_FOLDER}")
    own = {**dict(book.sheets[TERRITORY.key].rows[0].cells), **own_values(instance)}
    rows = {table.key: list(records(fill_rules(instance), table)) for table in TABLES} | {TERRITORY.key: [own]}
    found: dict[tuple[str, str], str] = {}
    for table in (TERRITORY, *TABLES):
        for column in table.columns:
            cells = (cell_of(column, row.get(column.path), french=True) for row in rows[table.key])
            found[table.key, column.path] = next((_shown(cell) for cell in cells if cell is not None), "")
    return found


def _shown(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{format_date(cell.date(), french=True)} {cell:%H:%M}"
    if isinstance(cell, date):
        return format_date(cell, french=True)
    return str(cell).replace(".", ",") if isinstance(cell, float) else text_of(cell)


def _help_lines(table: Table, examples: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, ...]]:
    for column in table.columns:
        refers = ", ".join(TABLE_BY_KEY[key].sheet for key in column.refs)
        explained = (
            column.help,
            f"au choix : {', '.join(column.kind.choices)}" if column.kind.choices else "",
            f"identifiant de : {refers}" if refers else "",
            "colonne facultative, à ajouter au besoin" if column.rare else "",
        )
        yield (
            table.sheet,
            column.header,
            "oui" if column.required else "",
            column.kind.label,
            examples[table.key, column.path],
            "; ".join(part for part in explained if part),
        )


def _plain(sheet: Worksheet, text: str) -> SheetCell:
    cell = WriteOnlyCell(sheet, text)
    cell.number_format = "@"
    return cell


def bold(sheet: Worksheet, text: str, fill: PatternFill | None = None) -> SheetCell:
    """A cell in bold type."""
    cell = WriteOnlyCell(sheet, text)
    cell.font = BOLD
    if fill:
        cell.fill = fill
    return cell
