"""Whoever makes a request: an account that signed in, or a program's key."""

from dataclasses import dataclass

from api.access.permissions import Permission, Role


@dataclass(frozen=True)
class Principal:
    """A caller. ``actor`` names them in logs and rows: ``account:ID`` or ``key:ID``."""

    organisation_id: str
    actor: str
    role: Role
    permissions: frozenset[Permission]
    account_id: str | None = None
    territory_id: str | None = None
    person: str | None = None

    def may(self, permission: Permission) -> bool:
        """Whether the caller may do it."""
        return permission in self.permissions
