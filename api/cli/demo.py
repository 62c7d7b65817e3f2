"""`halte demo`: the bundled territories in an organisation to try the service with."""

from typing import Annotated

import typer

from api.cli.admin import print_invitation
from api.cli.app import app
from api.cli.service_settings import load_settings
from models.text import translate

SECONDS = 10.0


@app.command(help=translate("Fill the organisation demo with the bundled territories; print a key and an invitation."))
def demo(
    with_plan: Annotated[
        bool, typer.Option("--with-plan", help=translate("Plan the smallest territory at once, for ten seconds."))
    ] = False,
) -> None:
    """Fill the service with something to try."""
    from api.demo import QUICK, fill, plan_one
    from api.store.engine import Store
    from api.store.sealing import Seal

    settings = load_settings()
    store, seal = Store(settings.database), Seal(settings.key)
    try:
        store.migrate()
        with store.writing() as session:
            made = fill(session, seal)
        typer.echo(translate("Territories of the organisation demo: {names}").format(names=", ".join(made.territories)))
        print_invitation(settings.base_url, made.invitation)
        typer.echo(translate("Key of a planner, good for thirty days:"))
        typer.echo(f"export HALTE_KEY={made.key}")
        if with_plan:
            state = plan_one(store, settings, seal, SECONDS)
            typer.echo(translate("{territory} was planned: {state}").format(territory=QUICK, state=state))
            if state != "done":
                raise typer.Exit(1)
    finally:
        store.close()
