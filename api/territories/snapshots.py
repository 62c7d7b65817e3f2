"""Frozen instances: what a plan was made from, without what identifies anybody.

A person's name and reasons of absence, and an address's name and position, are kept in `identities` alone. A snapshot
is put together again with them where they are still known; where they were erased, a person goes by the pseudonym and
an address lies at the middle of its commune.
"""

import hashlib
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.loans.lending import without_lent
from api.store.sealing import Seal
from api.store.tables import IdentityRow, InstanceRow, TerritoryRow
from api.store.types import now
from api.territories.entities import Entities
from instances.faults import detail_notice
from models.instance import Instance
from models.notices import InvalidInstance, Location, Notice, Severity
from models.references import find_faults


def assemble(session: Session, seal: Seal, territory: TerritoryRow) -> tuple[Instance, tuple[Notice, ...]]:
    """The instance a territory's entities make now, without what is lent, with the warnings about it.

    Raises
    ------
    InvalidInstance
        With every fault, when it cannot be planned.
    """
    document = without_lent(session, territory, Entities(session, seal, territory).document())
    try:
        instance = Instance.model_validate(document)
    except ValidationError as fault:
        raise InvalidInstance(
            tuple(detail_notice(one, _where(one["loc"], document)) for one in fault.errors())
        ) from None
    notices = find_faults(instance)
    if any(notice.severity is Severity.ERROR for notice in notices):
        raise InvalidInstance(notices)
    return instance, notices


def freeze(
    session: Session,
    seal: Seal,
    territory: TerritoryRow,
    instance: Instance,
    actor: str,
    notices: tuple[Notice, ...] = (),
) -> InstanceRow:
    """The snapshot of an instance; the same data is kept once."""
    document = instance.model_dump(mode="json")
    identities = _split(document)
    for (kind, id_), private in identities.items():
        _remember(session, seal, territory, kind, id_, private)
    digest = hashlib.sha256(instance.model_dump_json().encode()).digest()
    found = session.scalar(
        select(InstanceRow).where(InstanceRow.territory_id == territory.id, InstanceRow.digest == digest)
    )
    if found is not None:
        return found
    row = InstanceRow(
        organisation_id=territory.organisation_id,
        territory_id=territory.id,
        digest=digest,
        body=Instance.model_validate(document).model_dump_json().encode(),
        notices=[notice.model_dump(mode="json") for notice in notices],
        made_by=actor,
    )
    session.add(row)
    session.flush()
    return row


def thaw(session: Session, seal: Seal, row: InstanceRow) -> Instance:
    """A snapshot with what is still known of people and addresses."""
    document = Instance.model_validate_json(row.body).model_dump(mode="json")
    query = select(IdentityRow).where(IdentityRow.territory_id == row.territory_id)
    known = {(one.kind, one.id): seal.open(one.sealed, _owner(one)) for one in session.scalars(query)}
    for kind in ("people", "addresses"):
        for body in document[kind]:
            private = known.get((kind, body["id"]), {})
            reasons = private.get("reasons", {})
            body.update({name: value for name, value in private.items() if name != "reasons"})
            for absence in body.get("absences", ()):
                absence["reason"] = reasons.get(absence["start"], absence["reason"])
    return Instance.model_validate(document)


def without_identities(instance: Instance) -> Instance:
    """The instance under pseudonyms: no name and no reason of absence, addresses at the middle of their communes."""
    document = instance.model_dump(mode="json")
    _split(document)
    return Instance.model_validate(document)


def forget(session: Session, territory_id: str, kind: str, id_: str) -> bool:
    """Erase who is behind a pseudonym; whether anything was known."""
    row = session.get(IdentityRow, (territory_id, kind, id_))
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def _split(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Take what identifies somebody out of a document."""
    middle = {commune["id"]: (commune["lon"], commune["lat"]) for commune in document["communes"]}
    taken: dict[tuple[str, str], dict[str, Any]] = {}
    for person in document["people"]:
        reasons = {absence["start"]: absence["reason"] for absence in person["absences"] if absence["reason"]}
        taken["people", person["id"]] = {"name": person["name"], "reasons": reasons}
        person["name"] = person["id"]
        for absence in person["absences"]:
            absence["reason"] = ""
    for address in document["addresses"]:
        taken["addresses", address["id"]] = {name: address[name] for name in ("name", "lon", "lat")}
        lon, lat = middle.get(address["commune"], (0.0, 0.0))
        address |= {"name": address["id"], "lon": lon, "lat": lat}
    return taken


def _remember(
    session: Session, seal: Seal, territory: TerritoryRow, kind: str, id_: str, private: dict[str, Any]
) -> None:
    row = session.get(IdentityRow, (territory.id, kind, id_))
    if row is None:
        row = IdentityRow(territory_id=territory.id, kind=kind, id=id_)
        session.add(row)
    elif seal.open(row.sealed, _owner(row)) == private:
        return
    row.sealed, row.changed_at = seal.close(private, _owner(row)), now()


def _owner(row: IdentityRow) -> str:
    return f"{row.territory_id}/identity/{row.kind}/{row.id}"


def _where(path: tuple[int | str, ...], document: dict[str, Any]) -> Location:
    kind, *rest = path or ("territory",)
    items = document.get(str(kind))
    item = ""
    if rest and isinstance(rest[0], int) and isinstance(items, list):
        item = str(items[rest[0]].get("id", ""))
        rest = rest[1:]
    return Location(source=str(kind), field=".".join(str(part) for part in rest), item=item)
