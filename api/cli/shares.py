"""`halte shares`: a plan's cost split among partners by a key, and what organisations owe each other for loans."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli.app import app
from api.cli.finished import load_finished
from api.cli.notices import refuse, writing
from api.cli.options import JsonOut, OutputLanguage, OutWorkbook, Plans, Source
from api.exports import wording
from api.exports.shares_json import shares_document
from api.exports.shares_xlsx import resource_name, write_shares
from api.exports.whole_file import write_whole
from instances.share_key import read_share_key
from models.instance import Instance
from models.notices import InvalidInstance
from models.record_faults import find_overlaps
from models.text import Language, translate
from optimiser.ledger import Loan, Shares, charges, loans, split


@app.command(help=translate("Split the cost of plans among communes or services by a key, to the cent."))
def shares(
    source: Source,
    plan_files: Plans,
    key_file: Annotated[Path, typer.Option("--key", metavar="KEY.json", help=translate("Who pays, by what measure."))],
    out: OutWorkbook = None,
    json_out: JsonOut = None,
    language: OutputLanguage = "fr",
) -> None:
    """Exit 0 with the shares printed; 2, with nothing written, when the key, the plan or the instance is bad."""
    finished = load_finished(source, plan_files, language)
    instance, plans = finished[0].instance, [one.plan for one in finished]
    if overlaps := tuple(find_overlaps(plans)):
        refuse(overlaps)
    try:
        key = read_share_key(key_file, instance)
    except InvalidInstance as fault:
        refuse(fault.notices)
    charged = [charge for one in finished for charge in charges(one.plan, instance, one.times)]
    found, lent = split(charged, plans, instance, key), loans(plans, instance, charged, key)
    if json_out is not None:
        text = json.dumps(shares_document(found, lent, plans, key), ensure_ascii=False, indent=1) + "\n"
        with writing(json_out):
            write_whole(json_out, text.encode())
    if out is not None:
        with writing(out):
            write_shares(found, lent, plans, instance, key, out, language)
    console = Console()
    console.print(_shares_table(found, language))
    if lent:
        console.print(_loans_table(lent, instance, language))


def _shares_table(found: Shares, language: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim")
    table.add_column(translate("Partner", language), overflow="fold")
    table.add_column(translate("To pay", language), justify="right")
    for partner, cents in zip(found.partners, found.cents, strict=True):
        table.add_row(Text(partner.name), wording.euros(cents, language))
    table.add_row(Text(translate("All", language), style="bold"), wording.euros(found.total_cents, language))
    return table


def _loans_table(lent: tuple[Loan, ...], instance: Instance, language: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim")
    for head in ("Lender", "Borrower", "What is lent"):
        table.add_column(translate(head, language), overflow="fold")
    for head in ("Days", "Amount"):
        table.add_column(translate(head, language), justify="right")
    for loan in lent:
        names = (Text(loan.lender), Text(loan.borrower), Text(resource_name(loan, instance)))
        table.add_row(*names, str(loan.days), wording.euros(loan.cents, language))
    return table
