"""The workbook a council decides on: who pays what, how each amount comes about, what is lent between organisations."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from openpyxl import Workbook

from api.exports import wording
from api.exports.share_words import explanation, figure, measure_name, rule_name, unit_name
from api.exports.sheets import Column, Row, add_sheet
from api.exports.whole_file import book_bytes, write_whole
from models.horizon import Horizon
from models.instance import Instance
from models.plan import Plan
from models.shares import ShareKey
from models.text import N_, Language, message, translate
from optimiser.ledger import Loan, Received, Shares, balances

_PAY = (
    Column(N_("Partner"), 34),
    Column(N_("Hours of sessions"), 12, "hours"),
    Column(N_("Sessions"), 10, "count"),
    Column(N_("Rides"), 10, "count"),
    Column(N_("Passengers"), 11, "count"),
    Column(N_("Cost alone"), 14, "money"),
    Column(N_("Cost in the plan"), 14, "money"),
    Column(N_("Share of the cost"), 11, "percent"),
    Column(N_("To pay"), 14, "money"),
)
_HOW = (
    Column(N_("Services"), 40),
    Column(N_("Percent"), 10, "percent"),
    Column(N_("Measure"), 36),
    Column(N_("Partner"), 30),
    Column(N_("Quantity"), 12, "number"),
    Column(N_("Of all"), 12, "number"),
    Column(N_("Unit"), 12),
    Column(N_("Amount split"), 14, "money"),
    Column(N_("Part"), 14, "money"),
)
_COSTS = (
    Column(N_("Service"), 34),
    Column(N_("Commune"), 26),
    Column(N_("Hours of sessions"), 12, "hours"),
    Column(N_("Sessions"), 10, "count"),
    Column(N_("Rides"), 10, "count"),
    Column(N_("Passengers"), 11, "count"),
    Column(N_("Cost alone"), 14, "money"),
    Column(N_("Cost in the plan"), 14, "money"),
)
_LOANS = (
    Column(N_("Lender"), 34),
    Column(N_("Borrower"), 34),
    Column(N_("What is lent"), 30),
    Column(N_("Days"), 8, "count"),
    Column(N_("Amount"), 14, "money"),
)
_KINDS = {"vehicle": N_("vehicle"), "person": N_("person"), "kit": N_("kit")}


def write_shares(
    shares: Shares,
    lent: Sequence[Loan],
    plans: Sequence[Plan],
    instance: Instance,
    key: ShareKey,
    path: Path,
    language: Language = "fr",
) -> None:
    """Write the workbook: what each partner pays, how, the cost of the services, loans, the rule in words."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "Halte"
    days = [day for plan in plans for day in Horizon(plan.monday, plan.weeks).days]
    heading = message(
        "{territory}, from {first} to {last}: {key}",
        territory=instance.territory.name,
        first=wording.long_day(min(days), language),
        last=wording.long_day(max(days), language),
        key=key.name,
    ).text(language)
    sheets = (
        (translate("To pay", language), _PAY, _pay(shares, key, language)),
        (translate("How", language), _HOW, _how(shares, instance, language)),
        (translate("Cost of services", language), _COSTS, _costs(shares, instance, language)),
        (translate("Loans", language), _LOANS, _loans(lent, instance, language)),
        (
            translate("Explanation", language),
            (Column(N_("How the amounts come about"), 130),),
            (Row((text,)) for text in (key.name, key.note, *explanation(shares, language)) if text),
        ),
    )
    for title, columns, rows in sheets:
        add_sheet(book, title, heading, columns, rows, language)
    write_whole(path, book_bytes(book))


def _got(of: Received) -> tuple[timedelta, int, int, int, float, float]:
    return timedelta(minutes=of.minutes), of.sessions, of.rides, of.passengers, of.alone_cents / 100, of.cents / 100


def _pay(shares: Shares, key: ShareKey, language: Language) -> Iterator[Row]:
    total = shares.total_cents
    for partner, cents in zip(shares.partners, shares.cents, strict=True):
        mine = sum(
            (
                of
                for (service, commune), of in shares.received.items()
                if (commune in partner.communes if key.by == "commune" else service in partner.services)
            ),
            Received(),
        )
        yield Row((partner.name, *_got(mine), cents / total if total else 0.0, cents / 100))
    every = sum(shares.received.values(), Received())
    yield Row((translate("All", language), *_got(every), 1.0 if total else 0.0, total / 100), opens=True, strong=True)


def _how(shares: Shares, instance: Instance, language: Language) -> Iterator[Row]:
    for piece in shares.slices:
        name, whole = rule_name(shares, piece.rule, instance, language), sum(piece.amounts)
        measure, unit = measure_name(piece.measure, language), unit_name(piece.measure, language)
        head = (name, piece.percent / 100, measure)
        if piece.idle:
            nobody = translate("nobody has any", language)
            yield Row((*head, nobody, 0, 0, unit, piece.cents / 100, piece.cents / 100), opens=True, strong=True)
        else:
            of = figure(piece.measure, whole)
            every = translate("All", language)
            yield Row((*head, every, of, of, unit, piece.cents / 100, piece.cents / 100), opens=True, strong=True)
        for partner, amount, cents in zip(shares.partners, piece.amounts, piece.shares, strict=True):
            if amount or cents:
                has, of = figure(piece.measure, amount), figure(piece.measure, whole)
                yield Row((*head, partner.name, has, of, unit, piece.cents / 100, cents / 100))


def _costs(shares: Shares, instance: Instance, language: Language) -> Iterator[Row]:
    order = {id_: k for k, id_ in enumerate(instance.any_service_by_id)}
    before = None
    for (service, commune), of in sorted(shares.received.items(), key=lambda item: (order[item[0][0]], item[0][1])):
        names = (wording.service_name(instance, service), wording.commune_name(instance, commune))
        yield Row((*names, *_got(of)), opens=service != before)
        before = service
    if shares.common_cents:
        label = translate("for no session and no ride", language)
        yield Row((label, "", None, None, None, None, None, shares.common_cents / 100), opens=True)
    every = sum(shares.received.values(), Received())
    values = (translate("All", language), "", *_got(every)[:-1], shares.total_cents / 100)
    yield Row(values, opens=True, strong=True)


def _loans(lent: Sequence[Loan], instance: Instance, language: Language) -> Iterator[Row]:
    for loan in lent:
        what = f"{resource_name(loan, instance)} ({translate(_KINDS[loan.kind], language)})"
        yield Row((loan.lender, loan.borrower, what, loan.days, loan.cents / 100))
    for number, (organisation, cents) in enumerate(balances(lent).items()):
        label = translate("is owed", language) if cents >= 0 else translate("owes", language)
        yield Row((organisation, "", label, None, abs(cents) / 100), opens=number == 0, strong=True)


def resource_name(loan: Loan, instance: Instance) -> str:
    """The vehicle, the person or the kit by name."""
    if loan.kind == "vehicle":
        return wording.vehicle_name(instance, loan.resource)
    if loan.kind == "person":
        return wording.person_name(instance, loan.resource)
    return instance.kit_by_id[loan.resource].name
