"""Putting a plan in force, and taking it back: everything the outside sees changes in one transaction, or nothing.

A major version is a plan of its own; a minor one differs from what is in force in what a booking touches. Either passes
the independent checker first.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from api import audit
from api.access import Principal
from api.clocks import wall_time
from api.deliveries.announcing import announce
from api.deliveries.topics import Topic
from api.exports.feeds import publish
from api.files.rendering import public_root, render_calendars, render_open_files
from api.files.replacing import replace_files
from api.plans.storing import frozen_later, load_plan
from api.problems import Problem, conflict
from api.publications.calendars import changed_feeds, read_events, write_events
from api.publications.checks import must_pass, must_touch_little
from api.publications.differences import Difference, emptied, find_difference
from api.publications.repository import Publications, version_text
from api.publications.weeks import Week, together
from api.settings import Settings
from api.store.sealing import Seal
from api.store.tables import InstanceRow, OrganisationRow, PlanRow, PublicationRow, TerritoryRow
from api.store.types import now
from api.territories.folders import travel_folder
from api.territories.snapshots import thaw
from models.instance import Instance
from models.plan import Plan
from models.text import Language, message
from optimiser.travel import TravelTimes, travel_times


def current_publication(session: Session, territory: TerritoryRow, monday: date) -> PublicationRow | None:
    """What is in force for the weeks that begin on a Monday."""
    return Publications(session, territory).current(monday)


def publish_plan(
    session: Session,
    settings: Settings,
    seal: Seal,
    territory: TerritoryRow,
    plan_row: PlanRow,
    principal: Principal,
    *,
    moment: datetime | None = None,
    times: TravelTimes | None = None,
) -> PublicationRow:
    """Put a plan in force as the next major version of its weeks.

    Parameters
    ----------
    moment : datetime, optional
        When, with a zone; now by default.
    times : TravelTimes, optional
        Of the plan's snapshot, where they are at hand.

    Raises
    ------
    Problem
        409 ``breaches`` when it breaks a rule, ``scenario`` when it is of made-up data, ``published`` when it is in
        force already, ``stale`` when it was made from something else than what is in force, ``overlap`` when weeks in
        force begin on another day.
    """
    return _Publisher(session, settings, seal, territory, principal, moment or now(), times).publish(plan_row)


def publish_minor(
    session: Session,
    settings: Settings,
    seal: Seal,
    territory: TerritoryRow,
    plan_row: PlanRow,
    principal: Principal,
    *,
    moment: datetime | None = None,
    times: TravelTimes | None = None,
) -> PublicationRow:
    """Put a plan with one booking more or less in force, as a minor version of what is.

    Raises
    ------
    Problem
        As `publish_plan`; 409 ``beyond`` when more differs than the booking touches, ``nothing-published`` when
        nothing is in force for its weeks.
    """
    publisher = _Publisher(session, settings, seal, territory, principal, moment or now(), times)
    return publisher.publish(plan_row, minor=True)


def withdraw(
    session: Session,
    settings: Settings,
    seal: Seal,
    territory: TerritoryRow,
    row: PublicationRow,
    principal: Principal,
    *,
    moment: datetime | None = None,
) -> None:
    """Take back what is in force: the version before it is in force again, or nothing.

    Raises
    ------
    Problem
        409 ``superseded`` when it is not in force.
    """
    _Publisher(session, settings, seal, territory, principal, moment or now(), None).withdraw(row)


@dataclass(frozen=True)
class _Publisher:
    session: Session
    settings: Settings
    seal: Seal
    territory: TerritoryRow
    principal: Principal
    moment: datetime
    times: TravelTimes | None

    @property
    def publications(self) -> Publications:
        return Publications(self.session, self.territory)

    @property
    def organisation(self) -> OrganisationRow:
        return self.session.get_one(OrganisationRow, self.territory.organisation_id)

    @property
    def language(self) -> Language:
        return "en" if self.organisation.language == "en" else "fr"

    def publish(self, plan_row: PlanRow, *, minor: bool = False) -> PublicationRow:
        self.publications.hold()
        base = self.publications.current(plan_row.monday)
        self._refuse(plan_row, base, minor=minor)
        snapshot = self.session.get_one(InstanceRow, plan_row.instance_id)
        week = Week(load_plan(plan_row), thaw(self.session, self.seal, snapshot))
        before = self._plan_in_force(base, week.instance)
        self._check(plan_row, week, base, before)
        if minor and before is not None:
            must_touch_little(before, week.plan)
        local = wall_time(self.moment, week.instance.territory.zone)
        bare = Instance.model_validate_json(snapshot.body)
        difference = find_difference(bare, before, week.plan, local)
        major = base.major if minor and base is not None else None
        number = self.publications.next_number(plan_row.monday, major)
        row = PublicationRow(
            organisation_id=self.territory.organisation_id,
            territory_id=self.territory.id,
            plan_id=plan_row.id,
            previous_id=base.id if base is not None else None,
            monday=plan_row.monday,
            major=number[0],
            minor=number[1],
            difference=difference,
            frozen_until=base.frozen_until if base is not None else None,
            published_at=self.moment,
            published_by=self.principal.actor,
        )
        self.session.add(row)
        self.session.flush()
        self._show(week, bare, whole=not minor)
        self._tell(row, Topic.PUBLICATION_MADE, difference, local)
        return row

    def withdraw(self, row: PublicationRow) -> None:
        self.publications.hold()
        current = self.publications.current(row.monday)
        if current is None or current.id != row.id:
            raise conflict("superseded", message("only the version in force can be withdrawn"))
        plan_row, snapshot = self.publications.plan_and_snapshot(row)
        gone = Week(load_plan(plan_row), thaw(self.session, self.seal, snapshot))
        row.withdrawn_at, row.version = self.moment, row.version + 1
        self.session.flush()
        back = self.publications.current(row.monday)
        if back is None:
            week, bare = Week(emptied(gone.plan), gone.instance), Instance.model_validate_json(snapshot.body)
        else:
            back_row, snapshot = self.publications.plan_and_snapshot(back)
            week = Week(load_plan(back_row), thaw(self.session, self.seal, snapshot))
            bare = Instance.model_validate_json(snapshot.body)
            made_from = self.session.get(PlanRow, back_row.previous_id) if back_row.previous_id else None
            base = load_plan(made_from) if made_from is not None else None
            must_pass(week.instance, week.plan, self._times(week.instance), base=base, made_from=base, same_weeks=True)
        local = wall_time(self.moment, week.instance.territory.zone)
        self._show(week, bare, whole=True)
        self._tell(row, Topic.PUBLICATION_WITHDRAWN, find_difference(bare, gone.plan, week.plan, local), local)

    def _refuse(self, plan_row: PlanRow, base: PublicationRow | None, *, minor: bool) -> None:
        if plan_row.origin == "scenario":
            raise conflict("scenario", message("this plan is of a what-if: change the data likewise, then plan again"))
        if minor and base is None:
            raise conflict("nothing-published", message("nothing is published for these weeks yet"))
        if base is not None and base.plan_id == plan_row.id:
            what = message("this plan is in force already, as version {version}", version=version_text(base))
            raise conflict("published", what)
        if base is not None and plan_row.previous_id != base.plan_id:
            what = message(
                "the plan was not made from version {version}, which is in force: plan again from it",
                version=version_text(base),
            )
            raise conflict("stale", what)
        others = self.publications.overlapping(plan_row.monday, plan_row.weeks)
        if others:
            days = ", ".join(row.monday.isoformat() for row in others)
            raise Problem(
                409, "overlap", message("weeks from {days} are in force: withdraw them before you publish", days=days)
            )

    def _check(self, plan_row: PlanRow, week: Week, base: PublicationRow | None, before: Plan | None) -> None:
        same_weeks = base is not None
        made_from = self.session.get(PlanRow, plan_row.previous_id) if plan_row.previous_id else None
        earlier = before
        if earlier is None and (last := self.publications.before(plan_row.monday)) is not None:
            earlier = load_plan(self.session.get_one(PlanRow, last.plan_id))
        must_pass(
            week.instance,
            week.plan,
            self._times(week.instance),
            base=earlier,
            made_from=load_plan(made_from) if made_from is not None else None,
            same_weeks=same_weeks,
        )

    def _plan_in_force(self, base: PublicationRow | None, instance: Instance) -> Plan | None:
        if base is None:
            return None
        line = wall_time(base.frozen_until, instance.territory.zone) if base.frozen_until is not None else None
        return frozen_later(load_plan(self.session.get_one(PlanRow, base.plan_id)), line)

    def _times(self, instance: Instance) -> TravelTimes:
        return self.times or travel_times(instance, travel_folder(self.territory, self.settings.data_dir))

    def _show(self, week: Week, bare: Instance, *, whole: bool) -> None:
        """Bring calendars and files up to date; of a minor version, only the calendars that a booking changes."""
        local, language = wall_time(self.moment, week.instance.territory.zone), self.language
        events = read_events(self.session, self.seal, self.territory)
        stamped = week.plan.model_copy(update={"made_at": local})
        known = stamped.model_copy(update={"feed": events})
        published = publish(stamped, week.instance, known, language=language)
        write_events(self.session, self.seal, self.territory, published.feed, self.moment)
        changed = None if whole else changed_feeds(events, published.feed)
        files = render_calendars(published, week.instance, bare, changed, language)
        if whole:
            weeks = [*self._other_weeks(week, local.date()), Week(published, bare)]
            root = public_root(self.organisation, self.territory)
            files += render_open_files(
                together(weeks, local, published.feed), self.territory, self.settings, root, language
            )
        replace_files(self.session, self.seal, self.territory, files, self.moment, whole=whole)

    def _other_weeks(self, week: Week, today: date) -> list[Week]:
        """What else is in force and not over, without names."""
        found = []
        for row in self.publications.in_force(today):
            if row.monday != week.plan.monday:
                plan_row, snapshot = self.publications.plan_and_snapshot(row)
                found.append(Week(load_plan(plan_row), Instance.model_validate_json(snapshot.body)))
        return found

    def _tell(self, row: PublicationRow, topic: Topic, difference: Difference, local: datetime) -> None:
        audit.record(
            self.session, self.principal, topic.value, row.id, monday=row.monday.isoformat(), version=version_text(row)
        )
        announce(self.session, self.seal, self.territory, row, topic, difference, local, self.language)
