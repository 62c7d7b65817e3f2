"""The OpenID provider: where it is asked, and what it signed.

OpenID Connect Core 1.0 and Discovery 1.0; ProConnect signs its userinfo (a JWT) and refuses parameters it does not
know, so nothing is sent beyond what it documents.
"""

import threading
import time
from typing import Any

import httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, HttpUrl, ValidationError

from api.problems import Problem
from api.settings import Settings
from models.text import message

TIMEOUT_S = 10.0
KEPT_S = 3600.0
SCOPE = "openid given_name usual_name email siret"
LEEWAY_S = 60
ALGORITHMS = ["RS256", "ES256", "PS256"]


class Addresses(BaseModel):
    """What the provider says of itself (``.well-known/openid-configuration``)."""

    issuer: str
    authorization_endpoint: HttpUrl
    token_endpoint: HttpUrl
    userinfo_endpoint: HttpUrl
    jwks_uri: HttpUrl
    end_session_endpoint: HttpUrl | None = None


class Provider:
    """One provider, as settings name it; its addresses and keys are asked for once an hour."""

    def __init__(self, settings: Settings) -> None:
        self._issuer = settings.oidc_issuer
        self._client_id = settings.oidc_client_id
        self._secret = settings.oidc_client_secret.get_secret_value()
        self._lock = threading.Lock()
        self._addresses: tuple[float, Addresses] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def addresses(self) -> Addresses:
        """Where the provider is asked.

        Raises
        ------
        Problem
            503 when it does not answer, or is not the one that settings name.
        """
        with self._lock:
            if self._addresses is None or self._addresses[0] < time.monotonic():
                found = _get(self._issuer.rstrip("/") + "/.well-known/openid-configuration")
                try:
                    addresses = Addresses.model_validate_json(found.content)
                except ValidationError:
                    raise silent() from None
                if addresses.issuer.rstrip("/") != self._issuer.rstrip("/"):
                    raise silent()
                self._addresses = (time.monotonic() + KEPT_S, addresses)
            return self._addresses[1]

    def authorization_url(self, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
        """Where somebody is sent to sign in."""
        with self._client(redirect_uri) as client:
            url, _ = client.create_authorization_url(
                str(self.addresses().authorization_endpoint), state=state, nonce=nonce, code_verifier=verifier
            )
        return str(url)

    def claims(self, redirect_uri: str, code: str, nonce: str, verifier: str) -> tuple[dict[str, Any], str]:
        """What the provider says of who signed in, and its identity token.

        Raises
        ------
        Problem
            401 when the code, a signature or a claim is not good; 503 when the provider does not answer.
        """
        try:
            with self._client(redirect_uri) as client:
                token = client.fetch_token(str(self.addresses().token_endpoint), code=code, code_verifier=verifier)
                answer = client.get(str(self.addresses().userinfo_endpoint))
            answer.raise_for_status()
            identity = self._signed(str(token.get("id_token", "")), nonce=nonce)
            said: Any
            if answer.headers.get("content-type", "").startswith("application/jwt"):
                said = self._signed(answer.text)
            else:
                said = answer.json()
        except (OAuthError, JoseError, httpx.HTTPStatusError, ValueError, KeyError):
            raise refused() from None
        except httpx.HTTPError:
            raise silent() from None
        if not isinstance(said, dict) or not identity.get("sub") or said.get("sub") != identity["sub"]:
            raise refused()
        return said, str(token["id_token"])

    def _client(self, redirect_uri: str) -> Any:
        return OAuth2Client(
            self._client_id,
            self._secret,
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - the name of a way, not a password
            scope=SCOPE,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT_S,
            follow_redirects=False,
        )

    def _signed(self, token: str, nonce: str | None = None) -> dict[str, Any]:
        """The claims of a token that this provider signed for this service."""
        try:
            claims = jwt.decode(token, self._key_set(), algorithms=ALGORITHMS).claims
        except ValueError:  # a key that was not there an hour ago
            claims = jwt.decode(token, self._key_set(anew=True), algorithms=ALGORITHMS).claims
        rules: dict[str, Any] = {
            "iss": {"essential": True, "value": self.addresses().issuer},
            "aud": {"essential": True, "value": self._client_id},
        }
        if nonce is not None:
            rules |= {"exp": {"essential": True}, "nonce": {"essential": True, "value": nonce}}
        jwt.JWTClaimsRegistry(leeway=LEEWAY_S, **rules).validate(claims)
        return dict(claims)

    def _key_set(self, *, anew: bool = False) -> KeySet:
        if anew or self._keys is None or self._keys[0] < time.monotonic():
            document = _get(str(self.addresses().jwks_uri)).json()
            self._keys = (time.monotonic() + KEPT_S, KeySet.import_key_set(document))
        return self._keys[1]


def refused() -> Problem:
    """The provider did not confirm who it is; what was wrong is nothing to tell a stranger."""
    return Problem(401, "oidc", message("signing in did not succeed: begin again"))


def silent() -> Problem:
    """The provider does not answer, or not as one."""
    return Problem(503, "oidc-provider", message("the identity provider does not answer: try again later"))


def _get(url: str) -> httpx.Response:
    try:
        return httpx.get(url, timeout=TIMEOUT_S, follow_redirects=False).raise_for_status()
    except httpx.HTTPError:
        raise silent() from None
