"""JSON as an instance or a plan: the vocabulary's own form, validated as a whole."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from instances.decode import read_bytes
from instances.disassemble import field_of, key_of_item
from instances.faults import detail_notice, error
from instances.tables import TABLE_BY_KEY, TERRITORY
from models.base import Frozen
from models.events import Events
from models.instance import Instance
from models.notices import InvalidInstance, Location, Notice
from models.plan import Plan
from models.text import message

Document = TypeVar("Document", bound=Frozen)
_ANY_TERRITORY: dict[str, Any] = {
    "territory": {"id": "unknown", "name": "unknown"},
    "anchor": "2024-01-01",
    "week": "2024-01-01",
    "communes": (),
}


def read_json(path: Path) -> Instance:
    """The instance a JSON file holds.

    Raises
    ------
    InvalidInstance
        With every fault of its values, or the one of the text when it is not JSON.
    """
    return read_document(Instance, path)


def read_partial_json(path: Path) -> tuple[Instance, frozenset[str]]:
    """What a JSON file holds of an instance under a territory that may be another's, and the fields it gives.

    Raises
    ------
    InvalidInstance
        As ``read_json`` does.
    """
    document = _loaded(read_bytes(path).removeprefix(b"\xef\xbb\xbf"), path.name)
    if not isinstance(document, dict):
        what, remedy = message("the file is JSON, but no object"), message("write it as an instance is exported")
        raise InvalidInstance((error("file.json", Location(source=path.name), what, remedy),))
    whole = {**_ANY_TERRITORY, **document}
    try:
        return Instance.model_validate(whole), frozenset(document)
    except ValidationError as errors:
        raise InvalidInstance(tuple(_notices(errors, whole, path.name))) from None


def read_plan(path: Path) -> Plan:
    """The plan a JSON file holds; raises as ``read_json`` does."""
    return read_document(Plan, path)


def read_events(path: Path) -> Events:
    """What happened, as a JSON file holds it; raises as ``read_json`` does."""
    return read_document(Events, path)


def read_document(kind: type[Document], path: Path) -> Document:
    """What a JSON file holds of a class of the vocabulary; raises as ``read_json`` does."""
    data = read_bytes(path)
    try:
        return kind.model_validate_json(data.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as errors:
        document = _loaded(data, path.name)
        raise InvalidInstance(tuple(_notices(errors, document, path.name))) from None


def _loaded(data: bytes, name: str) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as reason:
        what = message("the file is not JSON: {reason}", reason=str(reason))
        raise InvalidInstance((error("file.json", Location(source=name), what, message("correct it there")),)) from None


def _notices(errors: ValidationError, document: Any, name: str) -> list[Notice]:
    found = []
    for detail in errors.errors(include_url=False):
        value, item = document, ""
        for part in detail["loc"]:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                break
            if isinstance(value, dict) and isinstance(value.get("id"), str):
                item = value["id"]
        field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in detail["loc"]).lstrip(".")
        found.append(detail_notice(detail, Location(source=name, field=field, item=item)))
    return found


def located_in_json(notices: Iterable[Notice], instance: Instance, name: str) -> list[Notice]:
    """Notices of an instance, each at the path of its item in the file."""
    return [notice.model_copy(update={"location": _path_of(notice, instance, name)}) for notice in notices]


def _path_of(notice: Notice, instance: Instance, name: str) -> Location:
    where = notice.location
    table = TABLE_BY_KEY.get(where.source)
    if table is None or table is TERRITORY:
        return where.model_copy(update={"source": name, "field": f"{where.source}.{where.field}".strip(".")})
    found = [i for i, item in enumerate(field_of(instance, table.home)) if key_of_item(table, item) == where.item]
    index = f"[{found[min(len(found) - 1, 1 if notice.code == 'id.duplicate' else 0)]}]" if found else ""
    return where.model_copy(update={"source": name, "field": f"{table.home}{index}.{where.field}".rstrip(".")})


def write_json(instance: Instance, path: Path) -> None:
    """Write an instance as JSON, readable and stable."""
    path.write_text(instance.model_dump_json(indent=1) + "\n", encoding="utf-8")
