"""Drop-down lists of a workbook: fixed choices, and the ids of other sheets."""

from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from instances.cells import ID
from instances.tables import TABLE_BY_KEY, Column
from instances.workbook_read import LISTS_SHEET

_SPARE_ROWS = 500
_SPARE_IDS = 150


class Lists:
    """The lists of one workbook.

    Ids of one sheet are listed straight from it; ids that may come from several sheets from a hidden sheet, whose
    formulas put them one after the other as the planner adds them.
    """

    def __init__(self, columns: Mapping[str, tuple[Column, ...]], lengths: Mapping[str, int]) -> None:
        self.last_row = max(lengths.values()) + _SPARE_ROWS
        self._id_letter = {
            key: get_column_letter(1 + next(i for i, column in enumerate(of_table) if column.path in ("id", "profile")))
            for key, of_table in columns.items()
            if any(column.path in ("id", "profile") for column in of_table)
        }
        self._lengths = lengths
        self._merged: list[tuple[str, ...]] = []

    def validation(self, column: Column) -> DataValidation | None:
        """The list of a column whose cells hold one choice or one id; ``None`` for any other."""
        kind = column.kind
        if kind.choices:
            return DataValidation(type="list", formula1=f'"{",".join(kind.choices)}"', allow_blank=True)
        if not column.refs or kind is not ID:
            return None
        validation = DataValidation(type="list", formula1=self._source(column.refs), allow_blank=True)
        validation.errorStyle = "warning"  # a planner may name what is not there yet
        return validation

    def _source(self, tables: tuple[str, ...]) -> str:
        if len(tables) == 1:
            return self._range(tables[0])
        if tables not in self._merged:
            self._merged.append(tables)
        letter = get_column_letter(self._merged.index(tables) + 1)
        return f"'{LISTS_SHEET}'!${letter}$1:${letter}${self._rows(tables)}"

    def _rows(self, tables: tuple[str, ...]) -> int:
        return sum(self._lengths[table] for table in tables) + _SPARE_IDS

    def _range(self, table: str) -> str:
        letter = self._id_letter[table]
        return f"'{TABLE_BY_KEY[table].sheet}'!${letter}$2:${letter}${self.last_row}"

    def write(self, workbook: Workbook) -> None:
        """Add the hidden sheet, when some list needs it."""
        if not self._merged:
            return
        sheet = workbook.create_sheet(LISTS_SHEET)
        sheet.sheet_state = "hidden"
        for row in range(1, max(map(self._rows, self._merged)) + 1):
            sheet.append([self._formula(tables, row) if row <= self._rows(tables) else None for tables in self._merged])

    def _formula(self, tables: tuple[str, ...], row: int) -> str:
        formula, before = '""', [f"COUNTA({self._range(table)})" for table in tables]
        for index in range(len(tables) - 1, -1, -1):
            passed = "+".join(before[:index]) or "0"
            upto = "+".join(before[: index + 1])
            formula = f"IF({row}<={upto},INDEX({self._range(tables[index])},{row}-({passed})),{formula})"
        return f"={formula}"
