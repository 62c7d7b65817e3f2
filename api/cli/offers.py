"""`halte offers`: the times at which one more ride can be promised, and an offer confirmed."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from api.cli.app import app
from api.cli.instance_files import bring_extract
from api.cli.notices import load, refuse, writing
from api.cli.options import OutputLanguage, Source
from api.cli.plan import moment_of
from api.cli.whole_folder import replaced
from api.exports.offers import nothing_offered, print_ride_offers, ride_offers
from instances import read_plan, write_json
from instances.json_file import read_document
from models.horizon import Horizon
from models.instance import Instance
from models.notices import InvalidInstance, Location, error
from models.offers import RideOffer, RideOffers
from models.plan import Plan
from models.rides import RideRequest
from models.text import Language, message, translate
from optimiser.offers import OfferDesk, TakenError, confirm_at
from optimiser.travel import travel_times

NOTHING = 1
"""Exit code when there is nothing to offer, or an offer is taken."""
RIDE_OFFERS = "ride-offers.json"

offers = typer.Typer(
    help=translate("What a published plan still has room for: a ride, a session, another day."), no_args_is_help=True
)
app.add_typer(offers, name="offers")

PlanFile = Annotated[Path, typer.Argument(metavar="PLAN.json", help=translate("The plan published before."))]
Now = Annotated[
    datetime,
    typer.Option(
        metavar="2027-01-12T07:40", parser=moment_of, help=translate("The time it is: what lies before is history.")
    ),
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help=translate("The folder to write to."))]
Days = Annotated[
    list[datetime] | None,
    typer.Option("--day", formats=["%Y-%m-%d"], help=translate("Days to look at; all that are left by default.")),
]


@offers.command(help=translate("Times at which one more ride can be promised, cheapest first."))
def ride(
    source: Source,
    plan_file: PlanFile,
    wish: Annotated[Path, typer.Argument(metavar="RIDE.json", help=translate("The ride asked for, as in instances."))],
    now: Now,
    out: Out,
    days: Days = None,
    most: Annotated[int, typer.Option(min=1, max=50, help=translate("Offers at most."))] = 5,
    language: OutputLanguage = "fr",
) -> None:
    """Exit 0 with offers; 1 when there are none; 2 when something cannot be read or the ride is not of one day."""
    instance, plan, folder = read_both(source, plan_file)
    try:
        request = read_document(RideRequest, wish)
        _dated(request, plan, bool(days), wish)
        desk = OfferDesk(instance, plan, travel_times(instance, folder))
    except InvalidInstance as fault:
        refuse(fault.notices)
    wanted = [day.date() for day in days] if days else None
    found = [offer for offer in desk.suggest(request, wanted, most=most) if offer.pickup > now]
    if not found:
        nothing(language)
    made = ride_offers(request, found)
    with writing(out), replaced(out, last=RIDE_OFFERS) as folder_made:
        text = made.model_dump_json(indent=1) + "\n"
        (folder_made / RIDE_OFFERS).write_text(text, encoding="utf-8", newline="\n")
    print_ride_offers(made, instance, Console(), language)


@offers.command(help=translate("Confirm the offer of a ride: it is a promise from then on."))
def confirm(
    source: Source,
    plan_file: PlanFile,
    offered: Annotated[Path, typer.Argument(metavar="RIDE-OFFERS.json", help=translate("What was offered."))],
    now: Now,
    out: Out,
    number: Annotated[int, typer.Option("--number", min=1, help=translate("Which of the offers."))] = 1,
    language: OutputLanguage = "fr",
) -> None:
    """Exit 0 with the plan that keeps it; 1 when it is taken, with the next offers told; 2 when data cannot be read."""
    instance, plan, folder = read_both(source, plan_file)
    console = Console()
    try:
        made = read_document(RideOffers, offered)
        chosen = _chosen(made, number, plan, offered)
        times = travel_times(instance, folder)
    except InvalidInstance as fault:
        refuse(fault.notices)
    dated = made.request.model_copy(update={"date": chosen.rides[0].boarding_start.date()})
    try:
        changed, after = confirm_at(instance, plan, dated, chosen.rides, now, times)
    except TakenError as taken:
        sentence = translate("somebody else has had this place meanwhile", language)
        console.print(sentence, highlight=False, markup=False, soft_wrap=True)
        if taken.offers:
            print_ride_offers(ride_offers(dated, taken.offers), instance, console, language)
        raise typer.Exit(NOTHING) from None
    with writing(out), replaced(out, last="plan.json") as made_folder:
        write_plan(made_folder, changed, after, source)
    sentence = translate("confirmed: {item}; publish {folder}/plan.json with {folder}/instance.json", language)
    console.print(sentence.format(item=dated.id, folder=out), highlight=False, markup=False, soft_wrap=True)


def read_both(source: Path, plan_file: Path) -> tuple[Instance, Plan, Path]:
    """Territory, plan and the territory's folder; refused when one of them cannot be read."""
    instance, _ = load(source)
    try:
        return instance, read_plan(plan_file), source if source.is_dir() else source.parent
    except InvalidInstance as fault:
        refuse(fault.notices)


def _chosen(made: RideOffers, number: int, plan: Plan, offered: Path) -> RideOffer:
    """The offer meant, of a ride the plan does not serve yet."""
    where = Location(source=offered.name, item=made.request.id)
    if any(ride.request == made.request.id for ride in plan.rides):
        what, remedy = (
            message("{id} is served by the plan already", id=made.request.id),
            message("nothing is to be done"),
        )
        raise InvalidInstance((error("offers.confirmed", where, what, remedy),))
    found = next((one for one in made.offers if one.number == number), None)
    if found is None:
        what, remedy = (
            message("there is no offer {number}", number=number),
            message("there are {count}", count=len(made.offers)),
        )
        raise InvalidInstance((error("offers.number", where, what, remedy),))
    return found


def _dated(request: RideRequest, plan: Plan, with_days: bool, wish: Path) -> None:
    """Refuse what is not of one day, and what the plan serves."""
    where = Location(source=wish.name, item=request.id)
    if request.session is not None or request.recurrence is not None:
        what, remedy = message("the ride is not of one day"), message("give it a date, and ask for each day by itself")
        raise InvalidInstance((error("offers.day", where, what, remedy),))
    if any(ride.request == request.id for ride in plan.rides):
        what, remedy = message("{id} is served by the plan already", id=request.id), message("give it another id")
        raise InvalidInstance((error("offers.confirmed", where, what, remedy),))
    horizon = Horizon(plan.monday, plan.weeks)
    if not with_days and request.date is not None and request.date not in horizon:
        what = message("{day} is not a day of the plan", day=f"{request.date:%d/%m/%Y}")
        raise InvalidInstance((error("offers.horizon", where, what, message("give the plan of that week")),))


def write_plan(folder: Path, instance: Instance, plan: Plan, source: Path) -> None:
    """A territory and a plan of it, to publish from."""
    write_json(instance, folder / "instance.json")
    bring_extract(instance, source, folder / "instance.json")
    (folder / "plan.json").write_text(plan.model_dump_json(indent=1) + "\n", encoding="utf-8", newline="\n")


def nothing(language: Language) -> NoReturn:
    """Say that there is no room, and end."""
    nothing_offered(Console(), language)
    raise typer.Exit(NOTHING)
