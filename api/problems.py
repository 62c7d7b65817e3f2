"""What a caller is answered when something is wrong: problem details (RFC 9457) with every notice at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from api.language import language_of
from instances.faults import detail_notice
from models.notices import InvalidInstance, Location, Notice
from models.text import Language, Message, message

MEDIA_TYPE = "application/problem+json"


class NoticeOut(BaseModel):
    """A fault or remark: a stable code, where, what is wrong, what to do."""

    code: str
    severity: str
    source: str = ""
    row: int | None = None
    field: str = ""
    item: str = ""
    what: str
    remedy: str = ""

    @classmethod
    def of(cls, notice: Notice, language: Language) -> "NoticeOut":
        """A notice in the caller's language."""
        where = notice.location
        return cls(
            code=notice.code,
            severity=notice.severity.value,
            source=where.source,
            row=where.row,
            field=where.field,
            item=where.item,
            what=notice.what.text(language),
            remedy=notice.remedy.text(language),
        )


class ProblemOut(BaseModel):
    """Problem details (RFC 9457); ``code`` is stable, ``notices`` tells everything that is wrong."""

    type: str = "about:blank"
    title: str
    status: int = Field(examples=[404])
    detail: str = ""
    code: str = Field(examples=["not-found"])
    notices: list[NoticeOut] = []


class Problem(Exception):  # noqa: N818 - problem details is what it becomes
    """An answer other than what was asked for.

    Parameters
    ----------
    status : int
        HTTP status.
    code : str
        A stable word that programs can tell problems apart by.
    what : Message
        A sentence for whoever asked.
    members : Mapping, optional
        What else the answer holds, as JSON (extension members of RFC 9457).
    """

    def __init__(
        self,
        status: int,
        code: str,
        what: Message,
        *,
        notices: Sequence[Notice] = (),
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        self.status, self.code, self.what = status, code, what
        self.notices, self.headers, self.members = tuple(notices), dict(headers or {}), dict(members or {})
        super().__init__(str(what))


def not_found() -> Problem:
    """Nothing there, or nothing of the caller's organisation."""
    return Problem(404, "not-found", message("there is nothing here"))


def unauthenticated() -> Problem:
    """No credential, or one that is not, or no longer, good."""
    return Problem(
        401,
        "unauthenticated",
        message("sign in, or send a valid key"),
        headers={"WWW-Authenticate": 'Bearer realm="halte"'},
    )


def forbidden() -> Problem:
    """The role does not allow it."""
    return Problem(403, "forbidden", message("your role does not allow this"))


def refused(notices: Sequence[Notice]) -> Problem:
    """The data cannot be taken, each fault with its place and its remedy."""
    return Problem(422, "invalid", message("the data cannot be taken as it is"), notices=notices)


def conflict(code: str, what: Message) -> Problem:
    """The state of things does not allow it."""
    return Problem(409, code, what)


_TITLES = {
    400: message("Bad request"),
    401: message("Not signed in"),
    403: message("Not allowed"),
    404: message("Not found"),
    405: message("Method not allowed"),
    408: message("Too slow"),
    409: message("Conflict"),
    410: message("Gone"),
    412: message("Changed meanwhile"),
    413: message("Too long"),
    415: message("Media type not supported"),
    422: message("Invalid data"),
    428: message("Version needed"),
    429: message("Too many requests"),
    500: message("Internal error"),
    503: message("Not ready"),
}


_HTTP = {
    400: ("bad-request", message("the request is not understood")),
    404: ("not-found", message("there is nothing here")),
    405: ("method-not-allowed", message("this cannot be done here")),
    408: ("too-slow", message("the request did not arrive in time")),
    413: ("too-long", message("the request is longer than this service takes")),
}
"""Problems that the framework or the middleware raise: code and sentence."""


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How an operation's problems are documented."""
    return {
        status: {
            "description": _TITLES[status].text("en"),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
        }
        for status in statuses
    }


def answer(problem: Problem, language: Language) -> JSONResponse:
    """A problem as it is sent."""
    title = _TITLES.get(problem.status, message("Problem"))
    body = ProblemOut(
        title=title.text(language),
        status=problem.status,
        detail=problem.what.text(language),
        code=problem.code,
        notices=[NoticeOut.of(notice, language) for notice in problem.notices],
    )
    content = {**problem.members, **body.model_dump()}
    return JSONResponse(content, problem.status, headers=problem.headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every error of an application with problem details."""

    @app.exception_handler(Problem)
    def _problem(request: Request, fault: Problem) -> JSONResponse:
        return answer(fault, language_of(request))

    @app.exception_handler(InvalidInstance)
    def _invalid(request: Request, fault: InvalidInstance) -> JSONResponse:
        return answer(refused(fault.notices), language_of(request))

    @app.exception_handler(RequestValidationError)
    def _request(request: Request, fault: RequestValidationError) -> JSONResponse:
        notices = [_of_field(one) for one in fault.errors()]
        return answer(refused(notices), language_of(request))

    @app.exception_handler(HTTPException)
    def _http(request: Request, fault: HTTPException) -> JSONResponse:
        code, what = _HTTP.get(fault.status_code, ("request", message("the request is not understood")))
        return answer(Problem(fault.status_code, code, what, headers=fault.headers), language_of(request))


def _of_field(fault: Any) -> Notice:
    where, *path = [str(part) for part in fault["loc"]] or ["body"]
    return detail_notice(fault, Location(source=where, field=".".join(path)))
