"""Doors of passengers: sealed addresses of a territory under pseudonymous ids."""

from statistics import median

from sqlalchemy.orm import Session

from api.passengers.repository import Door
from api.passengers.schemas import DoorIn, DoorOut
from api.problems import refused
from api.store.ids import new_id
from api.store.sealing import Seal
from api.store.tables import TerritoryRow
from api.territories.entities import Entities
from models.geography import distance_m
from models.notices import Location, error
from models.territory import Address, Commune, Territory
from models.text import message

PREFIX = "door-"


def add_door(session: Session, seal: Seal, territory: TerritoryRow, asked: DoorIn) -> Door:
    """Make an address of a door.

    Raises
    ------
    Problem
        422 when the commune is unknown or the place too far away: no plan could be made with it.
    """
    entities = Entities(session, seal, territory)
    communes = [Commune.model_validate(entities.body(row)) for row in entities.rows("communes")]
    _check(asked, communes, Territory.model_validate(territory.body["territory"]).max_extent_km)
    address = Address(id=f"{PREFIX}{new_id()}", **asked.model_dump(exclude={"territory"}))
    entities.put("addresses", address.id, address.model_dump(mode="json"))
    return Door(territory.id, address.id)


def read_door(session: Session, seal: Seal, door: Door) -> DoorOut | None:
    """A door as it is known; None when its address is gone."""
    territory = session.get(TerritoryRow, door.territory_id)
    if territory is None:
        return None
    entities = Entities(session, seal, territory)
    row = entities.row("addresses", door.id)
    if row is None:
        return None
    address = Address.model_validate(entities.body(row))
    return DoorOut(territory=territory.slug, **address.model_dump(exclude={"kind", "charger_m_per_min"}))


def _check(asked: DoorIn, communes: list[Commune], limit_km: int) -> None:
    faults = []
    if asked.commune not in {commune.id for commune in communes}:
        faults.append(
            error(
                "reference.unknown",
                Location(source="body", field="commune"),
                message("the commune {id} is not of this territory", id=asked.commune),
                message("choose one of its communes"),
            )
        )
    elif communes:
        middle = median(one.lon for one in communes), median(one.lat for one in communes)
        km = round(distance_m(*middle, asked.lon, asked.lat) / 1000)
        if km > limit_km:
            faults.append(
                error(
                    "place.far",
                    Location(source="body", field="lon"),
                    message(
                        "the place lies {km} km from the middle of the territory, more than {limit}",
                        km=km,
                        limit=limit_km,
                    ),
                    message("correct its longitude and latitude, or raise the territory's extent"),
                )
            )
    if faults:
        raise refused(faults)
