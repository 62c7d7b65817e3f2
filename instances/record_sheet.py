"""The record sheet as a workbook to fill in: grey what the plan says, yellow what to fill in, yes or no from a list."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from instances.disassemble import cell_of, field_of
from instances.tables.record import FILLED_IN, RECORD
from models.record import Record

_WIDTHS = {"item": 30, "leg": 8, "date": 12, "start": 8, "service": 26, "commune": 20, "place": 30, "reason": 40}
_PLANNED = PatternFill("solid", fgColor="E4E7EB")
_TO_FILL = PatternFill("solid", fgColor="FFF2CC")
_FORMULA_SIGNS = ("=", "+", "-", "@")


def record_xlsx(record: Record) -> bytes:
    """The workbook's bytes; ``read_records`` reads it back."""
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = RECORD.sheet
    book.properties.creator = "Halte"
    for index, column in enumerate(RECORD.columns, 1):
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = _WIDTHS.get(column.path, max(11, len(column.header) * 0.75))
        head = sheet.cell(1, index, column.header)
        head.font = Font(name="Calibri", bold=True)
        head.fill = _TO_FILL if column.path in FILLED_IN else _PLANNED
        head.alignment = Alignment(wrap_text=True, vertical="center")
        if column.help:
            head.comment = Comment(column.help, "Halte", 80, 280)
        if column.kind.choices and column.path in FILLED_IN:
            choices = DataValidation(type="list", formula1=f'"{",".join(column.kind.choices)}"', allow_blank=True)
            choices.add(f"{letter}2:{letter}{len(record.outcomes) + 1}")
            sheet.add_data_validation(choices)
    for row, outcome in enumerate(record.outcomes, 2):
        for index, column in enumerate(RECORD.columns, 1):
            cell = sheet.cell(row, index)
            cell.number_format = column.kind.number_format
            value = cell_of(column, field_of(outcome, column.path), french=True)
            if value is None:
                continue
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # a text that begins with = is no formula
                cell.quotePrefix = value.lstrip().startswith(_FORMULA_SIGNS)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(RECORD.columns))}{len(record.outcomes) + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
