"""A worker does jobs in processes of their own and stores what they come to."""

from datetime import timedelta

import pytest

from api.plans.storing import load_plan
from models.base import at
from tests.api.jobs.working import job, plans, put_solve, work
from tests.api.planned import creche_plan, put_plan_of_creche
from tests.api.service import Service


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_job_becomes_the_plan_that_the_search_finds(service: Service) -> None:
    id_ = put_solve(service, label="as asked")
    work(service)
    row, (plan,) = job(service, id_), plans(service, id_)
    assert (row.state, row.result, row.attempts, row.notices) == ("done", {"plan": plan.id}, 1, [])
    assert row.progress["phase"]["msgid"]
    assert row.curve[-1]["tiers"]["need"] == 0
    assert (plan.final, plan.origin, plan.label) == (True, "solve", "as asked")
    assert load_plan(plan).tours == creche_plan().tours
    assert load_plan(plan).tiers == creche_plan().tiers


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_search_that_needs_too_much_memory_fails_and_says_so(service: Service) -> None:
    id_ = put_solve(service)
    work(service, solve_memory_mb=300, job_attempts=1)
    row = job(service, id_)
    assert row.state == "failed"
    assert {notice["code"] for notice in row.notices} <= {"memory", "worker-died"}
    assert plans(service, id_) == []


def test_a_job_about_nothing_fails_and_says_so(service: Service) -> None:
    id_ = put_solve(service, instance="gone")
    work(service)
    row = job(service, id_)
    assert (row.state, [notice["code"] for notice in row.notices]) == ("failed", ["not-found"])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_week_goes_on_from_a_plan_and_what_lies_before_now_stays(service: Service) -> None:
    territory, _, before = put_plan_of_creche(service)
    now = at(creche_plan().monday + timedelta(days=2), 12 * 60)
    id_ = put_solve(service, territory, previous=before.id, now=now.isoformat(), made_at=now.isoformat())
    work(service)
    (row,) = plans(service, id_)
    plan = load_plan(row)
    assert (row.previous_id, plan.frozen_until, plan.made_at, plan.revision) == (before.id, now, now, 2)
    past = [session for session in creche_plan().sessions if session.start < now]
    assert past
    assert [session for session in plan.sessions if session.start < now] == past
