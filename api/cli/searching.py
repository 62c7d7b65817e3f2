"""A search watched from the terminal: its progress shown, and ended early by Ctrl-C with the best plan so far."""

import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future
from types import FrameType, TracebackType
from typing import Self, TypeVar

from rich.console import Console

from api.exports.progress_view import ProgressView
from models.text import Language, translate
from optimiser.progress import OnProgress, StopFlag

T = TypeVar("T")

_POLL_S = 0.1


class Interrupts:
    """Within the block, a first Ctrl-C sets ``stop``; a second one raises KeyboardInterrupt."""

    def __init__(self) -> None:
        self.stop = StopFlag()

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._take)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _take(self, _signal: int, _frame: FrameType | None) -> None:
        if self.stop:
            raise KeyboardInterrupt
        self.stop.set()


def watched(
    search: Callable[[OnProgress], T],
    stop: StopFlag,
    console: Console,
    *,
    seconds: float | None,
    language: Language,
) -> T:
    """What ``search`` finds, while its progress is shown.

    It runs in a thread of its own: the main one takes the signals, and solvers in C++ would keep it for seconds.

    Parameters
    ----------
    seconds : float, optional
        After which ``stop`` is set.
    """
    outcome: Future[T] = Future()

    def work(view: ProgressView) -> None:
        try:
            outcome.set_result(search(view))
        except BaseException as fault:  # noqa: BLE001 - raised again in the main thread
            outcome.set_exception(fault)

    timer = threading.Timer(seconds, stop.set) if seconds is not None else None
    with ProgressView(console, language=language) as view:
        thread = threading.Thread(target=work, args=(view,), daemon=True)
        thread.start()
        if timer:
            timer.daemon = True
            timer.start()
        told = False
        while thread.is_alive():
            thread.join(_POLL_S)
            if stop and not told and (timer is None or timer.is_alive()):
                told = True
                console.print(translate("stopping with the best plan so far; Ctrl-C again gives up", language))
    if timer:
        timer.cancel()
    return outcome.result()
