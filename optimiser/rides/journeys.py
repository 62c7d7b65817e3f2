"""One direction of a ride item as the search sees it: stops, their windows, and the pairs of them that may be used."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from models.base import DAY_MIN, format_time_of_day
from models.horizon import Horizon
from models.instance import Instance
from models.text import message
from optimiser.binds import binds
from optimiser.rides.asked import FORBIDDEN, Journey, Option, RuledOutError, feasible_pairs, pins_leg
from optimiser.rides.free_times import Span
from optimiser.rides.stops import candidate_places, hours_on, zone_allows
from optimiser.rides.windows import LegAsked, leg_windows
from optimiser.travel import UNREACHABLE, TravelTimes


@binds("R1.order", "R4.boarding", "R8.zone", "R8.hours")
def build_journey(
    instance: Instance, horizon: Horizon, times: TravelTimes, asked: LegAsked, profiles: Sequence[str]
) -> Journey:
    """What one direction leaves to choose from.

    Parameters
    ----------
    profiles
        Speed profiles of the vehicles that suit the party.

    Raises
    ------
    RuledOutError
        When nothing is left, with the reason.
    """
    pickup_window, dropoff_window = leg_windows(horizon, asked)
    places = _places(instance, asked)
    hours = hours_on(instance, horizon, asked.service, asked.day)
    if not hours:
        text = message("the service does not run on {day}", day=f"{asked.day:%d/%m/%Y}")
        raise RuledOutError("impossible", text, "R8")
    pickups, pickup_hours = _options(places[0], pickup_window, hours, 2 * asked.boarding)
    dropoffs, dropoff_hours = _options(places[1], dropoff_window, hours, asked.boarding)
    if not pickups or not dropoffs:
        raise RuledOutError("impossible", message("the times asked for lie outside the service's hours"), "R2", "R8")
    zones = np.array([[zone_allows(instance, asked.service, a.place, b.place) for b in dropoffs] for a in pickups])
    if not zones.any():
        raise RuledOutError("impossible", message("the zones of the service do not allow this movement"), "R8")
    same_hours = np.array([[a == b for b in dropoff_hours] for a in pickup_hours])
    distinct = np.array([[a.place != b.place for b in dropoffs] for a in pickups])
    journey = _with_limits(times, asked, pickups, dropoffs, zones & same_hours & distinct)
    _check_some_pair(asked, journey, profiles)
    return journey


@binds("R6.stop", "R6.accessible", "L1.pin")
def _places(instance: Instance, asked: LegAsked) -> list[tuple[str, ...]]:
    """Candidate stops of the pick-up and of the drop-off."""
    places: list[tuple[str, ...]] = []
    request, service = asked.request, asked.service
    for wished, stated in zip(request.ends(asked.leg), request.stops(asked.leg), strict=True):
        found, near = candidate_places(instance, service, request, wished, stated)
        if not found:
            name = instance.places[wished].name
            text = message("no stop within {metres} m of {place}", metres=service.walking_m, place=name)
            if near:
                text = message("no stop a wheelchair can use near {place}", place=name)
            raise RuledOutError("impossible", text, "R6")
        places.append(found)
    wanted = {pin.place for pin in asked.pins if pin.place is not None and pins_leg(pin, asked.leg)}
    if wanted:
        places[0] = tuple(place for place in places[0] if wanted == {place})
        if not places[0]:
            raise RuledOutError("pinned_out", message("it is pinned to a stop it may not use"), "L1", "R6")
    return places


def _options(
    places: Sequence[str], window: Span, hours: Sequence[Span], until_end: int
) -> tuple[tuple[Option, ...], list[int]]:
    """A stop option for each place and stretch of service hours, and the stretch of each.

    What starts at the option takes ``until_end`` minutes that must lie inside the hours too.
    """
    options, stretch = [], []
    for place in places:
        for k, (opens, closes) in enumerate(hours):
            earliest, latest = max(window[0], opens), min(window[1], closes - until_end)
            if earliest <= latest:
                options.append(Option(place, earliest, latest))
                stretch.append(k)
    return tuple(options), stretch


@binds("R3.ride_time")
def _with_limits(
    times: TravelTimes,
    asked: LegAsked,
    pickups: tuple[Option, ...],
    dropoffs: tuple[Option, ...],
    allowed: npt.NDArray[np.bool_],
) -> Journey:
    rows = [times.index[option.place] for option in pickups]
    columns = [times.index[option.place] for option in dropoffs]
    service = asked.service

    def direct(profile: str) -> npt.NDArray[np.int64]:
        return times.matrix(profile, asked.day).minutes[np.ix_(rows, columns)].astype(np.int64)

    def limit(profile: str) -> npt.NDArray[np.int64]:
        shortest = direct(profile)
        longest = np.minimum(service.max_ride_min, shortest * service.ride_percent // 100 + service.ride_constant_min)
        return np.where(allowed & (shortest < UNREACHABLE) & (shortest <= longest), longest, FORBIDDEN)

    return Journey(asked.leg, pickups, dropoffs, allowed, asked.boarding, asked.boarding, direct, limit)


def _check_some_pair(asked: LegAsked, journey: Journey, profiles: Sequence[str]) -> None:
    """Rule out a journey that no vehicle could make even alone, straight from the pick-up to the drop-off."""
    directs = [journey.direct(profile) for profile in profiles]
    limits = [journey.limit(profile) for profile in profiles]
    shortest = int(min(np.where(journey.allowed, direct, UNREACHABLE).min() for direct in directs))
    if shortest >= UNREACHABLE:
        raise RuledOutError("impossible", message("no road leads from the pick-up to the drop-off"), "T1")
    if all((limit == FORBIDDEN).all() for limit in limits):
        text = message(
            "the direct ride takes {direct} min, longer than the {limit} min a ride may last",
            direct=shortest,
            limit=asked.service.max_ride(shortest),
        )
        raise RuledOutError("impossible", text, "R3")
    if any(feasible_pairs(journey, *pair).any() for pair in zip(directs, limits, strict=True)):
        return
    earliest = min(option.earliest for option in journey.pickups)
    latest = max(option.latest for option in journey.dropoffs)
    if earliest + journey.boarding + shortest > latest:
        text = message(
            "leaving at {earliest} at the earliest, the {direct} min ride arrives after {latest}",
            earliest=format_time_of_day(earliest % DAY_MIN),
            direct=shortest,
            latest=format_time_of_day(latest % DAY_MIN),
        )
        raise RuledOutError("impossible", text, "R2", "T1")
    text = message("its windows leave more time between pick-up and drop-off than a ride may last")
    raise RuledOutError("impossible", text, "R2", "R3")
