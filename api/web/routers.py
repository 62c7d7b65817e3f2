"""Every route of the pages."""

from fastapi import APIRouter

from api.web import planner, residents, sign_in

ROUTERS: tuple[APIRouter, ...] = (sign_in.router, planner.router, residents.router)
