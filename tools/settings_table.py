"""Keeps the table of settings in docs/running.md in step with the code: `python -m tools.settings_table`."""

import sys
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from api.settings import Settings

PAGE = Path(__file__).resolve().parent.parent / "docs" / "running.md"
BEGIN, END = "<!-- settings, from api/settings.py -->", "<!-- end of settings -->"


def table() -> str:
    """A row for each setting: variable, default, meaning."""
    lines = ["| variable | default | what it decides |", "|---|---|---|"]
    prefix = str(Settings.model_config["env_prefix"])
    lines += [
        f"| `{(prefix + name).upper()}` | {_default(field)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(lines)


def page(text: str) -> str:
    """The page with the table of today."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def _default(field: FieldInfo) -> str:
    value = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    return f"`{value}`" if value not in ("", None) else "–"


def main() -> None:
    """Rewrite the table."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{len(Settings.model_fields)} settings in docs/{PAGE.name}\n")


if __name__ == "__main__":
    main()
