import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PEERS_LOCK = (ROOT / "requirements-peers.lock").read_text(encoding="utf-8")


def _pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ]+)", lock, flags=re.MULTILINE))


LOCKED, LOCKED_WITH_PEERS = _pins(LOCK), _pins(PEERS_LOCK)
DOCUMENTED = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", PROJECT["dependencies"] + EXTRAS["dev"])
def test_each_dependency_is_locked_within_its_range(line: str) -> None:
    requirement = Requirement(line)
    assert requirement.specifier.contains(LOCKED[requirement.name])


@pytest.mark.parametrize("line", EXTRAS["peers"])
def test_each_peer_is_locked_within_its_range(line: str) -> None:
    requirement = Requirement(line)
    assert requirement.specifier.contains(LOCKED_WITH_PEERS[requirement.name])


def test_peers_change_no_version_that_is_locked_without_them() -> None:
    both = LOCKED.keys() & LOCKED_WITH_PEERS.keys()
    assert {name: LOCKED[name] for name in both} == {name: LOCKED_WITH_PEERS[name] for name in both}


@pytest.mark.parametrize("line", PROJECT["dependencies"] + EXTRAS["dev"] + EXTRAS["peers"])
def test_each_dependency_is_explained(line: str) -> None:
    assert re.search(rf"^\|.*\b{Requirement(line).name}\b.*\|", DOCUMENTED, flags=re.MULTILINE)


@pytest.mark.parametrize("lock", [LOCK, PEERS_LOCK], ids=["base", "peers"])
def test_the_lock_names_no_host_and_hashes_every_package(lock: str) -> None:
    assert "://" not in lock
    assert "index-url" not in lock
    assert all("--hash=sha256:" in block for block in re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:])
