"""Routes of publications and of all that goes out with them."""

from fastapi import APIRouter

from api.deliveries import endpoints as deliveries
from api.feeds import endpoints as feeds
from api.feeds import public as calendars
from api.files import endpoints as files
from api.files import public as open_files
from api.publications import endpoints as publications

ROUTERS: tuple[APIRouter, ...] = (publications.router, feeds.router, files.router, deliveries.router)
"""Under ``/v1``."""
PUBLIC_ROUTERS: tuple[APIRouter, ...] = (calendars.router, open_files.router)
"""What anybody may read, at the root."""
