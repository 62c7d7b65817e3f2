"""A worker's hold on a solving process: start it, hear it, ask it to stop, end it."""

import contextlib
import subprocess
import sys
import threading
from typing import IO, cast

from api.jobs.tasks import STOP, Answer, FaultSaid, Order, Said, Sign
from models.plan import Plan

MOST_POINTS = 1000
"""Points of a curve; what improves after that is told, and not kept in the curve."""


class SolvingProcess:
    """One process at one task. What it said is taken in by a thread, so that it never waits for whoever listens."""

    def __init__(self, order: Order) -> None:
        self._heard = threading.Condition()
        self._sign: Sign | None = None
        self._plan: Plan | None = None
        self._curve: list[dict[str, object]] = []
        self.answer: Answer | None = None
        self.fault: FaultSaid | None = None
        self.ended = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "api.jobs.child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._thread = threading.Thread(target=self._listen, args=(order,), daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def wait(self, seconds: float) -> None:
        """Wait until it says something, at most so long."""
        with self._heard:
            if not self.ended:
                self._heard.wait(seconds)

    def take_sign(self) -> Sign | None:
        """The last sign of life that was not taken yet."""
        with self._heard:
            sign, self._sign = self._sign, None
            return sign

    def take_plan(self) -> Plan | None:
        """The best plan so far, if it was not taken yet."""
        with self._heard:
            plan, self._plan = self._plan, None
            return plan

    def take_curve(self) -> list[dict[str, object]]:
        """What improved since it was last taken: seconds and values of the tiers."""
        with self._heard:
            curve, self._curve = self._curve, []
            return curve

    def stop(self) -> None:
        """Ask it to end with the best it has."""
        with contextlib.suppress(OSError, ValueError):
            self._input.write(STOP)
            self._input.flush()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self.close()

    def close(self) -> None:
        """Wait for its end, which its closed input brings about."""
        with contextlib.suppress(OSError):
            self._input.close()
        self._process.wait()
        self._thread.join()

    @property
    def _input(self) -> IO[bytes]:
        return cast("IO[bytes]", self._process.stdin)

    def _listen(self, order: Order) -> None:
        with contextlib.suppress(OSError):
            self._input.write(order.model_dump_json().encode() + b"\n")
            self._input.flush()
        points, last = 0, {}  # type: int, dict[str, int]
        with cast("IO[bytes]", self._process.stdout) as out:
            for line in out:
                if not line.endswith(b"\n"):
                    break  # it died in the middle of a word
                said = Said.model_validate_json(line)
                with self._heard:
                    if said.sign is not None:
                        self._sign, tiers = said.sign, {str(k): v for k, v in said.sign.tiers.items()}
                        if tiers and tiers != last and points < MOST_POINTS:
                            points, last = points + 1, tiers
                            self._curve.append({"elapsed_s": round(said.sign.elapsed_s, 1), "tiers": tiers})
                    self._plan = said.plan or self._plan
                    self.answer = said.answer or self.answer
                    self.fault = said.fault or self.fault
                    self._heard.notify_all()
        with self._heard:
            self.ended = True
            self._heard.notify_all()
