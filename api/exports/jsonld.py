"""Sessions as schema.org events, for search engines and event pages."""

from typing import Any

from api.exports import wording
from api.exports.json_bytes import json_bytes
from api.exports.public_sessions import PublicSession, instant, public_sessions
from models.instance import Instance
from models.plan import Plan

_SCHEMA = "https://schema.org"


def build_jsonld(published: Plan, instance: Instance, *, base_url: str | None = None) -> bytes:
    """Every session of the publication as a schema.org ``Event``, the cancelled ones with that status.

    Parameters
    ----------
    published : Plan
        A plan that ``feeds.publish`` has given its events.
    base_url : str, optional
        Where the publication is on the web: each event then has an address of its own there.

    Returns
    -------
    bytes
        One JSON-LD document with a ``@graph``, in order of start; it may stand in a page's ``<script>`` as it is.
    """
    events = [_event(session, instance, base_url) for session in public_sessions(published, instance)]
    return json_bytes({"@context": _SCHEMA, "@graph": events})


def _event(session: PublicSession, instance: Instance, base_url: str | None) -> dict[str, Any]:
    event, service, place = session.event, session.service, session.place
    status = "EventCancelled" if event.cancelled else "EventScheduled"
    organisation = (service.organisation if service else "") or instance.territory.name
    found: dict[str, Any] = {
        "@type": "Event",
        "identifier": event.uid,
        "name": session.name,
        "startDate": instant(instance, event.start),
        "endDate": instant(instance, event.end),
        "eventStatus": f"{_SCHEMA}/{status}",
        "eventAttendanceMode": f"{_SCHEMA}/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": place.name,
            "address": {
                "@type": "PostalAddress",
                "addressLocality": wording.commune_name(instance, place.commune),
            },
            "geo": {"@type": "GeoCoordinates", "latitude": round(place.lat, 6), "longitude": round(place.lon, 6)},
        },
        "organizer": {"@type": "Organization", "name": organisation},
    }
    if service is not None and service.description:
        found["description"] = service.description
    if base_url is not None:
        found["@id"] = f"{base_url}#{event.uid}"
        found["url"] = base_url
        found["organizer"]["url"] = base_url
    return found
