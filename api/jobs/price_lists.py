"""Repairs as jobs: what happened goes in, a price list of checked plans comes out."""

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from api.jobs.requests import RepairRequest
from api.jobs.tasks import Answer, RepairTask
from api.jobs.work import Desk, Keep, Snapshot, Work, plan_of, snapshot_of
from api.plans.pseudonyms import with_names, without_reasons
from api.plans.storing import put_plan
from api.repairs.happenings import events_of
from api.store.sealing import Seal
from api.store.tables import InstanceRow, JobRow, PriceListRow, TerritoryRow
from api.territories.snapshots import freeze, thaw


def prepare_repair(desk: Desk, territory: TerritoryRow, job: JobRow) -> Work:
    """What a repair works on; the reasons of what happened stay where they are sealed."""
    asked = RepairRequest.model_validate(job.request)
    row, plan = plan_of(desk, territory, asked.plan)
    snapshot = snapshot_of(desk, territory, row.instance_id)
    task = RepairTask(
        folder=snapshot.folder,
        instance=snapshot.nameless,
        plan=plan,
        events=without_reasons(events_of(desk.session, desk.seal, territory, asked.happenings)),
        now=asked.now,
        seed=asked.seed,
        seconds=asked.seconds,
    )
    return Work(task, snapshot, plan, row.id, "repair")


def keep_price_list(work: Work, answer: Answer) -> Keep:
    """What stores a price list, each of its plans checked against the instance with the events in it."""
    task = work.task
    if answer.instance is None or not isinstance(task, RepairTask):
        raise ValueError("an answer without the instance as it is now")
    changed = answer.instance
    now: Snapshot = replace(work.snapshot, named=with_names(changed, work.snapshot.named))
    options = [
        (option, None if option.plan == task.plan else now.checked(option.plan, task.plan)) for option in answer.options
    ]

    def keep(session: Session, seal: Seal, job: JobRow) -> dict[str, object]:
        asked = RepairRequest.model_validate(job.request)
        territory = session.get_one(TerritoryRow, job.territory_id)
        before = session.get_one(InstanceRow, work.snapshot.id)
        named = with_names(changed, thaw(session, seal, before))
        instance = freeze(session, seal, territory, named, job.made_by)
        lines: list[dict[str, Any]] = []
        for option, kept in options:
            plan_id = asked.plan
            if kept is not None:
                row = put_plan(
                    session,
                    instance,
                    kept,
                    origin="repair",
                    actor=job.made_by,
                    previous_id=asked.plan,
                    job_id=job.id,
                )
                plan_id = row.id
            line = option.model_dump(mode="json", exclude={"plan"})
            unserved = [left.item for left in option.plan.unserved]
            lines.append({**line, "plan": plan_id, "unserved": unserved})
        prices = PriceListRow(
            organisation_id=job.organisation_id,
            territory_id=job.territory_id,
            plan_id=asked.plan,
            job_id=job.id,
            happenings=list(asked.happenings),
            options=lines,
            made_by=job.made_by,
        )
        session.add(prices)
        session.flush()
        return {"repair": prices.id}

    return keep
