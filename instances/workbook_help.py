"""The first sheet of a workbook: what it is, and what each column of each sheet holds."""

from collections.abc import Iterator

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from instances.tables import TABLE_BY_KEY, TABLES, TERRITORY, Table

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


def write_help(sheet: Worksheet) -> None:
    """Fill the sheet."""
    for letter, width in (("A", 26), ("B", 34), ("C", 12), ("D", 30), ("E", 70), ("F", 44)):
        sheet.column_dimensions[letter].width = width
    for text in _INTRODUCTION:
        sheet.append([text])
    sheet.append([])
    titles = ("Feuille", "Colonne", "Obligatoire", "Contenu", "Explication", "Exemple")
    sheet.append([bold(sheet, title) for title in titles])
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


def bold(sheet: Worksheet, text: str) -> SheetCell:
    """A cell in bold type."""
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell
