"""The folder a territory's road extract and map outlines are read from: written once, from the database."""

import hashlib
import json
import os
import tempfile
from pathlib import Path

from api.exports.maps.background_files import Backgrounds
from api.store.tables import TerritoryRow


def travel_folder(territory: TerritoryRow, data_dir: Path) -> Path:
    """A folder that holds the territory's road extract, if it has one, under the name its instance gives."""
    if territory.extract is None or territory.extract_name is None:
        return data_dir
    folder = data_dir / "extracts" / hashlib.sha256(territory.extract).hexdigest()[:32]
    path = folder / territory.extract_name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(territory.extract)
        os.replace(temporary, path)  # noqa: PTH105 - another process may have written it meanwhile
    return folder


def backgrounds_of(territory: TerritoryRow) -> Backgrounds:
    """The outlines that the territory's maps are drawn on."""
    return Backgrounds(**json.loads(territory.backgrounds)) if territory.backgrounds else Backgrounds()
