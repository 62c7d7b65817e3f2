"""Every route of territories and of what is in them, in the order they are tried."""

from fastapi import APIRouter

from api.loans import endpoints as loans
from api.needs import endpoints as needs
from api.territories import bulk_endpoints, endpoints, file_endpoints, snapshot_endpoints
from api.territories.entity_endpoints import ENTITY_ROUTERS

ROUTERS: tuple[APIRouter, ...] = (
    endpoints.router,
    file_endpoints.router,
    bulk_endpoints.router,
    snapshot_endpoints.router,
    loans.router,
    needs.router,
    *ENTITY_ROUTERS,
)
