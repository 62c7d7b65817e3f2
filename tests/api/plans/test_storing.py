"""What is stored of a plan, and what is not."""

from datetime import timedelta

import pytest

from api.plans.bringing_in import brought_in
from api.plans.pseudonyms import names_of, plan_without_names, renaming
from api.plans.storing import load_plan, store_plan
from api.problems import Problem
from api.store.tables import InstanceRow, PlanRow, TerritoryRow
from models.events import PersonAbsent
from models.notices import Location, Notice, Severity
from models.plan import Reason, Unserved
from models.text import message
from tests.api.planned import creche, creche_plan, put_plan_of_creche
from tests.api.service import Service


def test_a_plan_comes_back_as_it_was(service: Service) -> None:
    _, instance, row = put_plan_of_creche(service)
    with service.store.reading() as session:
        stored = session.get_one(PlanRow, row.id)
        assert load_plan(stored) == creche_plan().model_copy(update={"digest": instance.digest.hex()})
        assert (stored.monday, stored.unserved, stored.final) == (creche_plan().monday, 0, True)
        assert [tier["tier"] for tier in stored.tiers] == [tier.tier for tier in creche_plan().tiers]


def test_a_plan_that_breaks_a_rule_is_refused_with_every_breach(service: Service) -> None:
    territory, instance, _ = put_plan_of_creche(service)
    first, *rest = creche_plan().sessions
    late = first.model_copy(update={"start": first.start + timedelta(hours=9), "end": first.end + timedelta(hours=9)})
    spoiled = creche_plan().model_copy(update={"sessions": (late, *rest)})
    with pytest.raises(Problem) as caught, service.store.writing() as session:
        store_plan(
            session,
            service.app.state.seal,
            session.get_one(TerritoryRow, territory.id),
            session.get_one(InstanceRow, instance.id),
            spoiled,
            origin="upload",
            actor="key:test",
        )
    assert (caught.value.status, caught.value.code) == (409, "breaches")
    assert len(caught.value.notices) > 1
    with service.store.reading() as session:
        assert session.query(PlanRow).count() == 1


def test_a_plan_holds_no_name_and_no_reason_of_an_absence() -> None:
    instance, plan = creche(), creche_plan()
    person, name = next(iter(names_of(instance).items()))
    reason = Reason(kind="not_chosen", codes=("P1",), text=message("{names} is busy elsewhere", names=f"{name}, bus"))
    where = Location()
    absent = PersonAbsent.model_validate(
        {
            "kind": "person_absent",
            "id": person,
            "from": "2027-01-12T08:00",
            "to": "2027-01-12T18:00",
            "reason": "grippe",
        }
    )
    spoken = plan.model_copy(
        update={
            "unserved": (Unserved(item="x", kind="session", commune="c", service="s", weight=1, reasons=(reason,)),),
            "notices": (
                Notice(code="n", severity=Severity.INFO, location=where, what=message("{who} is ill", who=name)),
            ),
            "events": (absent,),
        }
    )
    text = plan_without_names(spoken, instance).model_dump_json()
    assert name in spoken.model_dump_json()
    assert name not in text
    assert "grippe" not in text
    assert f"{person}, bus" in text


def test_names_come_back_only_where_the_whole_id_stands() -> None:
    name = renaming({"luc": "Luc Martin", "luc-2": "Luc Petit"})
    assert name(message("{a} {b}", a="luc, luc-2", b="lucarne")).text("en") == "Luc Martin, Luc Petit lucarne"


def test_what_a_plan_from_elsewhere_claims_is_not_taken_over() -> None:
    bomb = message("{a:>1000000000}", a="x")
    reason = Reason(kind="impossible", codes=("T1",), text=bomb)
    claimed = creche_plan().model_copy(
        update={
            "tiers": tuple(
                tier.model_copy(update={"lower_bound": tier.value, "unit": bomb}) for tier in creche_plan().tiers
            ),
            "unserved": (Unserved(item="x", kind="session", commune="c", service="s", weight=1, reasons=(reason,)),),
            "notices": (Notice(code="n", severity=Severity.INFO, location=Location(), what=bomb),),
        }
    )
    taken = brought_in(claimed)
    assert "1000000000" not in taken.model_dump_json()
    assert {tier.lower_bound for tier in taken.tiers} == {None}
    assert [left.reasons[0].kind for left in taken.unserved] == ["not_chosen"]
