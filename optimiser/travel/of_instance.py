"""The travel times of an instance, and what its owner should know about them."""

from datetime import date
from pathlib import Path

from models.horizon import Horizon, horizon_of
from models.instance import Instance
from models.notices import InvalidInstance, Location, Notice, Severity
from models.territory import Territory
from models.text import Message, message
from optimiser.travel.base import Conditions, Point, Remark, RemarkKind, TravelDataError, TravelProvider
from optimiser.travel.cache import ArrayCache
from optimiser.travel.great_circle import GreatCircle
from optimiser.travel.roads.provider import RoadNetwork
from optimiser.travel.times import TravelTimes


def travel_times(instance: Instance, base_dir: Path | None = None, cache: ArrayCache | None = None) -> TravelTimes:
    """Travel times between all places of an instance.

    Parameters
    ----------
    instance
        Its territory says where times come from.
    base_dir
        Folder the road extract lies in; not needed for great-circle times.
    cache
        Where built graphs and times are kept; the user's cache folder by default.

    Raises
    ------
    InvalidInstance
        When the road extract is missing, unreadable or without a drivable road.
    """
    points = [Point(place.id, place.lon, place.lat) for place in instance.places.values()]
    return TravelTimes(_provider(instance.territory, base_dir, cache), points, _Calendar(instance.territory))


def travel_notices(times: TravelTimes, instance: Instance, horizon: Horizon | None = None) -> tuple[Notice, ...]:
    """Places off the road, out of reach, or with stated times that do not hold, under any conditions of the horizon.

    Parameters
    ----------
    times
        Of the same instance; the matrices of the horizon are built.
    horizon
        The days planned; the instance's own cycle by default.
    """
    horizon = horizon or horizon_of(instance)
    matrices = [times.matrix(profile, day) for profile in used_profiles(instance) for day in horizon.days]
    remarks = dict.fromkeys(remark for matrix in dict.fromkeys(matrices) for remark in matrix.remarks)
    told: dict[tuple[RemarkKind, str, str], Notice] = {}
    for remark in remarks:
        # One notice for a place cut off or a pair undercut, whatever number of seasons and profiles find it so.
        pair = remark.ids[1] if remark.kind not in _OF_ONE_PLACE else ""
        told.setdefault((remark.kind, remark.ids[0], pair), _notice(remark))
    return tuple(told.values())


def used_profiles(instance: Instance) -> tuple[str, ...]:
    """Speed profiles of the vehicles, and that of own cars where somebody may use one; sorted."""
    own_car = {instance.territory.travel.own_car_profile} if any(p.own_car for p in instance.people) else set()
    return tuple(sorted({vehicle.profile for vehicle in instance.vehicles} | own_car))


class _Calendar:
    """Conditions by profile and day; where seasons overlap, the slowest holds and what any of them closes is closed."""

    def __init__(self, territory: Territory) -> None:
        self._territory = territory
        self._profiles = {profile.id: profile for profile in territory.travel.profiles}
        self._known: dict[tuple[str, frozenset[str]], Conditions] = {}
        self._seasons: dict[date, frozenset[str]] = {}

    def __call__(self, profile_id: str, day: date) -> Conditions:
        if day not in self._seasons:
            self._seasons[day] = self._territory.seasons_on(day)
        key = profile_id, self._seasons[day]
        if key not in self._known:
            self._known[key] = self._conditions(*key)
        return self._known[key]

    def _conditions(self, profile_id: str, season_ids: frozenset[str]) -> Conditions:
        profile = self._profiles[profile_id]
        seasons = [season for season in self._territory.seasons if season.id in season_ids]
        return Conditions(
            kmh=profile.kmh,
            road_percent=profile.road_percent,
            season_percent=min((season.speed_percent for season in seasons), default=100),
            closed=frozenset((pair.origin, pair.destination) for season in seasons for pair in season.closed),
        )


def _provider(territory: Territory, base_dir: Path | None, cache: ArrayCache | None) -> TravelProvider:
    travel = territory.travel
    if travel.provider == "great_circle" or travel.extract is None:
        return GreatCircle(travel.detour_percent, travel.overrides)
    folder = (base_dir or Path()).resolve()
    path = (folder / travel.extract).resolve()
    if base_dir is None:
        raise _unusable(
            travel.extract, message("the road extract is looked for beside the instance, which is in no folder")
        )
    if not path.is_relative_to(folder):
        raise _unusable(travel.extract, message("the road extract lies outside the instance's folder"))
    try:
        return RoadNetwork.read(path, travel.overrides, cache)
    except TravelDataError as error:
        raise _unusable(
            travel.extract, message("the road extract cannot be used: {fault}", fault=str(error))
        ) from error


def _unusable(extract: str, what: Message) -> InvalidInstance:
    remedy = message("put an OpenStreetMap extract (.osm.pbf) there, or choose great_circle as the provider")
    location = Location(source="territory", field="travel.extract", item=extract)
    return InvalidInstance(
        (Notice(code="travel-extract", severity=Severity.ERROR, location=location, what=what, remedy=remedy),)
    )


_OF_ONE_PLACE = (RemarkKind.FAR_FROM_ROAD, RemarkKind.UNREACHABLE)


def _notice(remark: Remark) -> Notice:
    if remark.kind is RemarkKind.FAR_FROM_ROAD:
        what = message("this place is {metres} m from the nearest drivable road", metres=remark.amount)
        remedy = message("check its longitude and latitude; its travel times include this distance at a slow pace")
    elif remark.kind is RemarkKind.UNREACHABLE:
        what = message("no road leads between this place and {count} others, or none back", count=remark.amount)
        remedy = message("check its coordinates, the closed pairs of the season, or state travel times for it")
    elif remark.kind is RemarkKind.OVERRIDE_UNDERCUT:
        what = message(
            "the time stated to {destination} is not used: going by {via} takes {minutes} min",
            destination=remark.ids[1],
            via=remark.ids[2],
            minutes=remark.amount,
        )
        remedy = message("state the times of the neighbouring places as well")
    else:
        what = message(
            "the way to {destination} is closed, yet going by {via} takes {minutes} min only",
            destination=remark.ids[1],
            via=remark.ids[2],
            minutes=remark.amount,
        )
        remedy = message("close the pairs of the neighbouring places as well")
    field = "travel.overrides" if remark.kind is RemarkKind.OVERRIDE_UNDERCUT else ""
    return Notice(
        code=f"travel-{remark.kind.replace('_', '-')}",
        severity=Severity.WARNING,
        location=Location(field=field, item=remark.ids[0]),
        what=what,
        remedy=remedy,
    )
