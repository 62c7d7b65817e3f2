"""A territory from an instance that was read: its entities, its roads, its outlines."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.sealing import Seal
from api.store.tables import TerritoryRow
from api.territories.entities import Entities
from api.territories.files import files_of, put_files
from api.territories.kinds import ONCE
from models.instance import Instance


def put_territory(
    session: Session, seal: Seal, organisation_id: str, instance: Instance, folder: Path | None = None
) -> TerritoryRow:
    """The organisation's territory of that id, made or made anew.

    Parameters
    ----------
    folder : Path, optional
        Where the instance lies, with its road extract and the outlines of its maps.
    """
    slug = instance.territory.id
    query = select(TerritoryRow).where(TerritoryRow.organisation_id == organisation_id, TerritoryRow.slug == slug)
    row = session.scalar(query)
    if row is None:
        document = instance.model_dump(mode="json", include=set(ONCE))
        row = TerritoryRow(organisation_id=organisation_id, slug=slug, name=instance.territory.name, body=document)
        session.add(row)
        session.flush()
    else:
        row.version += 1
    Entities(session, seal, row).replace(instance)
    if folder is not None:
        put_files(row, files_of(folder, instance))
    session.flush()
    return row
