"""Writes the first migration from the tables: `python -m tools.first_migration`.

Until the first release the tables have one migration, written anew whenever they change. After it, this goes and
migrations are written one by one (`alembic revision --autogenerate`).
"""

import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from api.store.engine import MIGRATIONS

FIRST = MIGRATIONS / "versions" / "0001_first.py"


def main() -> None:
    """Compare the tables with an empty database, and write the difference."""
    FIRST.unlink(missing_ok=True)
    FIRST.parent.mkdir(exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "0001_first")
    with tempfile.TemporaryDirectory() as folder, create_engine(f"sqlite:///{Path(folder) / 'empty'}").begin() as one:
        config.attributes["connection"] = one
        command.revision(config, "The tables of the first release", autogenerate=True, rev_id="0001")


if __name__ == "__main__":
    main()
