"""What a planner reads on the terminal once a plan is made."""

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.exports import describe, wording
from api.exports.equity import Equity, equity
from api.exports.indicators import Indicators, indicators
from api.exports.lookup import Lookup
from models.instance import Instance
from models.notices import Notice, Severity
from models.plan import Plan, TierValue, Unserved
from models.text import Language, message, translate

_BUSIEST = 5
_UNSERVED = 40
_MARKS = "¹²³⁴⁵"
"""One for each tier at most."""
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def print_summary(plan: Plan, instance: Instance, console: Console, *, language: Language = "fr") -> None:
    """Print what is served, what it takes, how good it is, who works most, what is left out and why."""
    lookup = Lookup(plan, instance)
    figures = indicators(plan, instance)
    title = message(
        "{territory}, from {first} to {last}",
        territory=instance.territory.name,
        first=wording.middle_day(plan.monday, language),
        last=wording.long_day(lookup.horizon.days[-1], language),
    )
    console.print(Text(title.text(language), style="bold"))
    parts = [
        _services(figures, instance, language),
        _communes(equity(lookup), instance, language),
        _effort(figures, language),
        _tiers(plan.tiers, language),
        _workloads(figures, instance, language),
        _unserved(lookup, language),
        notices_view(plan.notices, language),
    ]
    for part in parts:
        if part is not None:
            console.print(Padding(part, (1, 0, 0, 0)))


def notices_view(notices: Sequence[Notice], language: Language) -> Group | None:
    """Notices, one a line; none, when there is nothing to say."""
    if not notices:
        return None
    lines = [
        _bullet(_COLOURS[notice.severity], Text.assemble((notice.code, "bold"), " ", notice.text(language)))
        for notice in notices
    ]
    return Group(Text(translate("Notices", language), style="bold"), *lines)


def _bullet(colour: str, text: Text) -> Table:
    """A line whose continuation stays right of its bullet."""
    return _marked(Text("•", style=colour), text)


def _table(*heads: str) -> Table:
    """A table whose first column is text and the others, right-aligned, figures."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim")
    for index, head in enumerate(heads):
        table.add_column(Text(head), justify="right" if index else "left", overflow="fold")
    return table


def _services(figures: Indicators, instance: Instance, language: Language) -> Table:
    table = _table(translate("Service", language), translate("Served", language), translate("Asked", language), "")
    for served in figures.services:
        complete = served.served == served.asked
        share = Text(wording.percent(served.percent, language), style="green" if complete else "yellow")
        name = wording.service_name(instance, served.id)
        table.add_row(Text(name), str(served.served), str(served.asked), share)
    return table


def _communes(report: Equity, instance: Instance, language: Language) -> Text | None:
    """How many communes have all they ask for, and which has the least of it."""
    asking = [share for share in report.communes if share.sessions.asked or share.rides.asked]
    short = sorted((share for share in asking if share.percent < 100), key=lambda share: share.percent)
    if not asking:
        return None
    told = message("{n} of {all} communes have all they ask for", n=len(asking) - len(short), all=len(asking))
    if not short:
        return Text(told.text(language))
    least = message(
        "least served: {commune}, {percent} of its need",
        commune=wording.commune_name(instance, short[0].commune),
        percent=wording.percent(short[0].percent, language),
    )
    return Text(f"{told.text(language)} · {least.text(language)}")


def _effort(figures: Indicators, language: Language) -> Text:
    parts = [
        message("{n} tours", n=figures.tours).text(language),
        wording.kilometres(figures.vehicle_m, language),
        message("{hours} of work", hours=wording.hours(figures.work_min)).text(language),
        message("{kg} kg of CO₂", kg=wording.decimal(figures.co2_g / 1000, language, places=0)).text(language),
        wording.euros(figures.total_cents, language),
    ]
    if figures.own_car_m:
        own = wording.kilometres(figures.own_car_m, language)
        parts.insert(2, message("{km} by own car", km=own).text(language))
    return Text(" · ".join(parts))


def _tiers(tiers: Sequence[TierValue], language: Language) -> Group | None:
    """Value and bound of each tier; what the bounds are of stands below, once, as it would not fit a column."""
    if not tiers:
        return None
    table = _table(
        translate("Objective", language), translate("Value", language), translate("Proved bound", language), ""
    )
    table.columns[3].justify = "left"
    notes: dict[str, str] = {}
    for tier in tiers:
        bound = "–" if tier.lower_bound is None else _figure(tier, tier.lower_bound, language)
        if tier.lower_bound is None:
            verdict = Text(translate("no bound proved", language), style="dim")
        else:
            word = translate("proved best", language) if tier.proved else translate("best is at least this", language)
            if tier.bound_of:
                word += f" {notes.setdefault(tier.bound_of.text(language), _MARKS[len(notes)])}"
            verdict = Text(word, style="green" if tier.proved else "")
        value = _figure(tier, tier.value, language)
        if tier.tier != "cost":
            value += f" {tier.unit.text(language)}"
        table.add_row(Text(describe.tier_name(tier.tier, language)), Text(value), bound, verdict)
    given = [
        Text(describe.tolerance_text(tier, _figure(tier, tier.least, language), language), style="dim")
        for tier in tiers
        if tier.tolerance_per_mille and tier.least is not None
    ]
    return Group(table, *(_marked(Text(mark), Text(among, style="dim")) for among, mark in notes.items()), *given)


def _marked(mark: Text, text: Text) -> Table:
    """A note whose continuation stays right of its mark."""
    line = Table.grid(padding=(0, 1))
    line.add_row(mark, text)
    return line


def _figure(tier: TierValue, value: int, language: Language) -> str:
    """A tier's figure: money in euros, anything else as it is counted."""
    return wording.euros(value, language) if tier.tier == "cost" else wording.integer(value, language)


def _workloads(figures: Indicators, instance: Instance, language: Language) -> Table | None:
    busiest = [load for load in figures.workloads if load.work_min][:_BUSIEST]
    if not busiest:
        return None
    table = _table(
        translate("Busiest people", language),
        translate("Days", language),
        translate("Work", language),
        translate("Contract", language),
    )
    for load in busiest:
        contract = wording.hours(load.contract_min) if load.contract_min else "–"
        over = bool(load.contract_min) and load.work_min > load.contract_min
        work = Text(wording.hours(load.work_min), style="yellow" if over else "")
        table.add_row(Text(wording.person_name(instance, load.person)), str(load.days), work, contract)
    return table


def _unserved(lookup: Lookup, language: Language) -> Group:
    """What is left out, under the reason it shares with others."""
    items = sorted(lookup.plan.unserved, key=lambda u: (u.kind != "session", -u.weight, u.commune, u.item))
    if not items:
        return Group(Text(translate("Everything asked is served.", language), style="green"))
    lines: list[Text | Table] = [Text(message("Unserved: {n}", n=len(items)).text(language), style="bold yellow")]
    by_reasons: dict[tuple[str, ...], list[Unserved]] = {}
    for item in items[:_UNSERVED]:
        by_reasons.setdefault(tuple(_reasons(item, language)), []).append(item)
    for reasons, alike in by_reasons.items():
        lines += [Text(reason, style="dim") for reason in reasons]
        for item in alike:
            service = wording.service_name(lookup.instance, item.service)
            commune = wording.commune_name(lookup.instance, item.commune)
            what = describe.unserved_text(lookup, item, language)
            lines.append(_bullet("yellow", Text.assemble((f"{service}, {commune}", "bold"), f" — {what}")))
    if len(items) > _UNSERVED:
        lines.append(Text(message("… and {n} more, in week.xlsx", n=len(items) - _UNSERVED).text(language)))
    return Group(*lines)


def _reasons(item: Unserved, language: Language) -> Iterator[str]:
    for reason in item.reasons:
        yield f"{describe.reason_kind(reason, language)}, {describe.reason_text(reason, language)}"
