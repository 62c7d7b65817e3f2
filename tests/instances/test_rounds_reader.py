"""The rounds' JSON: what is read, and every fault of every file at once."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from instances.generators.sources import INSTANCES
from instances.rounds_instance import round_instance
from instances.rounds_reader import read_rounds
from models.base import parse_time_of_day
from models.horizon import horizon_of, occurrences
from models.notices import InvalidInstance
from models.references import find_faults
from models.rounds import Round

FOLDER = INSTANCES / "rounds"
MONDAY = date(2027, 1, 11)


def _gouffern() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / "gouffern.json").read_text(encoding="utf-8"))
    return document


def _faults(*paths: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(InvalidInstance) as caught:
        read_rounds(paths)
    return [(n.location.source, n.location.field, n.code) for n in caught.value.notices]


def test_reads_every_file_of_a_folder() -> None:
    rounds = {one.slug: one for one in read_rounds([FOLDER])}
    assert len(rounds) == 8
    assert rounds["le-caylar"].weeks == 4
    assert len(rounds["tonnay-charente"].sessions) == 14
    pause = rounds["vouziers"].sessions[0].pause
    assert pause is not None
    assert pause.start == parse_time_of_day("12:00")


def test_every_fault_of_every_file_is_told(tmp_path: Path) -> None:
    one = _gouffern()
    sessions = one["sessions"]
    sessions[0]["start"] = "25:00"
    del sessions[1]["lat"]
    sessions[2]["weekday"] = 8
    sessions[3]["lat"] = 8.0
    sessions[4]["week"] = 2
    sessions[5]["end"] = "08:00"
    sessions[6]["break"] = ["12:00"]
    sessions.append(sessions[7])
    (tmp_path / "a.json").write_text(json.dumps(one), encoding="utf-8")
    (tmp_path / "b.json").write_text("{", encoding="utf-8")
    (tmp_path / "c.json").write_text("", encoding="utf-8")
    (tmp_path / "d.json").write_bytes(b"\x00\xff")
    (tmp_path / "e.json").write_text("[" * 100_000, encoding="utf-8")
    (tmp_path / "f.json").write_text("[]", encoding="utf-8")
    (tmp_path / "g.json").write_text('{"service_name": "G"}', encoding="utf-8")
    assert _faults(tmp_path, tmp_path / "none.json") == [
        ("a.json", "sessions.0.start", "value.invalid"),
        ("a.json", "sessions.1.lat", "value.missing"),
        ("a.json", "sessions.2.weekday", "value.range"),
        ("a.json", "sessions.3", "place.outside"),
        ("a.json", "sessions.4", "value.range"),
        ("a.json", "sessions.5", "value.invalid"),
        ("a.json", "sessions.6.break", "value.invalid"),
        ("a.json", "sessions.8", "session.twice"),
        ("b.json", "", "file.json"),
        ("c.json", "", "file.empty"),
        ("d.json", "", "file.encoding"),
        ("e.json", "", "file.json"),
        ("f.json", "", "file.json"),
        ("g.json", "depot", "value.missing"),
        ("g.json", "cycle", "value.missing"),
        ("g.json", "sessions", "value.missing"),
        ("none.json", "", "file.unreadable"),
    ]


def test_an_empty_folder_and_doubled_names_are_faults(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    assert _faults(tmp_path / "sub") == [("sub", "", "file.missing")]
    assert _faults(FOLDER / "gouffern.json", FOLDER / "gouffern.json") == [("gouffern.json", "", "id.twice")]


@pytest.mark.parametrize("stated", read_rounds([FOLDER]), ids=lambda stated: stated.slug)
def test_an_instance_asks_for_the_stated_sessions(stated: Round) -> None:
    instance = round_instance(stated, MONDAY)
    assert not find_faults(instance)
    asked = occurrences(instance, horizon_of(instance))
    assert len(asked) == sum(len(stated.weeks_of(session)) for session in stated.sessions)
    for occurrence in asked:
        demand = instance.demand_by_id[occurrence.demand]
        assert demand.preferred_weekday in {day.isoweekday() for day in occurrence.days}
        assert any(window.start <= (demand.preferred_start or 0) <= window.end for window in demand.start_windows)


def test_an_instance_keeps_alternating_weeks() -> None:
    tonnay = next(one for one in read_rounds([FOLDER]) if one.slug == "tonnay-charente")
    instance = round_instance(tonnay, MONDAY)
    rhythms = sorted((d.pattern.every_weeks, d.pattern.week or 0) for d in instance.demands)
    assert rhythms == [(1, 0)] * 2 + [(2, 1)] * 6 + [(2, 2)] * 6


def test_rounds_no_pattern_describes_make_no_instance() -> None:
    document = read_rounds([FOLDER])[0].model_dump()
    with pytest.raises(ValueError, match="cycle of 3 weeks"):
        round_instance(Round.model_validate(document | {"weeks": 3}), MONDAY)
    sessions = [{**session, "week": week} for session in document["sessions"] for week in (1, 2)]
    with pytest.raises(ValueError, match=r"weeks \[1, 2\] of 4"):
        round_instance(Round.model_validate(document | {"weeks": 4, "sessions": sessions}), MONDAY)
