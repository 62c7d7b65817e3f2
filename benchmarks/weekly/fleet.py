"""Vehicles and kits of a generated territory."""

from collections.abc import Sequence
from itertools import cycle
from random import Random

from benchmarks.weekly.services import CHILD_VAN
from benchmarks.weekly.size import Size
from instances.generators.words import weekly
from models.fleet import Kit, Layout, Vehicle
from models.territory import Depot

HOURS = (weekly("06:30", "19:30"),)

CHILD_VAN_DAYS = 3.6
"""Days a week a childcare van is expected to be out: of four, so that they are tight."""


def draw_vehicles(
    rng: Random, size: Size, nurseries: int, depots: Sequence[Depot], *, rides: bool
) -> tuple[Vehicle, ...]:
    """Childcare vans for the crèches asked, then vans, some electric; with rides one in three of these is a minibus."""
    fitted = min(size.vans - 1, max(1, round(nurseries / CHILD_VAN_DAYS + 0.3)))
    homes = cycle(depots)
    found = []
    for k in range(size.vans):
        depot = next(homes)
        if k < fitted:
            found.append(_child_van(k, depot))
        elif (k - fitted) % 3 == 0 and rides:
            found.append(_minibus(k, depot))
        else:
            found.append(_van(k, depot, electric=rng.random() < 0.3))
    return tuple(found)


def _child_van(k: int, depot: Depot) -> Vehicle:
    return Vehicle(
        id=f"v{k + 1:03d}",
        name=f"Fourgon petite enfance {k + 1}",
        depot=depot.id,
        layouts=(Layout(id="cabine-6", seats=5),),
        features=(CHILD_VAN,),
        kit_volume_l=6000,
        availability=HOURS,
        cost_day_cents=2800,
        cost_km_cents=31,
        co2_g_per_km=230,
    )


def _minibus(k: int, depot: Depot) -> Vehicle:
    return Vehicle(
        id=f"v{k + 1:03d}",
        name=f"Minibus {k + 1}",
        depot=depot.id,
        layouts=(Layout(id="8-places", seats=8), Layout(id="5-plus-1", seats=5, wheelchairs=1)),
        child_seats=2,
        features=("rampe", "tad"),
        kit_volume_l=1500,
        availability=HOURS,
        cost_day_cents=3800,
        cost_km_cents=36,
        co2_g_per_km=255,
    )


def _van(k: int, depot: Depot, *, electric: bool) -> Vehicle:
    return Vehicle(
        id=f"v{k + 1:03d}",
        name=f"Fourgon {'électrique ' if electric else ''}{k + 1}",
        depot=depot.id,
        layouts=(Layout(id="cabine", seats=2),),
        kit_volume_l=3000,
        availability=HOURS,
        energy="electric" if electric else "diesel",
        range_m=160_000 if electric else None,
        cost_day_cents=2600 if electric else 2200,
        cost_km_cents=14 if electric else 29,
        co2_g_per_km=0 if electric else 205,
    )


def kits_for(counts: dict[str, int], vehicles: Sequence[Vehicle]) -> tuple[Kit, ...]:
    """Kits at the depots: one of the crèche a childcare van, workshops and toys enough for their busiest half-day."""
    at = [vehicle.depot for vehicle in vehicles]
    fitted = [vehicle.depot for vehicle in vehicles if CHILD_VAN in vehicle.features]
    volumes = {"creche": 4500, "ordinateurs": 600, "jeux": 900}
    homes = {
        "creche": fitted,
        "ordinateurs": [at[k % len(at)] for k in range(_enough(counts["atelier"]))],
        "jeux": [at[(k + 1) % len(at)] for k in range(_enough(counts["ludotheque"]))],
    }
    every = sorted({*at})
    # Every depot has one of each, so that no service depends on a single depot.
    for kind in ("ordinateurs", "jeux"):
        homes[kind] += [depot for depot in every if depot not in homes[kind]]
    return tuple(
        Kit(id=f"{kind}-{n + 1}", name=f"{kind.capitalize()} {n + 1}", kind=kind, home=home, volume_l=volumes[kind])
        for kind, places in homes.items()
        for n, home in enumerate(places)
    )


def _enough(sessions: int) -> int:
    """Kits so that a week's ten half-days hold the sessions twice over."""
    return max(1, -(-sessions // 5))
