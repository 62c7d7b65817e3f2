"""The price list of a repair as JSON, and on the terminal."""

import csv
import io
import json
from collections import Counter

from rich.console import Console
from rich.table import Table

from api.exports import wording
from instances.decode import guard
from models.base import format_local
from models.text import N_, Language, translate
from optimiser.repair import Option, PriceList
from optimiser.repair.told import Telling

PRICE_LIST = "price-list.json"


def plan_name(option: Option) -> str:
    """File of an option's plan, named by its changes."""
    return f"plan-{option.changes}.json"


def tellings_name(option: Option) -> str:
    """File of whom an option has told."""
    return f"tell-{option.changes}.csv"


def price_list_text(prices: PriceList, language: Language = "fr") -> str:
    """The price list, a list of plans to choose from by rising changes.

    Each has ``changes`` (things to tell), ``unserved`` (need, as tier 1 has it), ``unserved_items``, ``cost`` (cents),
    ``price`` (change points), ``plan`` (a file beside this one) and ``notices``: who must be told of what, by when,
    what was and what is; the same as ``tell-…csv`` for a spreadsheet.
    """
    rows = [
        {
            "changes": option.changes,
            "unserved": option.need,
            "unserved_items": list(option.unserved),
            "cost": option.cost,
            "price": option.price,
            "plan": plan_name(option),
            "notices": [_telling(telling, language) for telling in option.tellings],
        }
        for option in prices.options
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _telling(telling: Telling, language: Language) -> dict[str, str | int]:
    return {
        "kind": telling.kind,
        "who": telling.who,
        "item": telling.item,
        "by": format_local(telling.by),
        "old": telling.old.text(language),
        "new": telling.new.text(language),
        "price": telling.price,
    }


def print_first(option: Option, console: Console, language: Language = "fr") -> None:
    """The first answer: what is lost when nothing is done but give up what became impossible."""
    sentence = translate("without any repair: {changes} to tell, {unserved} unserved, {cost}", language)
    cost = wording.euros(option.cost, language)
    text = sentence.format(changes=option.changes, unserved=len(option.unserved), cost=cost)
    console.print(text, highlight=False, markup=False, soft_wrap=True)


def tellings_text(option: Option, language: Language = "fr") -> str:
    """Whom to tell of what, as a CSV table for a spreadsheet; commas in English, semicolons in French."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="," if language == "en" else ";", lineterminator="\n")
    names = (N_("to tell by"), N_("who"), N_("what"), N_("before"), N_("now"), N_("change points"))
    writer.writerow([translate(name, language) for name in names])
    for telling in option.tellings:
        row = _telling(telling, language)
        writer.writerow([guard(str(row[key])) for key in ("by", "who", "item", "old", "new", "price")])
    return out.getvalue()


def print_price_list(prices: PriceList, console: Console, language: Language = "fr") -> None:
    """The rules the plan broke before, and a line for each plan to choose."""
    if prices.before:
        console.print(translate("before anything happened, the plan broke these rules:", language), highlight=False)
        for breach in prices.before:
            console.print(breach.text(language), highlight=False, markup=False, soft_wrap=True)
    table = Table(box=None, pad_edge=False)
    for head in (
        translate("to tell", language),
        translate("passengers", language),
        translate("sessions", language),
        translate("people", language),
        translate("unserved", language),
        translate("cost", language),
        translate("plan", language),
    ):
        table.add_column(head, justify="right", overflow="fold")
    for option in prices.options:
        kinds = Counter(telling.kind for telling in option.tellings)
        counts = option.changes, kinds["ride"], kinds["session"], kinds["duty"], len(option.unserved)
        table.add_row(*map(str, counts), wording.euros(option.cost, language), plan_name(option))
    console.print(table)
