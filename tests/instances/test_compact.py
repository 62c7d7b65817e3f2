from datetime import date

import pytest
from hypothesis import given

from instances import compact
from instances.cells import Kind
from models.base import EVERY_DAY, Fault, WeeklyWindow
from models.fleet import Layout
from tests.instances.strategies.values import weekdays


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("lun-ven", (1, 2, 3, 4, 5)),
        ("mar, jeu", (2, 4)),
        ("mardi, jeudi", (2, 4)),
        ("mon-wed sun", (1, 2, 3, 7)),
        ("sam-lun", (1, 6, 7)),
        ("tous", EVERY_DAY),
        ("Lun.", (1,)),
        ("1-3", (1, 2, 3)),
    ],
)
def test_weekdays(text: str, days: tuple[int, ...]) -> None:
    assert compact.parse_weekdays(text) == days


def test_what_is_no_weekday_is_refused() -> None:
    with pytest.raises(Fault, match="samdi"):
        compact.parse_weekdays("lun-vendredi, xsamdi")


@given(weekdays)
def test_weekdays_written_are_read_back(days: tuple[int, ...]) -> None:
    for french in (True, False):
        assert compact.parse_weekdays(compact.format_weekdays(days, french)) == days


def test_windows_of_a_cell() -> None:
    found = compact.WINDOWS.parse("lun-ven 08:00-12:00, 14h-18h; mer 14:00 – 18:00 @hiver\nsam 9h30 à 12h", True)
    assert [WeeklyWindow.model_validate(item) for item in found] == [
        WeeklyWindow(start=480, end=720, weekdays=(1, 2, 3, 4, 5)),
        WeeklyWindow(start=840, end=1080, weekdays=(1, 2, 3, 4, 5)),
        WeeklyWindow(start=840, end=1080, weekdays=(3,), season="hiver"),
        WeeklyWindow(start=570, end=720, weekdays=(6,)),
    ]


@pytest.mark.parametrize(
    "text", ["lun-ven", "lun 8-12", "lun 08:00", "lun 08:00-12:00 hiver", "08:00-12:00 lun", "lun 8h75-9h"]
)
def test_windows_that_are_not_are_refused(text: str) -> None:
    with pytest.raises(Fault):
        compact.WINDOWS.parse(text, True)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("09:00-09:45", 540, 585),
        ("avant 9h45", 0, 585),
        ("après 11h", 660, 1440),
        ("9h45", 585, 585),
    ],
)
def test_one_window(text: str, start: int, end: int) -> None:
    assert compact.WINDOW.parse(text, True) == {"start": start, "end": end}


def test_layouts_are_named_by_their_figures_unless_named() -> None:
    found = compact.LAYOUTS.parse("8 places; 5 places + 1 fauteuil; pmr=3+2", True)
    assert [Layout.model_validate(item) for item in found] == [
        Layout(id="8", seats=8),
        Layout(id="5+1", seats=5, wheelchairs=1),
        Layout(id="pmr", seats=3, wheelchairs=2),
    ]
    for bad in ("-8 places", "huit places", "5 + + 1"):
        with pytest.raises(Fault):
            compact.LAYOUTS.parse(bad, True)


def test_a_crew() -> None:
    expected = ({"qualification": "educateur", "count": 2}, {"qualification": "x5", "count": 1})
    assert compact.CREW.parse("2 educateur; 1 x5", True) == expected
    assert compact.CREW.parse("2 x educateur; x5", True) == expected


def test_figures_say_whether_they_are_to_be_checked() -> None:
    assert compact.FIGURE.parse("600 ? | règlement, à vérifier", True) == {
        "value": 600,
        "unverified": True,
        "source": " règlement, à vérifier",
    }
    assert compact.FIGURE.parse(600, True) == {"value": 600, "unverified": False, "source": ""}
    with pytest.raises(Fault):
        compact.FIGURE.parse("environ 600", True)


def test_prices_reserves_movements_tolerances_and_dates() -> None:
    assert compact.PRICES.parse("session=10 <24h:40 <72h:20; duty=5", True) == (
        {"kind": "session", "base": 10, "late": ((24, 40), (72, 20))},
        {"kind": "duty", "base": 5, "late": ()},
    )
    assert compact.RESERVES.parse("lun 08:00-12:00 = 60 min", True) == (
        {"start": 480, "end": 720, "weekdays": (1,), "season": None, "vehicle_min": 60},
    )
    assert compact.MOVEMENTS.parse("a > b; b → a", True) == (
        {"origin": "a", "destination": "b"},
        {"origin": "b", "destination": "a"},
    )
    assert compact.TOLERANCES.parse("Cost 20‰; need 3", True) == (
        {"tier": "cost", "per_mille": 20},
        {"tier": "need", "per_mille": 3},
    )
    assert compact.TOLERANCES.parse("coût=2,5 %; équité 10%", True) == (
        {"tier": "cost", "per_mille": 25},
        {"tier": "fairness", "per_mille": 100},
    )
    assert compact.DATES.parse("24/12/2027; 2027-12-31", True) == (date(2027, 12, 24), date(2027, 12, 31))
    assert compact.DATES.parse(date(2027, 12, 24), True) == (date(2027, 12, 24),)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (compact.PRICES, "session"),
        (compact.RESERVES, "lun 08:00-12:00"),
        (compact.MOVEMENTS, "a - b"),
        (compact.TOLERANCES, "vingt"),
        (compact.TOLERANCES, "coût -2 %"),
    ],
)
def test_what_follows_no_syntax_is_refused(kind: Kind, text: str) -> None:
    with pytest.raises(Fault, match="is not written as"):
        kind.parse(text, True)
