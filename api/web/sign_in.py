"""Routes of signing in and out by pages."""

from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.access.dependencies import COOKIE
from api.accounts.schemas import LONGEST, SHORTEST
from api.accounts.sign_in import accept, sign_in, sign_out
from api.deps import CurrentLanguage, CurrentSettings, Transaction
from api.problems import Problem
from api.web.environment import POLICY, render
from api.web.signed_in import CSRF_COOKIE, CurrentReader, safe_way
from api.web.texts import planner_texts, sign_in_texts
from models.text import Language

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}


@router.get("/")
def first_page() -> Response:
    """The way to the planner's pages."""
    return RedirectResponse("/planner", 303)


@router.get("/sign-in")
def ask(language: CurrentLanguage, back: Annotated[str, Query(max_length=2000)] = "/planner") -> Response:
    """The form to sign in with."""
    return _page(language, safe_way(back))


@router.post("/sign-in")
def enter(
    session: Transaction,
    settings: CurrentSettings,
    language: CurrentLanguage,
    email: Annotated[str, Form(max_length=254)] = "",
    password: Annotated[str, Form(max_length=200)] = "",
    back: Annotated[str, Form(max_length=2000)] = "/planner",
) -> Response:
    """Sign in, and go on to the page that was asked for."""
    lasts = timedelta(hours=settings.session_hours)
    try:
        token, _, csrf = sign_in(session, email.replace("\x00", "").strip().lower(), password, lasts)
    except Problem as problem:
        return _page(language, safe_way(back), email=email, fault=problem.what.text(language), status=401)
    answer = RedirectResponse(safe_way(back), 303)
    seconds = int(lasts.total_seconds())
    answer.set_cookie(COOKIE, token, max_age=seconds, httponly=True, secure=settings.secure, samesite="lax")
    answer.set_cookie(CSRF_COOKIE, csrf, max_age=seconds, httponly=True, secure=settings.secure, samesite="strict")
    return answer


@router.get("/invitation")
def invited(language: CurrentLanguage, secret: Annotated[str, Query(max_length=200)] = "") -> Response:
    """The form to choose a password with."""
    return _choose(language, secret)


@router.post("/invitation")
def choose(
    session: Transaction,
    language: CurrentLanguage,
    secret: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    again: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Choose the password of an account one was invited to, typed twice alike."""
    words = sign_in_texts(language)
    if password != again:
        return _choose(language, secret, fault=words["unlike"])
    if not SHORTEST <= len(password) <= LONGEST:
        return _choose(language, secret, fault=words["length"])
    try:
        accept(session, secret, password)
    except Problem as problem:
        return _choose(language, secret, fault=problem.what.text(language), status=401)
    return RedirectResponse("/sign-in", 303)


@router.post("/sign-out")
def leave(request: Request, session: Transaction, current: CurrentReader) -> Response:
    """Sign out."""
    del current
    sign_out(session, request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE)
    answer.delete_cookie(CSRF_COOKIE)
    return answer


def _choose(language: Language, secret: str, *, fault: str = "", status: int = 0) -> Response:
    words = sign_in_texts(language)
    values = {"secret": secret, "fault": fault, "title": words["invited"], "shortest": SHORTEST, "longest": LONGEST}
    link = f"?lang={'en' if language == 'fr' else 'fr'}&secret={quote(secret, safe='')}"
    return _answer("invitation.html", language, link, status or (422 if fault else 200), **values)


def _page(language: Language, back: str, *, email: str = "", fault: str = "", status: int = 200) -> Response:
    values = {"back": back, "email": email, "fault": fault, "title": sign_in_texts(language)["title"]}
    return _answer("sign_in.html", language, f"?lang={'en' if language == 'fr' else 'fr'}", status, **values)


def _answer(template: str, language: Language, link: str, status: int, **values: object) -> Response:
    body = render(
        template,
        language,
        t=planner_texts(language),
        n=sign_in_texts(language),
        reader=None,
        csrf="",
        other={"language": "en" if language == "fr" else "fr", "link": link},
        **values,
    )
    return HTMLResponse(body, status, headers=HEADERS)
