"""Files that pages use, kept by browsers for ever: their addresses change with their content."""

from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOR_EVER = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600"


class Statics(StaticFiles):
    """``api/static`` as it is served."""

    def __init__(self) -> None:
        super().__init__(directory=Path(str(files("api"))) / "static")

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file; addresses that name its content may be kept for ever."""
        answer = await super().get_response(path, scope)
        named: Any = scope.get("query_string", b"").startswith(b"v=")
        answer.headers.setdefault("Cache-Control", FOR_EVER if named else AN_HOUR)
        return answer
