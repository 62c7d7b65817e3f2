"""The booking deadline of a day: from then on the day is frozen, and its sheets go out."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.clocks import wall_time
from api.deliveries.outbox import notify
from api.deliveries.subscribers import Subscribers
from api.exports import describe, wording
from api.exports.lookup import Lookup
from api.plans.storing import load_plan
from api.publications.repository import Publications
from api.store.engine import Store
from api.store.sealing import Seal
from api.store.tables import OrganisationRow, PublicationRow, TerritoryRow
from api.territories.snapshots import thaw
from models.base import at
from models.horizon import Horizon
from models.instance import Instance
from models.plan import Plan
from models.rides import BookingRule
from models.text import Language, message, translate

DAY = timedelta(days=1)


def freeze_due(store: Store, seal: Seal, now: datetime) -> int:
    """Freeze the days whose booking deadline has passed, and send their sheets; how many days. To be called often."""
    with store.reading() as session:
        recent = select(PublicationRow.territory_id).where(PublicationRow.monday > now.date() - timedelta(weeks=5))
        territories = session.scalars(recent.distinct()).all()
        due = [id_ for id_ in territories if any(_due(session, id_, now))]
    frozen = 0
    for id_ in due:
        with store.writing() as session:
            Publications(session, session.get_one(TerritoryRow, id_)).hold()
            for row, plan, instance, days in list(_due(session, id_, now)):
                line = at(days[-1] + DAY, 0).replace(tzinfo=instance.territory.zone)
                row.frozen_until, row.version = line, row.version + 1
                territory = session.get_one(TerritoryRow, id_)
                named = thaw(session, seal, Publications(session, territory).plan_and_snapshot(row)[1])
                for day in days:
                    _send_sheets(session, seal, territory, Lookup(plan, named), day, now)
                frozen += len(days)
    return frozen


def _due(
    session: Session, territory_id: str, now: datetime
) -> Iterator[tuple[PublicationRow, Plan, Instance, list[date]]]:
    """What is in force with days to freeze."""
    publications = Publications(session, session.get_one(TerritoryRow, territory_id))
    for row in publications.in_force(now.date() - DAY):
        plan_row, snapshot = publications.plan_and_snapshot(row)
        instance = Instance.model_validate_json(snapshot.body)
        line = wall_time(row.frozen_until, instance.territory.zone) if row.frozen_until is not None else None
        local = wall_time(now, instance.territory.zone)
        plan = load_plan(plan_row)
        days = [
            day
            for day in Horizon(plan.monday, plan.weeks).days
            if (line is None or at(day, 0) >= line) and deadline(instance, day) <= local
        ]
        if days:
            yield row, plan, instance, days


def deadline(instance: Instance, day: date) -> datetime:
    """When a day can no longer be booked (local time): the last deadline of the services that carry passengers.

    A service booked minutes ahead keeps the day open to its end; without any, the day before at the usual hour counts.
    """
    rules = [service.booking for service in instance.ride_services] or [BookingRule()]
    ends = [
        at(day - timedelta(days=rule.days_before), rule.until) if rule.days_before else at(day + DAY, 0)
        for rule in rules
    ]
    return max(ends)


def _send_sheets(
    session: Session, seal: Seal, territory: TerritoryRow, lookup: Lookup, day: date, now: datetime
) -> None:
    """A mail to everybody who works on a day that still lies ahead; doors and names are seen after sign-in alone."""
    if day < wall_time(now, lookup.instance.territory.zone).date():
        return
    organisation = session.get_one(OrganisationRow, territory.organisation_id)
    languages: tuple[Language, ...] = ("fr", "en") if organisation.language == "en" else ("fr",)
    subscribers = Subscribers(session, seal, territory)
    for duty in lookup.plan.duties:
        if duty.date != day:
            continue
        for address in subscribers.addresses("person", duty.person):
            texts = []
            for language in languages:
                lines = [translate("Your working day:", language), wording.long_day(day, language), ""]
                texts.append("\n".join([*lines, *describe.duty_stretches(lookup, duty, language)]))
            subject = message("{territory}: your day sheet", territory=territory.name)
            heads = " / ".join(subject.text(language) for language in languages)
            mail = {"to": address, "subject": heads, "text": "\n\n".join(texts) + "\n"}
            notify(session, seal, territory.organisation_id, "mail", mail)
