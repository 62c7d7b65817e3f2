"""A comparison as a workbook: figures, services and communes, what moved."""

from collections.abc import Iterator, Sequence

from openpyxl import Workbook

from api.exports import describe, wording
from api.exports.compare import words
from api.exports.compare.comparison import Comparison, FigureName, ServedPair
from api.exports.compare.moves import Move
from api.exports.compare.view import commune_name
from api.exports.sheets import Column, Row, add_sheet
from api.exports.whole_file import book_bytes
from models.text import N_, Language, message, translate

_MOVES = (
    Column(N_("Day"), 15, "day"),
    Column(N_("Service"), 30),
    Column(N_("For whom"), 24),
    Column(N_("Direction"), 10),
    Column(N_("Change"), 14),
    Column(N_("What changed"), 18),
    Column(N_("Before"), 40),
    Column(N_("After"), 40),
)
_COUNTS = (
    Column(N_("Served before"), 12, "count"),
    Column(N_("Asked before"), 12, "count"),
    Column(N_("Served after"), 12, "count"),
    Column(N_("Asked after"), 12, "count"),
    Column(N_("Difference"), 12, "count"),
)


def comparison_xlsx(comparison: Comparison, language: Language = "fr") -> bytes:
    """The workbook's bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "Halte"
    one, other = comparison.before.name, comparison.after.name
    heading = message("{before} and {after}", before=one, after=other).text(language)
    titles = (message("before: {name}", name=one), message("after: {name}", name=other))
    names = tuple(Column(title.text(language), 24, "number") for title in titles)
    figures = (Column(N_("Figure"), 44), *names, Column(N_("Difference"), 16, "number"), Column(N_("Unit"), 30))
    add_sheet(book, translate("Comparison", language), heading, figures, _figures(comparison, language), language)
    served = (Column(N_("Commune or service"), 34), Column(N_("What"), 12), *_COUNTS)
    add_sheet(book, translate("Served", language), heading, served, _served(comparison, language), language)
    for title, moves in (("Sessions that moved", comparison.sessions), ("Rides that moved", comparison.rides)):
        rows = _moves(moves, comparison, language)
        add_sheet(book, translate(title, language), heading, _MOVES, rows, language)
    return book_bytes(book)


def _figures(comparison: Comparison, language: Language) -> Iterator[Row]:
    for sentence in words.verdict(comparison, language):
        yield Row((sentence, None, None, None, None), strong=True)
    for number, pair in enumerate(comparison.tiers):
        values = [None if value is None else value.value for value in (pair.before, pair.after)]
        money = pair.tier == "cost"
        before, after = (value / 100 if money and value is not None else value for value in values)
        change = None if before is None or after is None else round(after - before, 2)
        stated = pair.after or pair.before
        unit = "€" if money else stated.unit.text(language) if stated is not None else ""
        yield Row((describe.tier_name(pair.tier, language), before, after, change, unit), opens=number == 0)
    for number, figure in enumerate(comparison.figures):
        before, after = (_scaled(figure.name, value) for value in (figure.before, figure.after))
        name = words.figure_name(figure.name, language)
        change = _scaled(figure.name, figure.after - figure.before)
        yield Row((name, before, after, change, _unit(figure.name)), opens=number == 0)


def _scaled(name: FigureName, value: int) -> float | int:
    if name.endswith("_m"):
        return round(value / 1000, 1)
    if name.endswith("_min"):
        return round(value / 60, 2)
    if name.endswith("_g"):
        return round(value / 1000, 1)
    return value / 100 if name.endswith("_cents") else value


def _unit(name: FigureName) -> str:
    units = {"_m": "km", "_min": "h", "_g": "kg", "_cents": "€"}
    return next((unit for suffix, unit in units.items() if name.endswith(suffix)), "")


def _served(comparison: Comparison, language: Language) -> Iterator[Row]:
    def row(name: str, pair: ServedPair, opens: bool) -> Row:
        kind = words.served_text(pair, language)[0]
        figures = (pair.before.served, pair.before.asked, pair.after.served, pair.after.asked)
        return Row((name, kind, *figures, pair.after.served - pair.before.served), opens=opens)

    for number, pair in enumerate(comparison.services):
        known = pair.id in comparison.before.instance.any_service_by_id
        side = comparison.before if known else comparison.after
        yield row(wording.service_name(side.instance, pair.id), pair, number == 0)
    for number, pair in enumerate(comparison.communes):
        yield row(commune_name(comparison, pair), pair, number == 0)


def _moves(moves: Sequence[Move], comparison: Comparison, language: Language) -> Iterator[Row]:
    legs = {None: "", "outbound": translate("outbound", language), "return": translate("return", language)}
    for move in moves:
        service, whom = words.item_text(move, comparison)
        head = (move.when.date(), service, whom, legs[move.leg], words.move_kind(move.kind, language))
        if not move.changes:
            time = f"{wording.clock(move.when)}"
            added = move.kind == "added"
            yield Row((*head, "", "" if added else time, time if added else ""), opens=True)
        for number, change in enumerate(move.changes):
            yield Row((*head, *words.change_texts(move, change, comparison, language)), opens=number == 0)
