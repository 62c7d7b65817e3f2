"""Run by the system's Python: reads feeds with libical; prints, per file, its errors and the instants of its events."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import gi  # type: ignore[import-not-found]

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # type: ignore[import-not-found] # noqa: E402

alive: list[Any] = []  # the binding frees a zone's component twice, so that nothing is freed before the process ends


def read(path: str) -> dict[str, Any]:
    """Errors counted by libical and [uid, start, end, summary] of each event, instants in seconds since 1970."""
    calendar = ICalGLib.Component.new_from_string(Path(path).read_text(encoding="utf-8"))
    zone = ICalGLib.Timezone.new()
    zone.set_component(calendar.get_first_component(ICalGLib.ComponentKind.VTIMEZONE_COMPONENT))
    alive.extend((calendar, zone))
    events = []
    event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    while event is not None:
        alive.append(event)
        instants = [time.as_timet_with_zone(zone) for time in (event.get_dtstart(), event.get_dtend())]
        events.append([event.get_uid(), *instants, event.get_summary()])
        event = calendar.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    return {"errors": calendar.count_errors(), "valid": bool(calendar.is_valid()), "events": events}


json.dump({path: read(path) for path in sys.argv[1:]}, sys.stdout)
sys.stdout.flush()
os._exit(0)
