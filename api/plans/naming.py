"""Plans as their readers may see them: named for those who may read people, by ids for everybody else."""

from sqlalchemy.orm import Session

from api.access import Permission, Principal
from api.plans.pseudonyms import Rename, names_of, renamed, renaming
from api.plans.storing import load_plan
from api.store.sealing import Seal
from api.store.tables import InstanceRow, PlanRow
from api.territories.snapshots import thaw
from models.instance import Instance
from models.plan import Plan


def naming(session: Session, seal: Seal, plan: PlanRow, principal: Principal) -> Rename:
    """What names people and addresses in a plan's sentences for those who may read it."""
    if not principal.may(Permission.PEOPLE_READ):
        return renaming({})
    return renaming(names_of(thaw(session, seal, session.get_one(InstanceRow, plan.instance_id))))


def seen_by(session: Session, seal: Seal, plan: PlanRow, principal: Principal) -> tuple[Plan, Instance]:
    """A plan and its snapshot, with names for those who may read people."""
    snapshot = session.get_one(InstanceRow, plan.instance_id)
    if not principal.may(Permission.PEOPLE_READ):
        return load_plan(plan), Instance.model_validate_json(snapshot.body)
    instance = thaw(session, seal, snapshot)
    return renamed(load_plan(plan), renaming(names_of(instance))), instance
