"""A page of those who sign in, with what is on every one of them."""

from typing import Any

from fastapi import Response
from fastapi.responses import HTMLResponse

from api.web.environment import POLICY, render
from api.web.signed_in import Reader
from api.web.texts import planner_texts
from models.text import Language

HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}


def page(template: str, current: Reader, language: Language, *, status: int = 200, **values: Any) -> Response:
    """A page for somebody signed in.

    Parameters
    ----------
    values
        What the template shows; ``territory`` and ``root``, its name and address, where it is about one.
    """
    words = planner_texts(language)
    other: Language = "en" if language == "fr" else "fr"
    known = {"title": words["this_week"], "territory": "", "root": "/planner"} | values
    body = render(
        template,
        language,
        t=words,
        reader={"name": current.account.name},
        csrf=current.csrf,
        other={"language": other, "link": f"?lang={other}"},
        **known,
    )
    return HTMLResponse(body, status, headers=HEADERS)
