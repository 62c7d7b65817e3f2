"""Two plans side by side: every field that moves, figures, what is served where, and the files."""

import json
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook
from rich.console import Console

from api.exports.compare import Comparison, Side, compare
from api.exports.compare.document import comparison_document
from api.exports.compare.view import print_comparison
from api.exports.compare.xlsx import comparison_xlsx
from models.instance import Instance
from models.plan import CrewMember, Plan, TierValue
from models.text import message
from tests.api.exports.world import make_instance, make_plan


@pytest.fixture
def instance() -> Instance:
    return make_instance()


@pytest.fixture
def plan(instance: Instance) -> Plan:
    return make_plan(instance)


def pair(plan: Plan, other: Plan, instance: Instance, other_instance: Instance | None = None) -> Comparison:
    return compare(Side("=avant", plan, instance), Side("après", other, other_instance or instance))


def with_session(plan: Plan, **changes: Any) -> Plan:
    return plan.model_copy(update={"sessions": (plan.sessions[0].model_copy(update=changes), *plan.sessions[1:])})


def with_ride(plan: Plan, **changes: Any) -> Plan:
    return plan.model_copy(update={"rides": (plan.rides[0].model_copy(update=changes), *plan.rides[1:])})


def test_a_plan_differs_in_nothing_from_itself(plan: Plan, instance: Instance) -> None:
    found = pair(plan, plan, instance)
    assert (found.sessions, found.rides, found.first_difference, found.same_data) == ((), (), None, True)
    assert all(figure.before == figure.after for figure in found.figures)
    assert not any(served.differs for served in (*found.services, *found.communes))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"start": datetime(2027, 1, 14, 9, 30)}, "time"),
        ({"venue": "hall-arvieux"}, "place"),
        ({"vehicle": "V1"}, "vehicle"),
        ({"crew": (CrewMember(person="paul"),)}, "crew"),
        ({"kit": None}, "kit"),
    ],
)
def test_each_field_of_a_session_that_moves_is_told(
    changes: dict[str, Any], field: str, plan: Plan, instance: Instance
) -> None:
    (move,) = pair(plan, with_session(plan, **changes), instance).sessions
    assert (move.kind, move.item, [change.field for change in move.changes]) == ("moved", plan.sessions[0].id, [field])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"boarding_start": datetime(2027, 1, 14, 9, 1)}, "time"),
        ({"alighting_start": datetime(2027, 1, 14, 9, 59)}, "arrival"),
        ({"tour": None}, "vehicle"),
        ({"pickup": "stop-health"}, "pickup"),
        ({"dropoff": "stop-health"}, "dropoff"),
    ],
)
def test_each_field_of_a_ride_that_moves_is_told(
    changes: dict[str, Any], field: str, plan: Plan, instance: Instance
) -> None:
    (move,) = pair(plan, with_ride(plan, **changes), instance).rides
    assert (move.item, move.leg) == (plan.rides[0].item, plan.rides[0].leg)
    assert [change.field for change in move.changes] == [field]


def test_the_order_of_a_crew_and_the_name_of_a_tour_are_no_change(plan: Plan, instance: Instance) -> None:
    crew = (*plan.sessions[0].crew, CrewMember(person="zoe"))
    one, other = with_session(plan, crew=crew), with_session(plan, crew=crew[::-1])
    assert pair(one, other, instance).sessions == ()


def test_what_is_dropped_or_new_is_told(plan: Plan, instance: Instance) -> None:
    less = plan.model_copy(update={"sessions": plan.sessions[1:], "rides": plan.rides[1:]})
    assert [move.kind for move in pair(plan, less, instance).sessions] == ["dropped"]
    assert [move.kind for move in pair(less, plan, instance).rides] == ["added"]
    served = {(p.id, p.kind): (p.before.served, p.after.served) for p in pair(plan, less, instance).communes}
    assert served["05026", "session"] == (1, 0)
    figures = {figure.name: (figure.before, figure.after) for figure in pair(plan, less, instance).figures}
    assert figures["sessions_served"] == (2, 1)


def test_other_weeks_are_not_matched(plan: Plan, instance: Instance) -> None:
    later = plan.model_copy(update={"monday": plan.monday + timedelta(weeks=1), "rides": (), "sessions": ()})
    found = pair(plan, later, instance)
    assert (found.same_weeks, found.sessions, found.rides) == (False, (), ())


def tiers(plan: Plan, need: int, cost: int) -> Plan:
    values = (
        TierValue(tier="need", value=need, unit=message("minutes")),
        TierValue(tier="cost", value=cost, unit=message("cents")),
    )
    return plan.model_copy(update={"tiers": values})


def text(comparison: Comparison) -> str:
    file = StringIO()
    print_comparison(comparison, Console(file=file, width=160))
    return file.getvalue()


def test_the_first_tier_that_differs_decides(plan: Plan, instance: Instance) -> None:
    found = pair(tiers(plan, 8, 100), tiers(plan, 4, 99_900), instance)
    assert found.first_difference is not None
    assert found.first_difference.tier == "need"
    told = text(found)
    assert "après est meilleur par le premier niveau qui diffère : Besoin non servi" in told
    assert "999,00 €" in told.replace("\u202f", " ").replace("\xa0", " ")


def test_the_terminal_names_who_and_what_moved(plan: Plan, instance: Instance) -> None:
    other = with_ride(with_session(plan, crew=(CrewMember(person="paul"),)), tour=None)
    told = text(pair(plan, other, instance))
    assert "équipe Inès Faure → Paul Blanc" in told
    assert "véhicule Minibus 1 → taxi conventionné" in told


def test_the_workbook_holds_numbers_and_no_formula(plan: Plan, instance: Instance) -> None:
    other = with_session(tiers(plan, 4, 7), start=datetime(2027, 1, 15, 9))
    book = load_workbook(BytesIO(comparison_xlsx(pair(tiers(plan, 8, 7), other, instance))))
    assert book.sheetnames == ["Comparaison", "Servis", "Séances déplacées", "Trajets déplacés"]
    figures = {row[0]: row[1:4] for row in book["Comparaison"].iter_rows(values_only=True)}
    assert figures["Besoin non servi"] == (8, 4, -4)
    assert figures["Coût"] == (0.07, 0.07, 0)
    assert figures["Tournées"][2] == 0
    (move,) = list(book["Séances déplacées"].iter_rows(min_row=2, values_only=True))
    assert move[0] == datetime(2027, 1, 14)
    assert move[5:] == ("heure", "jeu. 14 janv. 09:00", "ven. 15 janv. 09:00")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert all(cell.data_type == "s" for cell in cells)
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith("="))


def test_the_document_is_plain_json(plan: Plan, instance: Instance) -> None:
    other = with_session(plan, crew=(CrewMember(person="paul"),), start=datetime(2027, 1, 15, 9))
    document = comparison_document(pair(plan, other, instance))
    assert json.loads(json.dumps(document)) == document
    (move,) = document["sessions"]
    assert move["changes"] == [
        {"field": "time", "before": "2027-01-14T09:00", "after": "2027-01-15T09:00"},
        {"field": "crew", "before": ["ines"], "after": ["paul"]},
    ]
