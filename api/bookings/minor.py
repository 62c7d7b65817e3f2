"""Minor versions of published weeks: made outside of any transaction, published if nobody was faster."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.bookings.offers import items_of, promised
from api.bookings.office import Office
from api.bookings.weeks import Week
from api.plans.storing import Checked, checked, put_plan
from api.publications.publishing import current_publication, publish_minor
from api.store.tables import PublicationRow, TerritoryRow
from api.territories.snapshots import freeze
from models.instance import Instance
from models.plan import Plan
from models.rides import RideRequest
from optimiser.offers import Offer
from optimiser.offers.booking import with_request
from optimiser.repair.giving_up import given_up


@dataclass(frozen=True)
class Draft:
    """A checked plan that is to follow on a published one; ``moved`` are rides whose first times are promised now."""

    week: Week
    instance: Instance
    kept: Checked
    forced: bool = False
    moved: tuple[RideRequest, ...] = ()


class OvertakenError(Exception):
    """Somebody else published a version meanwhile: what was worked out is of one no longer in force."""


def with_offer(
    week: Week, request: RideRequest, offer: Offer, now: datetime, *, forced: bool = False
) -> tuple[Draft, RideRequest]:
    """The week with an offer taken, and the request with its pick-ups promised.

    Parameters
    ----------
    now
        Local time.
    forced
        Whether a day that is frozen may change.

    Raises
    ------
    ValueError
        When the plan would break a rule.
    """
    told = promised(request, offer)
    taken = replace(offer, request=_within(week, told, {offer.item}))
    with week.desk(offer.day) as desk:
        instance, plan = desk.insert(taken, now)
    line = None if forced else week.plan.frozen_until
    draft = _draft(week, instance, plan.model_copy(update={"frozen_until": line}), forced=forced)
    moved = {ride.request for ride in week.plan.rides if ride.item in {one.item for one in offer.shifted}}
    return replace(draft, moved=tuple(instance.ride_by_id[one] for one in sorted(moved))), told


def without_items(week: Week, request: str, items: Collection[str], now: datetime) -> Draft:
    """The week with rides of a request given up.

    Raises
    ------
    ValueError
        When the plan would break a rule.
    """
    known = week.instance.ride_by_id[request]
    kept = {one.id for one in items_of(week, known)} - set(items)
    instance = without_request(week.instance, request)
    if kept and known.date is None:
        instance = with_request(week.instance, _within(week, known, set(), gone=set(items)))
    return _draft(week, instance, given_up(week.instance, instance, week.plan, week.times, items, now))


def publish(session: Session, office: Office, territory: TerritoryRow, draft: Draft) -> None:
    """Store a draft's snapshot and plan, and publish it as the next minor version, under the territory's lock.

    Raises
    ------
    OvertakenError
        When the version it follows on is no longer in force; nothing was written.
    """
    week, actor = draft.week, office.principal.actor
    before = session.get(PublicationRow, week.publication_id, populate_existing=True)
    if before is None or current_publication(session, territory, before.monday) is not before:
        raise OvertakenError
    snapshot = freeze(session, office.seal, territory, draft.instance, actor)
    plan_row = put_plan(session, snapshot, draft.kept, origin="booking", actor=actor, previous_id=before.plan_id)
    frozen = before.frozen_until
    if draft.forced:
        before.frozen_until = None  # for the check alone: the day changes although it is frozen
    row = publish_minor(
        session,
        office.settings,
        office.seal,
        territory,
        plan_row,
        office.principal,
        moment=office.moment,
        times=week.times,
    )
    row.frozen_until = before.frozen_until = frozen
    session.flush()
    office.weeks.put(week.followed_by(row.id, draft.instance, draft.kept.plan), after=week)


def lock(session: Session, territory_id: str) -> TerritoryRow:
    """Let one transaction at a time publish within a territory."""
    query = select(TerritoryRow).where(TerritoryRow.id == territory_id).with_for_update()
    return session.scalars(query).one()


def without_request(instance: Instance, request: str) -> Instance:
    """An instance without a ride."""
    return instance.model_copy(update={"rides": tuple(one for one in instance.rides if one.id != request)})


def _draft(week: Week, instance: Instance, plan: Plan, *, forced: bool = False) -> Draft:
    lines = [line for line in (week.plan.frozen_until, week.frozen_until) if line is not None and not forced]
    before = week.plan.model_copy(update={"frozen_until": max(lines, default=None)})
    return Draft(week, instance, checked(instance, plan, before, times=week.times), forced)


def _within(week: Week, request: RideRequest, new: Collection[str], gone: Collection[str] = frozenset()) -> RideRequest:
    """A request asked for only where the week knows it: served, told as left out, or taken up now.

    What else it asks for within the week was not there when the week was planned, and waits for the next plan.
    """
    known = {ride.item for ride in week.plan.rides} | {one.item for one in week.plan.unserved} | set(new)
    others = [item for item in items_of(week, request) if item.id not in known or item.id in gone]
    if request.session is not None:
        names = tuple(item.occurrence for item in others if item.occurrence is not None)
        return request.model_copy(update={"without": tuple(dict.fromkeys((*request.without, *names)))})
    if request.recurrence is not None:
        days = tuple(item.day for item in others if item.day is not None)
        rule = request.recurrence
        without = tuple(dict.fromkeys((*rule.without, *days)))
        return request.model_copy(update={"recurrence": rule.model_copy(update={"without": without})})
    return request
