"""A territory as a file: JSON, a workbook, or a zipped folder with its roads and outlines."""

import io
import json
import tempfile
import zipfile
from datetime import date
from enum import StrEnum
from pathlib import Path

from api.problems import conflict
from api.store.tables import TerritoryRow
from api.territories.folders import backgrounds_of
from instances import write_folder, write_template, write_workbook
from models.instance import Instance
from models.text import message


class Form(StrEnum):
    """Forms of a file."""

    JSON = "json"
    WORKBOOK = "xlsx"
    FOLDER = "zip"


def write_form(instance: Instance, form: Form, territory: TerritoryRow) -> bytes:
    """The bytes of a file.

    Raises
    ------
    Problem
        409 when a text is longer than a cell of a workbook.
    """
    if form is Form.JSON:
        return instance.model_dump_json().encode()
    with tempfile.TemporaryDirectory(prefix="halte-") as name:
        folder = Path(name)
        if form is Form.FOLDER:
            return _zipped(instance, territory, folder)
        try:
            write_workbook(instance, folder / "out.xlsx")
        except ValueError:
            raise conflict("cell", message("a value is longer than a cell of a workbook; take another form")) from None
        return (folder / "out.xlsx").read_bytes()


def write_blank(around: date) -> bytes:
    """The workbook to fill in."""
    with tempfile.TemporaryDirectory(prefix="halte-") as name:
        path = Path(name) / "out.xlsx"
        write_template(path, around)
        return path.read_bytes()


def _zipped(instance: Instance, territory: TerritoryRow, folder: Path) -> bytes:
    write_folder(instance, folder)
    outlines = backgrounds_of(territory)
    for name in ("communes", "roads"):
        if content := getattr(outlines, name):
            (folder / f"background-{name}.geojson").write_text(json.dumps(content), encoding="utf-8")
    if territory.extract is not None and territory.extract_name is not None:
        (folder / territory.extract_name).write_bytes(territory.extract)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    return buffer.getvalue()
