"""What each commune gets, and that more service makes no commune look worse off."""

import json
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from api.exports.access import access_by_car
from api.exports.equity import Access, CommuneShare, Equity, Spread, Way, equity, gini
from api.exports.equity_json import write_equity
from api.exports.equity_rows import COLUMNS, equity_rows
from api.exports.lookup import Lookup
from models.instance import Instance
from models.plan import Plan
from optimiser.travel import travel_times
from tests.api.exports.world import MONDAY, WORKSHOP, make_instance, make_plan

AWAY = {
    ("05065", "hall-ceillac"): 18,
    ("05065", "hall-arvieux"): 30,
    ("05026", "hall-ceillac"): 1,
    ("05007", "hall-arvieux"): 5,
}


def by_table(commune: str, venue: str, _day: date) -> Way | None:
    minutes = AWAY.get((commune, venue))
    return None if minutes is None else Way(minutes, 1000 * minutes)


def report(plan: Plan, instance: Instance, access: Access | None = by_table) -> Equity:
    return equity(Lookup(plan, instance), access)


def test_served_and_asked_per_commune_and_service() -> None:
    instance = make_instance()
    found = {share.commune: share for share in report(make_plan(instance), instance).communes}
    figures = {
        commune: (s.sessions.served, s.sessions.asked, s.rides.served, s.rides.asked) for commune, s in found.items()
    }
    assert figures == {"05065": (0, 1, 2, 3), "05026": (1, 1, 1, 1), "05007": (1, 1, 0, 0)}
    ceillac = {share.service: (share.served.kind, share.next_date) for share in found["05026"].services}
    assert ceillac == {"workshop": ("session", date(2027, 1, 14)), "tad": ("ride", date(2027, 1, 14))}
    assert [share.percent for share in found.values()] == [33, 100, 100]  # the session left out weighs 3, a ride 1


def test_hours_and_the_nearest_session_count_sessions_held_elsewhere() -> None:
    instance = make_instance()
    found = report(make_plan(instance), instance)
    near = {
        share.commune: (
            share.reach.service_min,
            None if share.reach.nearest is None else (share.reach.nearest.minutes, share.reach.nearest.metres),
            share.next_date,
        )
        for share in found.communes
    }
    assert near == {
        "05065": ((0, 0, 150), (18, 18_000), None),
        "05026": ((150, 150, 150), (1, 1_000), date(2027, 1, 14)),
        "05007": ((150, 150, 150), (5, 5_000), date(2027, 1, 17)),
    }
    assert found.gini == 0
    assert found.hours == Spread(2.5, 2.5, 2.5)
    assert found.nearest_min is not None
    assert (found.nearest_min.least, found.nearest_min.greatest) == (1, 18)
    assert found.served_percent is not None
    assert found.served_percent.least == 33


def test_without_travel_times_no_access_is_claimed() -> None:
    instance = make_instance()
    found = report(make_plan(instance), instance, None)
    assert {(share.reach.service_min, share.reach.nearest) for share in found.communes} == {(None, None)}
    assert (found.hours, found.nearest_min, found.gini) == (None, None, None)


def test_a_past_session_is_no_next_date() -> None:
    instance = make_instance()
    made_at = make_plan(instance).sessions[1].end + timedelta(days=1)
    found = report(make_plan(instance, made_at), instance)
    assert {share.next_date for share in found.communes} == {None}
    assert made_at.date() > MONDAY


def test_more_service_makes_no_commune_look_worse_off() -> None:
    instance = make_instance()
    plan = make_plan(instance)
    pieces = [("sessions", s) for s in plan.sessions] + [("rides", r) for r in plan.rides]
    for size in range(len(pieces)):
        for kept in combinations(range(len(pieces)), size):
            fewer = _with(plan, [pieces[k] for k in kept])
            for more in set(range(len(pieces))) - set(kept):
                greater = _with(plan, [pieces[k] for k in sorted({*kept, more})])
                for before, after in zip(_measures(fewer, instance), _measures(greater, instance), strict=True):
                    assert all(a >= b for a, b in zip(after, before, strict=True))


def _with(plan: Plan, pieces: list[tuple[str, object]]) -> Plan:
    parts = {kind: tuple(piece for name, piece in pieces if name == kind) for kind in ("sessions", "rides")}
    return plan.model_copy(update=parts)


def _measures(plan: Plan, instance: Instance) -> list[list[float]]:
    """Every measure of each commune and of each of its services, the greater the better off."""
    return [_of(share) for share in report(plan, instance).communes]


def _of(share: CommuneShare) -> list[float]:
    found: list[float] = [share.percent]
    for served, reach, day in (
        (share.sessions, share.reach, share.next_date),
        (share.rides, share.reach, share.next_date),
        *((one.served, one.reach, one.next_date) for one in share.services),
    ):
        found += [served.served, served.served_weight, *(reach.service_min or ())]
        found.append(-reach.nearest.minutes if reach.nearest else -1e9)
        found.append(-day.toordinal() if day else -1e9)
    return found


def test_access_is_the_travel_by_car_from_the_commune() -> None:
    instance = make_instance()
    access = access_by_car(instance, travel_times(instance))
    close = access("05026", "hall-ceillac", MONDAY)
    assert close is not None
    assert close.minutes == 1
    # Guillestre to Ceillac: 10.2 km of great circle, 1.7 times that by road, at 50 km/h.
    way = access("05065", "hall-ceillac", MONDAY)
    assert way is not None
    assert way.minutes == 21
    assert way.metres == pytest.approx(1.7 * 10_200, rel=0.02)


def test_the_sheet_has_a_row_for_each_commune_and_service_and_ends_with_the_spread() -> None:
    instance = make_instance()
    rows = list(equity_rows(report(make_plan(instance), instance), instance, "fr"))
    assert {len(row.values) for row in rows} == {len(COLUMNS)}
    named = [row.values[:2] for row in rows]
    assert named[:3] == [
        ("Guillestre", "tous les services"),
        ("Guillestre", WORKSHOP),
        ("Guillestre", "Transport à la demande"),
    ]
    first = rows[0].values
    assert (first[4], first[5], first[9], first[10], first[11]) == (2, 4, timedelta(hours=2, minutes=30), 18, 18.0)
    assert [str(row.values[1]).split(",")[0] for row in rows[-4:-1]] == [
        "de 33",
        "de 2",
        "de 1",
    ]
    assert "Gini 0,00" in str(rows[-1].values[1])


def test_the_json_holds_the_report(tmp_path: Path) -> None:
    instance = make_instance()
    write_equity(report(make_plan(instance), instance), instance, tmp_path / "equity.json")
    document = json.loads((tmp_path / "equity.json").read_text(encoding="utf-8"))
    assert document["reach_min"] == [5, 10, 20]
    ceillac = next(share for share in document["communes"] if share["commune"] == "05026")
    assert (ceillac["next_date"], ceillac["reach"]["nearest"]["metres"]) == ("2027-01-14", 1000)
    assert document["gini"] == 0


@pytest.mark.parametrize(
    ("values", "weights", "expected"),
    [
        ([3, 3, 3], [1, 5, 2], 0),
        ([0, 1], [1, 1], 0.5),
        ([0, 0, 0, 8], [1, 1, 1, 1], 0.75),
        ([0, 8], [3, 1], 0.75),
        ([0, 0], [1, 1], 0),
        ([], [], 0),
    ],
)
def test_gini(values: list[float], weights: list[float], expected: float) -> None:
    assert gini(values, weights) == pytest.approx(expected)
