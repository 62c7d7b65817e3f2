"""`halte offers session` and `day`: where and when one more session could be held, which other day one could have."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from api.cli.notices import refuse, writing
from api.cli.offers import NOTHING, Days, Now, Out, PlanFile, nothing, offers, read_both, write_plan
from api.cli.options import OutputLanguage, Source
from api.cli.searching import Interrupts
from api.cli.whole_folder import replaced
from api.exports.offers import folder_name, print_session_offers, session_offers_text
from api.exports.price_list import tellings_text
from models.base import at
from models.horizon import Horizon
from models.notices import InvalidInstance, Location, error
from models.text import Language, message, translate
from optimiser.offers.more_sessions import SessionOffer, day_offers, session_offers
from optimiser.repair import UnmendableError

SESSION_OFFERS = "session-offers.json"


@offers.command(help=translate("Where and when one more session could be held."))
def session(
    source: Source,
    plan_file: PlanFile,
    now: Now,
    out: Out,
    demands: Annotated[
        list[str] | None, typer.Option("--demand", help=translate("Session demands; all of the service by default."))
    ] = None,
    service: Annotated[
        str | None, typer.Option("--service", help=translate("A service; all of them by default."))
    ] = None,
    days: Days = None,
    language: OutputLanguage = "fr",
) -> None:
    """Exit 0 with a folder for each offer; 1 when there are none; 2 when something cannot be read or is not known."""
    instance, plan, folder = read_both(source, plan_file)
    wanted = demands or [one.id for one in instance.demands if service in (None, one.service)]
    left = [day for day in Horizon(plan.monday, plan.weeks).days if at(day, 24 * 60) > now]
    try:
        with Interrupts() as interrupts:
            span = [day.date() for day in days] if days else left
            found = session_offers(instance, plan, wanted, span, now, base_dir=folder, stop=interrupts.stop)
    except (InvalidInstance, UnmendableError) as fault:
        _refused(fault, language)
    _write_sessions(found, source, out, language)


@offers.command(help=translate("Which other day of its week a session could have."))
def day(
    source: Source,
    plan_file: PlanFile,
    occurrence: Annotated[str, typer.Argument(metavar="SESSION", help=translate("The session, as the plan names it."))],
    now: Now,
    out: Out,
    language: OutputLanguage = "fr",
) -> None:
    """Exit 0 with a folder for each offer; 1 when there are none; 2 when something cannot be read or is not known."""
    instance, plan, folder = read_both(source, plan_file)
    if occurrence not in {one.id for one in plan.sessions}:
        what = message("{id} is not known", id=occurrence)
        remedy = message("write it as the instance or the plan does")
        refuse((error("event.unknown", Location(source="plan"), what, remedy),))
    try:
        with Interrupts() as interrupts:
            found = day_offers(instance, plan, occurrence, now, base_dir=folder, stop=interrupts.stop)
    except (InvalidInstance, UnmendableError) as fault:
        _refused(fault, language)
    _write_sessions(found, source, out, language)


def _write_sessions(found: Sequence[SessionOffer], source: Path, out: Path, language: Language) -> None:
    if not found:
        nothing(language)
    with writing(out), replaced(out, last=SESSION_OFFERS) as made:
        for number, offer in enumerate(found, 1):
            folder = made / folder_name(number)
            folder.mkdir()
            write_plan(folder, offer.instance, offer.option.plan, source)
            text = tellings_text(offer.option, language)
            (folder / "tell.csv").write_text(text, encoding="utf-8-sig", newline="\n")
        (made / SESSION_OFFERS).write_text(session_offers_text(found, language), encoding="utf-8", newline="\n")
    print_session_offers(found, Console(), language)


def _refused(fault: InvalidInstance | UnmendableError, language: Language) -> NoReturn:
    if isinstance(fault, InvalidInstance):
        refuse(fault.notices)
    console = Console(stderr=True)
    for breach in fault.breaches:
        console.print(breach.text(language), highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(NOTHING)
