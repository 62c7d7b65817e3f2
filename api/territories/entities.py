"""Rows of entities: read, written and compared; sealed kinds are opened and closed on the way."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.store.ids import new_id
from api.store.sealing import Seal
from api.store.tables import EntityRow, TerritoryRow
from api.store.types import now
from api.territories.kinds import KIND_BY_NAME, KINDS, ONCE, Kind
from models.instance import Instance

Body = dict[str, Any]


class Entities:
    """The entities of one territory."""

    def __init__(self, session: Session, seal: Seal, territory: TerritoryRow) -> None:
        self._session, self._seal, self._territory = session, seal, territory

    def rows(self, kind: str) -> list[EntityRow]:
        """All rows of a kind, in the order of files."""
        query = select(EntityRow).where(EntityRow.territory_id == self._territory.id, EntityRow.kind == kind)
        return list(self._session.scalars(query.order_by(EntityRow.position, EntityRow.id)))

    def row(self, kind: str, id_: str) -> EntityRow | None:
        """One row."""
        return self._session.get(EntityRow, (self._territory.id, kind, id_))

    def body(self, row: EntityRow) -> Body:
        """What a row holds."""
        if row.sealed is None:
            return dict(row.body or {})
        opened: Body = self._seal.open(row.sealed, self._owner(row.kind, row.id))
        return opened

    def put(self, kind: str, id_: str | None, body: Body) -> EntityRow:
        """Write an entity, new or changed; the version grows when the body is another.

        Parameters
        ----------
        id_ : str or None
            The entity's own id; none for kinds without one, to make a new row.
        """
        id_ = id_ or new_id()
        row = self.row(kind, id_)
        if row is None:
            row = EntityRow(territory_id=self._territory.id, kind=kind, id=id_, position=self._next(kind), version=0)
            self._session.add(row)
        elif self.body(row) == body:
            return row
        if KIND_BY_NAME[kind].sealed:
            row.body, row.sealed = None, self._seal.close(body, self._owner(kind, id_))
        else:
            row.body, row.sealed = body, None
        row.version += 1
        row.changed_at = now()
        self._session.flush()
        return row

    def remove(self, row: EntityRow) -> None:
        """Take an entity away."""
        self._session.delete(row)
        self._session.flush()

    def document(self) -> dict[str, Any]:
        """The whole territory as the JSON of an instance."""
        rows: dict[str, list[Body]] = {kind.name: [] for kind in KINDS}
        query = select(EntityRow).where(EntityRow.territory_id == self._territory.id)
        for row in self._session.scalars(query.order_by(EntityRow.kind, EntityRow.position, EntityRow.id)):
            rows[row.kind].append(self.body(row))
        return {**self._territory.body, **rows}

    def replace(self, instance: Instance) -> None:
        """Make the territory what an instance says; what is the same as before keeps its version."""
        document = instance.model_dump(mode="json")
        self._territory.body = {name: document[name] for name in ONCE}
        self._territory.name = instance.territory.name
        for kind in KINDS:
            before = {row.id: row for row in self.rows(kind.name)}
            seen: set[str] = set()
            for position, (id_, body) in enumerate(self._identified(kind, document[kind.name], before)):
                row = self.put(kind.name, id_, body)
                row.position = position
                seen.add(row.id)
            for id_ in before.keys() - seen:
                self.remove(before[id_])
        self._session.flush()

    def _identified(
        self, kind: Kind, bodies: list[Body], before: dict[str, EntityRow]
    ) -> Iterator[tuple[str | None, Body]]:
        """Bodies with their ids; those without one take the id of an equal row, if one is left."""
        if kind.has_id:
            yield from ((body["id"], body) for body in bodies)
            return
        known: dict[str, list[str]] = {}
        for id_, row in before.items():
            known.setdefault(json.dumps(self.body(row), sort_keys=True), []).append(id_)
        for body in bodies:
            ids = known.get(json.dumps(body, sort_keys=True))
            yield (ids.pop(0) if ids else None), body

    def _owner(self, kind: str, id_: str) -> str:
        return f"{self._territory.id}/{kind}/{id_}"

    def _next(self, kind: str) -> int:
        query = select(func.max(EntityRow.position)).where(
            EntityRow.territory_id == self._territory.id, EntityRow.kind == kind
        )
        found = self._session.scalar(query)
        return 0 if found is None else found + 1
