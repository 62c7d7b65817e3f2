"""Routes of the planner's pages: this week, a search as it goes, a plan on its board, its publication."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Path, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.access import Permission
from api.deps import CurrentLanguage, CurrentSeal, CurrentSettings, Transaction
from api.exports import wording
from api.exports.lookup import Lookup
from api.jobs import queue
from api.jobs.repository import Jobs
from api.plans.asking import Asking
from api.plans.asking_schemas import SolveIn
from api.plans.naming import seen_by
from api.plans.repository import Plans
from api.problems import Problem
from api.publications.publishing import publish_plan
from api.store.sealing import Seal
from api.store.tables import OrganisationRow, PlanRow, TerritoryRow
from api.web.board import By, build_board
from api.web.plan_view import in_force, job_view, open_jobs, plan_brief, plan_view, preview
from api.web.planner_page import page
from api.web.signed_in import CurrentReader, OwnTerritory, Reader, let
from models.notices import InvalidInstance

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
RowId = Annotated[str, Path(max_length=26, pattern="^[0-9a-z]+$")]
RECENT = 20


@router.get("/planner")
def territories(session: Transaction, current: CurrentReader, language: CurrentLanguage) -> Response:
    """The organisation's territories; the only one at once."""
    let(current, Permission.PLANS_READ)
    query = select(TerritoryRow).where(TerritoryRow.organisation_id == current.principal.organisation_id)
    rows = list(session.scalars(query.order_by(TerritoryRow.name)))
    if len(rows) == 1:
        return RedirectResponse(_root(rows[0]), 303)
    return page("territories.html", current, language, rows=[{"name": row.name, "link": _root(row)} for row in rows])


@router.get("/planner/{territory}")
def this_week(row: OwnTerritory, session: Transaction, current: CurrentReader, language: CurrentLanguage) -> Response:
    """What is in force, what is being planned, the plans there are."""
    return _week(session, current, row, language)


@router.post("/planner/{territory}/plans")
def start(
    row: OwnTerritory,
    session: Transaction,
    current: CurrentReader,
    settings: CurrentSettings,
    seal: CurrentSeal,
    language: CurrentLanguage,
    seconds: Annotated[int, Form(ge=5, le=1800)] = 60,
) -> Response:
    """Plan the territory's week; what is wrong in the data is told where it stands."""
    let(current, Permission.PLANS_WRITE)
    try:
        job = Asking(session, settings, seal, row, current.principal).solve(
            SolveIn(seconds=min(seconds, settings.max_solve_seconds))
        )
    except InvalidInstance as fault:
        faults = [notice.text(language) for notice in fault.notices]
        return _week(session, current, row, language, faults=faults, status=422)
    return RedirectResponse(f"{_root(row)}/jobs/{job.id}", 303)


@router.get("/planner/{territory}/jobs/{job}")
def watch(
    row: OwnTerritory, job: RowId, session: Transaction, current: CurrentReader, language: CurrentLanguage
) -> Response:
    """A search as it goes; its plan once it ended."""
    let(current, Permission.PLANS_READ)
    found = Jobs(session, row).job(job)
    view = job_view(found, language)
    return page("job.html", current, language, territory=row.name, root=_root(row), job=view)


@router.post("/planner/{territory}/jobs/{job}/stop")
def stop(row: OwnTerritory, job: RowId, session: Transaction, current: CurrentReader) -> Response:
    """End a search; the best plan so far stays."""
    let(current, Permission.PLANS_WRITE)
    queue.cancel(session, Jobs(session, row).job(job))
    return RedirectResponse(f"{_root(row)}/jobs/{job}", 303)


@router.get("/planner/{territory}/plans/{plan}")
def show(
    row: OwnTerritory,
    plan: RowId,
    session: Transaction,
    current: CurrentReader,
    seal: CurrentSeal,
    language: CurrentLanguage,
    by: By = "vehicle",
) -> Response:
    """A plan: how good it is, what it leaves out and why, its board."""
    let(current, Permission.PLANS_READ)
    found = Plans(session, row).plan(plan)
    lookup = Lookup(*seen_by(session, seal, found, current.principal))
    return page(
        "plan.html",
        current,
        language,
        territory=row.name,
        root=_root(row),
        here=f"{_root(row)}/plans/{found.id}",
        plan=plan_view(session, found, lookup, language),
        board=build_board(lookup, by, language),
        days=[wording.short_day(day, language) for day in lookup.horizon.days],
        by=by,
        may_publish=current.principal.may(Permission.PUBLISH),
    )


@router.get("/planner/{territory}/plans/{plan}/publish")
def consider(
    row: OwnTerritory,
    plan: RowId,
    session: Transaction,
    current: CurrentReader,
    seal: CurrentSeal,
    language: CurrentLanguage,
) -> Response:
    """What publishing a plan would change, and who must be told."""
    let(current, Permission.PUBLISH)
    return _publish_page(session, current, seal, row, Plans(session, row).plan(plan), language)


@router.post("/planner/{territory}/plans/{plan}/publish")
def put_in_force(
    row: OwnTerritory,
    plan: RowId,
    session: Transaction,
    current: CurrentReader,
    settings: CurrentSettings,
    seal: CurrentSeal,
    language: CurrentLanguage,
) -> Response:
    """Publish a plan."""
    let(current, Permission.PUBLISH)
    found = Plans(session, row).plan(plan)
    try:
        publish_plan(session, settings, seal, row, found, current.principal)
    except Problem as problem:
        if problem.status != 409:
            raise
        faults = [problem.what.text(language), *(notice.text(language) for notice in problem.notices)]
        return _publish_page(session, current, seal, row, found, language, faults=faults, status=409)
    return RedirectResponse(_root(row), 303)


def _week(
    session: Session,
    current: Reader,
    row: TerritoryRow,
    language: CurrentLanguage,
    *,
    faults: list[str] | None = None,
    status: int = 200,
) -> Response:
    let(current, Permission.PLANS_READ)
    owner = session.get_one(OrganisationRow, row.organisation_id)
    plans = session.scalars(
        select(PlanRow).where(PlanRow.territory_id == row.id).order_by(PlanRow.id.desc()).limit(RECENT)
    )
    return page(
        "week.html",
        current,
        language,
        status=status,
        territory=row.name,
        root=_root(row),
        plans=[plan_brief(session, plan, language) for plan in plans],
        jobs=[job_view(job, language) for job in open_jobs(session, row)],
        in_force=in_force(session, row, language),
        faults=faults or [],
        villages=f"/villages/{quote(owner.slug, safe='')}/{quote(row.slug, safe='')}",
        files=f"/v1/territories/{quote(row.slug, safe='')}/files",
        may_plan=current.principal.may(Permission.PLANS_WRITE),
    )


def _publish_page(
    session: Session,
    current: Reader,
    seal: Seal,
    row: TerritoryRow,
    found: PlanRow,
    language: CurrentLanguage,
    *,
    faults: list[str] | None = None,
    status: int = 200,
) -> Response:
    return page(
        "publish.html",
        current,
        language,
        status=status,
        territory=row.name,
        root=_root(row),
        here=f"{_root(row)}/plans/{found.id}",
        plan=plan_brief(session, found, language),
        difference=preview(session, seal, row, found, language),
        faults=faults or [],
    )


def _root(row: TerritoryRow) -> str:
    return f"/planner/{quote(row.slug, safe='')}"
