"""What is told of a file that is brought into a territory."""

from typing import Any

from pydantic import BaseModel, Field

from api.problems import NoticeOut
from api.territories.comparison import Difference, changed_fields
from api.territories.uploads import Mode
from instances.disassemble import key_of_body
from instances.tables import TABLE_BY_KEY


class FieldChange(BaseModel):
    """A field with another value."""

    name: str = Field(examples=["name"])
    old: Any = Field(default=None, examples=["Salle polyvalente"])
    new: Any = Field(default=None, examples=["Salle des fêtes"])


class EntityChange(BaseModel):
    """An entity that changes."""

    id: str = Field(examples=["salle-ceillac"])
    fields: list[FieldChange]


class KindChange(BaseModel):
    """What changes of a kind; entities without an id of their own are added under what tells them apart."""

    kind: str = Field(examples=["venues"])
    added: list[str]
    changed: list[EntityChange]
    removed: list[str]
    unchanged: int

    @classmethod
    def of(cls, difference: Difference, *, values: bool) -> "KindChange":
        """A difference as it is told, with old and new values or without."""
        kind = difference.kind
        table = TABLE_BY_KEY[kind.name]
        return cls(
            kind=kind.name,
            added=[id_ if kind.has_id else key_of_body(table, body) for id_, body in difference.added.items()],
            changed=[
                EntityChange(id=id_, fields=fields_told(changed_fields(old, new), values=values))
                for id_, (old, new) in difference.changed.items()
            ],
            removed=difference.removed,
            unchanged=difference.unchanged,
        )


class ImportOut(BaseModel):
    """What a file changed, or would change: what the territory says once, its entities, the files beside them."""

    dry_run: bool
    mode: Mode
    territory: list[FieldChange]
    kinds: list[KindChange]
    files: list[str]
    notices: list[NoticeOut]


def fields_told(changes: dict[str, tuple[Any, Any]], *, values: bool = True) -> list[FieldChange]:
    """Changed fields, with their values or by name alone."""
    return [
        FieldChange(name=name, old=old, new=new) if values else FieldChange(name=name)
        for name, (old, new) in changes.items()
    ]
