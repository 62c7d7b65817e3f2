"""The indicators as the rows of a sheet: the whole, the tiers, the services, the people."""

from collections.abc import Iterator

from api.exports import describe, wording
from api.exports.indicators import Indicators
from api.exports.sheets import Column, Row, Value
from models.instance import Instance
from models.plan import Plan
from models.text import N_, Language, translate

_WIDTH = 8
COLUMNS = (Column(N_("Indicator"), 40), *(Column("", 17) for _ in range(_WIDTH - 1)))
"""One column for names, the others for figures of whatever kind the section says."""


def indicator_rows(figures: Indicators, plan: Plan, instance: Instance, language: Language) -> Iterator[Row]:
    """Every section in turn, each under its own heading."""
    yield from _whole(figures, language)
    yield from _tiers(plan, language)
    yield from _services(figures, instance, language)
    yield from _people(figures, instance, language)


def _row(*values: Value, strong: bool = False, opens: bool = False) -> Row:
    return Row((*values, *[None] * (_WIDTH - len(values))), strong=strong, opens=opens)


def _heading(*texts: str) -> Row:
    return _row(*texts, strong=True, opens=True)


def _hours(minutes: int) -> str:
    return wording.hours(minutes)


def _whole(figures: Indicators, language: Language) -> Iterator[Row]:
    made = f"{wording.short_day(figures.made_at.date(), language)} {figures.made_at:%Y, %H:%M}"
    yield _heading(translate("The whole plan", language))
    yield _row(translate("Made on", language), made)
    yield _row(translate("Tours", language), figures.tours)
    yield _row(translate("Vehicle kilometres", language), wording.kilometres(figures.vehicle_m, language))
    yield _row(translate("Own-car kilometres", language), wording.kilometres(figures.own_car_m, language))
    yield _row(translate("Hours of work", language), _hours(figures.work_min))
    yield _row(translate("CO₂", language), f"{wording.decimal(figures.co2_g / 1000, language)} kg")
    yield _row(translate("Vehicles", language), wording.euros(figures.vehicle_cents, language))
    yield _row(translate("People", language), wording.euros(figures.people_cents, language))
    yield _row(translate("Overtime", language), wording.euros(figures.overtime_cents, language))
    yield _row(translate("Outside taxi", language), wording.euros(figures.taxi_cents, language))
    yield _row(translate("Total cost", language), wording.euros(figures.total_cents, language), strong=True)


def _tiers(plan: Plan, language: Language) -> Iterator[Row]:
    if not plan.tiers:
        return
    heads = (
        N_("Objective"),
        N_("Value"),
        N_("Unit"),
        N_("Proved bound"),
        N_("Bound of"),
        N_("Tolerance"),
        N_("Least found"),
    )
    yield _heading(*_translated(heads, language))
    for tier in plan.tiers:
        yield _row(
            describe.tier_name(tier.tier, language),
            tier.value,
            tier.unit.text(language),
            tier.lower_bound,
            tier.bound_of.text(language) if tier.bound_of else "",
            wording.per_mille(tier.tolerance_per_mille, language) if tier.tolerance_per_mille else "",
            tier.least,
        )


def _services(figures: Indicators, instance: Instance, language: Language) -> Iterator[Row]:
    yield _heading(*_translated((N_("Service"), N_("Served"), N_("Asked"), N_("Share")), language))
    for served in figures.services:
        name = wording.service_name(instance, served.id)
        yield _row(name, served.served, served.asked, wording.percent(served.percent, language))


def _people(figures: Indicators, instance: Instance, language: Language) -> Iterator[Row]:
    yield _heading(*_translated((N_("Person"), N_("Days"), N_("Work"), N_("Contract")), language))
    for load in figures.workloads:
        name = wording.person_name(instance, load.person)
        yield _row(name, load.days, _hours(load.work_min), _hours(load.contract_min))


def _translated(msgids: tuple[str, ...], language: Language) -> list[str]:
    return [translate(msgid, language) for msgid in msgids]
