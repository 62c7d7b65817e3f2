"""Lists that fit one cell, written as a planner would: ``lun-ven 08:00-12:00; mer 14:00-18:00 @hiver``.

Items are separated by semicolons or line breaks. French and English weekdays are read; each
syntax reads what it writes. What is read are plain mappings, which the vocabulary validates with the rest of their row.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from instances.cells import Cell, Kind, format_date, format_duration, parse_date, parse_duration, parse_time, text_of
from models.base import DAY_MIN, EVERY_DAY, Fault, WeeklyWindow, Window, format_time_of_day
from models.fleet import Layout
from models.instance import Tolerance
from models.profiles import ChangePrice, Figure

Item = dict[str, Any]

_FRENCH_DAYS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NUMBER = {day: number for days in (_FRENCH_DAYS, _ENGLISH_DAYS) for number, day in enumerate(days, 1)}
_EVERY_DAY_WORDS = ("tous", "tlj", "daily", "tous les jours", "every day")
_CLOCK = r"\d{1,2}(?:[:hH]\d{0,2})"
_SPAN = re.compile(rf"({_CLOCK})\s*(?:-|–|à|to)\s*({_CLOCK})")
_WINDOW_ITEM = re.compile(
    rf"(?P<days>[^\d@=]*?)\s*(?P<spans>{_SPAN.pattern}(?:[\s,]+{_SPAN.pattern})*)\s*(?:@\s*(?P<season>\S+))?"
)
_LAYOUT_ITEM = re.compile(
    r"(?:(?P<id>[^\s=]+)\s*=\s*)?(?P<seats>\d+)(?:\s*(?:places?|seats?))?"
    r"(?:\s*\+\s*(?P<wheelchairs>\d+)(?:\s*(?:fauteuils?|wheelchairs?|ufr))?)?",
    re.IGNORECASE,
)
_CREW_ITEM = re.compile(r"(?:(?P<count>\d+)(?:\s*[x×]\s+|\s+))?(?P<qualification>\S+)")
_PRICE_ITEM = re.compile(r"(?P<kind>\w+)\s*=\s*(?P<base>\d+)(?P<late>(?:\s+<\s*-?\d+\s*h\s*:\s*-?\d+)*)")
_LATE = re.compile(r"<\s*(-?\d+)\s*h\s*:\s*(-?\d+)")
_TOLERANCE_ITEM = re.compile(r"(?P<tier>\w+)\s*[= ]\s*(?P<value>\d{1,6}(?:[.,]\d{1,6})?)\s*(?P<sign>[%‰])?")
_FRENCH_TIERS = {
    "besoin": "need",
    "changements": "change",
    "cout": "cost",
    "coût": "cost",
    "équité": "fairness",
    "confort": "comfort",
}
_FIGURE = re.compile(r"(?P<value>\d+)\s*(?P<unverified>\?)?\s*(?:\|(?P<source>.*))?")


def items_of(cell: Cell) -> list[str]:
    """The items of a list, between semicolons or line breaks."""
    return [item.strip() for item in re.split(r"[;\n]", text_of(cell)) if item.strip()]


def _matched(pattern: re.Pattern[str], item: str, example: str) -> re.Match[str]:
    match = pattern.fullmatch(item)
    if match is None:
        raise Fault("{value} is not written as {example}", value=item, example=example)
    return match


def parse_weekdays(text: str) -> tuple[int, ...]:
    """ISO weekdays from ``lun-ven``, ``mar, jeu``, ``tous`` or numbers 1 to 7."""
    text = text.strip().lower()
    if not text or text in _EVERY_DAY_WORDS:
        return EVERY_DAY
    days: set[int] = set()
    for part in re.split(r"[\s,;]+", re.sub(r"\s*(?:-|–)\s*", "-", text)):
        first, _, last = part.partition("-")
        low, high = _weekday(first), _weekday(last or first)
        days.update(range(low, high + 1) if low <= high else [*range(low, 8), *range(1, high + 1)])
    return tuple(sorted(days))


def _weekday(word: str) -> int:
    if word in ("1", "2", "3", "4", "5", "6", "7"):
        return int(word)
    number = _DAY_NUMBER.get(word.rstrip(".")[:3], 0)
    if not number:
        raise Fault("{value} is not a weekday such as lun, mar, mer", value=word)
    return number


def format_weekdays(weekdays: Iterable[int], french: bool) -> str:
    """``lun-ven``, ``mar, jeu`` or ``tous``."""
    days, names = sorted(weekdays), _FRENCH_DAYS if french else _ENGLISH_DAYS
    if tuple(days) == EVERY_DAY:
        return "tous" if french else "daily"
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    words = []
    for run in runs:
        words += [f"{names[run[0] - 1]}-{names[run[-1] - 1]}"] if len(run) > 2 else [names[day - 1] for day in run]
    return ", ".join(words)


def parse_window(cell: Cell) -> Item:
    """Two times of a day: ``09:00-09:45``, ``avant 9h45``, ``après 11h``, or one time alone."""
    text = text_of(cell).lower()
    if match := _SPAN.fullmatch(text):
        return {"start": parse_time(match[1]), "end": parse_time(match[2])}
    word, _, rest = text.rpartition(" ")
    if word in ("avant", "before", "jusqu'à", "jusqu’à"):
        return {"start": 0, "end": parse_time(rest)}
    if word in ("après", "apres", "after", "à partir de", "dès"):
        return {"start": parse_time(rest), "end": DAY_MIN}
    if word:
        raise Fault("{value} is not written as {example}", value=text_of(cell), example="09:00-09:45")
    minute = parse_time(cell)
    return {"start": minute, "end": minute}


def format_window(window: Window) -> str:
    """``09:00-09:45``."""
    return f"{format_time_of_day(window.start)}-{format_time_of_day(window.end)}"


def parse_windows(item: str) -> list[Item]:
    """``lun-ven 08:00-12:00 14:00-18:00 @hiver``: one window per span of time."""
    match = _matched(_WINDOW_ITEM, item, "lun-ven 08:00-12:00 @hiver")
    weekdays = parse_weekdays(match["days"])
    return [
        {"start": parse_time(start), "end": parse_time(end), "weekdays": weekdays, "season": match["season"]}
        for start, end in _SPAN.findall(match["spans"])
    ]


def format_weekly(window: WeeklyWindow, french: bool) -> str:
    """``lun-ven 08:00-12:00 @hiver``."""
    season = f" @{window.season}" if window.season else ""
    return f"{format_weekdays(window.weekdays, french)} {format_window(window)}{season}"


def parse_layout(item: str) -> Item:
    """``8 places``, ``5+1`` or ``pmr=5 places + 1 fauteuil``; without a name, the layout is named by its figures."""
    match = _matched(_LAYOUT_ITEM, item, "5 places + 1 fauteuil")
    seats, wheelchairs = int(match["seats"]), int(match["wheelchairs"] or 0)
    return {"id": match["id"] or _layout_id(seats, wheelchairs), "seats": seats, "wheelchairs": wheelchairs}


def _layout_id(seats: int, wheelchairs: int) -> str:
    return f"{seats}+{wheelchairs}" if wheelchairs else str(seats)


def format_layout(layout: Layout, french: bool) -> str:
    """``5 places + 1 fauteuil``, after ``name=`` when the layout has one of its own."""
    seats, wheelchairs = ("places", "fauteuil") if french else ("seats", "wheelchair")
    text = f"{layout.seats} {seats}"
    if layout.wheelchairs:
        text += f" + {layout.wheelchairs} {wheelchairs}{'s' if layout.wheelchairs > 1 else ''}"
    return text if layout.id == _layout_id(layout.seats, layout.wheelchairs) else f"{layout.id}={text}"


def parse_crew(item: str) -> Item:
    """``2 educateur``."""
    match = _matched(_CREW_ITEM, item, "2 educateur")
    return {"qualification": match["qualification"], "count": int(match["count"] or 1)}


def parse_movement(item: str) -> Item:
    """``vallee > bourg``."""
    match = _matched(re.compile(r"([^\s>]+)\s*(?:>|→)\s*([^\s>]+)"), item, "vallee > bourg")
    return {"origin": match[1], "destination": match[2]}


def parse_reserve(item: str) -> list[Item]:
    """``lun-ven 08:00-12:00 = 60``: minutes of vehicle time kept free in the window."""
    window, _, minutes = item.rpartition("=")
    found = re.fullmatch(r"\s*(\d+)\s*(?:min)?\s*", minutes)
    if not window or found is None:
        raise Fault("{value} is not written as {example}", value=item, example="lun-ven 08:00-12:00 = 60")
    return [{**span, "vehicle_min": int(found[1])} for span in parse_windows(window.strip())]


def parse_figure(cell: Cell, _french: bool) -> Item:
    """``600 | Code du travail L3121-18``; a question mark after the figure says it is still to be checked."""
    match = _matched(_FIGURE, text_of(cell), "600 ? | source")
    return {"value": int(match["value"]), "unverified": bool(match["unverified"]), "source": match["source"] or ""}


def format_figure(figure: Figure, _french: bool) -> str:
    """``600 ? | source``."""
    return f"{figure.value}{' ?' if figure.unverified else ''}{f' | {figure.source}' if figure.source else ''}"


def parse_price(item: str) -> Item:
    """``session=10 <24h:40 <72h:20``: the price with ample notice, then by hours of notice."""
    match = _matched(_PRICE_ITEM, item, "session=10 <24h:40")
    late = tuple((int(hours), int(price)) for hours, price in _LATE.findall(match["late"]))
    return {"kind": match["kind"], "base": int(match["base"]), "late": late}


def format_price(price: ChangePrice, _french: bool) -> str:
    """``session=10 <24h:40 <72h:20``."""
    return f"{price.kind}={price.base}" + "".join(f" <{hours}h:{cost}" for hours, cost in price.late)


def parse_tolerance(item: str) -> Item:
    """``cost 2 %`` or ``cost 20 ‰``, in French ``coût 2 %``: a tier and a part of it; per mille without a sign."""
    match = _matched(_TOLERANCE_ITEM, item, "cost 2 %")
    value = float(match["value"].replace(",", ".")) * (10 if match["sign"] == "%" else 1)
    if value != round(value):
        raise Fault("{value}: a tolerance is counted in tenths of a percent", value=item)
    name = match["tier"].lower()
    return {"tier": _FRENCH_TIERS.get(name, name), "per_mille": round(value)}


def format_tolerance(tolerance: Tolerance, french: bool) -> str:
    """``cost 2.5 %``, in French ``coût 2,5 %``."""
    names = {tier: name for name, tier in _FRENCH_TIERS.items()} if french else {}
    percent = f"{tolerance.per_mille / 10:g}"
    return f"{names.get(tolerance.tier, tolerance.tier)} {percent.replace('.', ',') if french else percent} %"


def listed(label: str, parse: Callable[[str], Any], show: Callable[[Any, bool], str]) -> Kind:
    """A list in one cell from the syntax of its items; ``parse`` may give one value or a list of them."""

    def read(cell: Cell, _french: bool) -> tuple[Any, ...]:
        values: list[Any] = []
        for item in items_of(cell):
            value = parse(item)
            values += value if isinstance(value, list) else [value]
        return tuple(values)

    def write(values: Iterable[Any], french: bool) -> Cell:
        return "; ".join(show(value, french) for value in values) or None

    return Kind(label, read, write, width=30)


def _parse_days(cell: Cell, _french: bool) -> tuple[date, ...]:
    if not isinstance(cell, str):
        return (parse_date(cell),)
    return tuple(parse_date(word) for word in re.split(r"[\s,;]+", cell.strip()) if word)


IDS = Kind(
    "identifiants, séparés par ;",
    lambda cell, _: tuple(word for word in re.split(r"[\s,;]+", text_of(cell)) if word),
    lambda values, _: "; ".join(values) or None,
    width=30,
)
DATES = Kind(
    "dates, séparées par ;",
    _parse_days,
    lambda days, french: "; ".join(format_date(day, french) for day in days) or None,
    width=30,
)
WEEKDAYS = Kind("jours", lambda cell, _: parse_weekdays(text_of(cell)), format_weekdays)
WEEKDAY = Kind(
    "jour",
    lambda cell, _: _weekday(text_of(cell).lower()),
    lambda day, french: (_FRENCH_DAYS if french else _ENGLISH_DAYS)[day - 1],
    choices=_FRENCH_DAYS,
)
WINDOW = Kind(
    "plage horaire",
    lambda cell, _: parse_window(cell),
    lambda window, _: format_window(window),
)
WINDOWS = listed("plages, séparées par ;", parse_windows, format_weekly)
LAYOUTS = listed("aménagements, séparés par ;", parse_layout, format_layout)
CREW = listed("équipe", parse_crew, lambda need, _: f"{need.count} {need.qualification}")
MOVEMENTS = listed("trajets", parse_movement, lambda move, _: f"{move.origin} > {move.destination}")
RESERVES = listed(
    "réserves (minutes)",
    parse_reserve,
    lambda reserve, french: f"{format_weekly(reserve, french)} = {reserve.vehicle_min}",
)
DURATIONS = listed("durées, séparées par ;", parse_duration, lambda value, _: format_duration(value))
FIGURE = Kind("valeur | source", parse_figure, format_figure, width=24)
PRICES = listed("prix", parse_price, format_price)
TOLERANCES = listed("tolérances (%)", parse_tolerance, format_tolerance)
