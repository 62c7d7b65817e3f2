import io
from datetime import date

from rich.console import Console

from api.exports.progress_view import ProgressView
from models.text import message
from optimiser.progress import Progress

DAY = date(2027, 1, 14)


def test_outside_a_terminal_a_line_is_written_only_when_something_changes() -> None:
    out = io.StringIO()
    with ProgressView(Console(file=out, width=100)) as view:
        view(Progress(message("Rides"), 0.4, 60, DAY, {"need": 16}))
        view(Progress(message("Rides"), 1.2, 60, DAY, {"need": 16}))
        view(Progress(message("Rides"), 2.2, 60, DAY, {"need": 12}, {"need": 8}))
        view(Progress(message("Rides"), 3.2, 60, DAY, {"need": 12}, {"need": 12}))
    assert out.getvalue().splitlines() == [
        "[0 s] Trajets, jeu. 14 janv. · Besoin non servi 16",
        "[2 s] Trajets, jeu. 14 janv. · Besoin non servi 12 (≥ 8)",
        "[3 s] Trajets, jeu. 14 janv. · Besoin non servi 12 (prouvé optimal)",
    ]


def test_on_a_terminal_one_block_is_redrawn_and_then_removed() -> None:
    out = io.StringIO()
    console = Console(file=out, width=80, force_terminal=True, color_system=None, legacy_windows=False)
    with ProgressView(console) as view:
        view(Progress(message("Rides"), 30, 60, DAY, {"need": 16, "cost": 31_000}, {"cost": 29_000}))
    text = out.getvalue().replace("\xa0", " ").replace("\u202f", " ")
    assert "Trajets, jeu. 14 janv." in text
    assert "30 s / 60 s" in text
    assert "31 000 (≥ 29 000)" in text
    assert text.count("Besoin non servi") >= 1
    assert text.rstrip().endswith(("\x1b[2K", "\x1b[?25h"))


def test_a_search_without_time_limit_shows_the_time_spent() -> None:
    out = io.StringIO()
    console = Console(file=out, width=80, force_terminal=True, color_system=None, legacy_windows=False)
    with ProgressView(console) as view:
        view(Progress(message("Sessions"), 12, None))
    assert "12 s" in out.getvalue()
    assert "/" not in out.getvalue().replace("\x1b", "")
