"""What feeds are called, which of them anybody may read, and the files they are written to."""

from urllib.parse import quote

_VEHICLE, _PERSON, _COMMUNE, _SERVICE, _STOP = "vehicle-", "person-", "commune-", "service-", "stop-"


def vehicle_feed(vehicle: str) -> str:
    """Name of a vehicle's feed."""
    return f"{_VEHICLE}{vehicle}"


def person_feed(person: str) -> str:
    """Name of a person's feed."""
    return f"{_PERSON}{person}"


def commune_feed(commune: str) -> str:
    """Name of a commune's feed."""
    return f"{_COMMUNE}{commune}"


def service_feed(service: str) -> str:
    """Name of an itinerant service's feed."""
    return f"{_SERVICE}{service}"


def stop_feed(stop: str) -> str:
    """Name of a public stop's feed."""
    return f"{_STOP}{stop}"


def find_service(feeds: tuple[str, ...]) -> str | None:
    """The id of the itinerant service whose feed is among some."""
    return next((feed.removeprefix(_SERVICE) for feed in feeds if feed.startswith(_SERVICE)), None)


def is_public(feed: str) -> bool:
    """Whether anybody may read a feed: those of communes, services and stops name nobody."""
    return feed.startswith((_COMMUNE, _SERVICE, _STOP))


def feed_file(feed: str) -> str:
    """File name of a feed, characters that file systems dislike percent-encoded."""
    return f"{quote(feed, safe='@+')}.ics"
