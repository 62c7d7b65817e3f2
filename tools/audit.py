"""Known faults of what requirements.lock pins: `python -m tools.audit` (or `make audit`).

pip-audit ends well also when it could ask nobody; here that is told, and told apart from "nothing found".
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
SERVICES = ("osv", "pypi")
TIMEOUT_S = 600


@dataclass(frozen=True)
class Verdict:
    """What an audit found: packages it asked about, those it could not, and each fault."""

    asked: int
    skipped: tuple[str, ...]
    faults: tuple[str, ...]


def judge(document: dict[str, Any]) -> Verdict:
    """What pip-audit's JSON says."""
    packages = document["dependencies"]
    skipped = tuple(one["name"] for one in packages if "skip_reason" in one)
    faults = tuple(
        f"{one['name']} {one['version']}: {fault['id']}, right in {', '.join(fault['fix_versions']) or 'no version'}"
        for one in packages
        for fault in one.get("vulns", ())
    )
    return Verdict(len(packages) - len(skipped), skipped, faults)


def ask(service: str) -> Verdict | None:
    """The audit by one service; nothing when it does not answer."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCK), "--no-deps", "--disable-pip"]
    command += ["--vulnerability-service", service, "--format", "json", "--progress-spinner", "off"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)  # noqa: S603
    try:
        verdict = judge(json.loads(done.stdout))
    except (json.JSONDecodeError, KeyError):
        return None
    return verdict if verdict.asked else None


def main() -> int:
    """Tell what was found; 1 when a pinned package has a known fault."""
    verdict = next((found for service in SERVICES if (found := ask(service)) is not None), None)
    if verdict is None:
        sys.stderr.write(
            "NOT AUDITED: no advisory service answers from here; nothing is known of the pinned packages\n"
        )
        return 0
    for fault in verdict.faults:
        sys.stderr.write(fault + "\n")
    if verdict.skipped:
        sys.stderr.write(f"not audited: {', '.join(verdict.skipped)}\n")
    sys.stdout.write(f"{verdict.asked} packages audited, {len(verdict.faults)} known faults\n")
    return 1 if verdict.faults else 0


if __name__ == "__main__":
    sys.exit(main())
