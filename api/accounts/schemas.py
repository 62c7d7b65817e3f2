"""What accounts, sign-ins and keys look like from outside."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from api.access import Permission, Role
from api.deps import PageOut
from models.base import Id, Name

_SIGN = r"[^@\s\x00-\x1f\x7f]"
Email = Annotated[
    str, StringConstraints(pattern=f"^{_SIGN}{{1,64}}@{_SIGN}{{1,189}}$", to_lower=True, strip_whitespace=True)
]
SHORTEST, LONGEST = 12, 200
"""Characters of a password."""
Password = Annotated[SecretStr, Field(min_length=SHORTEST, max_length=LONGEST)]


class Incoming(BaseModel):
    """Base of what callers send: no unknown field."""

    model_config = ConfigDict(extra="forbid")


class SignInIn(Incoming):
    """Address and password."""

    email: Email = Field(examples=["camille@queyras.example"])
    password: Annotated[SecretStr, Field(max_length=200)] = Field(examples=["a long sentence of one's own"])


class SignInOut(BaseModel):
    """The token that a page sends with each change (header X-CSRF-Token); the cookie is set beside it."""

    csrf_token: str
    ends_at: datetime


class AccountIn(Incoming):
    """Somebody to invite; ``person`` and ``territory`` tell a crew member who they are in the plans."""

    email: Email = Field(examples=["luc@queyras.example"])
    name: Name = Field(examples=["Luc Martin"])
    role: Role = Field(examples=["planner"])
    territory: Id | None = None
    person: Id | None = None


class AccountChange(Incoming):
    """What an administrator may change of an account."""

    name: Name
    role: Role
    territory: Id | None = None
    person: Id | None = None
    disabled: bool = False


class AccountOut(BaseModel):
    """An account."""

    id: str
    email: str
    name: str
    role: Role
    territory: str | None
    person: str | None
    disabled: bool
    made_at: datetime


class InvitedOut(AccountOut):
    """A new account, with the one-time secret its owner chooses a password with; told once."""

    invitation: str
    invitation_ends: datetime


class AccountsOut(PageOut):
    """A part of the accounts."""

    items: list[AccountOut]


class PasswordIn(Incoming):
    """A password chosen with an invitation."""

    invitation: Annotated[SecretStr, Field(max_length=200)]
    password: Password


class PasswordChange(Incoming):
    """One's own password, changed."""

    old: Annotated[SecretStr, Field(max_length=200)]
    new: Password


class MeOut(BaseModel):
    """Who the caller is and what they may do."""

    actor: str
    organisation: str
    role: Role
    permissions: list[Permission]
    territory: str | None
    person: str | None


class KeyIn(Incoming):
    """A key to make; without scopes it may do all that its role may."""

    name: Name = Field(examples=["SMS gateway"])
    role: Role = Field(examples=["reader"])
    scopes: list[Permission] = Field(default=[], examples=[["plans:read"]])
    days: int | None = Field(default=None, ge=1, le=3650, description="how long it lasts")


class KeyOut(BaseModel):
    """A key, without its secret."""

    id: str
    name: str
    role: Role
    scopes: list[Permission]
    made_at: datetime
    ends_at: datetime | None
    revoked: bool


class KeyMadeOut(KeyOut):
    """A new key with its secret, told once."""

    secret: str


class KeysOut(PageOut):
    """A part of the keys."""

    items: list[KeyOut]
