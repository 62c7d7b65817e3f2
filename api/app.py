"""The web application, made from settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib.metadata import version

from fastapi import APIRouter, FastAPI

from api import health, idempotency, metrics, middleware, problems
from api.accounts import endpoints as accounts
from api.audit_log import endpoints as audit_log
from api.bookings import endpoints as bookings
from api.files.shelf import Shelf
from api.files.weekly import Kept
from api.jobs.routers import ROUTERS as JOB_ROUTERS
from api.oidc import endpoints as oidc
from api.organisations import endpoints as organisations
from api.passengers import endpoints as passengers
from api.publications.routers import PUBLIC_ROUTERS as PUBLISHED_ROUTERS
from api.publications.routers import ROUTERS as PUBLICATION_ROUTERS
from api.settings import Settings
from api.store.engine import Store
from api.store.sealing import Seal
from api.territories.routers import ROUTERS as TERRITORY_ROUTERS
from api.web.faults import FaultPages
from api.web.routers import ROUTERS as PAGES
from api.web.statics import Statics

ROUTERS: tuple[APIRouter, ...] = (
    accounts.router,
    audit_log.router,
    oidc.router,
    passengers.router,
    bookings.router,
    organisations.router,
    *TERRITORY_ROUTERS,
    *JOB_ROUTERS,
    *PUBLICATION_ROUTERS,
)
"""Everything under ``/v1``."""
PUBLIC_ROUTERS: tuple[APIRouter, ...] = (health.router, metrics.router, *PUBLISHED_ROUTERS, *PAGES)
"""What anybody may read, at the root."""


@cache
def _everything() -> APIRouter:
    """All routes, worked out once: the applications of one process, of which tests make hundreds, share them."""
    whole = APIRouter()
    for router in ROUTERS:
        whole.include_router(router, prefix="/v1", responses=problems.responses(400, 408, 413, 429))
    for router in PUBLIC_ROUTERS:
        whole.include_router(router)
    return whole


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; its database is brought up to date when it starts.

    Parameters
    ----------
    settings : Settings, optional
        From the environment by default.
    """
    chosen = settings or Settings()
    store = Store(chosen.database)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        store.migrate()
        yield
        store.close()

    app = FastAPI(
        title="Halte",
        version=version("halte"),
        description="Plans itinerant services and on-demand rides over shared vehicles and staff.",
        lifespan=lifespan,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
        routes=list(_everything().routes),
    )
    app.state.settings, app.state.store, app.state.seal = chosen, store, Seal(chosen.key)
    app.state.shelf, app.state.kept = Shelf(store, app.state.seal), Kept()
    problems.install(app)
    idempotency.install(app)
    middleware.install(app, chosen)
    app.add_middleware(FaultPages)
    app.mount("/static", Statics(), name="static")
    return app
