"""The database: tables, their migrations, and the values SQL has no type for."""

from api.store.engine import Store
from api.store.ids import new_id

__all__ = ["Store", "new_id"]
