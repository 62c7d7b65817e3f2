"""Routes that ask for a search: a plan, a scenario, a frontier, an explanation. Each answers 202 and names its job."""

from typing import Annotated

from fastapi import APIRouter, Depends

from api.deps import CurrentSeal, CurrentSettings
from api.jobs.beginning import STATUS, CurrentBeginning
from api.jobs.schemas import JobOut
from api.plans.asking import Asking
from api.plans.asking_schemas import ExplainIn, FrontierIn, ScenarioIn, SolveIn
from api.plans.dependencies import CurrentPlan
from api.problems import responses

router = APIRouter(prefix="/territories/{territory}", tags=["plans"], responses=responses(401, 403, 404, 422, 429))


def asking(begin: CurrentBeginning, settings: CurrentSettings, seal: CurrentSeal) -> Asking:
    """What puts the caller's jobs into the queue."""
    return Asking(begin.session, settings, seal, begin.territory, begin.principal)


CurrentAsking = Annotated[Asking, Depends(asking, scope="function")]


@router.post("/plans", status_code=STATUS)
def plan_a_week(body: SolveIn, begin: CurrentBeginning, asks: CurrentAsking) -> JobOut:
    """Plan a week. The answer names a job; its best plan is stored as it improves."""
    return begin.answer("plan.ask", lambda: asks.solve(body))


@router.post("/scenarios", status_code=STATUS)
def try_edits_out(body: ScenarioIn, begin: CurrentBeginning, asks: CurrentAsking) -> JobOut:
    """Try edits out: the edited week is planned, to be compared with the plan as things are."""
    return begin.answer("scenario.ask", lambda: asks.scenario(body))


@router.post("/frontiers", status_code=STATUS)
def price_equality(body: FrontierIn, begin: CurrentBeginning, asks: CurrentAsking) -> JobOut:
    """Tell what a more equal plan costs: plans from the least need left on, each cheaper than the one before."""
    return begin.answer("frontier.ask", lambda: asks.frontier(body))


@router.post("/plans/{plan}/explanations", status_code=STATUS)
def explain_items(body: ExplainIn, begin: CurrentBeginning, asks: CurrentAsking, plan: CurrentPlan) -> JobOut:
    """Explain why items are served or not, with the smallest changes that would serve them; the job's result has it."""
    return begin.answer("explanation.ask", lambda: asks.explain(plan, body))
