"""Every operation of the service, what it asks of its caller, and rows of every table for ids to name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy import JSON, Column, Date, DateTime, Integer, LargeBinary, Table
from sqlalchemy.orm import Session
from sqlalchemy.types import Boolean, TypeDecorator

from api.access.dependencies import caller, permission_of
from api.access.permissions import Permission
from api.store.ids import new_id
from api.store.tables import Base
from api.store.types import now
from api.web.signed_in import reader

TABLE_OF_PARAMETER = {
    "key": "api_keys",
    "hook": "webhooks",
    "instance": "instances",
    "token": "feed_tokens",
    "repair": "price_lists",
}
"""Tables of ids that are not simply the plural of the parameter's name."""


@dataclass(frozen=True)
class Operation:
    """A method and a path, with what it asks of its caller."""

    method: str
    path: str
    permissions: frozenset[Permission]
    asks_who: bool

    @property
    def parameters(self) -> list[str]:
        """Names of what stands in the path."""
        return re.findall(r"{(\w+)(?::\w+)?}", self.path)

    def url(self, values: dict[str, str]) -> str:
        """The path below ``/v1``, with values in the places of its parameters."""
        return re.sub(r"{(\w+)(?::\w+)?}", lambda found: values.get(found[1], "x"), self.path).removeprefix("/v1")


def operations(app: FastAPI) -> list[Operation]:
    """All operations under ``/v1``."""
    found = []
    for context in iter_route_contexts(app.routes):
        path = str(context.path)
        route = context.original_route
        if not path.startswith("/v1") or not isinstance(route, APIRoute):
            continue
        calls = list(_calls(route.dependant))
        permissions = frozenset(filter(None, map(permission_of, calls)))
        for method in sorted(context.methods or ()):
            found.append(Operation(method, path, permissions, caller in calls))
    return found


def pages(app: FastAPI) -> list[tuple[str, str, bool]]:
    """Method and path of everything outside ``/v1``, and whether it is for who signed in."""
    return [
        (method, str(context.path), reader in list(_calls(context.original_route.dependant)))
        for context in iter_route_contexts(app.routes)
        if not str(context.path).startswith("/v1") and isinstance(context.original_route, APIRoute)
        for method in sorted(context.methods or ())
    ]


def _calls(dependant: Dependant) -> Iterator[Any]:
    for one in dependant.dependencies:
        yield one.call
        yield from _calls(one)


def table_of(parameter: str) -> Table | None:
    """The table whose rows a parameter of a path names."""
    name = TABLE_OF_PARAMETER.get(parameter, parameter + "s")
    return Base.metadata.tables.get(name)


def fill_tables(session: Session, organisation_id: str, territory_id: str) -> dict[str, str]:
    """A row of the organisation in every table that has an id of its own; ids by table."""
    ids = {"organisations": organisation_id, "territories": territory_id}
    for table in Base.metadata.sorted_tables:
        if table.name in ids or "id" not in table.c or "organisation_id" not in table.c:
            continue
        values = {column.name: _value(column, ids) for column in table.c if not column.nullable}
        values["organisation_id"] = organisation_id
        session.execute(table.insert().values(values))
        ids[table.name] = values["id"]
    return ids


def _value(column: Column[Any], ids: dict[str, str]) -> Any:
    for reference in column.foreign_keys:
        return ids[reference.column.table.name]
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer):
        return 1
    if isinstance(kind, DateTime):
        return now()
    if isinstance(kind, Date):
        return date(2027, 1, 4)
    if isinstance(kind, JSON):
        return {}
    if isinstance(kind, LargeBinary):
        return new_id().encode()
    return new_id()[: getattr(kind, "length", None) or 20]


def everything(session: Session, organisation_id: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows that name the organisation, to see whether any changed."""
    return {
        table.name: [
            tuple(value if not isinstance(value, datetime) else value.isoformat() for value in row)
            for row in session.execute(
                table.select().where(table.c.organisation_id == organisation_id).order_by(*table.primary_key)
            )
        ]
        for table in Base.metadata.sorted_tables
        if "organisation_id" in table.c
    }
