import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.cli.schema import SCHEMAS, schema_text

DOCS = Path(__file__).parents[3] / "docs" / "schema"


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_documented_schemas_are_current(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == schema_text(SCHEMAS[name]), "run `halte schema docs/schema`"


def test_schemas_are_written_where_asked(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["schema", str(tmp_path / "s")]).exit_code == 0
    assert {path.name for path in (tmp_path / "s").iterdir()} == set(SCHEMAS)
    document = json.loads((tmp_path / "s" / "instance.schema.json").read_bytes())
    assert document["$schema"].startswith("https://json-schema.org/")
    assert "RideRequest" in document["$defs"]
