from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instances import cells
from instances.cells import Cell, Kind
from models.base import DAY_MIN, Fault


@pytest.mark.parametrize(
    ("text", "expected"),
    [("6,57", 6.57), ("6.57", 6.57), ("-1 200,5", -1200.5), ("1\u202f200", 1200), (" 12 ", 12), (7, 7), (6.75, 6.75)],
)
def test_numbers_of_french_and_english_spreadsheets(text: Cell, expected: float) -> None:
    assert cells.DECIMAL.parse(text, True) == expected


@pytest.mark.parametrize("text", ["1,234.5", "1.234,5", "abc", "nan", "inf", "1e400", True, date(2027, 1, 1), "6,5,7"])
def test_what_is_no_number_is_refused(text: Cell) -> None:
    with pytest.raises(Fault):
        cells.DECIMAL.parse(text, True)


@pytest.mark.parametrize("text", ["1.5", 1.5, "douze", "10h"])
def test_what_is_no_whole_number_is_refused(text: Cell) -> None:
    with pytest.raises(Fault):
        cells.INTEGER.parse(text, True)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("31/12/2027", date(2027, 12, 31)),
        ("1/2/27", date(2027, 2, 1)),
        ("2027-12-31", date(2027, 12, 31)),
        ("31.12.2027", date(2027, 12, 31)),
        (datetime(2027, 12, 31), date(2027, 12, 31)),
        (date(2027, 12, 31), date(2027, 12, 31)),
    ],
)
def test_dates(cell: Cell, expected: date) -> None:
    assert cells.parse_date(cell) == expected


@pytest.mark.parametrize("cell", ["30/02/2027", "2027-13-01", "12/31/2027", "demain", 46400, datetime(2027, 1, 1, 8)])
def test_wrong_dates_are_refused(cell: Cell) -> None:
    with pytest.raises(Fault):
        cells.parse_date(cell)


@pytest.mark.parametrize(
    ("cell", "minute"),
    [
        ("8h", 480),
        ("8h30", 510),
        ("08:30", 510),
        ("8:30:00", 510),
        ("24:00", DAY_MIN),
        (time(8, 30), 510),
        (timedelta(days=1), DAY_MIN),
        (0.5, 720),
        (datetime(1899, 12, 30, 8, 30), 510),
    ],
)
def test_times_of_day(cell: Cell, minute: int) -> None:
    assert cells.parse_time(cell) == minute


@pytest.mark.parametrize("cell", ["8h75", "25:00", "24:01", "midi", "8", 8, time(8, 30, 15), 1.5, "-1:00"])
def test_wrong_times_are_refused(cell: Cell) -> None:
    with pytest.raises(Fault):
        cells.parse_time(cell)


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("35:00", 2100),
        ("35h", 2100),
        ("7h30", 450),
        (90, 90),
        ("90", 90),
        (time(7, 30), 450),
        (timedelta(hours=35), 2100),
        (datetime(1899, 12, 31, 11), 2100),
    ],
)
def test_durations(cell: Cell, minutes: int) -> None:
    assert cells.parse_duration(cell) == minutes


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("12/01/2027 08:30", datetime(2027, 1, 12, 8, 30)),
        ("2027-01-12T08:30", datetime(2027, 1, 12, 8, 30)),
        ("12/01/2027 à 8h30", datetime(2027, 1, 12, 8, 30)),
        ("12/01/2027 24:00", datetime(2027, 1, 13)),
        (datetime(2027, 1, 12, 8, 29, 59, 999_999), datetime(2027, 1, 12, 8, 30)),
    ],
)
def test_moments(cell: Cell, expected: datetime) -> None:
    assert cells.parse_moment(cell) == expected


def test_money_and_distance_are_large_units_under_french_headers() -> None:
    assert (cells.EUROS.parse("12,50", True), cells.EUROS.parse("1250", False)) == (1250, 1250)
    assert (cells.KILOMETRES.parse("12,5", True), cells.KILOMETRES.parse(12500, False)) == (12_500, 12_500)
    assert cells.EUROS.parse(0.1 + 0.2, True) == 30
    with pytest.raises(Fault, match="more than 2 decimals"):
        cells.EUROS.parse("0,125", True)


def test_yes_and_no() -> None:
    assert [cells.YES_NO.parse(cell, True) for cell in ("Oui", "x", True, 1, "non", "FAUX", 0)] == [True] * 4 + [
        False
    ] * 3
    with pytest.raises(Fault):
        cells.YES_NO.parse("peut-être", True)


def test_a_choice_goes_by_its_label_or_its_value() -> None:
    kind = cells.choice({"diesel": "diesel", "petrol": "essence"})
    assert [kind.parse(word, True) for word in ("Essence", "petrol")] == ["petrol", "petrol"]
    with pytest.raises(Fault, match="diesel, essence"):
        kind.parse("charbon", True)


KINDS: list[tuple[Kind, st.SearchStrategy[Any]]] = [
    (cells.INTEGER, st.integers(-(10**15), 10**15)),
    (cells.EUROS, st.integers(0, 10**11)),
    (cells.KILOMETRES, st.integers(0, 10**9)),
    (cells.YES_NO, st.booleans()),
    (cells.DATE, st.dates()),
    (cells.TIME, st.integers(0, DAY_MIN)),
    (cells.DURATION, st.integers(0, 86_400)),
    (cells.MOMENT, st.datetimes().map(lambda m: m.replace(second=0, microsecond=0, fold=0))),
]


@pytest.mark.parametrize(("kind", "values"), KINDS, ids=[kind.label for kind, _ in KINDS])
@given(data=st.data(), french=st.booleans())
def test_what_is_written_is_read_back(
    kind: Kind, values: st.SearchStrategy[Any], data: st.DataObject, french: bool
) -> None:
    value = data.draw(values)
    assert kind.parse(kind.format(value, french), french) == value
