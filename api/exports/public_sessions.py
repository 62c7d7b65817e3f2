"""The sessions of a publication as everybody may know them: of these weeks and those around, the cancelled too."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from api.exports.feeds.entries import SESSION
from api.exports.feeds.names import find_service
from models.instance import Instance
from models.plan import FeedEvent, Plan
from models.services import Service
from models.territory import Place


@dataclass(frozen=True)
class PublicSession:
    """One session announced: ``event`` is its state in the calendars; ``service`` what it is of, if still known."""

    event: FeedEvent
    place: Place
    service: Service | None

    @property
    def name(self) -> str:
        """What is held."""
        return self.service.name if self.service is not None else self.event.summary


def public_sessions(published: Plan, instance: Instance) -> Iterator[PublicSession]:
    """Every session of the publication's calendars at a place that is still known, by start and uid.

    Parameters
    ----------
    published : Plan
        A plan that ``feeds.publish`` has given its events.
    """
    for event in published.feed:
        place = instance.places.get(event.place or "")
        if event.uid.startswith(SESSION) and place is not None:
            service = instance.service_by_id.get(find_service(event.feeds) or "")
            yield PublicSession(event, place, service)


def instant(instance: Instance, when: datetime) -> str:
    """``2027-01-14T09:00:00+01:00``: a local time of the territory with its offset."""
    return when.replace(tzinfo=instance.territory.zone).isoformat()
