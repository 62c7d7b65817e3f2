"""Who works with the service: organisations, accounts, sign-ins, keys, and the log of what they did."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from api.store.ids import LENGTH
from api.store.tables.base import Base, Hash, Key, Made, OrganisationRef


class OrganisationRow(Base):
    """An intercommunality, or whoever plans."""

    __tablename__ = "organisations"

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    siret: Mapped[str] = mapped_column(String(14), default="")
    language: Mapped[str] = mapped_column(String(2), default="fr")
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[Made]


class AccountRow(Base):
    """Somebody of an organisation who signs in; ``person`` is who they are in the plans of ``territory_id``."""

    __tablename__ = "accounts"

    id: Mapped[Key]
    organisation_id: Mapped[OrganisationRef]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    person: Mapped[str | None] = mapped_column(String(160))
    territory_id: Mapped[str | None] = mapped_column(String(LENGTH))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    oidc_subject: Mapped[str | None] = mapped_column(String(255), unique=True)
    invitation_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    invitation_ends: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[Made]


class SignInRow(Base):
    """A session cookie that was given out; both values are hashes."""

    __tablename__ = "sign_ins"

    token_hash: Mapped[Hash] = mapped_column(primary_key=True)
    csrf_hash: Mapped[Hash]
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[Made]
    ends_at: Mapped[datetime]


class ApiKeyRow(Base):
    """A program's key: what it may do is the role's permissions that its scopes name."""

    __tablename__ = "api_keys"

    id: Mapped[Key]
    organisation_id: Mapped[OrganisationRef]
    name: Mapped[str] = mapped_column(String(200))
    secret_hash: Mapped[Hash] = mapped_column(unique=True)
    role: Mapped[str] = mapped_column(String(20))
    scopes: Mapped[list[Any]]
    made_by: Mapped[str | None] = mapped_column(String(LENGTH))
    made_at: Mapped[Made]
    ends_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class AuditRow(Base):
    """Who did what, when; never a personal datum, never a secret."""

    __tablename__ = "audit"

    id: Mapped[Key]
    organisation_id: Mapped[OrganisationRef]
    at: Mapped[Made]
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(200))
    detail: Mapped[dict[str, Any]]
