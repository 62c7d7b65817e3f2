"""A scenario: a short list of edits a planner tries out, with a name."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from models.base import Fault, Frozen, Name, Text
from models.edits import AnyEdit
from models.edits.wider import (
    AnotherPerson,
    AnotherVehicle,
    RideHours,
    SessionCount,
    WithoutDemand,
    WithoutPerson,
    WithoutVehicle,
)
from models.instance import Instance
from models.notices import Location, Notice, Severity, error
from models.references import find_faults
from models.text import Message, message

ScenarioEdit = Annotated[
    AnyEdit
    | WithoutVehicle
    | AnotherVehicle
    | WithoutPerson
    | AnotherPerson
    | WithoutDemand
    | SessionCount
    | RideHours,
    Field(discriminator="kind"),
]
"""Any edit a planner may write down."""


class Scenario(Frozen):
    """Edits of an instance, made one after the other."""

    name: Name
    note: Text = ""
    edits: tuple[ScenarioEdit, ...]

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.edits:
            raise Fault("a scenario has at least one edit")
        return self


def apply_scenario(scenario: Scenario, instance: Instance) -> tuple[Instance, tuple[Notice, ...]]:
    """The edited instance, with every fault: edits that cannot be made are left out, each told at its place.

    What the edits make of the instance as a whole (a service nobody can hold any more) is told as for any instance,
    unless it was so before.
    """
    notices: list[Notice] = []
    edited = instance
    for k, edit in enumerate(scenario.edits):
        where = Location(field=f"edits[{k}]", item=edit.kind)
        try:
            edited = edit.apply(edited)
        except KeyError as missing:
            what = message("{id} is not in the instance", id=str(missing.args[0]))
            notices.append(error("reference.unknown", where, what, message("correct the identifier, or add it there")))
        except Fault as fault:
            what = Message(msgid=fault.msgid, values=fault.values)
            notices.append(error("edit.impossible", where, what, message("correct the edit")))
    before = {_gist(notice) for notice in find_faults(instance)}
    notices += [notice for notice in find_faults(edited) if _gist(notice) not in before]
    return edited, tuple(sorted(notices, key=lambda notice: notice.severity is not Severity.ERROR))


def _gist(notice: Notice) -> tuple[str, str]:
    return notice.code, notice.what.text("en")
