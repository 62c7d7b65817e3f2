"""Answers that middleware gives itself, in the place of the application."""

from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from api.language import language_of
from api.problems import Problem, answer


async def answer_instead(problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a problem, in the caller's language."""
    await answer(problem, language_of(HTTPConnection(scope)))(scope, receive, send)


def header(scope: Scope, name: bytes) -> bytes:
    """A request's header, empty when there is none."""
    return next((value for key, value in scope["headers"] if key == name), b"")
