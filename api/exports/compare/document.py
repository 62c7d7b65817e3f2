"""A comparison for programs: figures in the units their names end in, ids of the instances, local times."""

from datetime import datetime
from typing import Any

from api.exports.compare.comparison import Comparison, ServedPair, Side
from api.exports.compare.moves import Move, Shown
from models.base import format_local
from models.plan import TierValue


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """The document ``halte compare --json`` writes."""
    first = comparison.first_difference
    return {
        "before": _side(comparison.before),
        "after": _side(comparison.after),
        "same_data": comparison.same_data,
        "same_weeks": comparison.same_weeks,
        "first_difference": first.tier if first else None,
        "tiers": [
            {"tier": pair.tier, "before": _tier(pair.before), "after": _tier(pair.after)} for pair in comparison.tiers
        ],
        "figures": {f.name: {"before": f.before, "after": f.after} for f in comparison.figures},
        "services": [_served(pair) for pair in comparison.services],
        "communes": [_served(pair) for pair in comparison.communes],
        "sessions": [move_document(move) for move in comparison.sessions],
        "rides": [move_document(move) for move in comparison.rides],
    }


def _side(side: Side) -> dict[str, Any]:
    plan = side.plan
    return {
        "name": side.name,
        "instance": plan.instance,
        "digest": plan.digest,
        "monday": plan.monday.isoformat(),
        "weeks": plan.weeks,
        "revision": plan.revision,
    }


def _tier(value: TierValue | None) -> dict[str, Any] | None:
    return None if value is None else {"value": value.value, "lower_bound": value.lower_bound}


def _served(pair: ServedPair) -> dict[str, Any]:
    return {
        "id": pair.id,
        "kind": pair.kind,
        "before": {"served": pair.before.served, "asked": pair.before.asked},
        "after": {"served": pair.after.served, "asked": pair.after.asked},
    }


def move_document(move: Move) -> dict[str, Any]:
    """What moved: the item, when it was to be, and each field before and after."""
    return {
        "item": move.item,
        "leg": move.leg,
        "kind": move.kind,
        "when": format_local(move.when),
        "changes": [{"field": c.field, "before": _shown(c.before), "after": _shown(c.after)} for c in move.changes],
    }


def _shown(value: Shown) -> str | list[str] | None:
    if isinstance(value, datetime):
        return format_local(value)
    return list(value) if isinstance(value, tuple) else value
