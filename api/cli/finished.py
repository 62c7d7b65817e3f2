"""A finished plan with the instance it was made from, as commands about plans read them."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from api.cli.notices import load, print_notices, refuse
from instances import read_plan
from models.instance import Instance
from models.notices import InvalidInstance, Location, Notice, error, warning
from models.plan import Plan
from models.plan_references import find_strangers
from models.text import Language, message
from optimiser.check import check
from optimiser.travel import TravelTimes, travel_times

PLAN_FILE = "plan.json"
INSTANCE_FILE = "instance.json"
"""The instance a plan was made from, where it is written beside it."""
_FIGURES, _MONEY = "A", ("A3", "A4")
"""Codes of what a plan states of itself, rather than what it does."""


@dataclass(frozen=True)
class Finished:
    """A plan whose every id is one of the instance, with the instance's travel times."""

    instance: Instance
    plan: Plan
    times: TravelTimes


def plan_path(path: Path) -> Path:
    """The plan's file where a folder of outputs is given."""
    return path / PLAN_FILE if path.is_dir() else path


def load_sides(paths: list[Path], source: Path | None, language: Language) -> list[Finished]:
    """Plans of one territory, each of the instance written beside it, else of ``source``; ends the command as below."""
    found: list[Finished] = []
    for path in paths:
        beside = path / INSTANCE_FILE if path.is_dir() else path.with_name(INSTANCE_FILE)
        instance = beside if beside.is_file() else source
        if instance is None:
            what = message("no instance lies beside this plan")
            remedy = message("give the one it was made from with --instance")
            refuse([error("plan.instance", Location(source=str(path)), what, remedy)])
        found += load_finished(instance, [path], language)
    return found


def load_finished(source: Path, paths: list[Path], language: Language) -> list[Finished]:
    """Plans of one instance, in the order given; ends the command, with every fault, when one is not a plan of it.

    A plan
    """
    instance, _ = load(source)
    plans: list[Plan] = []
    faults: list[Notice] = []
    for path in map(plan_path, paths):
        try:
            plans.append(plan := read_plan(path))
        except InvalidInstance as fault:
            faults += fault.notices
            continue
        faults += [_of_file(notice, path) for notice in find_strangers(plan, instance)]
    if faults:
        refuse(faults)
    try:
        times = travel_times(instance, source if source.is_dir() else source.parent)
    except InvalidInstance as fault:
        refuse(fault.notices)
    doubts = [doubt for path, plan in zip(paths, plans, strict=True) for doubt in _doubts(instance, plan, times, path)]
    print_notices(doubts, Console(stderr=True), language)
    return [Finished(instance, plan, times) for plan in plans]


def _of_file(notice: Notice, path: Path) -> Notice:
    return notice.model_copy(update={"location": notice.location.model_copy(update={"source": path.name})})


def _doubts(instance: Instance, plan: Plan, times: TravelTimes, path: Path) -> list[Notice]:
    """What the checker holds against a plan that is shown all the same."""
    breaches = check(instance, plan, times)
    where = Location(source=plan_path(path).name)
    found: list[Notice] = []
    if rules := dict.fromkeys(breach.code for breach in breaches if not breach.code.startswith(_FIGURES)):
        what = message("the plan breaks rules of this instance ({rules})", rules=", ".join(rules))
        remedy = message("halte check tells who, when and by how much, with the plan before where there was one")
        found.append(warning("plan.breaches", where, what, remedy))
    if wrong := sum(breach.code in _MONEY for breach in breaches):
        what = message("the plan states other kilometres or costs than this instance gives (places: {n})", n=wrong)
        remedy = message("its own figures are used; halte check lists the differences")
        found.append(warning("plan.costs", where, what, remedy))
    return found
