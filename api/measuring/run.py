"""The figures of one run: a service of its own, a week planned and published through it, then loads one by one."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from api.demo import SLUG, fill
from api.measuring.load import Load, burst, drive, request
from api.measuring.server import CONSTANT
from api.settings import Settings
from api.store.engine import Store
from api.store.sealing import Seal
from models.base import Fault

CONNECTIONS = 8
SUBSCRIBERS = 200
START_S = TIMEOUT_S = 300.0
PER_MINUTE = 10_000_000


@dataclass(frozen=True)
class Figure:
    """One line of the table; ``ratio`` is to the constant, or to the same load in quiet where that is said."""

    name: str
    value: str
    ratio: float | None = None
    wanted: str = ""


def run(territory: str, seconds: float, solve_seconds: float, port: int) -> Iterator[Figure]:
    """Measure, each load for so many seconds.

    Parameters
    ----------
    territory : str
        A bundled one: its week is planned and published.
    solve_seconds : float
        How long it is planned.

    Raises
    ------
    Fault
        When the service does not do what is measured.
    """
    with tempfile.TemporaryDirectory(prefix="halte-bench-") as name, _service(Path(name), port) as key:
        client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {key}"}, timeout=TIMEOUT_S
        )
        with client:
            _publish(client, territory, solve_seconds)
            yield from _rates(client, territory, port, seconds)
            yield from _beside_a_solve(client, territory, port, seconds)
            yield from _suggestions(client, territory, port, seconds)


def _rates(client: httpx.Client, territory: str, port: int, seconds: float) -> Iterator[Figure]:
    calendar = _calendar(client, territory)
    tag = client.get(calendar).headers["etag"]
    loads = {
        "feed, unchanged (304)": (request(port, calendar, {"If-None-Match": tag}), 304, "≥ 0.5"),
        "feed, whole": (request(port, calendar), 200, "≥ 0.25"),
        "GeoJSON of communes": (request(port, f"/open/{SLUG}/{territory}/communes.geojson"), 200, "≥ 0.25"),
        "page for residents": (request(port, f"/open/{SLUG}/{territory}/stops.html"), 200, "≥ 0.25"),
    }
    for name, (sent, status, wanted) in loads.items():
        # The constant before and after, so that whatever else the machine does weighs on both.
        before = drive(port, [request(port, CONSTANT)], CONNECTIONS, seconds / 2)
        load = drive(port, [sent], CONNECTIONS, seconds)
        after = drive(port, [request(port, CONSTANT)], CONNECTIONS, seconds / 2)
        _all(load, status, name)
        constant = (before.rate + after.rate) / 2
        yield Figure(name, f"{_rate(load)}; constant {constant:.0f}/s", load.rate / constant, wanted)
    polled = burst(port, [request(port, calendar), request(port, calendar, {"If-None-Match": tag})], SUBSCRIBERS, 5)
    wrong = polled.failures + sum(n for status, n in polled.statuses.items() if status not in (200, 304))
    yield Figure(
        f"{SUBSCRIBERS} subscribers at once", f"{wrong} errors in {len(polled.times_s)} answers", wanted="none"
    )


def _beside_a_solve(client: httpx.Client, territory: str, port: int, seconds: float) -> Iterator[Figure]:
    key = client.headers["Authorization"]
    reads = [
        request(port, f"/v1/territories/{territory}/plans", {"Authorization": key}),
        request(port, f"/v1/territories/{territory}/rides", {"Authorization": key}),
        request(port, _calendar(client, territory)),
    ]
    quiet = drive(port, reads, 2, seconds)
    _all(quiet, 200, "reads")
    yield Figure("reads in quiet, p95", f"{quiet.percentile_ms(95):.1f} ms")
    job = _solve(client, territory, {"seconds": 2 * seconds + 10})
    _wait(client, job, {"running"})
    time.sleep(3)  # the search itself, not its loading
    beside = drive(port, reads, 2, seconds)
    _all(beside, 200, "reads")
    if client.get(job).json()["state"] != "running":
        raise Fault("the solve was over before the reads were measured")
    client.post(job + "/cancellation")
    ratio = beside.percentile_ms(95) / quiet.percentile_ms(95)
    yield Figure("reads while solving, p95", f"{beside.percentile_ms(95):.1f} ms", ratio, "< 2 times the quiet")


def _suggestions(client: httpx.Client, territory: str, port: int, seconds: float) -> Iterator[Figure]:
    """Times offered to somebody on the phone, wishes after the rides of the week."""
    rides = _good(client.get(f"/v1/territories/{territory}/rides?limit=200")).json()["items"]
    key = {"Authorization": client.headers["Authorization"]}
    kept = ("service", "origin", "destination", "walkers", "wheelchairs", "outbound")
    path = f"/v1/territories/{territory}/bookings/suggestions"
    wishes = [
        {**{name: one[name] for name in kept}, "first": one["date"], "last": one["date"]}
        for one in (ride["value"] for ride in rides)
        if one["date"] and not one["door_to_door"]
    ]
    good = [wish for wish in wishes if client.post(path, json=wish).status_code == 200]
    if not good:
        yield Figure("suggest, p95", "no ride of the territory can be wished for again")
        return
    load = drive(port, [request(port, path, key, wish) for wish in good], 1, seconds)
    _all(load, 200, "suggest")
    name = f"suggest ({len(rides)} rides in the week), p95"
    yield Figure(name, f"{load.percentile_ms(95):.0f} ms", wanted="< 300 ms at 300 rides a day")


@contextlib.contextmanager
def _service(folder: Path, port: int) -> Iterator[str]:
    """A service in a folder of its own, filled with the demo; the planner's key."""
    settings = Settings(data_dir=folder, database_url="")
    store = Store(settings.database)
    store.migrate()
    with store.writing() as session:
        key = fill(session, Seal(settings.key)).key
    store.close()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HALTE_")}
    environment |= {
        "HALTE_DATA_DIR": str(folder),
        "HALTE_REQUESTS_PER_MINUTE": str(PER_MINUTE),
        "HALTE_LOG_LEVEL": "INFO",
    }
    command = [sys.executable, "-m", "api.measuring.server", str(port)]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, env=environment, stderr=log) as server:  # noqa: S603
        try:
            _answers(port, server)
            yield key
        finally:
            server.terminate()
            try:
                server.wait(60)
            except subprocess.TimeoutExpired:
                server.kill()


def _answers(port: int, server: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + START_S
    while time.monotonic() < ends and server.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                return
        time.sleep(0.2)
    raise Fault("the service did not start")


def _publish(client: httpx.Client, territory: str, seconds: float) -> None:
    ended = _wait(client, _solve(client, territory, {"seconds": seconds}), {"done"})
    body = {"plan": ended["result"]["plan"]}
    _good(client.post(f"/v1/territories/{territory}/publications", json=body))


def _solve(client: httpx.Client, territory: str, body: dict[str, Any]) -> str:
    return _good(client.post(f"/v1/territories/{territory}/plans", json=body)).headers["location"]


def _wait(client: httpx.Client, job: str, states: set[str]) -> dict[str, Any]:
    while True:
        told: dict[str, Any] = _good(client.get(job)).json()
        if told["state"] in states:
            return told
        if told["state"] not in ("queued", "running"):
            why = "; ".join(notice["what"] for notice in told["notices"])
            raise Fault("the job ended as {state}: {why}", state=told["state"], why=why)
        time.sleep(0.1)


def _calendar(client: httpx.Client, territory: str) -> str:
    """Address of the fullest calendar of a commune."""
    communes = _good(client.get(f"/v1/territories/{territory}/communes")).json()["items"]
    found = {
        path: len(answer.content)
        for one in communes
        for path in [f"/feeds/{SLUG}/{territory}/communes/{one['id']}.ics"]
        if (answer := client.get(path)).status_code == 200
    }
    if not found:
        raise Fault("no calendar was published")
    return max(found, key=lambda path: found[path])


def _good(answer: httpx.Response) -> httpx.Response:
    if answer.is_error:
        raise Fault("{path} was answered {status}", path=str(answer.url.path), status=answer.status_code)
    return answer


def _all(load: Load, status: int, name: str) -> None:
    if set(load.statuses) != {status}:
        raise Fault("{name} was answered {statuses}", name=name, statuses=str(load.statuses))


def _rate(load: Load) -> str:
    return f"{load.rate:.0f}/s, p95 {load.percentile_ms(95):.1f} ms"
