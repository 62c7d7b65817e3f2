import io
from datetime import datetime

from rich.console import Console

from api.exports.summary import print_summary
from models.notices import Location, Notice, Severity
from models.plan import Plan
from models.text import Language, message
from tests.api.exports.world import MONDAY, WORKSHOP, make_instance, make_plan, replaced


def printed(plan: Plan, language: Language = "fr", width: int = 160) -> str:
    out = io.StringIO()
    print_summary(plan, make_instance(), Console(file=out, width=width), language=language)
    return out.getvalue().replace("\xa0", " ").replace("\u202f", " ")


def test_the_summary_tells_what_is_served_and_what_it_takes() -> None:
    text = printed(make_plan(make_instance()))
    assert "Guillestrois & Queyras, du lundi 11 janvier au dimanche 17 janvier 2027" in text
    assert f"{WORKSHOP}        2          3   66 %" in text
    assert "2 communes sur 3 ont tout ce qu’elles demandent · la moins servie : Guillestre, 33 % de son besoin" in text
    assert "2 tournées · 137,7 km · 14 h 35 de travail · 27 kg de CO₂ · 426,30 €" in text


def test_each_tier_has_its_value_its_bound_and_what_that_bounds() -> None:
    lines = printed(make_plan(make_instance())).splitlines()
    need = next(line for line in lines if line.startswith("Besoin non servi"))
    assert "16" in need
    assert "12" in need
    assert need.rstrip().endswith("¹")
    assert "¹ the session part, rides aside" in [line.rstrip() for line in lines]
    cost = next(line for line in lines if line.startswith("Coût"))
    assert "310,00 €" in cost
    assert cost.rstrip().endswith("pas de borne prouvée")


def test_no_tier_takes_more_than_a_line_of_a_narrow_terminal() -> None:
    plan = make_plan(make_instance())
    long = message("plans in which each crew travels together, with its vehicle, and comes home after each outing")
    tiers = tuple(tier.model_copy(update={"lower_bound": tier.value, "bound_of": long}) for tier in plan.tiers)
    lines = printed(plan.model_copy(update={"tiers": tiers}), width=80).splitlines()
    marked = [line for line in lines if line.rstrip().endswith("¹")]
    assert len(marked) == len(tiers)
    first = next(k for k, line in enumerate(lines) if line.startswith("Besoin non servi"))
    assert lines[first : first + len(tiers)] == marked
    assert lines[first + len(tiers)].startswith("¹ ")


def test_the_busiest_come_first_and_the_idle_are_left_out() -> None:
    text = printed(make_plan(make_instance()))
    assert text.index("Inès Faure") < text.index("Paul Blanc")
    assert "Zoé" not in text


def test_what_is_left_out_comes_with_reasons_and_rules() -> None:
    text = printed(make_plan(make_instance()))
    assert "Non servis : 2" in text
    assert "Transport à la demande, Guillestre — P-040 (1 pers.)" in text
    assert "impossible, R8 — " in text


def test_a_long_list_of_what_is_left_out_ends_with_how_many_more() -> None:
    plan = make_plan(make_instance())
    text = printed(plan.model_copy(update={"unserved": plan.unserved * 30}))
    assert "Non servis : 60" in text
    assert text.count("Transport à la demande, Guillestre") == 10
    assert "… et 20 autres, dans week.xlsx" in text


def test_an_empty_plan_of_nothing_asked_is_complete() -> None:
    out = io.StringIO()
    nothing = replaced(make_instance(), demands=(), rides=())
    plan = Plan(instance="valley", digest="", monday=MONDAY, weeks=1, made_at=datetime(2027, 1, 7, 17))
    print_summary(plan, nothing, Console(file=out, width=100))
    assert "Tout ce qui est demandé est servi." in out.getvalue()


def test_square_brackets_of_names_and_notices_are_no_markup() -> None:
    notice = Notice(
        code="far-[red]",
        severity=Severity.WARNING,
        location=Location(source="venues.csv", row=2, field="lon"),
        what=message("[bold]"),
    )
    plan = make_plan(make_instance()).model_copy(update={"notices": (notice,)})
    assert "• far-[red] venues.csv:2 [lon]: [bold]" in printed(plan, "en")
