"""`/metrics` for Prometheus: requests, jobs by state, messages on their way, and when the last publication was."""

import ipaddress
import secrets
from collections.abc import Iterator
from typing import cast

from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.deps import CurrentSettings, CurrentStore
from api.middleware.metrics import Metrics
from api.problems import not_found
from api.settings import Settings
from api.store.tables import DeliveryRow, JobRow, PublicationRow
from api.store.types import now

router = APIRouter(tags=["health"])
PASSED_ON = ("x-forwarded-for", "forwarded", "x-real-ip", "via")
"""Headers of a request that a proxy passed on: it does not come from this machine, whatever its address."""


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request, settings: CurrentSettings, store: CurrentStore) -> Response:
    """Figures in Prometheus's text format, for this machine or for whoever has the token.

    Raises
    ------
    Problem
        404 for everybody else.
    """
    if not _may_read(request, settings):
        raise not_found()
    kept = CollectorRegistry()
    with store.reading() as session:
        kept.register(_Stored(list(_stored(session))))
    counted = cast("Metrics", request.app.state.metrics)
    return Response(generate_latest(counted.registry) + generate_latest(kept), media_type=CONTENT_TYPE_LATEST)


def _may_read(request: Request, settings: Settings) -> bool:
    if token := settings.metrics_token.get_secret_value():
        sent = request.headers.get("authorization", "")
        return secrets.compare_digest(sent.encode(), f"Bearer {token}".encode())
    try:
        here = request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        here = False
    return here and not any(name in request.headers for name in PASSED_ON)


class _Stored(Collector):
    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        """What was read from the database."""
        yield from self._families


def _stored(session: Session) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("halte_jobs", "Jobs by state", labels=["state"])
    states = {"queued": 0, "running": 0}
    states.update((state, n) for state, n in session.execute(select(JobRow.state, func.count()).group_by(JobRow.state)))
    for state, number in sorted(states.items()):
        jobs.add_metric([state], number)
    yield jobs
    waiting = select(func.count()).where(DeliveryRow.delivered_at.is_(None), DeliveryRow.given_up_at.is_(None))
    yield GaugeMetricFamily("halte_deliveries_waiting", "Messages not sent yet", value=session.scalar(waiting) or 0)
    last = session.scalar(select(func.max(PublicationRow.published_at)))
    if last is not None:
        age = (now() - last).total_seconds()
        yield GaugeMetricFamily("halte_last_publication_age_seconds", "Seconds since a publication", value=age)
