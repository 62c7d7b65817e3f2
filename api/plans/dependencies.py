"""The plan that a path names, bound to the caller's territory."""

from typing import Annotated

from fastapi import Depends, Path

from api.deps import Transaction
from api.plans.repository import Plans
from api.store.ids import LENGTH
from api.store.tables import PlanRow
from api.territories.dependencies import CurrentTerritory

PlanId = Annotated[str, Path(alias="plan", pattern=f"^[0-9a-z]{{{LENGTH}}}$", description="The plan's id")]


def current_plan(plan: PlanId, session: Transaction, territory: CurrentTerritory) -> PlanRow:
    """The plan of the territory."""
    return Plans(session, territory).plan(plan)


CurrentPlan = Annotated[PlanRow, Depends(current_plan, scope="function")]
