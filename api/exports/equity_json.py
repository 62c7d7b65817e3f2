"""``equity.json``: what each commune gets, for other programs."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from api.exports.equity import REACH_MIN, Equity
from models.instance import Instance


def write_equity(report: Equity, instance: Instance, path: Path) -> None:
    """Write the report."""
    text = json.dumps(equity_document(report, instance), indent=1, ensure_ascii=False, default=_iso)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def equity_document(report: Equity, instance: Instance) -> dict[str, Any]:
    """The report as JSON values, but for its dates; minutes, metres, counts, weights of tier 1."""
    return {
        "instance": instance.territory.id,
        "reach_min": list(REACH_MIN),
        **asdict(report),
    }


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is no part of a report")
