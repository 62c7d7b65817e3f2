"""What a worker does beside its jobs, again and again: messages sent, days frozen, passengers forgotten in time."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from api.bookings.repository import put_away
from api.deliveries.delivering import deliver_due
from api.idempotency import forget_answers
from api.passengers.erasing import erase_due
from api.publications.freezing import freeze_due
from api.settings import Settings
from api.store.engine import Store
from api.store.sealing import Seal
from api.store.types import now

Chore = Callable[[Store, Settings, Seal, datetime], object]
TICK_S = 1.0

logger = logging.getLogger("halte.upkeep")


def _freeze(store: Store, settings: Settings, seal: Seal, moment: datetime) -> int:
    del settings
    return freeze_due(store, seal, moment)


def _erase(store: Store, settings: Settings, seal: Seal, moment: datetime) -> int:
    del seal
    with store.writing() as session:
        forget_answers(session, moment)
        put_away(session, moment.date())
        return erase_due(session, settings, moment.date())


CHORES: tuple[tuple[Chore, float], ...] = ((deliver_due, 5.0), (_freeze, 60.0), (_erase, 3600.0))
"""Each with the seconds between two times."""


class Upkeep(threading.Thread):
    """Does the chores of a worker until it is told to stop; one that fails is tried again at its next time."""

    def __init__(self, store: Store, settings: Settings, seal: Seal, stop: threading.Event) -> None:
        super().__init__(name="upkeep", daemon=True)
        self._store, self._settings, self._seal, self._stop_asked = store, settings, seal, stop

    def run(self) -> None:
        """Go round."""
        due = dict.fromkeys((chore for chore, _ in CHORES), 0.0)
        while not self._stop_asked.wait(TICK_S):
            for chore, every in CHORES:
                if due[chore] <= time.monotonic():
                    due[chore] = time.monotonic() + every
                    self._do(chore)

    def _do(self, chore: Chore) -> None:
        try:
            chore(self._store, self._settings, self._seal, now())
        except Exception:
            logger.exception("a chore failed")
