"""What every request passes before it meets an endpoint: plain ASGI, each module one idea."""

from fastapi import FastAPI

from api.middleware.body import BodyLimit
from api.middleware.headers import SecurityHeaders
from api.middleware.limits import RateLimit
from api.middleware.metrics import Metrics
from api.middleware.requests import RequestLog
from api.settings import Settings

__all__ = ["install"]


def install(app: FastAPI, settings: Settings) -> None:
    """Put the middleware around an application; the last added is met first."""
    app.state.metrics = Metrics()
    app.add_middleware(BodyLimit, most_bytes=settings.max_body_bytes, seconds=settings.body_seconds)
    app.add_middleware(
        RateLimit, requests_per_minute=settings.requests_per_minute, sign_ins_per_minute=settings.sign_ins_per_minute
    )
    app.add_middleware(RequestLog, metrics=app.state.metrics)
    app.add_middleware(SecurityHeaders, https=settings.secure)
