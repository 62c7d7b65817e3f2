"""`halte delivered`: what was planned, delivered and attended over several weeks, and what it cost."""

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
from api.cli.notices import print_notices, refuse, writing
from api.cli.options import JsonOut, OutputLanguage, OutWorkbook, Plans, Source
from api.exports import wording
from api.exports.delivered_json import delivered_document
from api.exports.delivered_xlsx import delivered_xlsx, month_name, total
from api.exports.whole_file import write_whole
from instances.record_file import read_records
from models.notices import InvalidInstance
from models.text import Language, translate
from optimiser.ledger import Cell, Delivery, blank_record, charges, deliveries


@app.command(help=translate("Tell what was planned, delivered and attended by commune and month, and what it cost."))
def delivered(
    source: Source,
    plan_files: Plans,
    records: Annotated[
        list[Path], typer.Option("--record", metavar="FILE", help=translate("Record sheets, filled in."))
    ],
    out: OutWorkbook = None,
    json_out: JsonOut = None,
    language: OutputLanguage = "fr",
) -> None:
    """Exit 0 with the figures printed; 2, with nothing written, when a plan, a record or the instance is bad."""
    finished = load_finished(source, plan_files, language)
    instance, plans = finished[0].instance, [one.plan for one in finished]
    try:
        outcomes, notices = read_records(records, plans)
    except InvalidInstance as fault:
        refuse(fault.notices)
    print_notices(notices, Console(stderr=True), language)
    charged = [(one.plan, charges(one.plan, instance, one.times)) for one in finished]
    found = deliveries(charged, instance, outcomes)
    reasons = {(o.item, o.leg): o.reason for o in outcomes if o.delivered is False}
    missed = [
        row.model_copy(update={"reason": reasons[row.item, row.leg]})
        for row in blank_record(plans, instance).outcomes
        if (row.item, row.leg) in reasons
    ]
    if out is not None:
        with writing(out):
            write_whole(out, delivered_xlsx(found, missed, instance, language))
    if json_out is not None:
        document = delivered_document(found, instance.territory.id)
        with writing(json_out):
            write_whole(json_out, (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())
    Console().print(_table(found, language))


def _table(found: dict[Cell, Delivery], language: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim")
    table.add_column(translate("Month", language), no_wrap=True)
    for head in (
        translate("Sessions held", language),
        translate("Hours held", language),
        translate("People present", language),
        translate("Rides made", language),
        translate("Cost", language),
        translate("Cost per hour held", language),
    ):
        table.add_column(head, justify="right")
    for month in sorted({cell.month for cell in found}):
        of = total(delivery for cell, delivery in found.items() if cell.month == month)
        table.add_row(
            Text(month_name(month, language)),
            f"{of.sessions_held} / {of.sessions}",
            f"{wording.hours(of.minutes_held)} / {wording.hours(of.minutes)}",
            f"{of.attended} / {of.expected}",
            f"{of.rides_done} / {of.rides}",
            wording.euros(of.cents, language),
            wording.euros(round(of.cents_per_hour), language) if of.cents_per_hour is not None else "–",
        )
    return table
