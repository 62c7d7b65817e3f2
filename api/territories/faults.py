"""What is wrong or doubtful in a territory's data as it stands, and what a change of one entity leaves dangling."""

from sqlalchemy.orm import Session

from api.store.sealing import Seal
from api.store.tables import TerritoryRow
from api.territories.entities import Entities
from api.territories.kinds import SEALED
from api.territories.snapshots import assemble
from models.notices import InvalidInstance, Notice
from models.references import find_dangling


def current_notices(session: Session, seal: Seal, territory: TerritoryRow) -> tuple[Notice, ...]:
    """Every fault of the territory, the errors first, then the warnings where there is no error."""
    try:
        return assemble(session, seal, territory)[1]
    except InvalidInstance as fault:
        return fault.notices


def dangling_of(entities: Entities, kind: str, item: str) -> tuple[Notice, ...]:
    """References of one entity to nothing, and its id where it stands twice."""
    found = find_dangling(entities.instance())
    return tuple(notice for notice in found if (notice.location.source, notice.location.item) == (kind, item))


def dangling_to(entities: Entities, id_: str) -> tuple[Notice, ...]:
    """References of others to an entity that is gone."""
    found = find_dangling(entities.instance())
    return tuple(
        notice for notice in found if notice.code == "reference.unknown" and notice.what.values.get("id") == id_
    )


def without_names(notices: tuple[Notice, ...]) -> tuple[Notice, ...]:
    """The same for whoever may not read people: what they tell of somebody, they tell by the id."""
    return tuple(_by_id(notice) if notice.location.source in SEALED else notice for notice in notices)


def _by_id(notice: Notice) -> Notice:
    values = {**notice.what.values, **({"name": notice.location.item} if "name" in notice.what.values else {})}
    return notice.model_copy(update={"what": notice.what.model_copy(update={"values": values})})
