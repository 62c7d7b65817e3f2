"""Whether the service lives, and whether it can serve."""

from fastapi import APIRouter

from api.deps import CurrentStore
from api.problems import Problem, responses
from models.text import message

router = APIRouter(tags=["health"])


@router.get("/healthz")
def alive() -> dict[str, str]:
    """The process lives."""
    return {"status": "ok"}


@router.get("/readyz", responses=responses(503))
def ready(store: CurrentStore) -> dict[str, str]:
    """The database answers, and its tables are those of this version."""
    try:
        current = store.is_current()
    except Exception as fault:
        raise Problem(503, "database", message("the database does not answer")) from fault
    if not current:
        raise Problem(503, "migration", message("the database is not of this version"))
    return {"status": "ok"}
