"""The road of the optimiser's tests as a territory of the service: a minibus, a driver, rides made to measure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2

from api.access import Permission, Principal, Role
from api.access.permissions import ROLES
from api.plans.storing import load_plan, store_plan
from api.publications.publishing import publish_plan
from api.store.sealing import Seal
from api.store.tables import EntityRow, InstanceRow, PlanRow, PublicationRow, TerritoryRow
from api.territories.importing import put_territory
from api.territories.snapshots import assemble, freeze, thaw
from models.instance import Instance
from models.plan import Plan
from models.rides import RideRequest
from optimiser.check import check
from optimiser.solve import Limit, solve
from optimiser.travel import travel_times
from tests.api.service import As, Service
from tests.optimiser.rides.town import MONDAY, ride, town

TOWN = "road"
BOOKINGS = f"/territories/{TOWN}/bookings"
FRIDAY = datetime(2027, 1, 8, 9, 0, tzinfo=UTC)
"""Before the week of the tests; every deadline of it is to come."""
KNOWN = ride("known", "north", "hill", arrive=("09:00", "09:30"))
_plans: dict[str, Plan] = {}


def put_town(service: Service, /, *rides: RideRequest, organisation: str = "queyras", **fields: Any) -> str:
    """Id of the territory, made for an organisation."""
    owner = service.organisation(organisation)
    with service.store.writing() as session:
        return put_territory(session, service.app.state.seal, owner, town(*rides, **fields)).id


def planned(instance: Instance) -> Plan:
    """A plan that was really searched; of one instance the same."""
    key = instance.model_dump_json()
    if key not in _plans:
        _plans[key] = solve(instance, limit=Limit(iterations=200), seed=1).plan
    return _plans[key]


@dataclass(frozen=True)
class Town:
    """A town whose week is published, at a moment that tests choose."""

    service: Service
    territory_id: str
    agent: As
    planner: As

    def at(self, moment: datetime) -> None:
        """Let it be a moment."""
        self.service.app.state.clock = lambda: moment

    def passenger(self, name: str = "Anne Géraud", **fields: Any) -> str:
        """Pseudonym of a new passenger."""
        return str(self.agent("POST", "/passengers", json={"name": name, **fields}).json()["id"])

    def suggest(self, **wish: Any) -> dict[str, Any]:
        """Answer to a wish on the Monday, from north to hill, if it does not say otherwise."""
        days = {} if "first" in wish else {"first": str(MONDAY), "last": str(MONDAY)}
        answer = self.agent("POST", f"{BOOKINGS}/suggestions", json={**ASKED, **days, **wish})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def book(self, passenger: str, **asked: Any) -> httpx2.Response:
        """A booking on the Monday, from north to hill, if it does not say otherwise."""
        when = {} if {"recurrence", "session", "date"} & asked.keys() else {"date": str(MONDAY)}
        caller = self.planner if asked.get("force") else self.agent
        return caller("POST", BOOKINGS, json={**ASKED, **when, "passenger": passenger, **asked})

    def confirm(self, booking: httpx2.Response, offer: str | None, **options: Any) -> httpx2.Response:
        """Confirm a booking that was just made."""
        headers = {"If-Match": booking.headers["etag"], **options.pop("headers", {})}
        path = f"{BOOKINGS}/{booking.json()['id']}/confirmation"
        caller: As = options.pop("caller", self.agent)
        return caller("POST", path, json={"offer": offer, **options}, headers=headers)

    def act(self, booking: httpx2.Response, action: str, *, caller: As | None = None, **body: Any) -> httpx2.Response:
        """Cancel a booking as it was last seen, or record that nobody came."""
        path = f"{BOOKINGS}/{booking.json()['id']}/{action}"
        return (caller or self.agent)("POST", path, json=body, headers={"If-Match": booking.headers["etag"]})

    def plan(self) -> Plan:
        """The plan in force, once it was checked again from what the database holds."""
        with self.service.store.reading() as session:
            row = _in_force(session)
            plan_row = session.get_one(PlanRow, row.plan_id)
            instance = thaw(session, self.seal, session.get_one(InstanceRow, plan_row.instance_id))
            before = session.get(PlanRow, plan_row.previous_id) if plan_row.previous_id else None
            plan, times = load_plan(plan_row), travel_times(instance)
            assert check(instance, plan, times, load_plan(before) if before is not None else None) == ()
            return plan

    def version(self) -> tuple[int, int]:
        """Major and minor number in force."""
        with self.service.store.reading() as session:
            row = _in_force(session)
            return row.major, row.minor

    def entity(self, ride_id: str) -> dict[str, Any] | None:
        """The ride that plans are made with."""
        with self.service.store.reading() as session:
            row = session.get(EntityRow, (self.territory_id, "rides", ride_id))
            return None if row is None else dict(row.body or {})

    @property
    def seal(self) -> Seal:
        """What opens personal data."""
        seal: Seal = self.service.app.state.seal
        return seal


ASKED = {"service": "tad", "origin": "north", "destination": "hill", "arrive_by": "09:30", "slack_min": 30}


def publish_town(service: Service, /, *rides: RideRequest, **fields: Any) -> Town:
    """The town with its week planned and published."""
    id_ = put_town(service, *rides, **fields)
    seal = service.app.state.seal
    with service.store.writing() as session:
        territory = session.get_one(TerritoryRow, id_)
        instance, notices = assemble(session, seal, territory)
        snapshot = freeze(session, seal, territory, instance, "key:test", notices)
        row = store_plan(session, seal, territory, snapshot, planned(instance), origin="solve", actor="key:test")
        granted: frozenset[Permission] = ROLES[Role.PLANNER]
        principal = Principal(territory.organisation_id, "key:test", Role.PLANNER, granted)
        publish_plan(session, service.settings, seal, territory, row, principal, moment=FRIDAY)
    made = Town(service, id_, service.caller(Role.AGENT), service.caller(Role.PLANNER))
    made.at(FRIDAY)
    return made


def day(number: int) -> date:
    """A day of the week, 0 for the Monday."""
    return MONDAY + timedelta(days=number)


def _in_force(session: Any) -> PublicationRow:
    query = session.query(PublicationRow).filter(PublicationRow.withdrawn_at.is_(None))
    row: PublicationRow = query.order_by(PublicationRow.major.desc(), PublicationRow.minor.desc()).first()
    return row
