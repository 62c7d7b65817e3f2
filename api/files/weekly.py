"""Files of one published week for those who plan, made when they are asked for.

They hold names of people where the reader may know them, and never a private address. Nothing of them is kept but in
memory: who is forgotten is in no file from then on.
"""

import hashlib
import json
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.clocks import wall_time
from api.exports.access import access_by_car
from api.exports.equity import equity
from api.exports.equity_json import write_equity
from api.exports.lookup import Lookup
from api.exports.maps import write_planner_map
from api.exports.paper import build_day_sheets
from api.exports.week_xlsx import write_week
from api.plans.storing import load_plan
from api.problems import not_found
from api.publications.repository import Publications
from api.settings import Settings
from api.store.sealing import Seal
from api.store.tables import IdentityRow, InstanceRow, PublicationRow, TerritoryRow
from api.territories.folders import backgrounds_of, travel_folder
from api.territories.snapshots import thaw
from models.instance import Instance
from models.plan import Plan
from models.text import Language
from optimiser.travel import TravelTimes, travel_times

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES = {"map.html": "text/html; charset=utf-8", "week.xlsx": XLSX, "equity.json": "application/json"}
MOST_KEPT = 16


@dataclass(frozen=True)
class WeeklyFile:
    """A file of a published week: what it is made from decides its ETag, so that it need not be made to be compared."""

    publication: PublicationRow
    name: str
    language: Language
    with_names: bool
    etag: str


class Kept:
    """Files that were made lately, by ETag."""

    def __init__(self) -> None:
        self._bodies: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, etag: str, make: Callable[[], bytes]) -> bytes:
        """The file, made if it is not at hand."""
        with self._lock:
            if etag in self._bodies:
                self._bodies.move_to_end(etag)
                return self._bodies[etag]
        body = make()
        with self._lock:
            self._bodies[etag] = body
            while len(self._bodies) > MOST_KEPT:
                self._bodies.popitem(last=False)
        return body


def find_weekly(
    session: Session,
    territory: TerritoryRow,
    name: str,
    monday: date | None,
    today: date,
    language: Language,
    *,
    with_names: bool,
) -> WeeklyFile:
    """A file of a week in force.

    Parameters
    ----------
    monday : date, optional
        When the week begins; by default the one that today lies in, else the next, else the last.

    Raises
    ------
    Problem
        404 when no such week is in force.
    """
    publications = Publications(session, territory)
    row = publications.current(monday) if monday is not None else _present(publications, today)
    if row is None or name not in MEDIA_TYPES:
        raise not_found()
    return _made_from(session, territory, row, name, language, with_names=with_names)


def find_sheet(
    session: Session, territory: TerritoryRow, person: str, day: date, language: Language, *, with_names: bool
) -> WeeklyFile:
    """The sheet of a person's duty of a day in force.

    Raises
    ------
    Problem
        404 when they have none.
    """
    publications = Publications(session, territory)
    for row in publications.in_force(day):
        plan = load_plan(publications.plan_and_snapshot(row)[0])
        if any((duty.person, duty.date) == (person, day) for duty in plan.duties):
            return _made_from(session, territory, row, sheet_name(person, day), language, with_names=with_names)
    raise not_found()


def sheet_name(person: str, day: date) -> str:
    """What a sheet is called, as `api.exports.paper` calls it."""
    return f"{day}-{quote(person, safe='@+')}.pdf"


def _made_from(
    session: Session, territory: TerritoryRow, row: PublicationRow, name: str, language: Language, *, with_names: bool
) -> WeeklyFile:
    known = session.execute(
        select(func.count(), func.max(IdentityRow.changed_at)).where(IdentityRow.territory_id == territory.id)
    ).one()
    made_from = [row.id, row.plan_id, name, language, with_names, known[0], str(known[1]), territory.version]
    digest = hashlib.sha256(json.dumps(made_from).encode()).hexdigest()
    return WeeklyFile(row, name, language, with_names, f'"{digest[:32]}"')


def _present(publications: Publications, today: date) -> PublicationRow | None:
    weeks = publications.in_force(today)
    return weeks[0] if weeks else publications.before(today)


def render_weekly(session: Session, settings: Settings, seal: Seal, territory: TerritoryRow, file: WeeklyFile) -> bytes:
    """The content of the file."""
    plan_row, snapshot = Publications(session, territory).plan_and_snapshot(file.publication)
    plan, shown = load_plan(plan_row), _shown(session, seal, snapshot, with_names=file.with_names)
    times = travel_times(shown, travel_folder(territory, settings.data_dir))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file.name
        _WRITERS[file.name](plan, shown, path, times, territory, file.language)
        return path.read_bytes()


def render_sheet(session: Session, seal: Seal, territory: TerritoryRow, file: WeeklyFile) -> bytes:
    """The content of a day's sheet; passengers go by their codes, doors by their communes."""
    plan_row, snapshot = Publications(session, territory).plan_and_snapshot(file.publication)
    plan, shown = load_plan(plan_row), _shown(session, seal, snapshot, with_names=file.with_names)
    one = [duty for duty in plan.duties if sheet_name(duty.person, duty.date) == file.name]
    published_at = wall_time(file.publication.published_at, shown.territory.zone)
    only = plan.model_copy(update={"duties": tuple(one), "made_at": published_at})
    return build_day_sheets(only, shown, language=file.language)[file.name]


def _shown(session: Session, seal: Seal, snapshot: InstanceRow, *, with_names: bool) -> Instance:
    """The snapshot with doors at the middle of their communes, and names of people where the reader may know them."""
    bare = Instance.model_validate_json(snapshot.body)
    return bare.model_copy(update={"people": thaw(session, seal, snapshot).people}) if with_names else bare


def _write_map(
    plan: Plan, instance: Instance, path: Path, times: TravelTimes, territory: TerritoryRow, language: Language
) -> None:
    shapes = backgrounds_of(territory)
    write_planner_map(
        plan,
        instance,
        path,
        find_path=times.path,
        communes=shapes.communes,
        roads=shapes.roads,
        access=access_by_car(instance, times),
        language=language,
    )


def _write_week(
    plan: Plan, instance: Instance, path: Path, times: TravelTimes, territory: TerritoryRow, language: Language
) -> None:
    del territory
    write_week(plan, instance, path, access=access_by_car(instance, times), language=language)


def _write_equity(
    plan: Plan, instance: Instance, path: Path, times: TravelTimes, territory: TerritoryRow, language: Language
) -> None:
    del territory, language
    write_equity(equity(Lookup(plan, instance), access_by_car(instance, times)), instance, path)


_WRITERS = {"map.html": _write_map, "week.xlsx": _write_week, "equity.json": _write_equity}
