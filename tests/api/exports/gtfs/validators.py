"""What the two validators hold against a feed, on the day it is published."""

from datetime import date
from pathlib import Path

import gtfs_guru
from gtfs_validator.notices import NoticeContainer
from gtfs_validator.pipeline import run_validation


def complaints(feed: bytes, folder: Path, day: date) -> list[str]:
    """Codes of every notice of either validator, informative ones too; and ``system`` when one could not read it."""
    path = folder / "gtfs.zip"
    path.write_bytes(feed)
    found = [f"guru {notice.code}" for notice in gtfs_guru.validate(str(path), date=day.isoformat()).notices]
    notices, faults = NoticeContainer(), NoticeContainer()
    _, opened = run_validation(path, notices, faults, validation_date=day)
    found += [f"python {notice.code}" for notice in notices.in_order()]
    return found if opened and not faults.in_order() else [*found, "system"]
