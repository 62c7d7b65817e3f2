"""`halte plan`: what it writes, how it ends, what Ctrl-C and a previous plan do."""

import signal
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import icalendar
import openpyxl
import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from instances import bundled, load_bundled, read_plan, write_json
from models.plan import Plan

CRECHE = bundled()["seille-creche"]
COMMAND = [sys.executable, "-c", "from api.cli import main; main()"]
FEW = ("--iterations", "20")
NAMES = {
    "plan.json",
    "map.html",
    "stops.html",
    "week.xlsx",
    "equity.json",
    "calendars",
    "open-data",
    "sheets",
    "posters",
}


def halte(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def moment(event: icalendar.Component, name: str) -> datetime:
    when = event.decoded(name)
    assert isinstance(when, datetime)
    return when


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The crèche's week as the real command plans it, in a process of its own."""
    out = tmp_path_factory.mktemp("plan") / "deep" / "out"
    done = subprocess.run(
        [*COMMAND, "plan", CRECHE, *FEW, "--out", out], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert "Besoin non servi" in done.stderr
    assert "Crèche itinérante" in done.stdout
    assert str(out) in done.stdout
    return out


@pytest.fixture(scope="module")
def plan(week: Path) -> Plan:
    return read_plan(week / "plan.json")


def test_every_file_is_written_and_nothing_left_beside(week: Path) -> None:
    assert {path.name for path in week.iterdir()} == NAMES
    assert [path.name for path in week.parent.iterdir()] == ["out"]
    assert len(openpyxl.load_workbook(week / "week.xlsx").sheetnames) >= 6


def test_the_plan_is_complete_and_checks(week: Path, plan: Plan) -> None:
    assert (len(plan.sessions), plan.unserved, plan.monday) == (5, (), date(2027, 1, 11))
    result = halte("check", CRECHE, week / "plan.json")
    assert result.exit_code == 0, result.output


def test_the_same_seed_and_iterations_write_the_same_bytes(week: Path, tmp_path: Path) -> None:
    out = tmp_path / "again"
    out.mkdir()
    (out / "notes.txt").write_text("of the planner", encoding="utf-8")
    (out / "plan.json").write_text("of the week before", encoding="utf-8")
    result = halte("plan", CRECHE, *FEW, "--out", out)
    assert result.exit_code == 0, result.output
    assert (out / "plan.json").read_bytes() == (week / "plan.json").read_bytes()
    assert {path.name for path in out.iterdir()} == NAMES | {"notes.txt"}


def test_a_tolerance_is_kept_shown_and_stated(plan: Plan, tmp_path: Path) -> None:
    result = halte("plan", CRECHE, *FEW, "--tolerance", "coût=2%", "--out", tmp_path / "fair")
    assert result.exit_code == 0, result.output
    assert "au plus 2\xa0% au-dessus de" in result.stdout
    fair = read_plan(tmp_path / "fair" / "plan.json")
    before, cost = plan.find_tier("cost"), fair.find_tier("cost")
    assert before is not None
    assert cost is not None
    assert (cost.tolerance_per_mille, cost.least) == (20, before.value)
    assert cost.value <= before.value * 102 // 100
    rows = openpyxl.load_workbook(tmp_path / "fair" / "week.xlsx")["Indicateurs"].iter_rows(values_only=True)
    assert next(row for row in rows if row[0] == "Coût" and row[1] == cost.value)[5:7] == ("2\xa0%", cost.least)
    checked = halte("check", CRECHE, tmp_path / "fair" / "plan.json")
    assert checked.exit_code == 0, checked.output


def test_bad_tolerances_are_all_told_and_nothing_written(tmp_path: Path) -> None:
    bad = ("cost=2", "speed=2%", "need=200%", "cost=1%", "coût=2%")
    options = [word for text in bad for word in ("--tolerance", text)]
    result = halte("plan", CRECHE, *options, "--out", tmp_path / "out")
    assert result.exit_code == 2
    told = " ".join(result.output.replace("│", " ").split())
    assert all(text in told for text in ("cost=2 n’est pas", "speed=2%", "need=200%", "plus d’une fois"))
    assert "cost=1%" not in told
    assert not (tmp_path / "out").exists()


def test_feeds_say_what_the_plan_says(week: Path, plan: Plan) -> None:
    instance = load_bundled("seille-creche")
    feeds = {path.stem: icalendar.Calendar.from_ical(path.read_bytes()) for path in (week / "calendars").iterdir()}
    assert len(feeds) == sum(
        map(len, (instance.vehicles, instance.people, instance.communes, instance.services, instance.stops))
    )
    held = sorted((session.start, session.end) for session in plan.sessions)
    told = [
        (moment(event, "DTSTART"), moment(event, "DTEND"))
        for name, feed in feeds.items()
        if name.startswith("commune-")
        for event in feed.events
    ]
    assert sorted((start.replace(tzinfo=None), end.replace(tzinfo=None)) for start, end in told) == held
    assert {str(start.tzinfo) for start, _ in told} == {"Europe/Paris"}
    for vehicle in instance.vehicles:
        tours = [tour for tour in plan.tours if tour.vehicle == vehicle.id]
        assert len(feeds[f"vehicle-{vehicle.id}"].events) == len(tours)


def test_the_next_week_counts_on(week: Path, plan: Plan, tmp_path: Path) -> None:
    before = week / "plan.json"
    result = halte("plan", CRECHE, "--week", "2027-W03", "--previous", before, *FEW, "--out", tmp_path / "next")
    assert result.exit_code == 0, result.output
    following = read_plan(tmp_path / "next" / "plan.json")
    assert (following.monday, following.revision) == (date(2027, 1, 18), plan.revision + 1)
    kept = {event.uid: event for event in following.feed}
    assert all(kept[event.uid] == event for event in plan.feed)
    assert len(following.feed) > len(plan.feed)
    checked = halte("check", CRECHE, tmp_path / "next" / "plan.json", "--previous", before)
    assert checked.exit_code == 0, checked.output


def test_planned_anew_after_its_wednesday_morning_the_days_before_stay(week: Path, plan: Plan, tmp_path: Path) -> None:
    before, out = week / "plan.json", tmp_path / "anew"
    now = datetime(2027, 1, 13, 6)
    result = halte("plan", CRECHE, "--previous", before, "--now", now.isoformat(), "--seed", 3, *FEW, "--out", out)
    assert result.exit_code == 0, result.output
    anew = read_plan(out / "plan.json")
    assert (anew.frozen_until, anew.made_at) == (now, now)
    frozen = [session for session in plan.sessions if session.set_up_start < now]
    assert len(frozen) == 2
    assert [session for session in anew.sessions if session.set_up_start < now] == frozen
    states = {event.uid: event for event in anew.feed}
    for event in plan.feed:
        state = states[event.uid]
        assert state.sequence == event.sequence + (state.digest != event.digest or state.cancelled)
    assert halte("check", CRECHE, out / "plan.json", "--previous", before).exit_code == 0


def test_what_nobody_can_staff_is_unserved_in_a_checked_plan(tmp_path: Path) -> None:
    instance = load_bundled("seille-creche")
    people = tuple(
        person.model_copy(update={"credentials": tuple(c for c in person.credentials if c.kind != "ludotheque")})
        for person in instance.people
    )
    write_json(instance.model_copy(update={"people": people}), tmp_path / "in.json")
    result = halte("plan", tmp_path / "in.json", *FEW, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert result.stderr.startswith("attention ")
    plan = read_plan(tmp_path / "out" / "plan.json")
    assert [(item.service, item.reasons[0].kind) for item in plan.unserved] == [("ludotheque", "impossible")]
    assert "S4" in plan.unserved[0].reasons[0].codes
    assert "S4" in result.stdout
    assert halte("check", tmp_path / "in.json", tmp_path / "out" / "plan.json").exit_code == 0


def _bad(kind: str, folder: Path) -> Path:
    path = folder / f"{kind}.xlsx"
    if kind == "empty":
        path.write_bytes(b"")
    elif kind == "text":
        path.write_text("une semaine ; un village", encoding="latin-1")
    elif kind == "blank":
        openpyxl.Workbook().save(path)
    elif kind == "dangling":
        path = folder / "dangling.json"
        text = load_bundled("seille-creche").model_dump_json()
        path.write_text(text.replace('"depot":"depot-champenoux"', '"depot":"nowhere"'), encoding="utf-8")
    elif kind == "folder":
        path = folder / "folder"
        path.mkdir()
    return path


@pytest.mark.parametrize("kind", ["missing", "empty", "text", "blank", "dangling", "folder"])
def test_bad_data_ends_with_2_and_writes_nothing(kind: str, tmp_path: Path) -> None:
    result = halte("plan", _bad(kind, tmp_path), "--out", tmp_path / "out")
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith("erreur ")
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--week", "2027-W54"),
        ("--week", "lundi"),
        ("--now", "hier"),
        ("--now", "2027-01-07T12:00+01:00"),
        ("--iterations", "0"),
        ("--previous", "none.json"),
    ],
)
def test_bad_options_end_with_2_and_write_nothing(options: tuple[str, str], tmp_path: Path) -> None:
    result = halte("plan", CRECHE, *options, "--out", tmp_path / "out")
    assert (result.exit_code, type(result.exception)) == (2, SystemExit)
    assert not (tmp_path / "out").exists()


def test_a_plan_of_another_territory_is_none_to_count_on(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(plan.model_copy(update={"instance": "elsewhere"}).model_dump_json(), encoding="utf-8")
    result = halte("plan", CRECHE, "--previous", path, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "elsewhere" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_file_where_the_folder_should_be_ends_with_2(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a planner's notes", encoding="utf-8")
    assert halte("plan", CRECHE, "--out", tmp_path / "out").exit_code == 2
    assert (tmp_path / "out").read_text(encoding="utf-8") == "a planner's notes"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent by the means of POSIX")
@pytest.mark.parametrize(("presses", "code"), [(1, 0), (2, 130)])
def test_ctrl_c_keeps_the_best_plan_and_a_second_one_gives_up(presses: int, code: int, tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments: list[str | Path] = ["plan", CRECHE, "--time-limit", "300", "--lang", "en", "--out", out]
    with subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        while "sessions: days" not in (line := running.stderr.readline()):
            assert line, "ended before its search began"
        running.send_signal(signal.SIGINT)
        while "Ctrl-C again" not in (line := running.stderr.readline()):
            assert line, "ended without a word"
        if presses > 1:
            running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=240)
    assert (running.returncode, "Traceback" in errors) == (code, False), errors
    if code:
        assert list(tmp_path.iterdir()) == []
        return
    assert {path.name for path in out.iterdir()} == NAMES
    assert "search-stopped" in {notice.code for notice in read_plan(out / "plan.json").notices}
    assert halte("check", CRECHE, out / "plan.json").exit_code == 0
