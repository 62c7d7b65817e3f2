import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LOCKED = dict(re.findall(r"^([a-z0-9._-]+)==([^ ]+)", LOCK, flags=re.MULTILINE))
DOCUMENTED = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", PROJECT["dependencies"] + EXTRAS["dev"])
def test_each_dependency_is_locked_within_its_range(line: str) -> None:
    requirement = Requirement(line)
    assert requirement.specifier.contains(LOCKED[requirement.name])


@pytest.mark.parametrize("line", PROJECT["dependencies"] + EXTRAS["dev"] + EXTRAS["peers"])
def test_each_dependency_is_explained(line: str) -> None:
    assert re.search(rf"^\|.*\b{Requirement(line).name}\b.*\|", DOCUMENTED, flags=re.MULTILINE)


def test_the_lock_names_no_host_and_hashes_every_package() -> None:
    assert "://" not in LOCK
    assert "index-url" not in LOCK
    assert all("--hash=sha256:" in block for block in re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE)[1:])
