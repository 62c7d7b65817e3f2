"""`halte admin`: what has to be done before anybody can sign in."""

import sys
from typing import Annotated

import typer

from api.cli.app import app
from api.cli.service_settings import load_settings, refuse_service
from models.text import message, translate

admin = typer.Typer(help=translate("Organisations and their first administrators."), no_args_is_help=True)
app.add_typer(admin, name="admin")


@admin.command(help=translate("Make an administrator, and the organisation if there is none of that name."))
def create(
    organisation: Annotated[str, typer.Option(help=translate("Short name of the organisation, as in addresses."))],
    name: Annotated[str, typer.Option(help=translate("The administrator's name."))],
    email: Annotated[str, typer.Option(help=translate("The administrator's e-mail address."))],
    title: Annotated[str, typer.Option("--title", help=translate("Full name of the organisation."))] = "",
    siret: Annotated[str, typer.Option(help=translate("SIRET of the organisation, for ProConnect."))] = "",
    invite: Annotated[
        bool, typer.Option("--invite", help=translate("Print an invitation instead of asking for a password."))
    ] = False,
) -> None:
    """Make an organisation and its administrator."""
    from api.accounts.founding import found
    from api.store.engine import Store
    from models.base import Fault

    settings = load_settings()
    password = None if invite else _typed_twice()
    store = Store(settings.database)
    try:
        store.migrate()
        with store.writing() as session:
            invitation = found(session, organisation, title, siret, name, email, password)
    except Fault as fault:
        refuse_service(message(fault.msgid, **fault.values))
    finally:
        store.close()
    if invitation is not None:
        print_invitation(settings.base_url, invitation)


def print_invitation(base_url: str, invitation: str) -> None:
    """Tell how the invitation is taken up."""
    typer.echo(translate("Invitation, good for seven days and for one use; open it to choose a password:"))
    typer.echo(f"{base_url.rstrip('/')}/invitation?secret={invitation}")


def _typed_twice() -> str:
    """A password from the terminal, unseen, or two equal lines of standard input."""
    if sys.stdin.isatty():
        typed: str = typer.prompt(translate("Password"), hide_input=True, confirmation_prompt=True)
        return typed
    first, second = sys.stdin.readline().rstrip("\n"), sys.stdin.readline().rstrip("\n")
    if first != second:
        refuse_service(message("the two lines of standard input are not the same password"))
    return first
