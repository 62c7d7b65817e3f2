"""`halte backup` and `halte restore`: the whole database in one file, and back."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.app import app
from api.cli.notices import writing
from api.cli.service_settings import load_settings, refuse_service
from models.text import message, translate

Target = Annotated[Path, typer.Argument(metavar="FILE", help=translate("The file to write, a zip."))]
Source = Annotated[Path, typer.Argument(metavar="FILE", help=translate("A file that halte backup wrote."))]


@app.command(help=translate("Write the service's whole database to a file, while it goes on."))
def backup(file: Target) -> None:
    """Back up."""
    from api.backups.backup import back_up
    from api.store.engine import Store
    from api.store.sealing import Seal
    from models.base import Fault

    settings = load_settings()
    store = Store(settings.database)
    try:
        with writing(file):
            manifest = back_up(store, Seal(settings.key), file)
    except Fault as fault:
        refuse_service(message(fault.msgid, **fault.values))
    finally:
        store.close()
    rows = sum(entry.rows for entry in manifest.tables.values())
    typer.echo(translate("{rows} rows in {file}").format(rows=rows, file=file))
    typer.echo(translate("The key is not in it: keep it apart, without it personal data cannot be read."))


@app.command(help=translate("Put a backup into the service's database; stop the service first."))
def restore(
    file: Source,
    force: Annotated[bool, typer.Option("--force", help=translate("Lose what the database holds now."))] = False,
) -> None:
    """Restore."""
    from api.backups.restore import restore as put_back
    from api.passengers.erasure_log import read_erasures
    from api.store.engine import Store
    from api.store.sealing import Seal
    from models.base import Fault

    settings = load_settings()
    store = Store(settings.database)
    try:
        manifest = put_back(store, Seal(settings.key), file, read_erasures(settings.data_dir), replace=force)
    except Fault as fault:
        refuse_service(message(fault.msgid, **fault.values))
    except OSError as fault:
        refuse_service(message("{path} cannot be read: {reason}", path=str(file), reason=fault.strerror or str(fault)))
    finally:
        store.close()
    rows = sum(entry.rows for entry in manifest.tables.values())
    typer.echo(translate("{rows} rows in {file}").format(rows=rows, file=file))
