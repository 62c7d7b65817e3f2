"""Arguments and options that several commands share, each told once."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.cli.planning import monday_option
from api.exports.addresses import web_address
from models.text import Language, translate


def web_option(text: str) -> str:
    """A web address, a slash at its end; a bad parameter when it is none."""
    if not web_address(text):
        raise typer.BadParameter(
            translate("{text} is not a web address such as https://example.org/").format(text=text)
        )
    return text if text.endswith("/") else f"{text}/"


Source = Annotated[
    Path, typer.Argument(metavar="INSTANCE", help=translate("A folder, a workbook (.xlsx) or a JSON file."))
]
OutFolder = Annotated[
    Path,
    typer.Option("--out", metavar="DIR", help=translate("The folder to write to; files of a plan there give way.")),
]
Week = Annotated[
    date | None,
    typer.Option(
        "--week", metavar="2027-W02", parser=monday_option, help=translate("First week; the instance's own by default.")
    ),
]
Seed = Annotated[int, typer.Option(metavar="N", min=0, max=2**31 - 1, help=translate("Seed of the search."))]
Iterations = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, help=translate("Iterations of search: with the same seed, always the same plan.")),
]
OutputLanguage = Annotated[Language, typer.Option("--lang", help=translate("Language of what is printed and written."))]
PrintedLanguage = Annotated[Language, typer.Option("--lang", help=translate("Language of what is printed."))]
JsonOut = Annotated[
    Path | None, typer.Option("--json", metavar="OUT.json", help=translate("Write the figures to this file."))
]
Plans = Annotated[
    list[Path], typer.Argument(metavar="PLAN...", help=translate("plan.json, or the folder halte plan wrote it to."))
]
OutWorkbook = Annotated[
    Path | None, typer.Option("--out", metavar="OUT.xlsx", help=translate("The workbook to write."))
]
BaseUrl = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        metavar="URL",
        parser=web_option,
        help=translate("Where the folder will be on the web: for QR codes and open data."),
    ),
]
Bilingual = Annotated[
    bool,
    typer.Option(
        "--bilingual", help=translate("Posters in English too, in smaller letters (or French beside English).")
    ),
]
Alarm = Annotated[
    int | None,
    typer.Option(
        "--alarm",
        metavar="MIN",
        min=0,
        max=7 * 24 * 60,
        help=translate("Calendars of vehicles and people ring so many minutes before each tour and working day."),
    ),
]
