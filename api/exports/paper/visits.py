"""A duty as a sequence of visits: one drives to a place, does there what is to be done, and drives on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from api.exports import describe
from api.exports.lookup import Lookup
from models.plan import Activity, Duty, Load, StopAction, Tour, TourStop

_TRAVEL = frozenset(("drive", "ride", "own_car"))


@dataclass(frozen=True)
class Doing:
    """What is done at a visit: an activity, with the actions of the tour's stop while it lasts."""

    activity: Activity
    actions: tuple[StopAction, ...] = ()


@dataclass
class Visit:
    """A place, the way there (none where the day begins), what is done there; ``load`` is aboard on driving on."""

    place: str
    arrival: datetime
    travel: Activity | None = None
    doings: list[Doing] = field(default_factory=list)
    departure: datetime | None = None
    load: Load = field(default_factory=Load)


def visits_of(lookup: Lookup, duty: Duty) -> list[Visit]:
    """The visits of a duty in order, the first at the person's base."""
    base = lookup.instance.person_by_id[duty.person].base
    visits = [Visit(base, duty.start)]
    for activity in duty.activities:
        here = visits[-1]
        if activity.kind not in _TRAVEL:
            tour = lookup.tour_by_id.get(activity.ref or "")
            told = {id(action) for doing in here.doings for action in doing.actions}
            found = describe.actions_during(tour, activity) if tour and activity.kind in ("board", "load") else ()
            here.doings.append(Doing(activity, tuple(action for action in found if id(action) not in told)))
            continue
        here.departure = activity.start
        if activity.kind == "drive" and (stop := _left(lookup.tour_by_id.get(activity.ref or ""), activity)):
            here.load = stop.load
        visits.append(Visit(activity.place, activity.end, activity))
    return visits


def _left(tour: Tour | None, drive: Activity) -> TourStop | None:
    """The stop of the tour that a drive leaves."""
    return next(_leaving(tour, drive), None) if tour is not None else None


def _leaving(tour: Tour, drive: Activity) -> Iterator[TourStop]:
    for stop, following in zip(tour.stops, tour.stops[1:], strict=False):
        if following.place == drive.place and stop.departure <= drive.start and drive.end <= following.departure:
            yield stop
