"""``equity.json``: what each commune gets, for other programs."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from api.exports.equity import REACH_MIN, Equity
from models.instance import Instance


def write_equity(report: Equity, instance: Instance, path: Path) -> None:
    """Write the report; minutes, metres, counts, weights of tier 1, and dates as ISO text."""
    document = {
        "instance": instance.territory.id,
        "reach_min": list(REACH_MIN),
        **asdict(report),
    }
    text = json.dumps(document, indent=1, ensure_ascii=False, default=_iso)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is no part of a report")
