"""One generated week: communes around a town, its services, fleet and people, all drawn from one seed.

Assumed, and stated as such: which communes ask for what and when, rooms, fleet, people, contracts, prices. Real:
communes, their populations, births and places. The same arguments always give the same instance.
"""

from collections import defaultdict
from datetime import date
from random import Random
from typing import Literal

from benchmarks.weekly.bookings import SERVICE, draw_bookings
from benchmarks.weekly.communes import bundled_communes, cluster
from benchmarks.weekly.demands import counts_by_service, draw_demands
from benchmarks.weekly.fleet import draw_vehicles, kits_for
from benchmarks.weekly.people import draw_people
from benchmarks.weekly.places import draw_depots, draw_venues, stops_of
from benchmarks.weekly.services import SERVICES
from benchmarks.weekly.size import Size
from instances.fill import fill_rules, public_holidays, school_holidays
from models.instance import Instance
from models.rides import RideRequest
from models.territory import Commune, SpeedProfile, Territory, Travel

MONDAY = date(2027, 3, 1)
"""Neither a holiday nor a school holiday in zone B in its two weeks."""


def generate(
    size: Size,
    *,
    seed: int,
    weeks: Literal[1, 2] = 1,
    rides_per_day: int = 0,
    communes: tuple[Commune, ...] | None = None,
) -> Instance:
    """The instance of a size and a seed.

    Parameters
    ----------
    communes
        To draw from; those of a bundled file by default.
    """
    rng = Random(f"{size} {weeks} {rides_per_day} {seed}")
    known = communes if communes is not None else bundled_communes(size.communes, rng)
    chosen = cluster(known, size.communes, rng)
    depots = draw_depots(chosen, size.depots)
    venues = draw_venues(rng, chosen)
    rooms: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for venue in venues:
        rooms[venue.commune] += (venue.id,)
    demands = draw_demands(rng, size, weeks, chosen, rooms)
    counts = counts_by_service(size.sessions)
    vehicles = draw_vehicles(rng, size, counts["creche"], depots, rides=rides_per_day > 0)
    people = draw_people(rng, size, counts, depots, MONDAY, rides=rides_per_day > 0)
    rides: tuple[RideRequest, ...] = ()
    if rides_per_day:
        rides = draw_bookings(rng, rides_per_day, MONDAY, chosen, [depot.commune for depot in depots], demands)
    return fill_rules(
        Instance(
            territory=Territory(
                id=f"weekly-{str(size).replace('/', '-')}-{weeks}w-{rides_per_day}r-{seed}",
                name=f"{chosen[0].name} et alentours (engendré, graine {seed})",
                holidays=public_holidays("FR", MONDAY) or (),
                school_holidays=school_holidays("B", MONDAY) or (),
                travel=Travel(
                    detour_percent=135,
                    profiles=(SpeedProfile(id="car", kmh=52), SpeedProfile(id="van", kmh=48)),
                ),
            ),
            cycle_weeks=weeks,
            anchor=MONDAY,
            week=MONDAY,
            communes=chosen,
            depots=depots,
            venues=venues,
            stops=stops_of(chosen) if rides_per_day else (),
            vehicles=vehicles,
            kits=kits_for(counts, vehicles),
            people=people,
            services=SERVICES,
            demands=demands,
            ride_services=(SERVICE,) if rides_per_day else (),
            rides=rides,
        )
    )
