"""Live progress of a search on the terminal, or plain lines where there is none."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from api.exports import describe, wording
from models.instance import TierName
from models.text import Language, message, translate
from optimiser.progress import Progress


class ProgressView:
    """Shows each sign of life of a search: call it with ``Progress`` events, within a ``with`` block.

    On a terminal one block of lines is redrawn in place. Elsewhere (a log, a pipe) one line is written when the phase
    or a tier value changes, so that a file stays short.

    Parameters
    ----------
    console : Console
        Usually on the standard error, for the summary goes to the standard output.
    """

    def __init__(self, console: Console, *, language: Language = "fr") -> None:
        self._console = console
        self._language: Language = language
        self._live = Live(console=console, transient=True, refresh_per_second=4) if console.is_terminal else None
        self._last_line = ""

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def __call__(self, progress: Progress) -> None:
        """Show one event."""
        if self._live:
            self._live.update(self._block(progress))
            return
        line = self._line(progress)
        if line != self._last_line:
            self._last_line = line
            elapsed = message("{n} s", n=round(progress.elapsed_s)).text(self._language)
            self._console.print(f"[{elapsed}] {line}", markup=False, highlight=False, soft_wrap=True)

    def _block(self, progress: Progress) -> Table:
        block = Table.grid(padding=(0, 2))
        block.add_column(min_width=28)
        block.add_column()
        block.add_row(Text(self._phase(progress), style="bold"), self._clock(progress))
        for tier in progress.tiers:
            block.add_row(f"  {describe.tier_name(tier, self._language)}", self._figure(progress, tier))
        return block

    def _line(self, progress: Progress) -> str:
        figures = [f"{describe.tier_name(t, self._language)} {self._figure(progress, t)}" for t in progress.tiers]
        return " · ".join([self._phase(progress), *figures])

    def _phase(self, progress: Progress) -> str:
        phase = progress.phase.text(self._language)
        return f"{phase}, {wording.short_day(progress.day, self._language)}" if progress.day else phase

    def _figure(self, progress: Progress, tier: TierName) -> str:
        value, bound = progress.tiers[tier], progress.bounds.get(tier)
        text = wording.integer(value, self._language)
        if bound is None:
            return text
        if bound >= value:
            return f"{text} ({translate('proved best', self._language)})"
        return f"{text} (≥ {wording.integer(bound, self._language)})"

    def _clock(self, progress: Progress) -> Table:
        elapsed = message("{n} s", n=round(progress.elapsed_s)).text(self._language)
        clock = Table.grid(padding=(0, 1))
        if progress.limit_s:
            bar = ProgressBar(total=progress.limit_s, completed=min(progress.elapsed_s, progress.limit_s), width=24)
            limit = message("{n} s", n=round(progress.limit_s)).text(self._language)
            clock.add_row(bar, f"{elapsed} / {limit}")
        else:
            clock.add_row(elapsed)
        return clock
