from importlib.metadata import version

from typer.testing import CliRunner

from api.cli.app import app


def test_version() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.output) == (0, f"halte {version('halte')}\n")


def test_help_is_in_french() -> None:
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    assert "trajets à la demande" in " ".join(result.output.split())


def test_an_unknown_command_exits_with_2() -> None:
    assert CliRunner().invoke(app, ["brew-coffee"]).exit_code == 2
