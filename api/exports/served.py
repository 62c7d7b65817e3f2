"""What was asked and what of it is served, item by item."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from api.exports.lookup import Lookup

Kind = Literal["session", "ride"]


@dataclass(frozen=True)
class Served:
    """Items served of those asked, for one commune or one service, and their weights in tier 1."""

    id: str
    kind: Kind
    asked: int
    served: int
    asked_weight: int = 0
    served_weight: int = 0

    @property
    def percent(self) -> int:
        """0 to 100, rounded down so that 100 means all; 100 when nothing was asked."""
        return self.served * 100 // self.asked if self.asked else 100


@dataclass(frozen=True)
class AskedItem:
    """A session occurrence or a ride item, of the commune that asks, and whether the plan serves it."""

    kind: Kind
    commune: str
    service: str
    weight: int
    served: bool


def asked_items(lookup: Lookup) -> list[AskedItem]:
    """Every asked session, then every asked ride item: a ride is served when all its directions are."""
    planned = {(ride.item, ride.leg) for ride in lookup.plan.rides}
    sessions = [
        AskedItem("session", o.commune, o.service, o.weight, o.id in lookup.session_by_id) for o in lookup.occurrences
    ]
    rides = [
        AskedItem("ride", item.commune, item.service, item.weight, all((item.id, leg) in planned for leg in item.legs))
        for item in lookup.ride_items
    ]
    return [*sessions, *rides]


def count(kind: Kind, id_: str, items: Iterable[AskedItem]) -> Served:
    """What some items come to."""
    found = [item for item in items if item.kind == kind]
    served = [item for item in found if item.served]
    return Served(
        id_, kind, len(found), len(served), sum(item.weight for item in found), sum(item.weight for item in served)
    )
