"""A solving process: reads its order, works within limits, says what it finds; ends when its worker does.

``python -m api.jobs.child``. It never speaks to the database: a process that was left behind can change nothing.
"""

import logging
import os
import resource
import signal
import sys
import threading
import time
from typing import BinaryIO

from api.jobs.tasks import STOP, FaultSaid, Order, Said, Sign
from api.logs import configure
from models.notices import InvalidInstance, Location, error
from models.plan import Plan
from models.text import Message, message
from optimiser.progress import Progress, StopFlag

ORPHANED = 3
"""Exit code of a process whose worker is gone."""
GAP_S = 0.3
"""Seconds between two signs of life that tell the same figures."""

logger = logging.getLogger("halte.jobs")


class Voice:
    """Writes what a process says, a line each."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._told_at, self._tiers = 0.0, {}  # type: float, dict[str, int]

    def say(self, said: Said) -> None:
        """One line."""
        self._out.write(said.model_dump_json(exclude_none=True).encode() + b"\n")
        self._out.flush()

    def progress(self, progress: Progress) -> None:
        """A sign of life, unless there was one just now that tells the same."""
        moment, tiers = time.monotonic(), dict(progress.tiers)
        if tiers == self._tiers and moment - self._told_at < GAP_S:
            return
        self._told_at, self._tiers = moment, {str(tier): value for tier, value in tiers.items()}
        self.say(
            Said(
                sign=Sign(
                    phase=progress.phase,
                    elapsed_s=progress.elapsed_s,
                    limit_s=progress.limit_s,
                    tiers=progress.tiers,
                    bounds=progress.bounds,
                )
            )
        )

    def plan(self, plan: Plan) -> None:
        """A better plan."""
        self.say(Said(plan=plan))

    def fault(self, code: str, what: Message, remedy: Message) -> None:
        """Why there is no answer."""
        self.say(Said(fault=FaultSaid(code=code, notices=[error(code, Location(), what, remedy)])))


def main() -> None:
    """Do one task."""
    voice = Voice(os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)  # what libraries print is no answer
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # the worker decides, by the standard input
    order = Order.model_validate_json(sys.stdin.buffer.readline())
    configure("INFO")
    limit(order)
    stop = StopFlag()
    threading.Thread(target=_listen, args=(stop,), daemon=True).start()
    _work(order, voice, stop)


def limit(order: Order) -> None:
    """Bind this process to its memory and processor time."""
    for kind, most in ((resource.RLIMIT_AS, order.memory_mb << 20), (resource.RLIMIT_CPU, order.cpu_s)):
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _listen(stop: StopFlag) -> None:
    for line in sys.stdin.buffer:
        if line == STOP:
            stop.set()
    os._exit(ORPHANED)


def _work(order: Order, voice: Voice, stop: StopFlag) -> None:
    report = message("report this to whoever runs the service, with the job's number")
    try:
        from api.jobs.running import run
        from optimiser.repair import UnmendableError
        from optimiser.solve import PlanRejectedError
    except MemoryError:
        return _out_of_memory(voice)
    try:
        voice.say(Said(answer=run(order.task, stop, voice.progress, voice.plan)))
    except InvalidInstance as fault:
        voice.say(Said(fault=FaultSaid(code="invalid", notices=list(fault.notices))))
    except PlanRejectedError:
        voice.fault("rejected", message("the plan found breaks rules, and is not kept: a fault of Halte"), report)
    except UnmendableError:
        what = message("the plan breaks rules, and giving things up does not mend them")
        voice.fault("unmendable", what, message("plan the week anew"))
    except MemoryError:
        _out_of_memory(voice)
    except Exception:  # told to the worker, whatever it is
        logger.exception("the search failed")
        voice.fault("internal", message("the search failed: a fault of Halte"), report)
    return None


def _out_of_memory(voice: Voice) -> None:
    what = message("the search needs more memory than it may use")
    voice.fault("memory", what, message("plan a smaller week, or give the service more memory"))


if __name__ == "__main__":
    main()
