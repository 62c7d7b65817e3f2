"""Tables and columns as data: what folders and workbooks have in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from instances.cells import Kind
from models.base import Frozen

PARENT_ID = "@id"
"""Path of the column that names the row's parent."""
PARENT_TABLE = "@table"
"""Path of the column that tells which kind of parent it is, where there are several."""


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes
    ----------
    path
        Field of the vocabulary, dotted through nested classes; the header of CSV files.
    header
        French header of the workbook, with its unit.
    help
        What the planner reads about it, in French like the header: both are part of the file format.
    rare
        Written only when some row has a value of its own.
    refs
        Tables whose ids the column names.
    """

    path: str
    header: str
    kind: Kind
    help: str = ""
    required: bool = False
    rare: bool = False
    refs: tuple[str, ...] = ()

    @property
    def file_header(self) -> str:
        """The header of CSV files."""
        return {PARENT_ID: "of", PARENT_TABLE: "of_table"}.get(self.path, self.path)


@dataclass(frozen=True)
class Table:
    """One kind of rows.

    Attributes
    ----------
    key
        Stem of the CSV file.
    sheet
        French name of the sheet.
    home
        Where the rows go: a dotted field of the instance (``people``, ``territory.seasons``), or empty for rows that
        belong to a row of another table.
    parents
        For such rows: tables they may belong to, and the parent's field they make up.
    key_paths
        Columns that tell one row from another.
    """

    key: str
    sheet: str
    help: str
    model: type[Frozen]
    columns: tuple[Column, ...]
    home: str = ""
    parents: Mapping[str, str] = field(default_factory=dict)
    key_paths: tuple[str, ...] = ("id",)

    @cached_property
    def by_path(self) -> dict[str, Column]:
        """Columns by the field they hold."""
        return {column.path: column for column in self.columns}

    def find_column(self, path: str) -> Column | None:
        """The column that holds a field or the value it is nested in."""
        while path:
            if column := self.by_path.get(path):
                return column
            path = path.rpartition(".")[0]
        return None
