"""The workbook of what was delivered: by commune and month, by service and month, what was not and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from babel.dates import format_date
from openpyxl import Workbook

from api.exports import wording
from api.exports.sheets import Column, Row, Value, add_sheet
from api.exports.whole_file import book_bytes
from models.instance import Instance
from models.record import Outcome
from models.text import N_, Language, message, translate
from optimiser.ledger import Cell, Delivery

_FIGURES = (
    Column(N_("Sessions planned"), 9, "count"),
    Column(N_("Sessions held"), 9, "count"),
    Column(N_("Not recorded"), 10, "count"),
    Column(N_("Hours planned"), 10, "hours"),
    Column(N_("Hours held"), 10, "hours"),
    Column(N_("People expected"), 9, "count"),
    Column(N_("People present"), 9, "count"),
    Column(N_("Rides planned"), 9, "count"),
    Column(N_("Rides made"), 9, "count"),
    Column(N_("Not recorded"), 10, "count"),
    Column(N_("Passengers carried"), 10, "count"),
    Column(N_("Cost of sessions"), 13, "money"),
    Column(N_("Cost of rides"), 13, "money"),
    Column(N_("Other costs"), 13, "money"),
    Column(N_("Cost per hour held"), 11, "money"),
    Column(N_("Cost per person present"), 11, "money"),
    Column(N_("Cost per passenger carried"), 11, "money"),
)
_MONTH = Column(N_("Month"), 16)
_MISSED = (
    Column(N_("Day"), 15, "day"),
    Column(N_("Service"), 28),
    Column(N_("Commune"), 24),
    Column(N_("What was planned"), 34),
    Column(N_("People expected"), 9, "count"),
    Column(N_("Why"), 70),
)


def delivered_xlsx(
    found: Mapping[Cell, Delivery],
    missed: Sequence[Outcome],
    instance: Instance,
    language: Language = "fr",
) -> bytes:
    """The workbook's bytes.

    Parameters
    ----------
    found
        Figures by month, commune and service.
    missed
        Outcomes of what was not delivered, with the plan's own day, names and people in them.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "Halte"
    heading = message("{territory}: planned, delivered, attended", territory=instance.territory.name).text(language)
    communes = {cell: wording.commune_name(instance, cell.commune) if cell.commune else "" for cell in found}
    services = {cell: wording.service_name(instance, cell.service) if cell.service else "" for cell in found}
    common = translate("for no session and no ride", language)
    for title, head, names in (
        (translate("By commune", language), Column(N_("Commune"), 26), communes),
        (translate("By service", language), Column(N_("Service"), 32), services),
    ):
        rows = _rows(found, {cell: name or common for cell, name in names.items()}, language)
        add_sheet(book, title, heading, (_MONTH, head, *_FIGURES), rows, language)
    add_sheet(book, translate("Not delivered", language), heading, _MISSED, _missed(missed), language)
    notes = (Column(N_("How to read the figures"), 130),)
    add_sheet(book, translate("Explanation", language), heading, notes, _notes(language), language)
    return book_bytes(book)


def _rows(found: Mapping[Cell, Delivery], names: Mapping[Cell, str], language: Language) -> Iterator[Row]:
    months = sorted({cell.month for cell in found})
    for month in months:
        label = month_name(month, language)
        group: dict[str, Delivery] = {}
        for cell, delivery in found.items():
            if cell.month == month:
                group[names[cell]] = group.get(names[cell], Delivery()) + delivery
        for number, name in enumerate(sorted(group, key=wording.sort_key)):
            yield Row((label, name, *figures(group[name])), opens=number == 0)
        yield Row((label, translate("All", language), *figures(total(group.values()))), strong=True)
    if len(months) > 1:
        every = translate("All months", language)
        yield Row((every, translate("All", language), *figures(total(found.values()))), opens=True, strong=True)


def figures(of: Delivery) -> tuple[Value, ...]:
    """The figures in the order of their columns; a rate is empty where there is nothing to divide by."""
    return (
        of.sessions,
        of.sessions_held,
        of.sessions_open,
        timedelta(minutes=of.minutes),
        timedelta(minutes=of.minutes_held),
        of.expected,
        of.attended,
        of.rides,
        of.rides_done,
        of.rides_open,
        of.carried,
        of.session_cents / 100,
        of.ride_cents / 100,
        of.common_cents / 100,
        _euros(of.cents_per_hour),
        _euros(of.cents_per_attendance),
        _euros(of.cents_per_passenger),
    )


def total(deliveries: Iterable[Delivery]) -> Delivery:
    """The sum."""
    return sum(deliveries, Delivery())


def _euros(cents: float | None) -> float | None:
    return None if cents is None else round(cents / 100, 2)


def month_name(month: date, language: Language) -> str:
    """``janvier 2027``."""
    return format_date(month, "LLLL y", locale=language)


def _missed(missed: Sequence[Outcome]) -> Iterator[Row]:
    day = None
    for outcome in missed:
        values = (outcome.date, outcome.service, outcome.commune, outcome.place, outcome.expected, outcome.reason)
        yield Row(values, opens=outcome.date != day)
        day = outcome.date


def _notes(language: Language) -> Iterator[Row]:
    for text in (
        translate(
            "Planned is what the plans held; what they left unserved is in their own workbooks. Held and made is what "
            "the record says; what it does not mention, or leaves open, is counted as not recorded.",
            language,
        ),
        translate(
            "A session that was held lasted as long as planned where the record gives no minutes, and had nobody where "
            "nobody was counted. A ride that was made carried those who booked it, unless the record says otherwise.",
            language,
        ),
        translate(
            "The cost is the plan's: each tour and working day shared among its sessions and rides in proportion to "
            "their stand-alone costs, also those that were not delivered, for vehicles and people were mostly paid all "
            "the same.",
            language,
        ),
    ):
        yield Row((text,))
