"""The kinds of entities of a territory: the collections of `models.Instance`, and which of them are sealed."""

from dataclasses import dataclass

from models.base import Frozen
from models.fleet import Kit, Vehicle
from models.instance import Instance, Shortfall
from models.people import Person
from models.pins import Pin
from models.profiles import ChildcareRules, WorkRules
from models.rides import RideRequest, RideService
from models.services import Service, SessionDemand
from models.territory import Address, Commune, Depot, Stop, Venue


@dataclass(frozen=True)
class Kind:
    """A collection of an instance.

    ``name`` is the field of `models.Instance`; ``sealed`` tells whether bodies hold personal data.
    """

    name: str
    model: type[Frozen]
    sealed: bool = False

    @property
    def has_id(self) -> bool:
        """Whether the class has an id of its own; else the service gives one."""
        return "id" in self.model.model_fields


KINDS: tuple[Kind, ...] = (
    Kind("communes", Commune),
    Kind("depots", Depot),
    Kind("venues", Venue),
    Kind("stops", Stop),
    Kind("addresses", Address, sealed=True),
    Kind("vehicles", Vehicle),
    Kind("kits", Kit),
    Kind("people", Person, sealed=True),
    Kind("services", Service),
    Kind("demands", SessionDemand),
    Kind("ride_services", RideService),
    Kind("rides", RideRequest),
    Kind("work_rules", WorkRules),
    Kind("childcare_rules", ChildcareRules),
    Kind("pins", Pin),
    Kind("shortfalls", Shortfall),
)
KIND_BY_NAME: dict[str, Kind] = {kind.name: kind for kind in KINDS}
SEALED: frozenset[str] = frozenset(kind.name for kind in KINDS if kind.sealed)
ONCE: tuple[str, ...] = ("territory", "cycle_weeks", "anchor", "week", "settings")
"""What an instance says once; the body of a territory."""

if missing := set(Instance.model_fields) - {kind.name for kind in KINDS} - set(ONCE):
    raise RuntimeError(f"fields of an instance without a kind: {missing}")
