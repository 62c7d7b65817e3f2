"""A small territory under test, and a plan of it that was really searched."""

from functools import cache

from api.access import Permission, Principal, Role
from api.access.permissions import ROLES
from api.plans.pseudonyms import without_names
from api.plans.storing import store_plan
from api.store.tables import InstanceRow, PlanRow, TerritoryRow
from api.territories.importing import put_territory
from api.territories.snapshots import freeze
from instances import bundled, load_bundled
from models.instance import Instance
from models.plan import Plan
from optimiser.solve import Limit, solve
from tests.api.service import Service

SLUG = "seille-creche"
ITERATIONS = 20


@cache
def creche() -> Instance:
    """A week of five sessions and no ride; everybody has a name that no id is part of."""
    instance = load_bundled(SLUG)
    named = [person.model_copy(update={"name": f"Nom {n} Très-Secret"}) for n, person in enumerate(instance.people)]
    return instance.model_copy(update={"people": tuple(named)})


@cache
def creche_plan() -> Plan:
    """Its plan."""
    return solve(without_names(creche()), limit=Limit(seconds=None, iterations=ITERATIONS)).plan


def principal(organisation_id: str, role: Role = Role.PLANNER) -> Principal:
    """A caller without a request."""
    permissions: frozenset[Permission] = ROLES[role]
    return Principal(organisation_id, "key:test", role, permissions)


def put_creche(service: Service, organisation: str = "queyras", instance: Instance | None = None) -> TerritoryRow:
    """The territory, in an organisation."""
    owner = service.organisation(organisation)
    with service.store.writing() as session:
        return put_territory(session, service.app.state.seal, owner, instance or creche(), bundled()[SLUG])


def put_plan_of_creche(
    service: Service, organisation: str = "queyras", plan: Plan | None = None
) -> tuple[TerritoryRow, InstanceRow, PlanRow]:
    """The territory, its snapshot and a stored plan."""
    territory = put_creche(service, organisation)
    seal = service.app.state.seal
    with service.store.writing() as session:
        owner = session.merge(territory)
        row = freeze(session, seal, owner, creche(), "key:test")
        stored = store_plan(session, seal, owner, row, plan or creche_plan(), origin="solve", actor="key:test")
        return owner, row, stored
