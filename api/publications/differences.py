"""What a version changed of the one in force before: what moved, and who must be told what, by when.

It is stored by ids; `named` puts names in for those who may read them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from api.exports.compare.document import move_document
from api.exports.compare.moves import moved_rides, moved_sessions
from api.exports.lookup import Lookup
from models.base import format_local
from models.instance import Instance
from models.plan import Plan
from models.text import Language, Message
from optimiser.repair.told import Telling, tellings

SOON = timedelta(hours=48)
"""Whoever's next hours changed is told at once."""
Difference = dict[str, Any]


def find_difference(instance: Instance, before: Plan | None, after: Plan, made_at: datetime) -> Difference:
    """The difference as it is stored: ``tellings``, ``sessions`` and ``rides`` that moved.

    Parameters
    ----------
    instance : Instance
        The snapshot without names.
    before : Plan, optional
        What was in force for the same weeks; without it everything is new.
    made_at : datetime
        Local time of the publication: whom it is too late to tell before then is told then.
    """
    old = before or emptied(after)
    asked = frozenset(item.id for item in Lookup(after, instance).ride_items)
    demands = {session.id: instance.demand_by_id.get(session.demand) for session in (*old.sessions, *after.sessions)}
    communes = {session: demand.commune for session, demand in demands.items() if demand is not None}
    told = tellings(instance, old, after, asked, after.events, made_at)
    return {
        "tellings": [_telling(one, communes.get(one.item, one.who)) for one in told],
        "sessions": [move_document(move) for move in moved_sessions(old, after)],
        "rides": [move_document(move) for move in moved_rides(old, after)],
    }


def emptied(plan: Plan) -> Plan:
    """The weeks of a plan with nothing in them."""
    nothing: dict[str, Any] = dict.fromkeys(("tours", "sessions", "rides", "duties", "unserved", "events"), ())
    return plan.model_copy(update=nothing)


def told_soon(difference: Difference, made_at: datetime) -> Iterable[dict[str, Any]]:
    """What has to be told within the next two days."""
    return [one for one in difference["tellings"] if datetime.fromisoformat(one["by"]) < made_at + SOON]


def said(telling: Mapping[str, Any], language: Language) -> tuple[str, str]:
    """What was and what is, as sentences."""
    old, new = (Message.model_validate(telling[name]).text(language) for name in ("old", "new"))
    return old, new


def _telling(one: Telling, subject: str) -> dict[str, Any]:
    """``subject`` is the id of whom to tell: of a session, the commune that asked for it."""
    return {
        "kind": one.kind,
        "subject": subject,
        "who": one.who,
        "item": one.item,
        "by": format_local(one.by),
        "old": one.old.model_dump(mode="json"),
        "new": one.new.model_dump(mode="json"),
        "price": one.price,
    }
