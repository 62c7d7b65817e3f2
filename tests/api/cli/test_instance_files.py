from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from instances import bundled, read_instance
from tests.instances.tiny import spoil, tiny, tiny_folder


def halte(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny_folder(tmp_path / "tiny")


def test_a_sound_instance_validates(folder: Path) -> None:
    result = halte("validate", folder)
    assert result.exit_code == 0
    assert "Deux villages" in result.output


def test_faults_are_printed_on_the_error_stream_with_exit_code_2(folder: Path) -> None:
    spoil(folder / "vehicles.csv", "garage,8 seats", "garagge,8 seats")
    spoil(folder / "rides.csv", "2027-01-14", "2027-02-30")
    result = halte("validate", folder)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "vehicles.csv:2 [depot] m1" in result.stderr
    assert "rides.csv:2 [date] r1" in result.stderr
    assert "Traceback" not in result.stderr


def test_warnings_leave_exit_code_0(folder: Path) -> None:
    spoil(folder / "services.csv", "1 formateur", "2 formateur")
    result = halte("validate", folder)
    assert result.exit_code == 0
    assert "service.nobody" in result.output


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert halte("validate", tmp_path / "nowhere").exit_code == 2


def test_one_form_becomes_another(folder: Path, tmp_path: Path) -> None:
    chain = [folder, tmp_path / "a.xlsx", tmp_path / "deep" / "b.json", tmp_path / "c"]
    for source, out in pairwise(chain):
        result = halte("convert", source, out)
        assert (result.exit_code, result.stdout.strip()) == (0, str(out))
    assert read_instance(chain[-1])[0] == tiny()


def test_a_workbook_is_exported(folder: Path, tmp_path: Path) -> None:
    assert halte("export-workbook", folder, tmp_path / "a.xlsx").exit_code == 0
    assert read_instance(tmp_path / "a.xlsx")[0] == tiny()
    assert halte("export-workbook", folder, tmp_path / "a.json").exit_code == 2


def test_nothing_is_written_from_faulty_data(folder: Path, tmp_path: Path) -> None:
    spoil(folder / "vehicles.csv", "garage,8 seats", "garagge,8 seats")
    assert halte("convert", folder, tmp_path / "a.xlsx").exit_code == 2
    assert not (tmp_path / "a.xlsx").exists()


def test_what_is_there_is_overwritten_only_when_asked(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.json"
    out.write_text("precious", encoding="utf-8")
    assert halte("convert", folder, out).exit_code == 2
    assert out.read_text(encoding="utf-8") == "precious"
    assert halte("convert", folder, out, "--force").exit_code == 0
    assert read_instance(out)[0] == tiny()


def test_a_form_nobody_knows_is_refused(folder: Path, tmp_path: Path) -> None:
    assert halte("convert", folder, tmp_path / "a.pdf").exit_code == 2


def test_a_place_that_cannot_be_written_to_is_told(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = halte("convert", folder, tmp_path / "file" / "a.json")
    assert result.exit_code == 2
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_a_template_opens_on_what_it_explains(tmp_path: Path) -> None:
    assert halte("template", tmp_path / "t.xlsx").exit_code == 0
    assert openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames[0] == "Lisez-moi"
    assert halte("template", tmp_path / "t.xlsx").exit_code == 2
    assert halte("template", tmp_path / "t.ods").exit_code == 2


def test_the_road_extract_goes_along(tmp_path: Path) -> None:
    assert halte("convert", bundled()["andorra"], tmp_path / "a.json").exit_code == 0
    assert (tmp_path / "roads.osm.pbf").read_bytes() == (bundled()["andorra"] / "roads.osm.pbf").read_bytes()


@pytest.mark.parametrize("name", bundled())
def test_the_bundled_territories_validate(name: str) -> None:
    assert halte("validate", bundled()[name]).exit_code == 0
