"""Roles, and what each may do. A route names one permission; this table is the whole of the policy."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is in their organisation."""

    ADMIN = "admin"
    PLANNER = "planner"
    AGENT = "agent"
    READER = "reader"
    CREW = "crew"


class Permission(StrEnum):
    """What a route lets do."""

    ORGANISATION_READ = "organisation:read"
    ORGANISATION_WRITE = "organisation:write"
    ACCOUNTS = "accounts"
    KEYS = "keys"
    AUDIT = "audit"
    DATA_READ = "data:read"
    DATA_WRITE = "data:write"
    PEOPLE_READ = "people:read"
    PLANS_READ = "plans:read"
    PLANS_WRITE = "plans:write"
    PUBLISH = "publish"
    FEEDS = "feeds"
    BOOKINGS_READ = "bookings:read"
    BOOKINGS_WRITE = "bookings:write"
    PASSENGERS_READ = "passengers:read"
    PASSENGERS_WRITE = "passengers:write"
    OUTCOMES_READ = "outcomes:read"
    OUTCOMES_WRITE = "outcomes:write"
    OWN_SHEET = "own-sheet"
    WEBHOOKS = "webhooks"
    OWN_ACCOUNT = "own-account"


_P = Permission
_READER = {_P.ORGANISATION_READ, _P.DATA_READ, _P.PLANS_READ, _P.OUTCOMES_READ, _P.OWN_ACCOUNT}
_AGENT = {
    _P.ORGANISATION_READ, _P.BOOKINGS_READ, _P.BOOKINGS_WRITE, _P.PASSENGERS_READ, _P.PASSENGERS_WRITE, _P.OWN_ACCOUNT,
}  # fmt: skip
_PLANNER = {
    *_READER, *_AGENT, _P.DATA_WRITE, _P.PEOPLE_READ, _P.PLANS_WRITE, _P.PUBLISH, _P.FEEDS, _P.OUTCOMES_WRITE,
    _P.WEBHOOKS,
}  # fmt: skip

ROLES: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(Permission),
    Role.PLANNER: frozenset(_PLANNER),
    Role.AGENT: frozenset(_AGENT),
    Role.READER: frozenset(_READER),
    Role.CREW: frozenset({_P.OWN_SHEET, _P.OUTCOMES_WRITE, _P.OWN_ACCOUNT}),
}
