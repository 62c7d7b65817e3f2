"""Kinds of jobs: what each gives its process, and how what comes back is checked and stored."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.exports.edit_text import edit_text
from api.jobs.price_lists import keep_price_list, prepare_repair
from api.jobs.requests import ExplainRequest, FrontierRequest, ScenarioRequest, SolveRequest
from api.jobs.tasks import Answer, ExplainTask, FrontierTask, ScenarioTask, SolveTask
from api.jobs.work import Desk, Keep, Work, plan_of, snapshot_of
from api.plans.storing import frozen_later, put_plan
from api.store.sealing import Seal
from api.store.tables import InstanceRow, JobRow, TerritoryRow
from models.explanation import Explanation
from models.text import Language

_BOTH: tuple[Language, ...] = ("fr", "en")


@dataclass(frozen=True)
class Kind:
    """A kind of job.

    ``prepare`` reads what the process is given, and raises Problem or InvalidInstance when there is nothing to work
    on; ``settle`` holds an answer against the rules, outside any transaction, and gives what stores it.
    """

    prepare: Callable[[Desk, TerritoryRow, JobRow], Work]
    settle: Callable[[Work, Answer], Keep]


def _prepare_solve(desk: Desk, territory: TerritoryRow, job: JobRow) -> Work:
    asked = SolveRequest.model_validate(job.request)
    snapshot = snapshot_of(desk, territory, asked.instance)
    previous = None
    if asked.previous is not None:
        previous = frozen_later(plan_of(desk, territory, asked.previous)[1], asked.now)
    task = SolveTask(
        folder=snapshot.folder,
        instance=snapshot.nameless,
        seed=asked.seed,
        seconds=asked.seconds,
        iterations=asked.iterations,
        monday=asked.monday,
        previous=previous,
        made_at=asked.made_at,
        tolerances=asked.tolerances,
    )
    return Work(task, snapshot, previous, asked.previous, "solve", asked.label)


def _prepare_scenario(desk: Desk, territory: TerritoryRow, job: JobRow) -> Work:
    asked = ScenarioRequest.model_validate(job.request)
    snapshot, edited = snapshot_of(desk, territory, asked.instance), snapshot_of(desk, territory, asked.edited)
    base = None if asked.base is None else plan_of(desk, territory, asked.base)[1]
    task = ScenarioTask(
        folder=snapshot.folder,
        instance=snapshot.nameless,
        edited=edited.nameless,
        seed=asked.seed,
        seconds=asked.seconds,
        iterations=asked.iterations,
        monday=asked.monday,
        base=base,
    )
    return Work(task, edited, origin="scenario", label=asked.label, beside=snapshot)


def _settle_scenario(work: Work, answer: Answer) -> Keep:
    keep_plan = work.kept_plan(answer)
    base = None
    if answer.base is not None and work.beside is not None:
        base = work.beside.checked(answer.base, None)

    def keep(session: Session, seal: Seal, job: JobRow) -> dict[str, object]:
        asked = ScenarioRequest.model_validate(job.request)
        base_id = asked.base
        if base is not None:
            row = session.get_one(InstanceRow, asked.instance)
            base_id = put_plan(session, row, base, origin="solve", actor=job.made_by).id
        return {**keep_plan(session, seal, job), "base": base_id}

    return keep


def _prepare_explain(desk: Desk, territory: TerritoryRow, job: JobRow) -> Work:
    asked = ExplainRequest.model_validate(job.request)
    row, plan = plan_of(desk, territory, asked.plan)
    snapshot = snapshot_of(desk, territory, row.instance_id)
    previous = None if row.previous_id is None else plan_of(desk, territory, row.previous_id)[1]
    task = ExplainTask(
        folder=snapshot.folder,
        instance=snapshot.nameless,
        plan=plan,
        previous=previous,
        items=asked.items,
        seconds=asked.seconds,
    )
    return Work(task, snapshot, previous, row.previous_id)


def _settle_explain(work: Work, answer: Answer) -> Keep:
    found = [_explained(one, work) for one in answer.explanations]
    return lambda _session, _seal, _job: {"explanations": found}


def _explained(one: Explanation, work: Work) -> dict[str, object]:
    """An explanation as JSON, each relaxation with its words in both languages."""
    relaxations = [
        relaxation.model_dump(mode="json")
        | {
            "text": {
                lang: [edit_text(edit, work.snapshot.nameless, lang) for edit in relaxation.edits] for lang in _BOTH
            }
        }
        for relaxation in one.relaxations
    ]
    return {**one.model_dump(mode="json"), "relaxations": relaxations}


def _prepare_frontier(desk: Desk, territory: TerritoryRow, job: JobRow) -> Work:
    asked = FrontierRequest.model_validate(job.request)
    snapshot = snapshot_of(desk, territory, asked.instance)
    task = FrontierTask(
        folder=snapshot.folder,
        instance=snapshot.nameless,
        seed=asked.seed,
        seconds=asked.seconds,
        iterations=asked.iterations,
        monday=asked.monday,
        most_percent=asked.most_percent,
    )
    return Work(task, snapshot, origin="frontier")


def _settle_frontier(work: Work, answer: Answer) -> Keep:
    kept = [work.snapshot.checked(plan, None) for plan in answer.points]

    def keep(session: Session, _seal: Seal, job: JobRow) -> dict[str, object]:
        row = session.get_one(InstanceRow, work.snapshot.id)
        rows = [put_plan(session, row, one, origin="frontier", actor=job.made_by, job_id=job.id) for one in kept]
        return {"plans": [one.id for one in rows]}

    return keep


KINDS: dict[str, Kind] = {
    "solve": Kind(_prepare_solve, Work.kept_plan),
    "scenario": Kind(_prepare_scenario, _settle_scenario),
    "repair": Kind(prepare_repair, keep_price_list),
    "explain": Kind(_prepare_explain, _settle_explain),
    "frontier": Kind(_prepare_frontier, _settle_frontier),
}
