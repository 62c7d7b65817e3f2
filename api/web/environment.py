"""How templates become pages: escaped, without a literal sentence, with the addresses of what they need."""

import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from models.text import Language

TEMPLATES = Environment(
    loader=PackageLoader("api.web"), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Content security policy of every page: nothing inline, nothing from elsewhere."""


@cache
def static(name: str) -> str:
    """Address of a file of ``api/static``; it changes with the content, so that browsers may keep the file for ever."""
    content = files("api").joinpath("static", *name.split("/")).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def render(template: str, language: Language, **values: Any) -> bytes:
    """A page.

    Parameters
    ----------
    template : str
        Name of a file of ``templates``.
    values
        What it shows, sentences already in the language.
    """
    page = TEMPLATES.get_template(template).render(language=language, static=static, **values)
    return page.encode()
