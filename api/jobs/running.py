"""What each task comes to, in a solving process: the optimiser's facades, called."""

from collections.abc import Callable
from datetime import datetime

from api.jobs.tasks import Answer, ExplainTask, FrontierTask, OptionSaid, RepairTask, ScenarioTask, SolveTask, Task
from models.instance import Instance
from models.plan import Plan
from optimiser.explain import SECONDS as EXPLAIN_SECONDS
from optimiser.explain import explain
from optimiser.frontier import frontier
from optimiser.progress import OnProgress, StopFlag
from optimiser.repair import repair
from optimiser.solve import Limit, solve

REPAIR_SECONDS = 60.0

OnPlan = Callable[[Plan], None]


def run(task: Task, stop: StopFlag, on_progress: OnProgress, on_plan: OnPlan) -> Answer:
    """Do a task.

    Parameters
    ----------
    on_plan
        Told each better plan on the way to the plan that is asked for.

    Raises
    ------
    InvalidInstance, PlanRejectedError, UnmendableError
        As the facades of the optimiser do.
    """
    if isinstance(task, SolveTask):
        return _solve(task, stop, on_progress, on_plan)
    if isinstance(task, ScenarioTask):
        return _scenario(task, stop, on_progress, on_plan)
    if isinstance(task, RepairTask):
        return _repair(task, stop)
    if isinstance(task, ExplainTask):
        return _explain(task, stop, on_progress)
    return _frontier(task, stop, on_progress)


def _limit(task: Task) -> Limit:
    if task.iterations is not None:
        return Limit(seconds=None, iterations=task.iterations)
    return Limit() if task.seconds is None else Limit(seconds=task.seconds)


def _solve(task: SolveTask, stop: StopFlag, on_progress: OnProgress, on_plan: OnPlan) -> Answer:
    result = solve(
        task.instance,
        monday=task.monday,
        previous=task.previous,
        limit=_limit(task),
        seed=task.seed,
        stop=stop,
        on_progress=on_progress,
        on_plan=on_plan,
        base_dir=task.folder,
        made_at=task.made_at,
        tolerances=task.tolerances,
    )
    frozen = None if task.previous is None else task.previous.frozen_until
    return Answer(plan=result.plan.model_copy(update={"frozen_until": frozen}))


def _scenario(task: ScenarioTask, stop: StopFlag, on_progress: OnProgress, on_plan: OnPlan) -> Answer:
    def search(instance: Instance, made_at: datetime | None, told: OnPlan | None = None) -> Plan:
        return solve(
            instance,
            monday=task.monday,
            limit=_limit(task),
            seed=task.seed,
            stop=stop,
            on_progress=on_progress,
            on_plan=told,
            base_dir=task.folder,
            made_at=made_at,
        ).plan

    before = search(task.instance, task.made_at) if task.base is None else task.base
    plan = search(task.edited, before.made_at, on_plan)
    return Answer(plan=plan, base=before if task.base is None else None)


def _repair(task: RepairTask, stop: StopFlag) -> Answer:
    prices = repair(
        task.instance,
        task.plan,
        task.events,
        task.now,
        base_dir=task.folder,
        seed=task.seed,
        seconds=REPAIR_SECONDS if task.seconds is None else task.seconds,
        stop=stop,
    )
    options = [
        OptionSaid(
            changes=option.changes,
            need=option.need,
            price=option.price,
            cost=option.cost,
            plan=option.plan,
            tellings=[telling.model_dump(mode="json") for telling in option.tellings],
        )
        for option in prices.options
    ]
    return Answer(instance=prices.instance, options=options, notices=list(prices.notices))


def _explain(task: ExplainTask, stop: StopFlag, on_progress: OnProgress) -> Answer:
    found = explain(
        task.instance,
        task.plan,
        task.items,
        previous=task.previous,
        seconds=EXPLAIN_SECONDS if task.seconds is None else task.seconds,
        stop=stop,
        on_progress=on_progress,
        base_dir=task.folder,
    )
    return Answer(explanations=[one.explanation for one in found])


def _frontier(task: FrontierTask, stop: StopFlag, on_progress: OnProgress) -> Answer:
    front = frontier(
        task.instance,
        monday=task.monday,
        limit=_limit(task),
        seed=task.seed,
        stop=stop,
        on_progress=on_progress,
        base_dir=task.folder,
        most_percent=task.most_percent,
    )
    return Answer(points=[point.plan for point in front.points])
