"""Routes that ask for a search: a plan, a scenario, a frontier, an explanation. Each answers 202 and names its job."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from api import audit
from api.access import Permission, Principal, needs
from api.deps import CurrentLanguage, CurrentSeal, CurrentSettings, Transaction
from api.jobs.repository import accepted
from api.jobs.schemas import JobOut
from api.plans.asking import Asking
from api.plans.asking_schemas import ExplainIn, FrontierIn, ScenarioIn, SolveIn
from api.plans.dependencies import CurrentPlan
from api.problems import responses
from api.territories.dependencies import CurrentTerritory

router = APIRouter(prefix="/territories/{territory}", tags=["plans"], responses=responses(401, 403, 404, 422, 429))
Writer = Annotated[Principal, Depends(needs(Permission.PLANS_WRITE))]


def asking(
    session: Transaction, settings: CurrentSettings, seal: CurrentSeal, territory: CurrentTerritory, principal: Writer
) -> Asking:
    """What puts the caller's jobs into the queue."""
    return Asking(session, settings, seal, territory, principal)


CurrentAsking = Annotated[Asking, Depends(asking, scope="function")]


@router.post("/plans", status_code=202)
def plan_a_week(
    body: SolveIn,
    response: Response,
    asks: CurrentAsking,
    territory: CurrentTerritory,
    principal: Writer,
    session: Transaction,
    language: CurrentLanguage,
) -> JobOut:
    """Plan a week. The answer names a job; its best plan is stored as it improves."""
    job = asks.solve(body)
    audit.record(session, principal, "plan.ask", job.id)
    return accepted(response, territory, job, language)


@router.post("/scenarios", status_code=202)
def try_edits_out(
    body: ScenarioIn,
    response: Response,
    asks: CurrentAsking,
    territory: CurrentTerritory,
    principal: Writer,
    session: Transaction,
    language: CurrentLanguage,
) -> JobOut:
    """Try edits out: the edited week is planned, to be compared with the plan as things are."""
    job = asks.scenario(body)
    audit.record(session, principal, "scenario.ask", job.id)
    return accepted(response, territory, job, language)


@router.post("/frontiers", status_code=202)
def price_equality(
    body: FrontierIn,
    response: Response,
    asks: CurrentAsking,
    territory: CurrentTerritory,
    principal: Writer,
    session: Transaction,
    language: CurrentLanguage,
) -> JobOut:
    """Tell what a more equal plan costs: plans from the least need left on, each cheaper than the one before."""
    job = asks.frontier(body)
    audit.record(session, principal, "frontier.ask", job.id)
    return accepted(response, territory, job, language)


@router.post("/plans/{plan}/explanations", status_code=202)
def explain_items(
    body: ExplainIn,
    response: Response,
    asks: CurrentAsking,
    plan: CurrentPlan,
    territory: CurrentTerritory,
    principal: Writer,
    session: Transaction,
    language: CurrentLanguage,
) -> JobOut:
    """Explain why items are served or not, with the smallest changes that would serve them; the job's result has it."""
    job = asks.explain(plan, body)
    audit.record(session, principal, "explanation.ask", job.id)
    return accepted(response, territory, job, language)
