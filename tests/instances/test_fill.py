from datetime import date
from pathlib import Path

import pytest

from instances import read_instance
from instances.fill import (
    bundled_childcare_rules,
    bundled_work_rules,
    fill_rules,
    public_holidays,
    school_holidays,
)
from models.base import DateRange
from models.profiles import ChildcareRules, Figure, WorkRules, childcare_rules_on, work_rules_on
from models.services import Childcare
from tests.instances.tiny import MONDAY, places, refusal, spoil, tiny, tiny_folder


def test_the_rule_book_s_figures_are_in_the_profiles() -> None:
    public = work_rules_on(bundled_work_rules(), "fr-public", MONDAY)
    private = work_rules_on(bundled_work_rules(), "fr-private", MONDAY)
    for rules in (public, private):
        assert (rules.day_work_min.value, rules.week_work_min.value) == (10 * 60, 48 * 60)
        assert (rules.average_week_work_min.value, rules.average_weeks.value) == (44 * 60, 12)
        assert (rules.break_before_work_min.value, rules.break_min.value) == (6 * 60, 20)
        assert (rules.meal_min.value, rules.meal_from, rules.meal_until) == (45, 11 * 60 + 30, 14 * 60 + 30)
        assert (rules.daily_rest_min.value, rules.weekly_rest_min.value) == (11 * 60, 35 * 60)
        assert {price.kind for price in rules.change_prices} == {"promised_pickup", "session", "duty", "stop_order"}
    assert (public.day_amplitude_min.value, private.day_amplitude_min.value) == (12 * 60, 13 * 60)


def test_childcare_changes_on_the_first_of_september_2026() -> None:
    before = childcare_rules_on(bundled_childcare_rules(), "fr-creche", date(2026, 8, 31))
    after = childcare_rules_on(bundled_childcare_rules(), "fr-creche", date(2026, 9, 1))
    assert set(before.alone_kinds) - set(after.alone_kinds) == {"cap-aepe"}
    for rules in (before, after):
        assert (rules.crawlers_per_adult.value, rules.walkers_per_adult.value, rules.mixed_per_adult.value) == (5, 8, 6)


@pytest.mark.parametrize("rules", [*bundled_work_rules(), *bundled_childcare_rules()], ids=lambda rules: rules.title)
def test_every_legal_figure_has_a_source_or_says_that_it_must_be_checked(rules: WorkRules | ChildcareRules) -> None:
    for name in type(rules).model_fields:
        figure = getattr(rules, name)
        if isinstance(figure, Figure):
            assert figure.source
            assert figure.unverified or "à vérifier" not in figure.source, name


def test_rules_a_territory_names_and_does_not_hold_are_filled_in() -> None:
    bare = tiny().model_copy(update={"work_rules": (), "childcare_rules": ()})
    assert fill_rules(bare).work_rules == tiny().work_rules
    assert fill_rules(bare).childcare_rules == ()
    creche = bare.services[0].model_copy(update={"childcare": Childcare()})
    assert fill_rules(bare.model_copy(update={"services": (creche,)})).childcare_rules == bundled_childcare_rules()


def test_rules_a_territory_holds_are_left_alone() -> None:
    own = tiny().work_rules[0].model_copy(update={"day_work_min": Figure(value=540)})
    instance = tiny().model_copy(update={"work_rules": (own,)})
    assert fill_rules(instance) == instance


def test_holidays_of_a_region() -> None:
    france, moselle, alsace = (public_holidays(region, MONDAY) for region in ("FR", "FR-57", "fr-67"))
    assert france is not None
    assert moselle is not None
    assert alsace is not None
    assert {day.name for day in moselle} - {day.name for day in france} == {"Vendredi saint", "Saint-Étienne"}
    assert {day.date for day in alsace} == {day.date for day in moselle}
    assert {day.date.year for day in france} == {2026, 2027, 2028, 2029}
    assert public_holidays("AD", MONDAY)
    assert public_holidays("Atlantide", MONDAY) is None


def test_school_holidays_of_a_zone_are_ranges() -> None:
    zone_a, zone_c = school_holidays("A", MONDAY), school_holidays("zone c", MONDAY)
    assert zone_a is not None
    assert zone_c is not None
    winter = next(days for days in zone_a if date(2027, 2, 20) in days)
    assert isinstance(winter, DateRange)
    assert winter.first is not None
    assert winter.last is not None
    assert 14 <= (winter.last - winter.first).days <= 16
    assert zone_a != zone_c
    assert school_holidays("D", MONDAY) is None


def test_a_territory_may_name_its_calendars(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path)
    spoil(folder / "territory.toml", 'name = "D', 'holidays_region = "FR-57"\nschool_zone = "B"\nname = "D')
    instance, _ = read_instance(folder)
    assert instance.territory.is_holiday(date(2027, 12, 26))
    assert instance.territory.is_school_holiday(date(2027, 12, 24))


def test_calendars_that_hold_days_are_left_alone(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path)
    spoil(folder / "territory.toml", 'name = "D', 'holidays_region = "FR"\nname = "D')
    (folder / "holidays.csv").write_text("date,name\n2027-06-24,Fête du village\n", encoding="utf-8")
    assert [day.name for day in read_instance(folder)[0].territory.holidays] == ["Fête du village"]


def test_calendars_nobody_knows_are_faults(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path)
    spoil(folder / "territory.toml", 'name = "D', 'holidays_region = "FR-99"\nschool_zone = "Z"\nname = "D')
    assert places(refusal(folder)) == [
        ("value.choice", "territory.toml", None, "holidays_region"),
        ("value.choice", "territory.toml", None, "school_zone"),
    ]
