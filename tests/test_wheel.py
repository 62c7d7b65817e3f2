import json
import os
import re
import subprocess
import sys
import threading
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
IMPORT_EVERYTHING = """
import importlib, pkgutil
for root in ("models", "optimiser", "instances", "api", "benchmarks"):
    package = importlib.import_module(root)
    assert "site-packages" in package.__file__, package.__file__
    for module in pkgutil.walk_packages(package.__path__, root + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
from models.text import translate
assert translate("Print the version and exit.") != "Print the version and exit."
"""


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.slow
def test_the_wheel_works_in_an_empty_environment_away_from_the_tree(tmp_path: Path) -> None:
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT, cwd=tmp_path)
    (wheel,) = tmp_path.glob("halte-*.whl")
    tracked = run("git", "ls-files", "models", "optimiser", "instances", "api", "benchmarks", cwd=ROOT).split("\n")
    assert set(filter(None, tracked)) <= set(zipfile.ZipFile(wheel).namelist())
    # The locked versions without their hashes: pip cannot ask a hash of a wheel built just now.
    pins = re.findall(r"^[a-z0-9].*?(?= \\$)", (ROOT / "requirements.lock").read_text(), flags=re.MULTILINE)
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("\n".join(pins))
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--constraint", constraints, wheel, cwd=tmp_path)
    run(python, "-W", "error::ImportWarning", "-c", IMPORT_EVERYTHING, cwd=tmp_path)
    halte = tmp_path / "env" / "bin" / "halte"
    assert "halte" in run(halte, "--help", cwd=tmp_path)
    assert_serves(halte, tmp_path)


def assert_serves(halte: Path, folder: Path) -> None:
    """The service answers from the installed wheel: its migrations are in it, and its worker begins."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "HALTE_DATA_DIR": str(folder / "data")}
    with subprocess.Popen(
        [halte, "serve", "--port", "0"], cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stderr is not None
            late = threading.Timer(120, server.kill)  # then its lines end, and what was waited for is missed
            late.start()
            port, worker = None, False
            for line in (json.loads(one) for one in server.stderr if one.startswith("{")):
                port = line["port"] if line["message"] == "listening" else port
                worker = worker or line["message"].endswith("waits for jobs")
                if port is not None and worker:
                    break
            late.cancel()
            assert port is not None
            assert worker
            for path in ("healthz", "readyz", "v1/openapi.json"):
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=30) as answer:
                    assert answer.status == 200
            server.terminate()
            assert server.wait(60) == 0
        finally:
            server.kill()
