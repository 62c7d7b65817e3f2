"""Dial-a-ride instances in the formats of Cordeau (2006) and Cordeau and Laporte (2003)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.nodes import Nodes
from benchmarks.rows import FARTHEST, HEAVIEST, Reading, Row
from models.text import message

HEADER = "vehicles", "requests", "duration", "capacity", "ride"
COLUMNS = "id", "x", "y", "service", "load", "opens", "closes"


def read_cordeau(path: Path) -> Nodes:
    """Read one file: ``vehicles requests duration capacity ride``, then rows ``id x y service load opens closes``.

    The 2003 set writes twice the number of requests, and the 2006 set repeats the depot at its end.

    Raises
    ------
    InvalidInstance
        With everything that is wrong with the file.
    """
    reading = Reading(path)
    rows = reading.rows((HEADER, COLUMNS))
    header, body = rows[:1], rows[1:]
    for row in header:
        _check_header(reading, row, len(body))
    if len(body) % 2 == 0:
        body = body[:-1]
    n = len(body) // 2
    for number, row in enumerate(body):
        _check_node(reading, row, number)
    for pickup, delivery in zip(body[1 : n + 1], body[n + 1 :], strict=True):
        reading.number(pickup.line, "load", pickup.values[4], 0, HEAVIEST, whole=True)
        if pickup.values[4] != -delivery.values[4]:
            what = message(
                "the loads of nodes {pickup} and {delivery} do not cancel out",
                pickup=int(pickup.values[0]),
                delivery=int(delivery.values[0]),
            )
            remedy = message("node n + i delivers node i; is this a file of Cordeau's format?")
            reading.fault(what, line=delivery.line, name="load", remedy=remedy)
    if reading.notices:
        reading.refuse()
    vehicles, _, duration, capacity, ride = header[0].values
    table = np.array([row.values for row in body])
    return Nodes(
        path.stem,
        int(vehicles),
        int(capacity),
        duration,
        ride,
        table[:, 1:3],
        table[:, 3],
        table[:, 4].astype(np.int64),
        table[:, 5],
        table[:, 6],
    )


def _check_header(reading: Reading, row: Row, rows: int) -> None:
    for name, value in zip(HEADER, row.values, strict=True):
        whole = name in ("vehicles", "requests", "capacity")
        most = HEAVIEST if whole else FARTHEST
        reading.number(row.line, name, value, 1 if name == "vehicles" else 0, most, whole=whole)
    # With n requests, n or 2n is written, and 2n + 1 rows follow, or one more.
    pairs = (rows - 1) // 2
    if rows < 1 or row.values[1] not in (pairs, 2 * pairs):
        what = message("{told} requests are told and {rows} nodes follow", told=f"{row.values[1]:g}", rows=rows)
        remedy = message("after the depot, list every pick-up, then every delivery in the same order")
        reading.fault(what, line=row.line, name="requests", remedy=remedy)


def _check_node(reading: Reading, row: Row, number: int) -> None:
    if row.values[0] != number:
        what = message("node {found} stands where node {wanted} is expected", found=f"{row.values[0]:g}", wanted=number)
        reading.fault(what, line=row.line, name="id", remedy=message("number the nodes from 0, the depot, on"))
    reading.node(row, COLUMNS)
