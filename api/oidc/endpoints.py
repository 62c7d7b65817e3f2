"""Routes of sign-in by OpenID Connect (authorization code, with state, nonce and PKCE)."""

import base64
import binascii
import secrets
import time
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, StringConstraints

from api.access import Caller
from api.access.dependencies import COOKIE
from api.accounts.schemas import SignInOut
from api.accounts.sign_in import open_session, sign_out
from api.deps import CurrentSeal, CurrentSettings, CurrentStore, reads
from api.oidc.matching import match_account
from api.oidc.provider import Provider, refused
from api.problems import not_found, responses
from api.settings import Settings
from api.store.sealing import Seal
from models.base import Fault

FLOW_COOKIE, TOKEN_COOKIE = "halte_oidc", "halte_oidc_token"
FLOW_S = 600
"""Seconds somebody has to sign in at the provider."""
PATH = "/v1/oidc"
router = APIRouter(prefix="/oidc", tags=["accounts"], responses=responses(404))
Word = Annotated[str, StringConstraints(pattern=r"^[ -~]{0,2000}$")]


class LeaveOut(BaseModel):
    """Where to go to end the sign-in at the provider too; empty when there is nothing to end."""

    url: str


@router.get("/login", status_code=303, response_class=RedirectResponse, responses=responses(503))
def go_to_the_provider(request: Request, settings: CurrentSettings, seal: CurrentSeal) -> RedirectResponse:
    """Send somebody to the provider to sign in."""
    provider = _provider(request, settings)
    flow = {
        "state": secrets.token_urlsafe(32),
        "nonce": secrets.token_urlsafe(32),
        "verifier": secrets.token_urlsafe(48),
    }
    answer = RedirectResponse(provider.authorization_url(_redirect_uri(settings), **flow), 303)
    _keep(answer, settings, seal, FLOW_COOKIE, {**flow, "ends": time.time() + FLOW_S}, FLOW_S)
    return answer


@router.get("/callback", response_model=SignInOut, responses=responses(401, 403, 422, 503))
def come_back_from_the_provider(
    request: Request,
    response: Response,
    store: CurrentStore,
    settings: CurrentSettings,
    seal: CurrentSeal,
    state: Annotated[Word, Query(description="as it was sent")] = "",
    code: Annotated[Word, Query(description="what the provider gave")] = "",
) -> SignInOut:
    """Take up what the provider says of who signed in: a cookie, and the token to send with every change."""
    provider = _provider(request, settings)
    flow = _kept(request, seal, FLOW_COOKIE)
    good = flow is not None and flow["ends"] > time.time() and secrets.compare_digest(flow["state"], state)
    if flow is None or not good or not code:
        raise refused()
    claims, id_token = provider.claims(_redirect_uri(settings), code, flow["nonce"], flow["verifier"])
    lasts = timedelta(hours=settings.session_hours)
    with store.writing() as session:  # begun only now: no other change waits for the provider
        account = match_account(session, settings.oidc_issuer, claims)
        token, row, csrf = open_session(session, account, lasts)
    seconds = int(lasts.total_seconds())
    response.set_cookie(COOKIE, token, max_age=seconds, httponly=True, secure=settings.secure, samesite="lax")
    response.delete_cookie(FLOW_COOKIE, path=PATH)
    _keep(response, settings, seal, TOKEN_COOKIE, {"id_token": id_token}, seconds)
    return SignInOut(csrf_token=csrf, ends_at=row.ends_at)


@router.post("/logout", response_model=LeaveOut, responses=responses(401, 403, 503))
@reads
def leave(
    request: Request,
    response: Response,
    store: CurrentStore,
    principal: Caller,
    settings: CurrentSettings,
    seal: CurrentSeal,
) -> LeaveOut:
    """Sign out here; the answer tells where to sign out at the provider."""
    provider = _provider(request, settings)
    if principal.account_id is not None:
        with store.writing() as session:
            sign_out(session, request.cookies.get(COOKIE, ""))
    kept = _kept(request, seal, TOKEN_COOKIE)
    response.delete_cookie(COOKIE)
    response.delete_cookie(TOKEN_COOKIE, path=PATH)
    ends = provider.addresses().end_session_endpoint if kept else None
    if kept is None or ends is None:
        return LeaveOut(url="")
    back = {"id_token_hint": kept["id_token"], "state": secrets.token_urlsafe(16)}
    return LeaveOut(url=f"{ends}?{urlencode({**back, 'post_logout_redirect_uri': settings.base_url})}")


def _provider(request: Request, settings: Settings) -> Provider:
    if not settings.oidc_issuer:
        raise not_found()
    state = request.app.state
    if not hasattr(state, "oidc_provider"):
        state.oidc_provider = Provider(settings)
    found: Provider = state.oidc_provider
    return found


def _redirect_uri(settings: Settings) -> str:
    return settings.base_url.rstrip("/") + PATH + "/callback"


def _keep(response: Response, settings: Settings, seal: Seal, name: str, value: dict[str, Any], seconds: int) -> None:
    """Give the browser something to bring back that it can neither read nor change."""
    sealed = base64.urlsafe_b64encode(seal.close(value, name)).decode()
    response.set_cookie(name, sealed, max_age=seconds, path=PATH, httponly=True, secure=settings.secure, samesite="lax")


def _kept(request: Request, seal: Seal, name: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = seal.open(base64.urlsafe_b64decode(request.cookies.get(name, "").encode()), name)
    except (binascii.Error, Fault, ValueError):
        return None
    return found
