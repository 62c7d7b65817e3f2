"""What entities would become, compared with what they are: added, changed, removed, unchanged."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.territories.kinds import Kind
from instances.disassemble import key_of_body
from instances.tables import TABLE_BY_KEY

Body = dict[str, Any]


@dataclass
class Difference:
    """The difference of one kind.

    ``order`` holds the ids of all entities there will be, in their order; an added entity of a kind without ids of its
    own has one that the service gave.
    """

    kind: Kind
    added: dict[str, Body] = field(default_factory=dict)
    changed: dict[str, tuple[Body, Body]] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    order: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written, the order aside."""
        return not (self.added or self.changed or self.removed)


def compare(kind: Kind, before: Mapping[str, Body], after: Sequence[Body], new_ids: Iterator[str]) -> Difference:
    """How a kind's entities would change.

    Parameters
    ----------
    before : mapping
        Bodies by id.
    after : sequence
        All bodies there are to be.
    new_ids : iterator
        Ids for entities that have none of their own.
    """
    found = Difference(kind)
    for id_, body in _identified(kind, before, after, new_ids):
        found.order.append(id_)
        old = before.get(id_)
        if old is None:
            found.added[id_] = body
        elif old == body:
            found.unchanged += 1
        else:
            found.changed[id_] = (old, body)
    there = set(found.order)
    found.removed = [id_ for id_ in before if id_ not in there]
    return found


def changed_fields(before: Body, after: Body) -> dict[str, tuple[Any, Any]]:
    """The fields of a body that differ, old and new."""
    names = sorted(before.keys() | after.keys())
    return {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}


def _identified(
    kind: Kind, before: Mapping[str, Body], after: Sequence[Body], new_ids: Iterator[str]
) -> Iterator[tuple[str, Body]]:
    """Bodies with their ids; those without one take the id of an equal entity, or else of one of the same key."""
    if kind.has_id:
        yield from ((body["id"], body) for body in after)
        return
    equal: dict[str, list[str]] = {}
    for id_, body in before.items():
        equal.setdefault(_text(body), []).append(id_)
    taken = [ids.pop(0) if (ids := equal.get(_text(body))) else None for body in after]
    left: dict[str, list[str]] = {}
    used = set(taken)
    for id_ in before:
        if id_ not in used:
            left.setdefault(_key(kind, before[id_]), []).append(id_)
    for body, same in zip(after, taken, strict=True):
        alike = None if same else left.get(_key(kind, body))
        yield same or (alike.pop(0) if alike else next(new_ids)), body


def _text(body: Body) -> str:
    return json.dumps(body, sort_keys=True)


def _key(kind: Kind, body: Body) -> str:
    return key_of_body(TABLE_BY_KEY[kind.name], body)
