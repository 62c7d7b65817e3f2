"""A scenario, a JSON file, and the instance it makes of another."""

from pathlib import Path

from instances.json_file import read_document
from models.edits.scenario import Scenario, apply_scenario
from models.instance import Instance
from models.notices import InvalidInstance, Notice, Severity


def read_scenario(path: Path, instance: Instance) -> tuple[Scenario, Instance, tuple[Notice, ...]]:
    """The scenario in a file, the instance with its edits made, and what is worth knowing about it.

    Raises
    ------
    InvalidInstance
        With every fault found, each at its path in the file.
    """
    scenario = read_document(Scenario, path)
    edited, notices = apply_scenario(scenario, instance)
    located = tuple(
        notice.model_copy(update={"location": notice.location.model_copy(update={"source": path.name})})
        if not notice.location.source
        else notice
        for notice in notices
    )
    if any(notice.severity is Severity.ERROR for notice in located):
        raise InvalidInstance(located)
    return scenario, edited, located
