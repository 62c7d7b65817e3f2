"""A worker's sign that it still works on a job, given by a thread of its own."""

import logging
import threading

from sqlalchemy.exc import DBAPIError

from api.jobs.queue import Lease, LostLease, renew
from api.logs import bound
from api.store.engine import Store

BEATS = 3
"""Signs of life within the time that a lease lasts."""

MOST_S = 2.0
"""Seconds between two signs at most: so soon a job that is to be cancelled is known as such."""

logger = logging.getLogger("halte.jobs")


class Heartbeat:
    """Renews a lease until it is closed.

    A database that does not answer is asked again: what was missed does no harm, for nobody takes a job by the clock
    alone, and whoever takes it raises its generation, which the next renewal finds out.

    Attributes
    ----------
    cancel_asked, lost
        Whether the job is to be cancelled, or is somebody else's by now.
    """

    def __init__(self, store: Store, lease: Lease, lease_seconds: float) -> None:
        self.cancel_asked, self.lost = False, False
        self._store, self._lease, self._lease_seconds = store, lease, lease_seconds
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """No more signs."""
        self._closed.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._closed.wait(min(MOST_S, self._lease_seconds / BEATS)):
            try:
                with self._store.writing() as session:
                    self.cancel_asked = renew(session, self._lease, self._lease_seconds)
            except LostLease:
                self.lost = True
                return
            except DBAPIError as fault:
                with bound(job=self._lease.job_id):
                    logger.warning("the database does not answer: %s", type(fault).__name__)
