"""Bundled territories, and the readers that turn files into an instance."""

from instances.bundled import bundled, load_bundled
from instances.folder import write_folder
from instances.json_file import read_events, read_plan, write_json
from instances.read import read_instance, write_instance
from instances.workbook_write import write_template, write_workbook

__all__ = [
    "bundled",
    "load_bundled",
    "read_events",
    "read_instance",
    "read_plan",
    "write_folder",
    "write_instance",
    "write_json",
    "write_template",
    "write_workbook",
]
