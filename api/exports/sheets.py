"""Printable sheets of a workbook: typed columns, a header that repeats, filters, one page wide."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooter, HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from models.text import Language, translate

Value = str | int | float | date | datetime | timedelta | None
ColumnKind = Literal["text", "day", "time", "hours", "count", "km", "money", "percent", "number"]

_INK, _HEAD, _LINE, _BAND = "1F2933", "DCE6E4", "C9D3D1", "F4F7F6"
_LOCALES: dict[Language, str] = {"fr": "[$-40C]", "en": "[$-809]"}
_FORMULA_SIGNS = ("=", "+", "-", "@")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_CELL_LENGTH = 32_767
_LINE_HEIGHT = 13.5
_ALIGNMENTS: dict[ColumnKind, Literal["left", "center"]] = {
    "text": "left",
    "day": "left",
    "time": "center",
}  # figures go to the right


@dataclass(frozen=True)
class Column:
    """A column: its header (a msgid), its width in characters, what its cells hold."""

    header: str
    width: int
    kind: ColumnKind = "text"


@dataclass(frozen=True)
class Row:
    """A row of values; ``opens`` draws a line above it, where a group begins; ``strong`` is for headings and totals."""

    values: tuple[Value, ...]
    opens: bool = False
    strong: bool = False


def add_sheet(
    book: Workbook, title: str, heading: str, columns: Sequence[Column], rows: Iterable[Row], language: Language
) -> Worksheet:
    """Append a sheet that prints on A4, landscape, as wide as the paper.

    Parameters
    ----------
    heading : str
        Printed above each page.
    columns : sequence of Column
        As many as each row has values.
    """
    sheet: Worksheet = book.create_sheet(title)
    for index, column in enumerate(columns, 1):
        _write_header(sheet.cell(1, index), column, language)
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    sheet.row_dimensions[1].height = 2 * _LINE_HEIGHT + 3
    last = 1
    for last, row in enumerate(rows, 2):
        for index, (column, value) in enumerate(zip(columns, row.values, strict=True), 1):
            _write(sheet.cell(last, index), column.kind, value, row, language)
        sheet.row_dimensions[last].height = _LINE_HEIGHT * _lines(columns, row.values) + 3
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    _set_page(sheet, heading)
    return sheet


def _write_header(cell: Cell | MergedCell, column: Column, language: Language) -> None:
    _put_text(cell, translate(column.header, language))
    cell.font = _font(bold=True)
    cell.fill = PatternFill("solid", start_color=_HEAD)
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal=_ALIGNMENTS.get(column.kind, "right"))
    cell.border = Border(bottom=Side(style="thin", color=_INK))


def _write(cell: Cell | MergedCell, kind: ColumnKind, value: Value, row: Row, language: Language) -> None:
    if isinstance(value, str):
        _put_text(cell, value)
    elif value is not None:
        cell.value = value
        cell.number_format = _number_format(kind, language)
    side = "left" if isinstance(value, str) else _ALIGNMENTS.get(kind, "right")
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=side)
    cell.font = _font(bold=row.strong)
    if row.strong:
        cell.fill = PatternFill("solid", start_color=_BAND)
    cell.border = Border(top=Side(style="thin" if row.opens else "hair", color=_INK if row.opens else _LINE))


def _font(*, bold: bool) -> Font:
    return Font(name="Calibri", size=10, color=_INK, bold=bold)


def _put_text(cell: Cell | MergedCell, text: str) -> None:
    """Text that stays text: a name such as ``=1+1`` is neither computed here nor after an edit or a copy."""
    cell.value = _UNPRINTABLE.sub("", text)[:_CELL_LENGTH]
    cell.data_type = "s"
    if text.lstrip().startswith(_FORMULA_SIGNS):
        cell.quotePrefix = True


def _number_format(kind: ColumnKind, language: Language) -> str:
    return {
        "text": "General",
        "day": f"{_LOCALES[language]}ddd d mmm yyyy",
        "time": "hh:mm",
        "hours": '[h]" h "mm',
        "count": "0",
        "km": "#,##0.0",
        "money": '#,##0.00" €"',
        "percent": "0%",
        "number": "General",
    }[kind]


def _lines(columns: Sequence[Column], values: Sequence[Value]) -> int:
    """Lines the tallest cell of a row wraps to: spreadsheets do not measure a file they have just opened."""
    return max(
        (
            sum(max(1, ceil(len(line) / max(1, column.width - 1))) for line in value.split("\n"))
            for column, value in zip(columns, values, strict=True)
            if isinstance(value, str)
        ),
        default=1,
    )


def _set_page(sheet: Worksheet, heading: str) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.7
    header, footer = HeaderFooterItem(), HeaderFooterItem()
    header.left.text = _page_text(heading)
    header.right.text = _page_text(sheet.title)
    footer.right.text = "&P / &N"
    sheet.HeaderFooter = HeaderFooter(oddHeader=header, oddFooter=footer)


def _page_text(text: str) -> str:
    """Text of a header: an ampersand starts a code there and two make one; Excel refuses more than 255 characters."""
    return _UNPRINTABLE.sub("", text)[:100].replace("&", "&&")
