"""A file brought into a territory: what it would change, and the change, as a whole or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from api.store.sealing import Seal
from api.store.tables import TerritoryRow
from api.territories.comparison import Difference, changed_fields
from api.territories.entities import Entities
from api.territories.files import NO_FILES, Files, find_bad_extract, put_files
from api.territories.kinds import ONCE
from api.territories.uploads import Whole
from instances.parts import Parts
from models.instance import Instance
from models.notices import InvalidInstance, Location, Notice, Severity, error
from models.references import find_faults
from models.text import message


@dataclass(frozen=True)
class Plan:
    """What a file would change, and what was met on the way."""

    once: dict[str, Any]
    once_changed: dict[str, tuple[Any, Any]]
    differences: list[Difference]
    files: Files
    notices: tuple[Notice, ...]


def plan_import(session: Session, seal: Seal, territory: TerritoryRow, upload: Whole | Parts) -> Plan:
    """How the territory would change; nothing is written.

    Raises
    ------
    InvalidInstance
        With every notice, when the file holds an error or would bring one into the territory.
    """
    entities = Entities(session, seal, territory)
    bodies = entities.everything()
    if isinstance(upload, Whole):
        target, notices, files = upload.instance, upload.notices, upload.files
    else:
        target, notices = _laid_over(Instance.model_validate(entities.document(bodies)), upload)
        files = NO_FILES
    notices = (*notices, *_foreign(target, territory.slug), *find_bad_extract(target.territory))
    if any(notice.severity is Severity.ERROR for notice in notices):
        raise InvalidInstance(notices)
    document = target.model_dump(mode="json")
    once = {name: document[name] for name in ONCE}
    differences = entities.differences(document, bodies)
    return Plan(once, changed_fields(territory.body, once), differences, files, notices)


def carry_out(session: Session, seal: Seal, territory: TerritoryRow, plan: Plan) -> None:
    """Write what was planned."""
    entities = Entities(session, seal, territory)
    for difference in plan.differences:
        entities.write(difference)
    if plan.once_changed or plan.files != NO_FILES:
        territory.body, territory.name = plan.once, plan.once["territory"]["name"]
        put_files(territory, plan.files)
        territory.version += 1
    session.flush()


def _laid_over(current: Instance, parts: Parts) -> tuple[Instance, tuple[Notice, ...]]:
    """The territory with the parts in it; faults it has today, whatever is sent, are not held against the file."""
    target = parts.over(current)
    old = {_same(notice) for notice in find_faults(current)}
    new = [notice for notice in find_faults(target) if _same(notice) not in old]
    return target, (*parts.notices, *parts.locate(new))


def _same(notice: Notice) -> tuple[str, str, str]:
    return notice.code, notice.location.text(), notice.what.text("en")


def _foreign(target: Instance, slug: str) -> Iterable[Notice]:
    if target.territory.id != slug:
        where = Location(source="territory", field="id", item=target.territory.id)
        what = message("the file is of the territory {other}, not of {this}", other=target.territory.id, this=slug)
        yield error("id.other", where, what, message("send it to its own address, or correct its id"))
