"""A small territory made through the API, and words for its addresses."""

import json
from functools import cache
from typing import Any

from api.access.permissions import Role
from instances import load_bundled
from tests.api.service import As, Service

QUEYRAS = "/territories/queyras"


@cache
def document_text() -> str:
    """The JSON of a bundled territory with ten of its rides."""
    whole = load_bundled("queyras")
    return whole.model_copy(update={"rides": whole.rides[:10]}).model_dump_json()


def document() -> dict[str, Any]:
    """The same, to change."""
    found: dict[str, Any] = json.loads(document_text())
    return found


def make(service: Service, organisation: str = "queyras", role: Role = Role.PLANNER, text: str = "") -> As:
    """A caller whose organisation has made the territory."""
    caller = service.caller(role, organisation)
    answer = caller("POST", "/territories", content=text or document_text(), headers=JSON)
    assert answer.status_code == 201, answer.text
    return caller


JSON = {"Content-Type": "application/json"}
