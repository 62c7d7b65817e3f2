"""Rows of entities: read, written and compared; sealed kinds are opened and closed on the way."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.orm import Session

from api.deps import Page
from api.store.ids import new_id
from api.store.sealing import Seal
from api.store.tables import EntityRow, TerritoryRow
from api.store.types import now
from api.territories.comparison import Body, Difference, compare
from api.territories.kinds import KIND_BY_NAME, KINDS, ONCE
from models.instance import Instance

AT_ONCE = 500
"""Rows of one statement: SQLite takes no more than some thousands of values."""


class Entities:
    """The entities of one territory."""

    def __init__(self, session: Session, seal: Seal, territory: TerritoryRow) -> None:
        self._session, self._seal, self._territory = session, seal, territory

    def rows(self, kind: str) -> list[EntityRow]:
        """All rows of a kind, in the order of files."""
        query = select(EntityRow).where(EntityRow.territory_id == self._territory.id, EntityRow.kind == kind)
        return list(self._session.scalars(query.order_by(EntityRow.position, EntityRow.id)))

    def page(self, kind: str, page: Page) -> tuple[list[EntityRow], str | None]:
        """A part of a kind's rows, by id."""
        query = select(EntityRow).where(EntityRow.territory_id == self._territory.id, EntityRow.kind == kind)
        return page.cut(self._session.scalars(page.select(query, EntityRow.id)).all(), lambda row: row.id)

    def row(self, kind: str, id_: str) -> EntityRow | None:
        """One row."""
        return self._session.get(EntityRow, (self._territory.id, kind, id_))

    def counts(self) -> dict[str, int]:
        """How many entities there are of each kind."""
        query = select(EntityRow.kind, func.count()).where(EntityRow.territory_id == self._territory.id)
        found = dict(self._session.execute(query.group_by(EntityRow.kind)).all())
        return {kind.name: found.get(kind.name, 0) for kind in KINDS}

    def state(self) -> str:
        """A short text that is another one whenever anything of the territory's data is: the ETag of all of it."""
        query = select(EntityRow.kind, EntityRow.id, EntityRow.version, EntityRow.changed_at).where(
            EntityRow.territory_id == self._territory.id
        )
        digest = sha256(f"{self._territory.id} {self._territory.version}".encode())
        for kind, id_, version, changed_at in self._session.execute(query.order_by(EntityRow.kind, EntityRow.id)):
            digest.update(f"\n{kind} {id_} {version} {changed_at.timestamp()}".encode())
        return digest.hexdigest()[:32]

    def body(self, row: EntityRow) -> Body:
        """What a row holds."""
        return self._open(row.kind, row.id, row.body, row.sealed)

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
        row.body, row.sealed = self._close(kind, id_, body)
        row.version += 1
        row.changed_at = now()
        self._session.flush()
        return row

    def remove(self, row: EntityRow) -> None:
        """Take an entity away."""
        self._session.delete(row)
        self._session.flush()

    def everything(self) -> dict[str, dict[str, Body]]:
        """What all rows hold, by kind and id, in the order of files."""
        found: dict[str, dict[str, Body]] = {kind.name: {} for kind in KINDS}
        for kind, id_, body, sealed in self._select():
            found[kind][id_] = self._open(kind, id_, body, sealed)
        return found

    def document(self, bodies: Mapping[str, Mapping[str, Body]] | None = None) -> dict[str, Any]:
        """The whole territory as the JSON of an instance; ``bodies`` are those of `everything`, when they are known."""
        known = self.everything() if bodies is None else bodies
        return {**self._territory.body, **{kind: list(found.values()) for kind, found in known.items()}}

    def instance(self) -> Instance:
        """The territory as an instance, whatever its references.

        Raises
        ------
        ValidationError
            When a body is none of its class, which no way of writing them lets happen.
        """
        return Instance.model_validate(self.document())

    def replace(self, instance: Instance) -> None:
        """Make the territory what an instance says; what is the same as before keeps its version."""
        document = instance.model_dump(mode="json")
        self._territory.body = {name: document[name] for name in ONCE}
        self._territory.name = instance.territory.name
        for difference in self.differences(document):
            self.write(difference)

    def differences(
        self, document: Mapping[str, Any], bodies: Mapping[str, Mapping[str, Body]] | None = None
    ) -> list[Difference]:
        """What would change, kind by kind, if the entities became those of an instance's JSON.

        Parameters
        ----------
        bodies : mapping, optional
            Those of `everything`, when they are known.
        """
        known = self.everything() if bodies is None else bodies
        return [compare(kind, known[kind.name], document[kind.name], iter(new_id, None)) for kind in KINDS]

    def write(self, difference: Difference) -> None:
        """Make a difference so, in few statements."""
        kind, owner = difference.kind.name, self._territory.id
        places = {id_: position for position, id_ in enumerate(difference.order)}
        moved = [
            {"territory_id": owner, "kind": kind, "id": row.id, "position": places[row.id]}
            for row in self._positions(kind)
            if places.get(row.id, row.position) != row.position
        ]
        versions = {row.id: row.version for row in self._positions(kind)} if difference.changed else {}
        for ids in _parts(difference.removed):
            self._session.execute(
                delete(EntityRow).where(EntityRow.territory_id == owner, EntityRow.kind == kind, EntityRow.id.in_(ids))
            )
        fresh = [self._values(kind, id_, body) | {"position": places[id_]} for id_, body in difference.added.items()]
        other = [
            self._values(kind, id_, body) | {"version": versions[id_] + 1}
            for id_, (_, body) in difference.changed.items()
        ]
        for rows in _parts(fresh):
            self._session.execute(insert(EntityRow), list(rows))
        for rows in (*_parts(moved), *_parts(other)):
            self._session.execute(update(EntityRow), list(rows))
        self._forget_read(kind)

    def _forget_read(self, kind: str) -> None:
        """What the session has read of a kind is read again at need: statements went past it."""
        self._session.flush()
        for row in list(self._session.identity_map.values()):
            if isinstance(row, EntityRow) and (row.territory_id, row.kind) == (self._territory.id, kind):
                self._session.expire(row)

    def _values(self, kind: str, id_: str, body: Body) -> dict[str, Any]:
        plain, sealed = self._close(kind, id_, body)
        key = {"territory_id": self._territory.id, "kind": kind, "id": id_}
        return {**key, "body": plain, "sealed": sealed, "changed_at": now()}

    def _select(self) -> Iterable[tuple[str, str, Body | None, bytes | None]]:
        query = select(EntityRow.kind, EntityRow.id, EntityRow.body, EntityRow.sealed).where(
            EntityRow.territory_id == self._territory.id
        )
        return self._session.execute(query.order_by(EntityRow.kind, EntityRow.position, EntityRow.id))

    def _positions(self, kind: str) -> Iterable[Row[tuple[str, int, int]]]:
        return self._session.execute(
            select(EntityRow.id, EntityRow.position, EntityRow.version).where(
                EntityRow.territory_id == self._territory.id, EntityRow.kind == kind
            )
        )

    def _open(self, kind: str, id_: str, body: Body | None, sealed: bytes | None) -> Body:
        if sealed is None:
            return dict(body or {})
        opened: Body = self._seal.open(sealed, self._owner(kind, id_))
        return opened

    def _close(self, kind: str, id_: str, body: Body) -> tuple[Body | None, bytes | None]:
        if KIND_BY_NAME[kind].sealed:
            return None, self._seal.close(body, self._owner(kind, id_))
        return body, None

    def _owner(self, kind: str, id_: str) -> str:
        return f"{self._territory.id}/{kind}/{id_}"

    def _next(self, kind: str) -> int:
        query = select(func.max(EntityRow.position)).where(
            EntityRow.territory_id == self._territory.id, EntityRow.kind == kind
        )
        found = self._session.scalar(query)
        return 0 if found is None else found + 1


def _parts(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))
