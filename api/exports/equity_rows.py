"""What each commune gets as the rows of a sheet: the communes with their services, then how unequal they are."""

from collections.abc import Iterator
from datetime import date, timedelta

from api.exports import wording
from api.exports.equity import REACH_MIN, CommuneShare, Equity, Reach, Spread
from api.exports.sheets import Column, Row, Value
from models.instance import Instance
from models.text import N_, Language, message, translate

COLUMNS = (
    Column(N_("Commune"), 24),
    Column(N_("Service"), 28),
    Column(N_("Inhabitants"), 11, "count"),
    Column(N_("Weight"), 8, "count"),
    Column(N_("Served"), 8, "count"),
    Column(N_("Asked"), 8, "count"),
    Column(N_("Need served"), 9, "percent"),
    Column(N_("Hours within 5 min"), 10, "hours"),
    Column(N_("Hours within 10 min"), 10, "hours"),
    Column(N_("Hours within 20 min"), 10, "hours"),
    Column(N_("Nearest, min"), 9, "count"),
    Column(N_("Nearest, km"), 9, "km"),
    Column(N_("Nearest session"), 30),
    Column(N_("Next date"), 15, "day"),
)


def equity_rows(report: Equity, instance: Instance, language: Language) -> Iterator[Row]:
    """A row per commune, the services it asks for below it, and in the end what lies between communes."""
    for share in report.communes:
        yield from _commune(share, instance, language)
    yield from _spreads(report, language)


def _commune(share: CommuneShare, instance: Instance, language: Language) -> Iterator[Row]:
    commune = instance.commune_by_id[share.commune]
    sessions, rides = share.sessions, share.rides
    yield _row(
        commune.name,
        translate("all services", language),
        commune.population,
        commune.weight,
        sessions.served + rides.served,
        sessions.asked + rides.asked,
        share.percent / 100 if sessions.asked or rides.asked else None,
        *_near(share.reach, instance, language),
        share.next_date,
        strong=True,
    )
    for service in share.services:
        served = service.served
        yield _row(
            commune.name,
            wording.service_name(instance, service.service),
            None,
            None,
            served.served,
            served.asked,
            served.served_weight * 100 // served.asked_weight / 100 if served.asked_weight else 1,
            *_near(service.reach, instance, language),
            service.next_date,
        )


def _near(reach: Reach, instance: Instance, language: Language) -> tuple[Value, ...]:
    hours = [timedelta(minutes=minutes) for minutes in reach.service_min] if reach.service_min else [None] * 3
    if reach.nearest is None:
        return (*hours, None, None, "")
    place = wording.place_name(instance, reach.nearest.venue, language, private=True)
    return (*hours, reach.nearest.minutes, reach.nearest.metres / 1000, place)


def _spreads(report: Equity, language: Language) -> Iterator[Row]:
    widest = message("Hours within {n} min", n=REACH_MIN[-1]).text(language)
    figures: tuple[tuple[str, Spread | None, str], ...] = (
        (translate("Need served", language), report.served_percent, "%"),
        (widest, report.hours, "h"),
        (translate("Nearest session", language), report.nearest_min, "min"),
    )
    for name, spread, unit in figures:
        if spread is not None:
            text = message(
                "from {least} to {greatest} {unit}, {mean} on average by inhabitant",
                least=wording.decimal(spread.least, language),
                greatest=wording.decimal(spread.greatest, language),
                mean=wording.decimal(spread.mean, language),
                unit=unit,
            )
            yield _row(name, text.text(language), strong=True)
    if report.gini is not None:
        gini = wording.decimal(report.gini, language, places=2)
        told = message("Gini {gini} (0: equal); a report, never what the plan aims at", gini=gini).text(language)
        yield _row(widest, told, strong=True)


def _row(*values: Value | date, strong: bool = False) -> Row:
    return Row((*values, *[None] * (len(COLUMNS) - len(values))), strong=strong, opens=strong)
