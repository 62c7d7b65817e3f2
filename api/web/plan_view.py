"""Plans, searches and publications as pages show them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.clocks import local_time
from api.exports import describe, wording
from api.exports.indicators import indicators
from api.exports.lookup import Lookup
from api.jobs.queue import OPEN
from api.jobs.schemas import JobOut, ProgressOut
from api.plans.storing import load_plan
from api.publications.differences import find_difference, said
from api.publications.repository import Publications, version_text
from api.store.sealing import Seal
from api.store.tables import InstanceRow, JobRow, PlanRow, PublicationRow, TerritoryRow
from api.territories.snapshots import thaw
from models.instance import Instance
from models.plan import TierValue
from models.text import Language, message, translate

_STATES = {
    "queued": message("waiting"),
    "running": message("searching"),
    "done": message("done"),
    "failed": message("failed"),
    "cancelled": message("stopped"),
}
_ORIGINS = {
    "solve": message("planned"),
    "repair": message("repair"),
    "booking": message("booking"),
    "scenario": message("what-if"),
    "upload": message("uploaded"),
}


def open_jobs(session: Session, territory: TerritoryRow) -> list[JobRow]:
    """Searches that wait or run."""
    query = select(JobRow).where(JobRow.territory_id == territory.id, JobRow.state.in_(OPEN))
    return list(session.scalars(query.order_by(JobRow.id)))


def job_view(row: JobRow, language: Language) -> dict[str, Any]:
    """A search: its state, how far it is, the values and bounds of its best plan."""
    job = JobOut.of(row, language)
    progress = job.progress
    return {
        "id": row.id,
        "state": row.state,
        "is_open": row.state in OPEN,
        "said": _STATES[row.state].text(language),
        "asked_to_stop": row.cancel_asked,
        "plan": job.plan,
        "phase": progress.phase if progress else "",
        "left": None if progress is None or progress.left_s is None else round(progress.left_s),
        "share": _share(row),
        "tiers": [] if progress is None else list(_so_far(progress, language)),
        "notices": [f"{notice.what} {notice.remedy}".strip() for notice in job.notices],
    }


def _so_far(progress: ProgressOut, language: Language) -> Iterator[dict[str, str]]:
    for tier, value in progress.tiers.items():
        bound = progress.bounds.get(tier)
        yield {
            "name": describe.tier_name(tier, language),
            "value": _value(tier, value, language),
            "bound": "" if bound is None else _value(tier, bound, language),
        }


def _share(row: JobRow) -> int:
    """Percent of the time that is spent."""
    limit, spent = row.progress.get("limit_s"), row.progress.get("elapsed_s")
    return 0 if not limit or spent is None else max(0, min(100, round(100 * spent / limit)))


def _value(tier: str, value: int, language: Language) -> str:
    return wording.euros(value, language) if tier == "cost" else wording.integer(value, language)


def plan_brief(session: Session, row: PlanRow, language: Language) -> dict[str, Any]:
    """A line of the list of plans."""
    published = session.scalars(select(PublicationRow).where(PublicationRow.plan_id == row.id)).all()
    last = row.monday + timedelta(days=7 * row.weeks - 1)
    tiers = {tier["tier"]: tier["value"] for tier in row.tiers}
    return {
        "id": row.id,
        "label": row.label,
        "origin": _ORIGINS.get(row.origin, message("planned")).text(language),
        "weeks": wording.days_span(row.monday, last, language),
        "made": row.made_at,
        "unserved": row.unserved,
        "cost": wording.euros(tiers.get("cost", 0), language),
        "final": row.final,
        "versions": ", ".join(version_text(one) for one in published if one.withdrawn_at is None),
    }


def plan_view(session: Session, row: PlanRow, lookup: Lookup, language: Language) -> dict[str, Any]:
    """A plan: how good it is and of what that is proved, what it serves, what it leaves out and why."""
    plan, instance = lookup.plan, lookup.instance
    figures = indicators(plan, instance)
    return plan_brief(session, row, language) | {
        "tiers": [_tier(tier, language) for tier in plan.tiers],
        "services": [
            {
                "name": wording.service_name(instance, served.id),
                "served": served.served,
                "asked": served.asked,
                "percent": wording.percent(served.percent, language),
            }
            for served in figures.services
        ],
        "figures": [
            message("{n} tours", n=figures.tours).text(language),
            wording.kilometres(figures.vehicle_m, language),
            message("{hours} of work", hours=wording.hours(figures.work_min)).text(language),
            message("{kg} kg of CO₂", kg=wording.decimal(figures.co2_g / 1000, language, places=0)).text(language),
            wording.euros(figures.total_cents, language),
        ],
        "left_out": [
            {
                "what": describe.unserved_text(lookup, item, language),
                "reasons": [describe.reason_text(reason, language) for reason in item.reasons],
            }
            for item in plan.unserved
        ],
        "notices": [notice.text(language) for notice in plan.notices],
    }


def _tier(tier: TierValue, language: Language) -> dict[str, str]:
    if tier.lower_bound is None:
        verdict = translate("no bound proved", language)
    else:
        verdict = translate("proved best", language) if tier.proved else translate("best is at least this", language)
    unit = "" if tier.tier == "cost" else tier.unit.text(language)
    return {
        "name": describe.tier_name(tier.tier, language),
        "value": f"{_value(tier.tier, tier.value, language)} {unit}".strip(),
        "bound": "–" if tier.lower_bound is None else _value(tier.tier, tier.lower_bound, language),
        "verdict": verdict,
        "of": tier.bound_of.text(language) if tier.bound_of else "",
    }


def in_force(session: Session, territory: TerritoryRow, language: Language) -> list[dict[str, Any]]:
    """What is published of this week and those to come."""
    today = local_time(territory).date()
    rows = Publications(session, territory).in_force(today - timedelta(days=7))
    found = []
    for row in rows:
        plan = session.get_one(PlanRow, row.plan_id)
        last = plan.monday + timedelta(days=7 * plan.weeks - 1)
        found.append(
            {
                "weeks": wording.days_span(plan.monday, last, language),
                "version": version_text(row),
                "plan": row.plan_id,
                "tellings": len(row.difference["tellings"]),
            }
        )
    return found


def preview(
    session: Session, seal: Seal, territory: TerritoryRow, row: PlanRow, language: Language
) -> list[dict[str, str]]:
    """Whom publishing a plan would have to tell of what, by when."""
    snapshot = session.get_one(InstanceRow, row.instance_id)
    base = Publications(session, territory).current(row.monday)
    before = None if base is None else load_plan(session.get_one(PlanRow, base.plan_id))
    bare = Instance.model_validate_json(snapshot.body)
    difference = find_difference(bare, before, load_plan(row), local_time(territory))
    named = thaw(session, seal, snapshot)
    lines = []
    for telling in difference["tellings"]:
        old, new = said(telling, language)
        lines.append({"who": _who(named, telling, language), "by": telling["by"], "old": old, "new": new})
    return sorted(lines, key=lambda line: (line["by"], line["who"]))


def _who(instance: Instance, telling: dict[str, Any], language: Language) -> str:
    if telling["kind"] == "duty":
        return wording.person_name(instance, telling["subject"])
    if telling["kind"] == "session":
        return wording.commune_name(instance, telling["subject"])
    return str(telling["who"]) or translate("a passenger", language)
