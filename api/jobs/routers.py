"""The routes of jobs, plans, repairs and outcomes."""

from fastapi import APIRouter

from api.jobs import endpoints as jobs
from api.outcomes import endpoints as outcomes
from api.plans import asking_endpoints as asking
from api.plans import endpoints as plans
from api.plans import figures_endpoints as figures
from api.repairs import endpoints as repairs

ROUTERS: tuple[APIRouter, ...] = (
    jobs.router,
    asking.router,
    plans.router,
    figures.router,
    repairs.router,
    outcomes.router,
)
