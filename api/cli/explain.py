"""`halte explain`: why items of a plan are unserved, and the smallest changes that would serve them."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.cli.app import app
from api.cli.notices import load, refuse, writing
from api.cli.options import PrintedLanguage, Source
from api.cli.searching import Interrupts, watched
from api.exports.edit_text import edit_text
from api.exports.explain_view import print_explanation
from api.exports.lookup import Lookup
from instances import read_plan
from models.explanation import Explanation
from models.instance import Instance
from models.notices import InvalidInstance, Location, did_you_mean, error
from models.plan import Plan
from models.text import Language, message, translate
from optimiser.check import check
from optimiser.explain import SECONDS, Explained
from optimiser.explain import explain as explained
from optimiser.progress import OnProgress
from optimiser.search.jit import is_compiled
from optimiser.travel import travel_times

NEAR = 5
"""Identifiers told when one is not known."""


@app.command(help=translate("Explain what a plan leaves out, and the smallest changes that would serve it."))
def explain(
    source: Source,
    plan_file: Annotated[
        Path, typer.Argument(metavar="PLAN.json", help=translate("The plan, as halte plan writes it."))
    ],
    item: Annotated[
        str | None,
        typer.Argument(
            metavar="ITEM",
            help=translate("A session or ride, by its identifier or that of the request; all unserved by default."),
        ),
    ] = None,
    previous_file: Annotated[
        Path | None, typer.Option("--previous", metavar="PLAN.json", help=translate("The plan published before."))
    ] = None,
    seconds: Annotated[
        float, typer.Option("--time-limit", metavar="S", min=1, help=translate("Seconds for each item."))
    ] = SECONDS,
    out: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help=translate("Write the explanations to this file."))
    ] = None,
    language: PrintedLanguage = "fr",
) -> None:
    """Print an explanation for each item; exit 2 when the data cannot be read, or the plan is not one of it."""
    instance, _ = load(source)
    folder = source if source.is_dir() else source.parent
    progress, console = Console(stderr=True), Console()
    try:
        plan = read_plan(plan_file)
        previous = read_plan(previous_file) if previous_file is not None else None
        lookup = Lookup(plan, instance)
        wanted = _wanted(item, lookup, plan_file)
        _refuse_broken(instance, plan, previous, folder, plan_file)
    except InvalidInstance as fault:
        refuse(fault.notices)
    if instance.rides and not is_compiled():
        progress.print(translate("first plan on this computer: the search is compiled, which takes a minute", language))
    found: list[Explanation] = []
    with Interrupts() as interrupts:
        for id_ in wanted:
            if interrupts.stop:
                break

            def work(tell: OnProgress, one: str = id_) -> Explained | None:
                several = explained(
                    instance,
                    plan,
                    [one],
                    previous=previous,
                    seconds=seconds,
                    stop=interrupts.stop,
                    on_progress=tell,
                    base_dir=folder,
                )
                return next(several, None)

            one = watched(work, interrupts.stop, progress, seconds=None, language=language)
            if one is not None:
                found.append(one.explanation)
                print_explanation(one.explanation, lookup, console, language)
    if not wanted:
        console.print(translate("Everything asked is served.", language))
    if out is not None:
        with writing(out):
            text = json.dumps([_row(one, instance, language) for one in found], ensure_ascii=False, indent=1)
            out.write_text(text + "\n", "utf-8")


def _wanted(item: str | None, lookup: Lookup, plan_file: Path) -> list[str]:
    """The items meant: all unserved ones, the one named, or those of the demand, request or passenger named.

    Raises
    ------
    InvalidInstance
        When nothing goes by that name, with the nearest ones.
    """
    if item is None:
        return [unserved.item for unserved in lookup.plan.unserved]
    names = _names(lookup)
    if item in names:
        return names[item]
    what = message("{id} is neither a session nor a ride asked for in the weeks of this plan", id=item)
    otherwise = message("copy the identifier from the plan, or leave it out to see all that is unserved")
    remedy = did_you_mean(item, names, otherwise, most=NEAR, like=0.5)
    raise InvalidInstance((error("item.unknown", Location(source=plan_file.name), what, remedy),))


def _names(lookup: Lookup) -> dict[str, list[str]]:
    """Items by their own id, and by the demand, request or passenger they are of."""
    names: dict[str, list[str]] = {one.id: [one.id] for one in lookup.occurrences}
    names |= {one.id: [one.id] for one in lookup.ride_items}
    for occurrence in lookup.occurrences:
        names.setdefault(occurrence.demand, []).append(occurrence.id)
    for ride in lookup.ride_items:
        request = lookup.instance.ride_by_id[ride.request]
        for name in dict.fromkeys((request.id, request.passenger)):
            if name:
                names.setdefault(name, []).append(ride.id)
    return names


def _refuse_broken(instance: Instance, plan: Plan, previous: Plan | None, folder: Path, plan_file: Path) -> None:
    """Nothing can be said of a plan of another territory, or that breaks rules of the data as they are now."""
    where = Location(source=plan_file.name)
    if plan.instance != instance.territory.id:
        what = message("this is a plan of {other}, not of {this}", other=plan.instance, this=instance.territory.id)
        raise InvalidInstance((error("plan.territory", where, what),))
    breaches = check(instance, plan, travel_times(instance, folder), previous)
    if breaches:
        first = breaches[0].code
        what = message("the plan breaks rules of this data {n} times, first {code}", n=len(breaches), code=first)
        remedy = message("see them with halte check, or plan again")
        raise InvalidInstance((error("plan.broken", where, what, remedy),))


def _row(explanation: Explanation, instance: Instance, language: Language) -> dict[str, object]:
    """An explanation as JSON, each relaxation with its words."""
    row: dict[str, object] = explanation.model_dump(mode="json")
    row["relaxations"] = [
        relaxation.model_dump(mode="json")
        | {"text": [edit_text(edit, instance, language) for edit in relaxation.edits]}
        for relaxation in explanation.relaxations
    ]
    return row
