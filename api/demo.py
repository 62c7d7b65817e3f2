"""An organisation to try the service with: the bundled territories, an administrator to be, a program's key."""

import threading
import time
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.access.permissions import ROLES, Role
from api.access.principal import Principal
from api.access.secrets import hash_secret, new_secret
from api.accounts.founding import OPERATOR, found
from api.accounts.sign_in import invite
from api.jobs.queue import OPEN, enqueue
from api.jobs.requests import SolveRequest
from api.jobs.worker import run_worker
from api.settings import Settings
from api.store.engine import Store
from api.store.sealing import Seal
from api.store.tables import AccountRow, ApiKeyRow, JobRow, OrganisationRow, TerritoryRow
from api.store.types import now
from api.territories.importing import put_territory
from api.territories.snapshots import assemble, freeze
from instances.bundled import bundled
from instances.read import read_instance

SLUG, EMAIL = "demo", "admin@demo.example"
KEY_LASTS = timedelta(days=30)
QUICK = "seille-creche"
"""The territory that is planned at once: the smallest."""


@dataclass(frozen=True)
class Demo:
    """What somebody needs to begin: secrets, told this once."""

    territories: tuple[str, ...]
    invitation: str
    key: str


def fill(session: Session, seal: Seal) -> Demo:
    """Make the organisation, or make its territories anew; older invitations and keys of the demo end."""
    row = session.scalar(select(AccountRow).where(AccountRow.email == EMAIL))
    made = None if row is not None else found(session, SLUG, "Démonstration", "", "Démo", EMAIL, None)
    invitation = invite(row) if row is not None else str(made)
    organisation = session.scalars(select(OrganisationRow).where(OrganisationRow.slug == SLUG)).one()
    names = []
    for folder in bundled().values():
        instance, _ = read_instance(folder)
        names.append(put_territory(session, seal, organisation.id, instance, folder).slug)
    for old in session.scalars(
        select(ApiKeyRow).where(ApiKeyRow.organisation_id == organisation.id, ApiKeyRow.name == SLUG)
    ):
        old.revoked_at = old.revoked_at or now()
    secret = new_secret()
    session.add(
        ApiKeyRow(
            organisation_id=organisation.id,
            name=SLUG,
            secret_hash=hash_secret(secret),
            role=Role.PLANNER.value,
            scopes=[],
            ends_at=now() + KEY_LASTS,
        )
    )
    return Demo(tuple(names), invitation, secret)


def plan_one(store: Store, settings: Settings, seal: Seal, seconds: float) -> str:
    """Plan the smallest territory: by a worker of this process, unless another is faster; the job's last state."""
    with store.writing() as session:
        territory = session.scalars(
            select(TerritoryRow)
            .join(OrganisationRow, OrganisationRow.id == TerritoryRow.organisation_id)
            .where(OrganisationRow.slug == SLUG, TerritoryRow.slug == QUICK)
        ).one()
        instance, notices = assemble(session, seal, territory)
        snapshot = freeze(session, seal, territory, instance, OPERATOR, notices)
        principal = Principal(territory.organisation_id, OPERATOR, Role.ADMIN, ROLES[Role.ADMIN])
        request = SolveRequest(instance=snapshot.id, seconds=seconds, label=SLUG)
        job = enqueue(session, territory, "solve", request.model_dump(mode="json"), principal).id
    stop = threading.Event()
    worker = threading.Thread(target=run_worker, args=(settings, stop), daemon=True)
    worker.start()
    state = OPEN[0]
    while state in OPEN and worker.is_alive():
        time.sleep(0.2)
        with store.reading() as session:
            state = session.get_one(JobRow, job).state
    stop.set()
    worker.join()
    return state
