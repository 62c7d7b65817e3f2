"""Travel from where people live to where services are held, for the access figures."""

from datetime import date

from api.exports.equity import Access, Way
from models.instance import Instance
from optimiser.travel import UNREACHABLE, Conditions, Point, TravelMatrix, TravelTimes


def access_by_car(instance: Instance, times: TravelTimes) -> Access:
    """Travel by car from each commune's point to each venue, under the conditions of a day.

    Parameters
    ----------
    times : TravelTimes
        Of the same instance; its provider is asked anew, for communes are no places of a plan.
    """
    # Two series of ids: nothing keeps a commune and a venue from having the same.
    communes = [Point(f"commune:{c.id}", c.lon, c.lat) for c in instance.communes]
    venues = [Point(venue.id, venue.lon, venue.lat) for venue in instance.venues]
    known: dict[Conditions, TravelMatrix] = {}

    def way(commune: str, venue: str, day: date) -> Way | None:
        conditions = times.conditions(instance.territory.travel.own_car_profile, day)
        if conditions not in known:
            known[conditions] = times.provider.matrix([*communes, *venues], conditions)
        matrix = known[conditions]
        row, column = matrix.index[f"commune:{commune}"], matrix.index[venue]
        minutes = int(matrix.minutes[row, column])
        return Way(minutes, int(matrix.metres[row, column])) if minutes < UNREACHABLE else None

    return way
