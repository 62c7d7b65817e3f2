"""The weeks that are published now, read once and held in memory: snapshot, plan, travel times, and desks by day."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.clocks import local_time
from api.plans.storing import load_plan
from api.store.sealing import Seal
from api.store.tables import InstanceRow, PlanRow, PublicationRow, TerritoryRow
from api.territories.entities import Entities
from api.territories.folders import travel_folder
from api.territories.snapshots import thaw
from models.horizon import Horizon
from models.instance import Instance
from models.plan import Plan
from models.territory import Address
from optimiser.offers import OfferDesk
from optimiser.travel import TravelTimes, travel_times

MOST_WEEKS = 8
LONGEST_WEEKS = 8


@dataclass
class Week:
    """A published week (or cycle of weeks) held ready.

    Desks are not frozen: whoever asks one looks at ``frozen_until`` first. ``wanted`` are days that were asked for in
    the version before, and will be again.
    """

    publication_id: str
    instance: Instance
    plan: Plan
    times: TravelTimes
    frozen_until: datetime | None
    wanted: tuple[date, ...] = ()
    _desks: dict[date, OfferDesk] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def horizon(self) -> Horizon:
        """The days planned."""
        return Horizon(self.plan.monday, self.plan.weeks)

    @contextmanager
    def desk(self, day: date) -> Iterator[OfferDesk]:
        """The desk of a day, for one caller at a time."""
        with self._lock:
            if day not in self._desks:
                free = self.plan.model_copy(update={"frozen_until": None})
                self._desks[day] = OfferDesk(self.instance, free, self.times, [day])
            yield self._desks[day]

    def followed_by(self, publication_id: str, instance: Instance, plan: Plan) -> "Week":
        """The week in its next version, whose places are the same."""
        return Week(publication_id, instance, plan, self.times, self.frozen_until, tuple({*self.wanted, *self._desks}))

    def warm(self) -> None:
        """Make the desks that will be asked for."""
        for day in self.wanted:
            with self.desk(day):
                pass

    def is_frozen(self, day: date) -> bool:
        """Whether a day is before the freeze line."""
        return self.frozen_until is not None and self.frozen_until > datetime.combine(day, datetime.min.time())


class Weeks:
    """The published weeks that were asked for last."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Week] = OrderedDict()
        self._plans: OrderedDict[str, Plan] = OrderedDict()
        self._lock = threading.Lock()
        self._reading: dict[str, threading.Lock] = {}

    def read(self, publication_id: str, make: Callable[[], Week], fits: Callable[[Week], bool]) -> Week:
        """A week, made by whoever comes first if it is not held, or no longer fits."""
        with self._lock:
            turn = self._reading.setdefault(publication_id, threading.Lock())
        with turn:
            week = self._held.get(publication_id)
            if week is None or not fits(week):
                week = make()
            self.put(week)
        return week

    def plan(self, publication_id: str, load: Callable[[], Plan]) -> Plan:
        """The plan of a version, read once."""
        with self._lock:
            week = self._held.get(publication_id)
            known = week.plan if week is not None else self._plans.get(publication_id)
        if known is None:
            known = load()
            with self._lock:
                self._plans[publication_id] = known
                while len(self._plans) > MOST_WEEKS:
                    self._plans.popitem(last=False)
        return known

    def warm(self) -> None:
        """Make the desks that will be asked for of the week published last."""
        with self._lock:
            newest = next(reversed(self._held.values()), None)
        if newest is not None:
            newest.warm()

    def put(self, week: Week, after: Week | None = None) -> None:
        """Hold a week ready, in the place of its version before; the one longest not asked for is let go."""
        with self._lock:
            if after is not None:
                self._held.pop(after.publication_id, None)
                self._reading.pop(after.publication_id, None)
            self._held[week.publication_id] = week
            self._held.move_to_end(week.publication_id)
            while len(self._held) > MOST_WEEKS:
                gone, _ = self._held.popitem(last=False)
                self._reading.pop(gone, None)


def published(session: Session, territory_id: str, first: date, last: date) -> list[PublicationRow]:
    """The version in force of each published week with a day between two, both included, in order of time."""
    query = (
        select(PublicationRow, PlanRow.weeks)
        .join(PlanRow, PlanRow.id == PublicationRow.plan_id)
        .where(
            PublicationRow.territory_id == territory_id,
            PublicationRow.withdrawn_at.is_(None),
            PublicationRow.monday <= last,
            PublicationRow.monday > first - timedelta(weeks=LONGEST_WEEKS),
        )
        .order_by(PublicationRow.monday, PublicationRow.major, PublicationRow.minor)
    )
    found = {row.monday: (row, weeks) for row, weeks in session.execute(query)}
    return [row for row, weeks in found.values() if row.monday + timedelta(weeks=weeks) > first]


def read_week(
    weeks: Weeks,
    session: Session,
    seal: Seal,
    territory: TerritoryRow,
    row: PublicationRow,
    data_dir: Path,
    places: Iterable[str] = (),
) -> Week:
    """A published week, with the doors in it that were added to the territory since.

    Parameters
    ----------
    places
        Ids that must be known; addresses of the territory are added for those the snapshot does not know.
    """
    wanted = tuple(places)

    def make() -> Week:
        plan_row = session.get_one(PlanRow, row.plan_id)
        instance = thaw(session, seal, session.get_one(InstanceRow, plan_row.instance_id))
        if any(place not in instance.places for place in wanted):
            instance = _with_doors(instance, Entities(session, seal, territory))
        times = travel_times(instance, travel_folder(territory, data_dir))
        return Week(row.id, instance, load_plan(plan_row), times, None)

    week = weeks.read(row.id, make, lambda known: all(place in known.instance.places for place in wanted))
    week.frozen_until = None if row.frozen_until is None else local_time(territory, row.frozen_until)
    return week


def _with_doors(instance: Instance, entities: Entities) -> Instance:
    known = instance.places
    new = [Address.model_validate(entities.body(row)) for row in entities.rows("addresses") if row.id not in known]
    return instance.model_copy(update={"addresses": (*instance.addresses, *new)})
