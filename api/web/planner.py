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
from api.plans.repository import Plans
from api.plans.storing import load_plan
from api.problems import Problem, not_found
from api.publications.publishing import publish_plan
from api.store.sealing import Seal
from api.store.tables import InstanceRow, PlanRow, TerritoryRow
from api.territories.snapshots import thaw
from api.web.board import By, build_board
from api.web.plan_view import in_force, job_view, open_jobs, plan_brief, plan_view, preview
from api.web.planner_page import page
from api.web.signed_in import CurrentReader, Reader, let
from models.notices import InvalidInstance

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Slug = Annotated[str, Path(max_length=160)]
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
def this_week(territory: Slug, session: Transaction, current: CurrentReader, language: CurrentLanguage) -> Response:
    """What is in force, what is being planned, the plans there are."""
    return _week(session, current, _territory(session, current, territory), language)


@router.post("/planner/{territory}/plans")
def start(
    territory: Slug,
    session: Transaction,
    current: CurrentReader,
    settings: CurrentSettings,
    seal: CurrentSeal,
    language: CurrentLanguage,
    seconds: Annotated[int, Form(ge=5, le=1800)] = 60,
) -> Response:
    """Plan the territory's week; what is wrong in the data is told where it stands."""
    let(current, Permission.PLANS_WRITE)
    row = _territory(session, current, territory)
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
    territory: Slug, job: RowId, session: Transaction, current: CurrentReader, language: CurrentLanguage
) -> Response:
    """A search as it goes; its plan once it ended."""
    let(current, Permission.PLANS_READ)
    row = _territory(session, current, territory)
    found = Jobs(session, row).job(job)
    view = job_view(found, language)
    return page("job.html", current, language, territory=row.name, root=_root(row), job=view)


@router.post("/planner/{territory}/jobs/{job}/stop")
def stop(territory: Slug, job: RowId, session: Transaction, current: CurrentReader) -> Response:
    """End a search; the best plan so far stays."""
    let(current, Permission.PLANS_WRITE)
    row = _territory(session, current, territory)
    queue.cancel(session, Jobs(session, row).job(job))
    return RedirectResponse(f"{_root(row)}/jobs/{job}", 303)


@router.get("/planner/{territory}/plans/{plan}")
def show(
    territory: Slug,
    plan: RowId,
    session: Transaction,
    current: CurrentReader,
    seal: CurrentSeal,
    language: CurrentLanguage,
    by: By = "vehicle",
) -> Response:
    """A plan: how good it is, what it leaves out and why, its board."""
    let(current, Permission.PLANS_READ)
    row = _territory(session, current, territory)
    found = Plans(session, row).plan(plan)
    lookup = _lookup(session, seal, found)
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
    territory: Slug,
    plan: RowId,
    session: Transaction,
    current: CurrentReader,
    seal: CurrentSeal,
    language: CurrentLanguage,
) -> Response:
    """What publishing a plan would change, and who must be told."""
    let(current, Permission.PUBLISH)
    row = _territory(session, current, territory)
    return _publish_page(session, current, seal, row, Plans(session, row).plan(plan), language)


@router.post("/planner/{territory}/plans/{plan}/publish")
def put_in_force(
    territory: Slug,
    plan: RowId,
    session: Transaction,
    current: CurrentReader,
    settings: CurrentSettings,
    seal: CurrentSeal,
    language: CurrentLanguage,
) -> Response:
    """Publish a plan."""
    let(current, Permission.PUBLISH)
    row = _territory(session, current, territory)
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


def _territory(session: Session, current: Reader, slug: str) -> TerritoryRow:
    row = session.scalar(
        select(TerritoryRow).where(
            TerritoryRow.organisation_id == current.principal.organisation_id,
            TerritoryRow.slug == slug.replace("\x00", ""),
        )
    )
    if row is None:
        raise not_found()
    return row


def _lookup(session: Session, seal: Seal, plan: PlanRow) -> Lookup:
    return Lookup(load_plan(plan), thaw(session, seal, session.get_one(InstanceRow, plan.instance_id)))


def _root(row: TerritoryRow) -> str:
    return f"/planner/{quote(row.slug, safe='')}"
