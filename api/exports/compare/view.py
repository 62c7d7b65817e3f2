"""A comparison on the terminal: tiers, figures, what is served where, what moved."""

from collections.abc import Sequence

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.exports import describe, wording
from api.exports.compare import words
from api.exports.compare.comparison import Comparison, ServedPair
from api.exports.compare.moves import Move
from models.text import Language, message, translate

_SHOWN = 40


def print_comparison(comparison: Comparison, console: Console, *, language: Language = "fr") -> None:
    """Print the comparison; figures and communes that are the same in both are left out."""
    for sentence in words.verdict(comparison, language):
        console.print(Text(sentence, style="bold"))
    parts = [
        _tiers(comparison, language),
        _figures(comparison, language),
        _served(comparison, language),
        _moves(translate("Sessions that moved", language), comparison.sessions, comparison, language),
        _moves(translate("Rides that moved", language), comparison.rides, comparison, language),
    ]
    for part in parts:
        if part is not None:
            console.print(Padding(part, (1, 0, 0, 0)))


def _table(comparison: Comparison, *heads: str, last: str = "") -> Table:
    """A table of text, then figures of both plans."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim")
    for head in heads:
        table.add_column(Text(head), overflow="fold")
    for head in (comparison.before.name, comparison.after.name, *((last,) if last else ())):
        table.add_column(Text(head), justify="right", overflow="fold")
    return table


def _tiers(comparison: Comparison, language: Language) -> Table | None:
    if not comparison.tiers:
        return None
    table = _table(comparison, translate("Objective", language), translate("Unit", language))
    for pair in comparison.tiers:
        stated = pair.after or pair.before
        unit = stated.unit.text(language) if stated is not None and pair.tier != "cost" else "€"
        values = (words.tier_text(value, language) for value in (pair.before, pair.after))
        table.add_row(Text(describe.tier_name(pair.tier, language)), Text(unit), *values)
    return table


def _figures(comparison: Comparison, language: Language) -> Table:
    table = _table(comparison, translate("Figure", language), last=translate("Difference", language))
    for figure in comparison.figures:
        if figure.before or figure.after:
            values = (words.amount(figure.name, value, language) for value in (figure.before, figure.after))
            table.add_row(words.figure_name(figure.name, language), *values, words.difference(figure, language))
    return table


def _served(comparison: Comparison, language: Language) -> RenderableType | None:
    differing = [pair for pair in comparison.communes if pair.differs]
    if not differing:
        return Text(translate("Each commune is served as before.", language))
    table = _table(comparison, translate("Commune", language), translate("Served / asked", language))
    for pair in differing:
        kind, before, after = words.served_text(pair, language)
        table.add_row(Text(commune_name(comparison, pair)), kind, before, after)
    return table


def commune_name(comparison: Comparison, pair: ServedPair) -> str:
    """A commune's name, in whichever instance has it."""
    known = pair.id in comparison.before.instance.commune_by_id
    side = comparison.before if known else comparison.after
    return wording.commune_name(side.instance, pair.id)


def _moves(title: str, moves: Sequence[Move], comparison: Comparison, language: Language) -> Table | None:
    if not moves:
        return None
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim", title_justify="left")
    heads = (title, translate("When", language), translate("What changed", language))
    for head in heads:
        table.add_column(Text(head), overflow="fold")
    for move in moves[:_SHOWN]:
        item = ", ".join(part for part in words.item_text(move, comparison) if part)
        when = f"{wording.short_day(move.when.date(), language)} {wording.clock(move.when)}"
        changes = [
            f"{field} {before} → {after}"
            for field, before, after in (words.change_texts(move, c, comparison, language) for c in move.changes)
        ]
        table.add_row(Text(item), Text(when), Text("; ".join(changes) or words.move_kind(move.kind, language)))
    if len(moves) > _SHOWN:
        more = message("… and {n} more, with --xlsx or --json", n=len(moves) - _SHOWN).text(language)
        table.add_row(Text(more), "", "")
    return table
