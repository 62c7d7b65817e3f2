"""Reads the stated rounds of mobile public services: one JSON file per service."""

import json
import re
from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from instances.decode import decode, read_bytes
from instances.faults import detail_notice, error
from models.base import Fault, Name, Text, Window, duplicates
from models.notices import InvalidInstance, Location, Notice, Severity
from models.rounds import Round, RoundPlace, RoundSession
from models.text import message

MAX_DISTANCE_KM = 150
"""A stop farther than this from the depot has a wrong coordinate."""


def _pair(value: object) -> object:
    """``["12:00", "13:00"]`` as a window's fields."""
    if isinstance(value, list):
        if len(value) != 2:
            raise Fault("a break has a start and an end")
        return {"start": value[0], "end": value[1]}
    return value


Shape = TypeVar("Shape", bound=BaseModel)


class _Loose(BaseModel):
    """The file's own shape: what a round does not need is left aside."""

    model_config = ConfigDict(extra="ignore")


class _Place(RoundPlace):
    model_config = ConfigDict(extra="ignore")


class _Session(RoundSession):
    model_config = ConfigDict(extra="ignore")
    pause: Annotated[Window | None, BeforeValidator(_pair)] = Field(default=None, alias="break")


class _Cycle(_Loose):
    weeks: int = Field(ge=1, le=52)


class _File(_Loose):
    service_name: Name
    depot: _Place
    cycle: _Cycle
    source: Text = ""
    licence: Text = ""


def read_rounds(paths: Iterable[Path]) -> list[Round]:
    """The rounds of files, or of every ``.json`` file of folders, in the order given, files of a folder by name.

    Raises
    ------
    InvalidInstance
        With every fault of every file.
    """
    notices: list[Notice] = []
    rounds = [found for path in _files(paths, notices) if (found := _read(path, notices)) is not None]
    for slug in duplicates(found.slug for found in rounds):
        what = message("two files make a round named {slug}", slug=slug)
        notices.append(error("id.twice", Location(source=f"{slug}.json"), what, message("rename one of them")))
    if any(notice.severity is Severity.ERROR for notice in notices):
        raise InvalidInstance(tuple(notices))
    return rounds


def _files(paths: Iterable[Path], notices: list[Notice]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
        elif found := sorted(path.glob("*.json")):
            files += found
        else:
            what = message("the folder holds no .json file")
            notices.append(error("file.missing", Location(source=path.name), what, message("check the path")))
    return files


def _read(path: Path, notices: list[Notice]) -> Round | None:
    where = Location(source=path.name)
    try:
        text = decode(read_bytes(path), path.name, notices)
        document = json.loads(text) if text is not None else None
    except InvalidInstance as fault:
        notices += fault.notices
        return None
    except (ValueError, RecursionError) as reason:
        what = message("the file is not JSON: {reason}", reason=str(reason))
        notices.append(error("file.json", where, what, message("correct it there")))
        return None
    return None if text is None else _round(path, document, where, notices)


def _round(path: Path, document: object, where: Location, notices: list[Notice]) -> Round | None:
    """The round of a document; none, with every fault noticed, when it is not one."""
    if not isinstance(document, dict):
        what = message("the file holds no round")
        notices.append(error("file.json", where, what, message("begin with a brace: one round a file")))
        return None
    before = len(notices)
    read = _validated(_File, document, where, notices)
    depot = read.depot if read else _validated(_Place, document.get("depot"), where, [])
    listed = document.get("sessions")
    sessions: list[RoundSession] = []
    for number, row in enumerate(listed if isinstance(listed, list) else []):
        at = where.model_copy(update={"field": f"sessions.{number}"})
        if (session := _validated(_Session, row, at, notices)) is None:
            continue
        stated = RoundSession(**session.model_dump())
        if stated in sessions:
            what = message("{commune} is stated twice at the same time", commune=stated.commune)
            notices.append(error("session.twice", at, what, message("take one of them away")))
        if read and stated.week is not None and stated.week > read.cycle.weeks:
            what = message("week {week} does not exist in a cycle of {weeks}", week=stated.week, weeks=read.cycle.weeks)
            notices.append(error("value.range", at, what, message("correct the week or the cycle")))
        if depot and (km := _great_circle_km(depot, stated)) > MAX_DISTANCE_KM:
            what = message("{commune} is {km} km from the depot", commune=stated.commune, km=round(km))
            notices.append(error("place.outside", at, what, message("check its longitude and latitude")))
        sessions.append(stated)
    if not listed or not isinstance(listed, list):
        what = message("the round has no session")
        notices.append(error("value.missing", where.model_copy(update={"field": "sessions"}), what))
    if read is None or any(notice.severity is Severity.ERROR for notice in notices[before:]):
        return None
    return Round(
        slug=re.sub(r"[^A-Za-z0-9_.-]+", "-", path.stem).strip("-._") or "round",
        name=read.service_name,
        depot=RoundPlace(**read.depot.model_dump()),
        weeks=read.cycle.weeks,
        sessions=tuple(sessions),
        source=read.source,
        licence=read.licence,
    )


def _validated(kind: type[Shape], value: object, where: Location, notices: list[Notice]) -> Shape | None:
    try:
        return kind.model_validate(value)
    except ValidationError as fault:
        for detail in fault.errors():
            field = ".".join(filter(None, (where.field, *map(str, detail["loc"]))))
            notices.append(detail_notice(detail, where.model_copy(update={"field": field})))
        return None


def _great_circle_km(a: RoundPlace, b: RoundPlace) -> float:
    lon_a, lat_a, lon_b, lat_b = (radians(x) for x in (a.lon, a.lat, b.lon, b.lat))
    h = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(h))
