"""Plans to and from the database: none is stored that the independent checker holds anything against."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from api.plans.checking import broken, find_breaches
from api.plans.pseudonyms import plan_without_names
from api.store.sealing import Seal
from api.store.tables import InstanceRow, PlanRow, TerritoryRow
from api.territories.folders import travel_folder
from api.territories.snapshots import thaw
from models.instance import Instance
from models.plan import Plan
from optimiser.travel import TravelTimes
from optimiser.travel.cache import cache_dir


@dataclass(frozen=True)
class Checked:
    """A plan that passed the checker for a snapshot, without names; only `checked` makes one."""

    plan: Plan


def checked(
    instance: Instance,
    plan: Plan,
    previous: Plan | None = None,
    *,
    folder: Path | None = None,
    times: TravelTimes | None = None,
) -> Checked:
    """A plan that may be stored.

    Parameters
    ----------
    instance : Instance
        The snapshot with what is known of people and addresses.
    previous : Plan, optional
        The one published before.

    Raises
    ------
    Problem
        409 ``breaches`` with every breach, when it breaks a rule.
    """
    if breaches := find_breaches(instance, plan, previous, folder=folder, times=times):
        raise broken(breaches)
    return Checked(plan_without_names(plan, instance))


def store_plan(
    session: Session,
    seal: Seal,
    territory: TerritoryRow,
    instance_row: InstanceRow,
    plan: Plan,
    *,
    origin: str,
    actor: str,
    previous_id: str | None = None,
    job_id: str | None = None,
    label: str = "",
    data_dir: Path | None = None,
) -> PlanRow:
    """Check a plan and store it.

    Parameters
    ----------
    instance_row : InstanceRow
        The snapshot the plan is of.
    origin : str
        ``solve``, ``repair``, ``booking``, ``scenario`` or ``upload``.
    previous_id : str, optional
        The plan published before, which the checker holds it against.
    data_dir : Path, optional
        Where road extracts are unpacked; the folder of travel times by default.

    Raises
    ------
    Problem
        409 ``breaches`` with every breach, when it breaks a rule.
    """
    before = session.get(PlanRow, previous_id) if previous_id is not None else None
    kept = checked(
        thaw(session, seal, instance_row),
        plan,
        load_plan(before) if before is not None else None,
        folder=travel_folder(territory, data_dir or cache_dir()),
    )
    return put_plan(
        session, instance_row, kept, origin=origin, actor=actor, previous_id=previous_id, job_id=job_id, label=label
    )


def put_plan(
    session: Session,
    instance_row: InstanceRow,
    kept: Checked,
    *,
    origin: str,
    actor: str,
    previous_id: str | None = None,
    job_id: str | None = None,
    label: str = "",
    final: bool = True,
    row: PlanRow | None = None,
) -> PlanRow:
    """Store a plan that was checked, or put it in the place of a job's plan so far.

    It bears the digest of the snapshot from now on, so that plans of the same data are known as such.

    Parameters
    ----------
    final : bool
        Whether it is what its job ended with.
    row : PlanRow, optional
        The job's plan so far.
    """
    plan = kept.plan.model_copy(update={"digest": instance_row.digest.hex()})
    if row is None:
        row = PlanRow(
            organisation_id=instance_row.organisation_id,
            territory_id=instance_row.territory_id,
            instance_id=instance_row.id,
            previous_id=previous_id,
            job_id=job_id,
            origin=origin,
            label=label,
            made_by=actor,
            monday=plan.monday,
            weeks=plan.weeks,
            version=0,
        )
        session.add(row)
    row.body = plan.model_dump_json().encode()
    row.tiers = [{"tier": tier.tier, "value": tier.value, "lower_bound": tier.lower_bound} for tier in plan.tiers]
    row.unserved, row.final = len(plan.unserved), final
    row.version += 1
    session.flush()
    return row


def load_plan(row: PlanRow) -> Plan:
    """The plan of a row; people and addresses go by their ids."""
    return Plan.model_validate_json(row.body)


def frozen_later(plan: Plan, moment: datetime | None) -> Plan:
    """The plan with everything before a moment (local time) frozen, or before its own line where that is later."""
    lines = [line for line in (plan.frozen_until, moment) if line is not None]
    return plan.model_copy(update={"frozen_until": max(lines, default=None)})


def better(plan: Plan, than: Plan) -> bool:
    """Whether a plan is better than another, the first tier that differs deciding."""
    return [tier.value for tier in plan.tiers] < [tier.value for tier in than.tiers]
