"""Single values: texts that files like to spoil, ids, times, windows."""

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from models import base, profiles

TRICKY = [
    "=1+1",
    "+33 4 92",
    "-5",
    "@hiver",
    "'quote",
    "_x000D_",
    "l’été ; « a | b »",
    '"',
    "a,b\tc",
    "oui",
    "1,5",
    "été",
]
texts = st.one_of(
    st.sampled_from(TRICKY),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=12),
).map(lambda text: str(base.one_line(text)))
names = texts.filter(bool)
ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.:@+/#-]{0,6}", fullmatch=True)
days = st.dates(date(1880, 1, 1), date(2300, 12, 31))
moments = st.datetimes(datetime(1880, 1, 1), datetime(2300, 12, 31)).map(
    lambda m: m.replace(second=0, microsecond=0, fold=0)
)
minutes = st.integers(0, base.DAY_MIN)
weekdays = st.sets(st.integers(1, 7), min_size=1).map(lambda found: tuple(sorted(found)))
tags = st.sets(ids, max_size=2).map(lambda found: tuple(sorted(found)))
figures = st.builds(profiles.Figure, value=st.integers(0, 10**6), source=texts, unverified=st.booleans())


def several(items: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, max_size=most).map(tuple)


def maybe(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | items


@st.composite
def pair(draw: Any, items: st.SearchStrategy[Any]) -> list[Any]:
    return sorted((draw(items), draw(items)))


@st.composite
def windows(draw: Any) -> base.Window:
    start, end = draw(pair(minutes))
    return base.Window(start=start, end=end)


@st.composite
def weekly(draw: Any, seasons: list[str]) -> base.WeeklyWindow:
    season = draw(st.sampled_from([None, *seasons]))
    return base.WeeklyWindow(**dict(draw(windows())), weekdays=draw(weekdays), season=season)


@st.composite
def ranges(draw: Any) -> base.DateRange:
    first, last = draw(pair(days))
    return base.DateRange(
        first=first if draw(st.booleans()) else None, last=last if draw(st.booleans()) else None, name=draw(texts)
    )


@st.composite
def periods(draw: Any) -> base.Period:
    start = draw(moments)
    return base.Period(start=start, end=start + timedelta(minutes=draw(st.integers(1, 10**5))), reason=draw(texts))


@st.composite
def named(draw: Any, used: set[str], most: int = 2, least: int = 0) -> list[str]:
    """Ids not used before among items of their kind."""
    found = draw(st.lists(ids.filter(lambda id_: id_ not in used), min_size=least, max_size=most, unique=True))
    used.update(found)
    return list(found)


def subset(values: list[str], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    return (
        st.lists(st.sampled_from(values), min_size=least, max_size=2, unique=True).map(tuple) if values else st.just(())
    )
