"""A running service under test: its application on a fresh database, and callers of every role."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx2
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.access.permissions import Role
from api.access.secrets import hash_password, hash_secret, new_secret
from api.settings import Settings
from api.store.engine import Store
from api.store.tables import AccountRow, ApiKeyRow, OrganisationRow

PASSWORD = "une longue phrase de passe"  # noqa: S105 - of accounts that live for one test


@dataclass(frozen=True)
class As:
    """A caller: requests with its key."""

    client: TestClient
    headers: Mapping[str, str]

    def __call__(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """Send a request under ``/v1``."""
        headers = {**self.headers, **options.pop("headers", {})}
        return self.client.request(method, f"/v1{path}", headers=headers, **options)


@dataclass(frozen=True)
class Service:
    """The application and its database."""

    app: FastAPI
    client: TestClient
    settings: Settings

    @property
    def store(self) -> Store:
        """The database."""
        store: Store = self.app.state.store
        return store

    def organisation(self, slug: str) -> str:
        """Id of the organisation of that name, made if there is none."""
        with self.store.writing() as session:
            row = session.query(OrganisationRow).filter_by(slug=slug).one_or_none()
            if row is None:
                row = OrganisationRow(slug=slug, name=slug.title())
                session.add(row)
                session.flush()
            return row.id

    def caller(self, role: Role = Role.PLANNER, organisation: str = "queyras") -> As:
        """A program of an organisation, with all that a role may do."""
        secret = new_secret()
        owner = self.organisation(organisation)
        with self.store.writing() as session:
            row = ApiKeyRow(
                organisation_id=owner, name=role.value, secret_hash=hash_secret(secret), role=role.value, scopes=[]
            )
            session.add(row)
        return As(self.client, {"Authorization": f"Bearer {secret}"})

    def account(self, email: str, role: Role = Role.PLANNER, organisation: str = "queyras", **fields: Any) -> str:
        """Id of a new account whose password is `PASSWORD`."""
        owner = self.organisation(organisation)
        with self.store.writing() as session:
            row = AccountRow(
                organisation_id=owner,
                email=email,
                name=email.split("@", maxsplit=1)[0],
                role=role.value,
                password_hash=_hashed(),
                **fields,
            )
            session.add(row)
            session.flush()
            return row.id


@cache
def _hashed() -> str:
    return hash_password(PASSWORD)
