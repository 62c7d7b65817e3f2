"""What every action on bookings works with: the store, the published weeks, whoever acts, and the moment it is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, cast

from fastapi import Depends, Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.access import Caller, Permission, Principal
from api.bookings.dates import deadline, is_over
from api.bookings.repository import Bookings
from api.bookings.requests import RequestDesk
from api.bookings.showing import AHEAD, Showing
from api.bookings.weeks import Week, Weeks, published, read_week
from api.clocks import local_time
from api.deps import CurrentMoment, CurrentSeal, CurrentSettings, CurrentStore
from api.problems import conflict, forbidden, not_found
from api.settings import Settings
from api.store.engine import Store
from api.store.sealing import Seal
from api.store.tables import TerritoryRow
from api.territories.dependencies import Slug
from models.base import DAY_MIN, at
from models.rides import RideRequest, RideService
from models.text import message


@dataclass(frozen=True)
class Office:
    """One request's work on the bookings of a territory."""

    store: Store
    settings: Settings
    seal: Seal
    weeks: Weeks
    principal: Principal
    slug: str
    moment: datetime

    def territory(self, session: Session) -> TerritoryRow:
        """The caller's territory.

        Raises
        ------
        Problem
            404 when the caller's organisation has none of that name.
        """
        query = select(TerritoryRow).where(
            TerritoryRow.organisation_id == self.principal.organisation_id, TerritoryRow.slug == self.slug
        )
        row = session.scalar(query)
        if row is None:
            raise not_found()
        return row

    def bookings(self, session: Session, territory: TerritoryRow) -> Bookings:
        """Its bookings."""
        return Bookings(session, self.seal, territory)

    def requests(self, session: Session, territory: TerritoryRow) -> RequestDesk:
        """Where requests are built."""
        return RequestDesk(session, self.seal, territory)

    def now(self, territory: TerritoryRow) -> datetime:
        """Local time."""
        return local_time(territory, self.moment)

    def running(
        self, session: Session, territory: TerritoryRow, request: RideRequest, first: date, last: date | None
    ) -> list[Week]:
        """The published weeks with a day between two (to the last published), with the places of a request."""
        rows = published(session, territory.id, first, last or first + AHEAD)
        places = (request.origin, request.destination, *request.origin_stops, *request.destination_stops)
        data_dir = self.settings.data_dir
        return [read_week(self.weeks, session, self.seal, territory, row, data_dir, places) for row in rows]

    def showing(self, session: Session, territory: TerritoryRow) -> Showing:
        """How its bookings are shown."""
        return Showing(session, self.weeks, territory, self.now(territory).date())

    def check_force(self, force: bool) -> None:
        """Let nobody but planners force.

        Raises
        ------
        Problem
            403 otherwise.
        """
        if force and not self.principal.may(Permission.PLANS_WRITE):
            raise forbidden()

    def check_deadline(self, service: RideService, pickup: datetime, now: datetime, *, force: bool) -> None:
        """Refuse what comes after the deadline of a pick-up, unless it is forced.

        Raises
        ------
        Problem
            409 with the deadline.
        """
        ends = deadline(service.booking, pickup.date(), pickup.hour * 60 + pickup.minute)
        if now > ends and not force:
            what = message("the deadline was {deadline}; a planner may force it", deadline=f"{ends:%Y-%m-%d %H:%M}")
            raise conflict("deadline", what)

    def check_coming(self, request: RideRequest, service: RideService, now: datetime, *, force: bool) -> None:
        """Refuse a ride whose days are all past, or that is booked too late for its day.

        Raises
        ------
        Problem
            409 ``past``, or ``deadline``.
        """
        if is_over(request, now.date()):
            raise conflict("past", message("the day is past"))
        if request.date is not None:
            window = request.outbound.pickup or request.outbound.dropoff
            minute = window.end if window is not None else DAY_MIN
            self.check_deadline(service, at(request.date, minute), now, force=force)


def get_weeks(request: Request) -> Weeks:
    """The published weeks held by this process."""
    state = request.app.state
    if not hasattr(state, "weeks"):
        state.weeks = Weeks()
    return cast("Weeks", state.weeks)


def office(
    territory: Slug,
    store: CurrentStore,
    settings: CurrentSettings,
    seal: CurrentSeal,
    principal: Caller,
    moment: CurrentMoment,
    weeks: Annotated[Weeks, Depends(get_weeks)],
) -> Office:
    """The office of a request."""
    return Office(store, settings, seal, weeks, principal, territory, moment)


CurrentOffice = Annotated[Office, Depends(office, scope="function")]
