"""`halte schema`: the JSON schemas of instances, plans and events."""

import json
from pathlib import Path
from typing import Annotated

import typer

from api.cli.app import app
from api.cli.notices import writing
from models.base import Frozen
from models.edits.scenario import Scenario
from models.events import Events
from models.instance import Instance
from models.offers import RideOffers
from models.plan import Plan
from models.record import Record
from models.shares import ShareKey
from models.text import translate

SCHEMAS: dict[str, type[Frozen]] = {
    "instance.schema.json": Instance,
    "plan.schema.json": Plan,
    "events.schema.json": Events,
    "ride-offers.schema.json": RideOffers,
    "record.schema.json": Record,
    "scenario.schema.json": Scenario,
    "share-key.schema.json": ShareKey,
}


def schema_text(model: type[Frozen]) -> str:
    """The JSON schema of a class as it is read and written."""
    document = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


@app.command(help=translate("Write the JSON schemas of instances, plans and events to a folder."))
def schema(out: Annotated[Path, typer.Argument(metavar="FOLDER", help=translate("The folder to write to."))]) -> None:
    """Write one file per schema."""
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        for name, model in SCHEMAS.items():
            (out / name).write_text(schema_text(model), encoding="utf-8")
            typer.echo(str(out / name))
