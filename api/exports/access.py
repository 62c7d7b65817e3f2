"""Travel from where people live to where services are held, for the access figures."""

from datetime import date

from api.exports.indicators import AccessMinutes
from models.instance import Instance
from optimiser.travel import UNREACHABLE, Point, TravelTimes


def access_minutes(instance: Instance, times: TravelTimes, day: date) -> AccessMinutes:
    """Minutes by car from each commune's point to each venue.

    Parameters
    ----------
    times : TravelTimes
        Of the same instance; its provider is asked anew, for communes are no places of a plan.
    day : date
        Whose season sets speeds and closed roads.
    """
    # Two series of ids: nothing keeps a commune and a venue from having the same.
    communes = [Point(f"commune:{c.id}", c.lon, c.lat) for c in instance.communes]
    venues = [Point(venue.id, venue.lon, venue.lat) for venue in instance.venues]
    conditions = times.conditions(instance.territory.travel.own_car_profile, day)
    matrix = times.provider.matrix([*communes, *venues], conditions)

    def minutes(commune: str, venue: str) -> int | None:
        found = int(matrix.minutes[matrix.index[f"commune:{commune}"], matrix.index[venue]])
        return found if found < UNREACHABLE else None

    return minutes
