"""The territories that come with Halte."""

from pathlib import Path

from instances.folder import TERRITORY_FILE
from instances.read import read_instance
from models.instance import Instance


def bundled() -> dict[str, Path]:
    """Folders of the bundled territories by name."""
    root = Path(__file__).parent
    return {file.parent.name: file.parent for file in sorted(root.glob(f"*/{TERRITORY_FILE}"))}


def load_bundled(name: str) -> Instance:
    """A bundled territory.

    Raises
    ------
    KeyError
        When none has the name.
    """
    return read_instance(bundled()[name])[0]
