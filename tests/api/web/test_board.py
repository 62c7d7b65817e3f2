"""The week board: who does what when, in strips and in words."""

import pytest

from api.exports.lookup import Lookup
from api.web.board import Board, By, Cell, build_board
from tests.api.exports.world import make_instance, make_plan


def board(by: By) -> Board:
    instance = make_instance()
    return build_board(Lookup(make_plan(instance), instance), by, "fr")


def cell(by: By, name: str, day: int) -> Cell:
    return next(row for row in board(by).rows if row.name == name).cells[day]


@pytest.mark.parametrize("by", ["vehicle", "person", "commune"])
def test_every_row_has_a_cell_for_each_day_and_every_block_lies_in_the_hours_shown(by: By) -> None:
    shown = board(by)
    assert shown.rows
    assert len(shown.days) == 7
    for row in shown.rows:
        assert len(row.cells) == 7
        for one in row.cells:
            assert all(shown.first <= block.start < block.end <= shown.last for block in one.blocks)


def test_a_vehicle_carries_passengers_while_its_workshop_runs() -> None:
    instance = make_instance()
    plan = make_plan(instance)
    name = instance.vehicle_by_id[plan.tours[0].vehicle].name
    thursday = cell("vehicle", name, 3)
    assert {"carry", "drive"} <= {block.kind for block in thursday.blocks}
    session = next(entry for entry in thursday.entries if entry.kind == "session")
    assert "Le véhicule est libre pour des trajets pendant ce temps." in session.more
    assert not cell("vehicle", name, 0).blocks


def test_a_person_s_day_adds_up_and_is_told_stretch_by_stretch() -> None:
    instance = make_instance()
    plan = make_plan(instance)
    duty = plan.duties[0]
    shown = cell("person", instance.person_by_id[duty.person].name, (duty.date - plan.monday).days)
    assert sum(block.end - block.start for block in shown.blocks) == (duty.end - duty.start).total_seconds() // 60
    assert len(shown.entries[0].more) == len(duty.activities)


def test_a_commune_shows_its_sessions_and_the_rides_that_begin_there() -> None:
    instance = make_instance()
    plan = make_plan(instance)
    for session in plan.sessions:
        commune = instance.commune_by_id[instance.places[session.venue].commune].name
        entries = cell("commune", commune, (session.start.date() - plan.monday).days).entries
        assert session.id in {entry.item for entry in entries}
    told = sum(
        len(entry.more)
        for row in board("commune").rows
        for one in row.cells
        for entry in one.entries
        if entry.kind == "carry"
    )
    assert told == len(plan.rides)
