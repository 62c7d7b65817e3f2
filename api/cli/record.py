"""`halte record`: a sheet to record what became of plans, and the sheet read back."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from api.cli.app import app
from api.cli.finished import load_finished
from api.cli.notices import BAD_INPUT, print_notices, refuse, writing
from api.cli.options import Plans, PrintedLanguage, Source
from api.exports.whole_file import write_whole
from instances.record_file import read_records, record_csv, record_json
from instances.record_sheet import record_xlsx
from models.notices import InvalidInstance
from models.record import Outcome, Record
from models.text import translate
from optimiser.ledger import blank_record

_FORMS = {".xlsx": record_xlsx, ".csv": record_csv, ".json": record_json}


def _fail(text: str) -> NoReturn:
    Console(stderr=True).print(text, soft_wrap=True, highlight=False, markup=False)
    raise typer.Exit(BAD_INPUT)


@app.command(help=translate("Write a sheet to record what became of plans, or read such sheets and tell every fault."))
def record(
    source: Source,
    plan_files: Plans,
    read: Annotated[
        list[Path] | None, typer.Option("--read", metavar="FILE", help=translate("Record sheets to read back."))
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="OUT", help=translate("The sheet to write: a name in .xlsx, .csv or .json.")),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=translate("Overwrite what is there."))] = False,
    language: PrintedLanguage = "fr",
) -> None:
    """Exit 0; 2, with nothing written, when a plan or a sheet is bad.

    A sheet that is written holds what was read, and a blank row for all else the plans have.
    """
    if out is not None and out.suffix.lower() not in _FORMS:
        _fail(translate("{path} is no name in .xlsx, .csv or .json", language).format(path=out))
    if out is not None and out.exists() and not force:
        _fail(translate("{path} exists already; --force overwrites it", language).format(path=out))
    finished = load_finished(source, plan_files, language)
    plans = [one.plan for one in finished]
    try:
        outcomes, notices = read_records(read or [], plans)
    except InvalidInstance as fault:
        refuse(fault.notices)
    print_notices(notices, Console(stderr=True), language)
    whole = _filled(blank_record(plans, finished[0].instance), outcomes)
    if out is not None:
        with writing(out):
            write_whole(out, _FORMS[out.suffix.lower()](whole))
    told = [outcome for outcome in whole.outcomes if outcome.delivered is not None]
    sentence = translate("rows: {rows}, delivered: {done}, not delivered: {missed}, still open: {open}", language)
    text = sentence.format(
        rows=len(whole.outcomes),
        done=sum(bool(outcome.delivered) for outcome in told),
        missed=sum(not outcome.delivered for outcome in told),
        open=len(whole.outcomes) - len(told),
    )
    Console().print(text, soft_wrap=True, highlight=False, markup=False)


def _filled(blank: Record, outcomes: Sequence[Outcome]) -> Record:
    """The plan's own rows, with what was recorded of each."""
    told = {(outcome.item, outcome.leg): outcome for outcome in outcomes}
    recorded = ("delivered", "attended", "minutes", "reason")
    rows = []
    for row in blank.outcomes:
        known = told.get((row.item, row.leg))
        rows.append(row.model_copy(update={name: getattr(known, name) for name in recorded}) if known else row)
    return blank.model_copy(update={"outcomes": tuple(rows)})
