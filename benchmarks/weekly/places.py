"""Depots and rooms of a generated territory."""

from collections.abc import Sequence
from random import Random

from benchmarks.weekly.communes import apart_km
from benchmarks.weekly.services import CHILD_ROOM
from instances.generators.words import weekly
from models.territory import Authorisation, Commune, Depot, Stop, Venue

SECOND_ROOM = 0.2
"""Share of the communes with two rooms."""


def draw_depots(communes: Sequence[Commune], count: int) -> tuple[Depot, ...]:
    """Depots in populous communes far from each other: the most populous, then by distance times population."""
    chosen = [max(communes, key=lambda c: c.population)]
    while len(chosen) < min(count, len(communes)):
        rest = [c for c in communes if c not in chosen]
        chosen.append(max(rest, key=lambda c: (min(apart_km(c, d) for d in chosen) * (c.population + 1) ** 0.5, c.id)))
    return tuple(
        Depot(id=f"depot-{c.id}", name=f"Dépôt de {c.name}", commune=c.id, lon=c.lon, lat=c.lat) for c in chosen
    )


def draw_venues(rng: Random, communes: Sequence[Commune]) -> tuple[Venue, ...]:
    """One room a commune, sometimes two, fit for every service; some are closed on one weekday or shut early."""
    found = []
    for commune in communes:
        rooms = 2 if rng.random() < SECOND_ROOM else 1
        for room in range(rooms):
            days = [1, 2, 3, 4, 5]
            if rng.random() < 0.25:
                days.remove(rng.choice((1, 3, 5)))
            closes = "18:30" if rng.random() < 0.85 else "17:30"
            found.append(
                Venue(
                    id=f"salle-{commune.id}-{room + 1}",
                    name=f"{commune.name}, {'salle communale' if room == 0 else 'mairie'}",
                    commune=commune.id,
                    lon=round(commune.lon + 0.004 * room, 6),
                    lat=round(commune.lat + 0.002 * room, 6),
                    opening=(weekly("08:00", closes, *days),),
                    features=(*CHILD_ROOM, "internet", "tables"),
                    authorisations=(Authorisation(service_kind="creche", places=14),),
                )
            )
    return tuple(found)


def stops_of(communes: Sequence[Commune]) -> tuple[Stop, ...]:
    """One stop a commune."""
    return tuple(
        Stop(id=f"arret-{c.id}", name=f"{c.name}, mairie", commune=c.id, lon=c.lon, lat=c.lat) for c in communes
    )
