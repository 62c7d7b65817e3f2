"""A job's work: what its process is given, and what its answer is checked against and stored with."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.jobs.tasks import Answer, Task
from api.owned import of_territory
from api.plans.pseudonyms import without_names
from api.plans.storing import Checked, better, checked, load_plan, put_plan
from api.store.sealing import Seal
from api.store.tables import InstanceRow, JobRow, PlanRow, TerritoryRow
from api.territories.folders import travel_folder
from api.territories.snapshots import thaw
from models.instance import Instance
from models.plan import Plan
from optimiser.travel import TravelTimes, travel_times


@dataclass(frozen=True)
class Desk:
    """What a job is prepared with: one transaction, the key, the folder of the data."""

    session: Session
    seal: Seal
    data_dir: Path


@dataclass(frozen=True)
class Snapshot:
    """An instance as it was frozen; ``named`` has what is still known of people and addresses."""

    id: str
    named: Instance
    folder: Path

    @cached_property
    def nameless(self) -> Instance:
        """As it is planned with."""
        return without_names(self.named)

    @cached_property
    def times(self) -> TravelTimes:
        """Its travel times."""
        return travel_times(self.named, self.folder)

    def checked(self, plan: Plan, previous: Plan | None) -> Checked:
        """A plan of it that may be stored; Problem 409 when it breaks a rule."""
        return checked(self.named, plan, previous, times=self.times)


Keep = Callable[[Session, Seal, JobRow], dict[str, Any]]
"""Writes what a job made, in the transaction that ends it; what it returns is the job's result."""


@dataclass(frozen=True)
class Work:
    """What a job works on.

    ``snapshot`` is that of the plan asked for, ``previous`` the plan published before it; ``origin`` and ``label`` are
    its own. ``beside`` is the snapshot a scenario is an edit of.
    """

    task: Task
    snapshot: Snapshot
    previous: Plan | None = None
    previous_id: str | None = None
    origin: str = "solve"
    label: str = ""
    beside: Snapshot | None = None

    def put(self, session: Session, job: JobRow, kept: Checked, *, final: bool) -> str:
        """Store the job's plan in the place of the one so far; one on the way must be better than that. Its id."""
        so_far = session.scalar(select(PlanRow).where(PlanRow.job_id == job.id, PlanRow.final.is_(False)))
        if so_far is not None and not final and not better(kept.plan, load_plan(so_far)):
            return so_far.id
        row = put_plan(
            session,
            session.get_one(InstanceRow, self.snapshot.id),
            kept,
            origin=self.origin,
            actor=job.made_by,
            previous_id=self.previous_id,
            job_id=job.id,
            label=self.label,
            final=final,
            row=so_far,
        )
        return row.id

    def kept_plan(self, answer: Answer) -> Keep:
        """What stores the plan of an answer; Problem 409 when it breaks a rule."""
        if answer.plan is None:
            raise ValueError("an answer without the plan that was asked for")
        kept = self.snapshot.checked(answer.plan, self.previous)
        return lambda session, _seal, job: {"plan": self.put(session, job, kept, final=True)}


def snapshot_of(desk: Desk, territory: TerritoryRow, instance_id: str) -> Snapshot:
    """A territory's snapshot.

    Raises
    ------
    Problem
        404 when it is gone.
    """
    row = of_territory(desk.session, InstanceRow, instance_id, territory)
    return Snapshot(row.id, thaw(desk.session, desk.seal, row), travel_folder(territory, desk.data_dir))


def plan_of(desk: Desk, territory: TerritoryRow, plan_id: str) -> tuple[PlanRow, Plan]:
    """A territory's plan.

    Raises
    ------
    Problem
        404 when it is gone.
    """
    row = of_territory(desk.session, PlanRow, plan_id, territory)
    return row, load_plan(row)
