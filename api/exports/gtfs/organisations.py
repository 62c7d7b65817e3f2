"""Who runs the services, and where on the web they are found."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from api.exports import wording
from api.exports.addresses import web_address
from models.instance import Instance
from models.rides import RideService

_UNSAFE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Organisation:
    """An agency of the feed."""

    id: str
    name: str
    services: tuple[RideService, ...]


def organisations(instance: Instance, services: tuple[RideService, ...]) -> tuple[Organisation, ...]:
    """Whoever runs some of the services, by name; the territory's own where a service names nobody."""
    by_name: dict[str, list[RideService]] = {}
    for service in services:
        by_name.setdefault(service.organisation or instance.territory.name, []).append(service)
    ids = _ids(sorted(by_name))
    return tuple(Organisation(ids[name], name, tuple(run)) for name, run in sorted(by_name.items()))


def home(instance: Instance, services: tuple[RideService, ...], base_url: str | None) -> str:
    """The address that stands for the publisher: that of the publication, a service's own, else a map of the area.

    GTFS asks for one, and an instance need not have any.
    """
    known = [web_address(address) for address in (base_url or "", *(service.url for service in services))]
    return next((address for address in known if address), _map_of(instance))


def _map_of(instance: Instance) -> str:
    communes = instance.communes
    lat, lon = (sum(getattr(c, axis) for c in communes) / len(communes) if communes else 0.0 for axis in ("lat", "lon"))
    return f"https://www.openstreetmap.org/#map=11/{lat:.4f}/{lon:.4f}"


def _ids(names: list[str]) -> dict[str, str]:
    """Plain ids that do not depend on the other organisations, but where two would share one."""
    ids: dict[str, str] = {}
    for name in names:
        ids[name] = next(slug for slug in _slugs(name) if slug not in ids.values())
    return ids


def _slugs(name: str) -> Iterator[str]:
    slug = _UNSAFE.sub("-", wording.sort_key(name)).strip("-") or "organisation"
    yield slug
    number = 2
    while True:
        yield f"{slug}-{number}"
        number += 1
