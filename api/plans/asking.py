"""From what a caller asks to a job: the data frozen, the plan before found, limits kept; every fault told at once."""

from datetime import date

from sqlalchemy.orm import Session

from api.access import Principal
from api.clocks import local_time
from api.jobs import queue
from api.jobs.requests import ExplainRequest, FrontierRequest, ScenarioRequest, SolveRequest
from api.plans.asking_schemas import ExplainIn, FrontierIn, ScenarioIn, SearchIn, SolveIn
from api.plans.published import plan_before
from api.plans.repository import Plans
from api.plans.storing import load_plan
from api.problems import refused
from api.settings import Settings
from api.store.sealing import Seal
from api.store.tables import InstanceRow, JobRow, PlanRow, TerritoryRow
from api.territories.snapshots import assemble, freeze, thaw
from models.edits.scenario import apply_scenario
from models.horizon import horizon_of, occurrences, ride_items
from models.instance import Instance
from models.notices import InvalidInstance, Location, Notice, Severity, did_you_mean, error
from models.references import find_faults
from models.text import message


class Asking:
    """Puts jobs of one territory into the queue."""

    def __init__(
        self, session: Session, settings: Settings, seal: Seal, territory: TerritoryRow, principal: Principal
    ) -> None:
        self._session, self._settings, self._seal = session, settings, seal
        self._territory, self._principal = territory, principal
        self._plans = Plans(session, territory)

    def solve(self, asked: SolveIn) -> JobRow:
        """A week to plan.

        Raises
        ------
        InvalidInstance
            With every fault of the data.
        Problem
            404 for a snapshot or plan the territory has not, 422 for more seconds than may be asked.
        """
        self._limit(asked)
        row, instance = self._instance(asked.instance)
        self._refuse_faults(instance, asked.monday)
        previous, now = asked.previous, asked.now
        if previous == "published":
            before = plan_before(self._session, self._territory, asked.monday or instance.week)
            previous = None if before is None else before.plan.id
            if before is not None and now is None:
                now = local_time(self._territory)
            if before is not None and before.frozen_until is not None:
                now = max(moment for moment in (now, before.frozen_until) if moment is not None)
        elif previous is not None:
            self._plans.plan(previous)
        request = SolveRequest(
            seconds=self._seconds(asked),
            iterations=asked.iterations,
            seed=asked.seed,
            instance=row.id,
            monday=asked.monday,
            previous=previous,
            now=now,
            made_at=now,
            tolerances=asked.tolerances,
            label=asked.label,
        )
        return self._queue("solve", request)

    def scenario(self, asked: ScenarioIn) -> JobRow:
        """Edits to try out; raises as `solve`, with every edit that cannot be made."""
        self._limit(asked)
        if asked.base is None:
            row, instance = self._instance(None)
            monday = asked.monday
        else:
            base = self._plans.plan(asked.base)
            row = self._session.get_one(InstanceRow, base.instance_id)
            instance, monday = thaw(self._session, self._seal, row), base.monday
        self._refuse_faults(instance, monday)
        edited, notices = apply_scenario(asked.scenario, instance)
        if any(notice.severity is Severity.ERROR for notice in notices):
            raise InvalidInstance(notices)
        frozen = freeze(self._session, self._seal, self._territory, edited, self._principal.actor, notices)
        request = ScenarioRequest(
            seconds=self._seconds(asked),
            iterations=asked.iterations,
            seed=asked.seed,
            instance=row.id,
            edited=frozen.id,
            base=asked.base,
            monday=monday,
            label=asked.scenario.name,
        )
        return self._queue("scenario", request)

    def frontier(self, asked: FrontierIn) -> JobRow:
        """What a more equal plan costs; raises as `solve`."""
        self._limit(asked)
        row, instance = self._instance(None)
        self._refuse_faults(instance, asked.monday)
        request = FrontierRequest(
            seconds=self._seconds(asked),
            iterations=asked.iterations,
            seed=asked.seed,
            instance=row.id,
            monday=asked.monday,
            most_percent=asked.most_need_percent,
        )
        return self._queue("frontier", request)

    def explain(self, plan: PlanRow, asked: ExplainIn) -> JobRow:
        """Items to explain.

        Raises
        ------
        Problem
            422 for items that are not asked for in the weeks of the plan.
        """
        made = load_plan(plan)
        items = asked.items
        if items is None:
            items = tuple(left.item for left in made.unserved)
        else:
            instance = thaw(self._session, self._seal, self._session.get_one(InstanceRow, plan.instance_id))
            horizon = horizon_of(instance, plan.monday)
            sessions = occurrences(instance, horizon)
            rides = ride_items(instance, horizon, sessions)
            known = {one.id for one in sessions} | {one.id for one in rides}
            if strangers := [item for item in items if item not in known]:
                raise refused([_unknown(item, known) for item in strangers])
        request = ExplainRequest(plan=plan.id, items=items, seconds=asked.seconds)
        return self._queue("explain", request)

    def _instance(self, instance_id: str | None) -> tuple[InstanceRow, Instance]:
        """A snapshot, or the territory as it stands, frozen."""
        if instance_id is not None:
            row = self._plans.instance(instance_id)
            return row, thaw(self._session, self._seal, row)
        instance, notices = assemble(self._session, self._seal, self._territory)
        row = freeze(self._session, self._seal, self._territory, instance, self._principal.actor, notices)
        return row, instance

    def _refuse_faults(self, instance: Instance, monday: date | None) -> None:
        faults = find_faults(instance, monday)
        if any(notice.severity is Severity.ERROR for notice in faults):
            raise InvalidInstance(faults)

    def _limit(self, asked: SearchIn) -> None:
        most = self._settings.max_solve_seconds
        if asked.seconds is not None and asked.seconds > most:
            what = message("{n} s are more than a search may take here", n=asked.seconds)
            remedy = message("ask for {most} s at most", most=most)
            raise refused([error("seconds", Location(source="body", field="seconds"), what, remedy)])

    def _seconds(self, asked: SearchIn) -> int | None:
        """Seconds of the search, where iterations do not end it."""
        if asked.iterations is not None:
            return None
        return asked.seconds or min(self._settings.solve_seconds, self._settings.max_solve_seconds)

    def _queue(self, kind: str, request: SolveRequest | ScenarioRequest | FrontierRequest | ExplainRequest) -> JobRow:
        body = request.model_dump(mode="json")
        return queue.enqueue(self._session, self._territory, kind, body, self._principal)


def _unknown(item: str, known: set[str]) -> Notice:
    what = message("{id} is neither a session nor a ride asked for in the weeks of this plan", id=item)
    otherwise = message("copy the identifier from the plan, or leave it out to see all that is unserved")
    return error(
        "item.unknown", Location(source="body", field="items", item=item), what, did_you_mean(item, known, otherwise)
    )
