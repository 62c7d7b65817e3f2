"""The declared tables: every sheet and CSV file, every column, in one place for readers and writers alike."""

from instances.tables.fleet import FLEET
from instances.tables.people import PEOPLE
from instances.tables.places import PLACES
from instances.tables.planning import PLANNING
from instances.tables.rides import RIDES
from instances.tables.rules import RULES
from instances.tables.schema import Column, Table
from instances.tables.services import SERVICES
from instances.tables.territory import CALENDAR, TERRITORY

__all__ = ["TABLES", "TABLE_BY_KEY", "TERRITORY", "Column", "Table"]

TABLES: tuple[Table, ...] = (*CALENDAR, *PLACES, *FLEET, *PEOPLE, *SERVICES, *RIDES, *RULES, *PLANNING)
"""Every table of rows, in the order of a workbook's sheets; the territory's own values (``TERRITORY``) come before."""

TABLE_BY_KEY: dict[str, Table] = {table.key: table for table in (TERRITORY, *TABLES)}
