"""Rides of a generated territory: bookings to the market towns, and riders to workshops whose time the plan chooses."""

from collections.abc import Sequence
from datetime import date
from random import Random

from benchmarks.weekly.communes import apart_km
from instances.generators.ride_demand import Home, Mix, Purpose, draw_rides
from instances.generators.words import weekly
from models.rides import RideRequest, RideService, Trip
from models.services import SessionDemand
from models.territory import Commune

TO_SESSIONS = 0.2
"""Rides to a workshop or a toy library, in the share of the bookings of a week."""

SERVICE = RideService(
    id="tad",
    name="Transport à la demande",
    hours=(weekly("07:00", "19:00"),),
    vehicle_features=("tad",),
    fare_cents=200,
)


def draw_bookings(
    rng: Random,
    per_day: int,
    monday: date,
    communes: Sequence[Commune],
    depots: Sequence[str],
    demands: Sequence[SessionDemand],
) -> tuple[RideRequest, ...]:
    """So many rides a day, Monday to Friday of the first week: four in five booked, the others to sessions.

    Parameters
    ----------
    depots
        Communes with a depot: the market towns people go to.
    """
    towns = {town: next(c for c in communes if c.id == town) for town in depots}
    requests: list[RideRequest] = []
    booked = per_day - round(TO_SESSIONS * per_day)
    for town, share in _shares(towns, booked).items():
        near = [c for c in communes if c.id not in towns and _nearest(c, towns) == town]
        if share and near:
            drawn = draw_rides(rng, "tad", monday, _homes(near), _purposes(town), _mix(share))
            requests += [r.model_copy(update={"id": f"r{len(requests) + k + 1:04d}"}) for k, r in enumerate(drawn)]
    return (*requests, *_to_sessions(rng, 5 * per_day - 5 * booked, communes, demands, len(requests)))


def _shares(towns: dict[str, Commune], total: int) -> dict[str, int]:
    people = sum(c.population + 1 for c in towns.values())
    given = {town: total * (c.population + 1) // people for town, c in towns.items()}
    given[max(towns, key=lambda t: towns[t].population)] += total - sum(given.values())
    return given


def _nearest(commune: Commune, towns: dict[str, Commune]) -> str:
    return min(towns, key=lambda town: apart_km(commune, towns[town]))


def _homes(communes: Sequence[Commune]) -> tuple[Home, ...]:
    return tuple(Home(f"arret-{c.id}", c.population + 20, f"arret-{c.id}") for c in communes)


def _purposes(town: str) -> tuple[Purpose, ...]:
    stop = ((f"arret-{town}", 1),)
    return (
        Purpose("marche", stop, ((570, 630),), (75, 120), {1: 2, 2: 2, 3: 3, 4: 8, 5: 2}),
        Purpose("sante", stop, ((570, 660), (855, 930)), (45, 90), {1: 5, 2: 5, 3: 5, 4: 5, 5: 5}),
        Purpose("demarches", stop, ((570, 645), (855, 915)), (45, 75), {1: 4, 2: 4, 3: 4, 4: 4, 5: 4}),
    )


def _mix(per_day: int) -> Mix:
    return Mix(per_weekday=dict.fromkeys(range(1, 6), per_day), early_min=60, wait_min=75)


def _to_sessions(
    rng: Random, count: int, communes: Sequence[Commune], demands: Sequence[SessionDemand], known: int
) -> list[RideRequest]:
    """Outbound and return rides to sessions of a neighbouring commune; their times follow the session's."""
    open_to = [demand for demand in demands if demand.service in ("atelier", "ludotheque")]
    by_id = {c.id: c for c in communes}
    found = []
    for k in range(count if open_to else 0):
        demand = rng.choice(open_to)
        near = sorted(communes, key=lambda c: apart_km(c, by_id[demand.commune]))[1:6]
        found.append(
            RideRequest(
                id=f"r{known + k + 1:04d}",
                service="tad",
                passenger=f"P-{rng.randrange(100000):05d}",
                origin=f"arret-{rng.choice(near).id}",
                destination=f"arret-{demand.commune}",
                session=demand.id,
                return_trip=Trip(),
            )
        )
    return found
