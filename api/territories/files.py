"""Files that lie beside a territory's data: the roads travel times are found on, the outlines maps are drawn on."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from api.exports.maps.background_files import Backgrounds, read_backgrounds
from api.store.tables import TerritoryRow
from models.instance import Instance
from models.notices import Location, Notice, error, warning
from models.territory import Territory
from models.text import message

NO_OUTLINES = Backgrounds()


@dataclass(frozen=True)
class Files:
    """What was found beside an instance."""

    extract: tuple[str, bytes] | None = None
    backgrounds: Backgrounds = NO_OUTLINES


NO_FILES = Files()


def files_of(folder: Path, instance: Instance) -> Files:
    """The files of an instance's folder.

    Raises
    ------
    InvalidInstance
        When outlines are there that cannot be read.
    """
    name = instance.territory.travel.extract
    extract = None
    if name and not find_bad_extract(instance.territory) and (folder / name).is_file():
        extract = name, (folder / name).read_bytes()
    return Files(extract, read_backgrounds(folder))


def put_files(row: TerritoryRow, files: Files) -> None:
    """Keep files with a territory; what was not found stays as it was."""
    if files.extract is not None:
        row.extract_name, row.extract = files.extract
    if row.backgrounds is None or files.backgrounds != NO_OUTLINES:
        put_backgrounds(row, files.backgrounds)


def put_backgrounds(row: TerritoryRow, outlines: Backgrounds) -> None:
    """Keep the outlines of a territory's maps."""
    row.backgrounds = json.dumps({"communes": outlines.communes, "roads": outlines.roads}).encode()


def find_bad_extract(territory: Territory) -> tuple[Notice, ...]:
    """The fault of a road extract's name that leads out of the territory's own folder."""
    name = territory.travel.extract
    if not name or (PurePosixPath(name).name == name and name not in (".", "..") and "\\" not in name):
        return ()
    where = Location(source="territory", field="travel.extract", item=territory.id)
    what = message("the road extract is named by a path")
    return (error("travel.extract", where, what, message("give a file's name alone")),)


def find_missing_extract(row: TerritoryRow, territory: Territory) -> Iterator[Notice]:
    """Tell that the roads asked for are not there."""
    name = territory.travel.extract
    if territory.travel.provider == "road_extract" and name != row.extract_name:
        where = Location(source="territory", field="travel.extract", item=territory.id)
        what = message("the road extract {name} is not there yet", name=str(name))
        yield warning("travel.extract", where, what, message("send it to the territory's address, under roads"))
