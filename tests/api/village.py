"""A week of a workshop and rides under test: planned for real, with names and doors that nobody else may read."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from api.access import Role
from api.plans.pseudonyms import without_names
from api.plans.storing import load_plan, store_plan
from api.store.tables import PlanRow, TerritoryRow
from api.territories.importing import put_territory
from api.territories.snapshots import freeze
from models.instance import Instance
from models.people import Credential
from models.plan import Plan
from models.rides import RideRequest
from models.services import DateException, SessionDemand
from optimiser.solve import Limit, solve
from tests.api.service import As, Service
from tests.optimiser.rides.town import MONDAY, address, driver, ride, town, workshop

SLUG, ORGANISATION = "road", "queyras"
NAMES = ("Ana Prénom-Caché", "Zoé Nom-Caché")
DOOR, ABSENCE = "4 chemin des Fougères", "opération du genou"
THURSDAY = datetime(2027, 1, 7, 11, tzinfo=UTC)
"""Noon in Paris, four days before the week."""
MORNING, LATER = ("09:00", "09:30"), ("15:00", "15:30")
ITERATIONS = 20


def village(*more: RideRequest, monday: date = MONDAY, start: str = "13:00", held: bool = True) -> Instance:
    """The instance of a week.

    Parameters
    ----------
    more : RideRequest
        Asked beside the two rides of every week.
    start : str
        When the workshop begins.
    held : bool
        Whether it is asked this week.
    """
    known = workshop()
    exceptions = () if held else (DateException(date=monday + timedelta(days=2), kind="cancelled"),)
    hour = int(start[:2])
    demand = SessionDemand.model_validate(
        {
            **known["demands"][0].model_dump(),
            "weekdays": (3,),
            "start_windows": ({"weekdays": (3,), "start": start, "end": f"{hour + 2:02}:00"},),
            "exceptions": exceptions,
        }
    )
    trained = Credential(kind="trainer")
    people = [
        driver(id_, name=name, credentials=(*driver(id_).credentials, trained), **absent)
        for id_, name, absent in (
            ("ana", NAMES[0], {}),
            (
                "zoe",
                NAMES[1],
                {"absences": [{"start": f"{monday}T07:00", "end": f"{monday}T08:00", "reason": ABSENCE}]},
            ),
        )
    ]
    fields: dict[str, Any] = {
        "services": known["services"],
        "demands": (demand,),
        "people": tuple(people),
        "addresses": (address("door", 12, name=DOOR),),
        "anchor": MONDAY,
        "week": monday,
    }
    usual = [
        ride("r1", "door", "hill", passenger="P-014", door_to_door=True, arrive=MORNING, date=monday),
        ride("r2", "south", "north", passenger="P-015", arrive=LATER, date=monday + timedelta(days=3)),
    ]
    return town(*usual, *more, **fields)


def planned(instance: Instance, previous: Plan | None = None) -> Plan:
    """A plan of the week, searched for real."""
    return _planned(instance.model_dump_json(), previous.model_dump_json() if previous is not None else "")


@cache
def _planned(instance: str, previous: str) -> Plan:
    before = Plan.model_validate_json(previous) if previous else None
    bare = without_names(Instance.model_validate_json(instance))
    return solve(bare, limit=Limit(seconds=None, iterations=ITERATIONS), seed=1, previous=before).plan


def at(service: Service, when: datetime) -> None:
    """Requests are answered at this moment from now on."""
    service.app.state.clock = lambda: when


def stored(service: Service, instance: Instance, previous: str | None = None, organisation: str = ORGANISATION) -> str:
    """Id of a stored plan of a week, made from a plan before."""
    owner, seal = service.organisation(organisation), service.app.state.seal
    with service.store.writing() as session:
        territory = put_territory(session, seal, owner, instance)
        before = session.get_one(PlanRow, previous) if previous is not None else None
        plan = planned(instance, load_plan(before) if before is not None else None)
        snapshot = freeze(session, seal, territory, instance, "key:test")
        row = store_plan(
            session, seal, territory, snapshot, plan, origin="solve", actor="key:test", previous_id=previous
        )
        return row.id


def territory_id(service: Service, organisation: str = ORGANISATION) -> str:
    """Id of the territory's row."""
    owner = service.organisation(organisation)
    with service.store.reading() as session:
        return session.query(TerritoryRow).filter_by(organisation_id=owner, slug=SLUG).one().id


def publish(planner: As, plan: str) -> dict[str, Any]:
    """Put a stored plan in force."""
    answer = planner("POST", f"/territories/{SLUG}/publications", json={"plan": plan})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def published(service: Service, role: Role = Role.PLANNER) -> tuple[As, str, dict[str, Any]]:
    """A planner, the plan of the usual week and its publication."""
    at(service, THURSDAY)
    plan = stored(service, village())
    planner = service.caller(role)
    return planner, plan, publish(planner, plan)
