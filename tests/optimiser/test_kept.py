"""Days that stay as they were need the people and vehicles they had."""

from datetime import timedelta

import pytest

from models.base import at
from models.horizon import horizon_of
from models.notices import InvalidInstance
from optimiser.kept import kept_faults
from optimiser.solve import Limit, solve
from tests.optimiser.repair.happenings import planned


def test_somebody_who_is_gone_and_worked_on_a_kept_day_is_told_not_stumbled_over() -> None:
    instance, plan = planned(15)
    duty = plan.duties[0]
    frozen = plan.model_copy(update={"frozen_until": at(duty.date, 24 * 60)})
    people = tuple(person for person in instance.people if person.id != duty.person)
    gone = instance.model_copy(update={"people": people})
    faults = kept_faults(gone, frozen, horizon_of(gone, plan.monday))
    assert [(notice.code, notice.location.item) for notice in faults] == [("kept.gone", duty.person)]
    with pytest.raises(InvalidInstance):
        solve(gone, previous=frozen, limit=Limit(iterations=1))


def test_nothing_is_wrong_with_the_days_of_a_plan_nobody_left() -> None:
    instance, plan = planned(15)
    frozen = plan.model_copy(update={"frozen_until": at(plan.monday + timedelta(days=3), 0)})
    assert kept_faults(instance, frozen, horizon_of(instance, plan.monday)) == ()
    assert kept_faults(instance, None, horizon_of(instance, plan.monday)) == ()
