"""`halte compare`: two plans side by side, what each serves and costs, what moved between them."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.cli.app import app
from api.cli.finished import load_sides
from api.cli.notices import writing
from api.cli.options import OutputLanguage
from api.exports.compare import Comparison, Side
from api.exports.compare import compare as compare_plans
from api.exports.compare.document import comparison_document
from api.exports.compare.view import print_comparison
from api.exports.compare.xlsx import comparison_xlsx
from api.exports.whole_file import write_whole
from models.text import Language, translate

_PLAN = translate("plan.json, or the folder halte plan wrote it to.")


@app.command(help=translate("Compare two plans: tiers, who is served, hours, kilometres, cost, and what moved."))
def compare(
    before: Annotated[Path, typer.Argument(metavar="A", help=_PLAN)],
    after: Annotated[Path, typer.Argument(metavar="B", help=_PLAN)],
    source: Annotated[
        Path | None,
        typer.Option(
            "--instance",
            metavar="INSTANCE",
            help=translate("What the plans were made from; not needed where instance.json lies beside a plan."),
        ),
    ] = None,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="OUT.xlsx", help=translate("The workbook to write."))
    ] = None,
    json_out: Annotated[
        Path | None, typer.Option("--json", metavar="OUT.json", help=translate("Write the comparison to this file."))
    ] = None,
    language: OutputLanguage = "fr",
) -> None:
    """Exit 0 with the comparison printed; 2, with nothing written, when a plan or an instance cannot be read."""
    one, other = load_sides([before, after], source, language)
    names = _names(before, after)
    comparison = compare_plans(Side(names[0], one.plan, one.instance), Side(names[1], other.plan, other.instance))
    write_comparison(comparison, xlsx, json_out, language)
    print_comparison(comparison, Console(), language=language)


def _names(before: Path, after: Path) -> tuple[str, str]:
    """What tells the two apart: the names of folders or files, else the paths as given."""
    one, other = (path.resolve().name if path.is_dir() else path.stem for path in (before, after))
    return (one, other) if one != other else (str(before), str(after))


def write_comparison(comparison: Comparison, xlsx: Path | None, json_out: Path | None, language: Language) -> None:
    """Write the files asked for; ends the command when one cannot be written."""
    if xlsx is not None:
        with writing(xlsx):
            write_whole(xlsx, comparison_xlsx(comparison, language))
    if json_out is not None:
        text = json.dumps(comparison_document(comparison), ensure_ascii=False, indent=1) + "\n"
        with writing(json_out):
            write_whole(json_out, text.encode())
