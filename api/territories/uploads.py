"""Files that callers send as the body of a request: read whole, within limits, before any transaction begins."""

import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Query, Request

from api.access import Permission
from api.access.dependencies import admits
from api.problems import Problem
from api.territories.files import NO_FILES, Files, files_of, find_bad_extract
from instances import read_instance
from instances.archive import unpack_folder
from instances.parts import Parts, read_parts
from models.instance import Instance
from models.notices import InvalidInstance, Notice
from models.text import message

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIXES = {"application/json": ".json", WORKBOOK: ".xlsx", "application/zip": ".zip"}


class Mode(StrEnum):
    """What becomes of entities that a file does not hold: ``replace`` takes them away, ``upsert`` keeps them."""

    REPLACE = "replace"
    UPSERT = "upsert"


@dataclass(frozen=True)
class Whole:
    """A file that holds a whole instance, with the notices met and the files beside it."""

    instance: Instance
    notices: tuple[Notice, ...]
    files: Files = NO_FILES


def file_body(*media_types: str, schema: str | None = None) -> dict[str, Any]:
    """How a route documents the file it takes; ``schema`` names the component that its JSON is of."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    json_form = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    content = {kind: json_form if kind == "application/json" and schema else binary for kind in media_types}
    return {"requestBody": {"required": True, "content": content}}


async def read_body(request: Request, _: Annotated[None, Depends(admits(Permission.DATA_WRITE))]) -> bytes:
    """The whole body of a request, from whoever may send it; `api.middleware.body` limits its length."""
    return await request.body()


SentBytes = Annotated[bytes, Depends(read_body)]


def _suffix(request: Request) -> str:
    """The form of what is sent.

    Raises
    ------
    Problem
        415 when it is none that is read.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in SUFFIXES:
        what = message("send a workbook, a zipped folder or JSON: {kinds}", kinds=", ".join(SUFFIXES))
        raise Problem(415, "media-type", what)
    return SUFFIXES[kind]


def read_whole(request: Request, body: SentBytes) -> Whole:
    """The instance that is sent.

    Raises
    ------
    Problem, InvalidInstance
        415, or every fault of the file.
    """
    with tempfile.TemporaryDirectory(prefix="halte-") as folder:
        path, notices = _written(Path(folder), body, _suffix(request))
        try:
            instance, met = read_instance(path)
        except InvalidInstance as fault:
            raise InvalidInstance((*notices, *fault.notices)) from None
        if bad := find_bad_extract(instance.territory):
            raise InvalidInstance((*notices, *met, *bad))
        return Whole(instance, (*notices, *met), files_of(path, instance) if path.is_dir() else NO_FILES)


def read_upload(
    request: Request,
    body: SentBytes,
    mode: Annotated[Mode, Query(description="what becomes of entities that the file does not hold")] = Mode.UPSERT,
) -> Whole | Parts:
    """What is sent to be brought into a territory: all of it to replace, or the parts to lay over.

    Raises
    ------
    Problem, InvalidInstance
        415, or every fault of the file.
    """
    if mode is Mode.REPLACE:
        return read_whole(request, body)
    with tempfile.TemporaryDirectory(prefix="halte-") as folder:
        path, notices = _written(Path(folder), body, _suffix(request))
        return read_parts(path).with_notices(notices)


def _written(folder: Path, body: bytes, suffix: str) -> tuple[Path, list[Notice]]:
    path = folder / f"upload{suffix}"
    path.write_bytes(body)
    if suffix != ".zip":
        return path, []
    inside = folder / "files"
    inside.mkdir()
    return inside, unpack_folder(path, inside)
