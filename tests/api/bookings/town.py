"""The road of the optimiser's tests as a territory of the service: a minibus, a driver, rides made to measure."""

from typing import Any

from api.territories.importing import put_territory
from models.rides import RideRequest
from tests.api.service import Service
from tests.optimiser.rides.town import town

TOWN = "road"


def put_town(service: Service, *rides: RideRequest, organisation: str = "queyras", **fields: Any) -> str:
    """Id of the territory, made for an organisation."""
    owner = service.organisation(organisation)
    with service.store.writing() as session:
        return put_territory(session, service.app.state.seal, owner, town(*rides, **fields)).id
