"""Every route of territories and of what is in them, in the order they are tried."""

from fastapi import APIRouter

from api.territories import bulk_endpoints, endpoints, file_endpoints
from api.territories.entity_endpoints import ENTITY_ROUTERS

ROUTERS: tuple[APIRouter, ...] = (endpoints.router, file_endpoints.router, bulk_endpoints.router, *ENTITY_ROUTERS)
