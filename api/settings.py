"""Settings of the service, from the environment; `docs/running.md` lists them."""

import base64
import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, PositiveFloat, PositiveInt, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.base import Fault

KEY_BYTES = 32


class Settings(BaseSettings):
    """What an installation decides. Every variable begins with ``HALTE_``; the defaults suit one machine."""

    model_config = SettingsConfigDict(env_prefix="HALTE_", extra="ignore", frozen=True)

    data_dir: Path = Field(default=Path("halte-data"), description="where the database and the key are kept")
    database_url: str = Field(default="", description="PostgreSQL by its address; empty: SQLite in the data folder")
    secret_key: SecretStr = Field(
        default=SecretStr(""), description="32 bytes in base64; empty: a file of the data folder, made at first need"
    )
    base_url: str = Field(default="http://127.0.0.1:8000", description="the address the service is reached at")
    session_hours: PositiveInt = Field(default=12, description="how long a sign-in lasts")
    max_body_bytes: PositiveInt = Field(default=20 * 1024 * 1024, description="longest request body")
    requests_per_minute: PositiveInt = Field(default=600, description="requests of one caller in a minute")
    sign_ins_per_minute: PositiveInt = Field(
        default=10, description="attempts to sign in, or forms without an account, of one address in a minute"
    )
    forwarded_by: str = Field(default="", description="addresses of proxies whose X-Forwarded-For is believed")
    solve_seconds: PositiveInt = Field(default=60, description="seconds of a solve where none are asked")
    max_solve_seconds: PositiveInt = Field(default=1800, description="the longest solve that may be asked")
    solve_memory_mb: PositiveInt = Field(default=4096, description="memory of one solving process")
    job_attempts: PositiveInt = Field(default=3, description="times a job is begun whose worker dies before it fails")
    lease_seconds: PositiveInt = Field(default=30, description="how long a silent worker keeps its job")
    smtp_url: SecretStr = Field(default=SecretStr(""), description="smtp://user:password@host:25; empty: no mail")
    mail_from: str = Field(default="halte@localhost", description="sender of mails")
    webhooks_allow_private: bool = Field(
        default=False, description="call webhooks in private networks and without https; for tests"
    )
    oidc_issuer: str = Field(default="", description="OpenID provider; empty: none")
    oidc_client_id: str = Field(default="", description="what the OpenID provider knows this service as")
    oidc_client_secret: SecretStr = Field(default=SecretStr(""), description="the secret that goes with it")
    passenger_days: PositiveInt = Field(default=395, description="days after the last ride when a passenger is erased")
    body_seconds: PositiveFloat = Field(default=60, description="seconds until a request's body has to be there")
    header_seconds: PositiveFloat = Field(default=10, description="seconds until a request's headers have to be there")
    metrics_token: SecretStr = Field(
        default=SecretStr(""), description="who sends it as a bearer may read /metrics; empty: this machine alone"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="least level logged")

    @field_validator("secret_key")
    @classmethod
    def _right_length(cls, value: SecretStr) -> SecretStr:
        if text := value.get_secret_value():
            decode_key(text)
        return value

    @property
    def database(self) -> str:
        """The address of the database."""
        if self.database_url:
            url = self.database_url
            for prefix in ("postgres://", "postgresql://"):
                if url.startswith(prefix):
                    return "postgresql+psycopg://" + url.removeprefix(prefix)
            return url
        return f"sqlite:///{self.data_dir.absolute() / 'halte.sqlite3'}"

    @cached_property
    def key(self) -> bytes:
        """The key that personal data is sealed with; made, readable to its owner alone, when there is none."""
        if text := self.secret_key.get_secret_value():
            return decode_key(text)
        path = self.data_dir / "secret.key"
        self.data_dir.mkdir(parents=True, exist_ok=True)
        try:
            made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return decode_key(path.read_text(encoding="ascii").strip())
        with os.fdopen(made, "w", encoding="ascii") as file:
            key = secrets.token_bytes(KEY_BYTES)
            file.write(base64.b64encode(key).decode() + "\n")
        return key

    @property
    def secure(self) -> bool:
        """Whether the service is reached by HTTPS, so that cookies may ask for it."""
        return self.base_url.startswith("https://")


def decode_key(text: str) -> bytes:
    """The bytes of a key.

    Raises
    ------
    Fault
        When it is not 32 bytes in base64.
    """
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:  # not base64, or not even ASCII
        key = b""
    if len(key) != KEY_BYTES:
        raise Fault("the secret key is not 32 bytes in base64")
    return key
