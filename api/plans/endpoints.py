"""Routes of plans: list, read, bring in, name, delete, hold parts of."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api import audit
from api.access import Permission, Principal, needs
from api.deps import (
    CurrentLanguage,
    CurrentMatch,
    CurrentPage,
    CurrentSeal,
    CurrentSettings,
    Transaction,
    tag,
)
from api.idempotency import CurrentOnce
from api.plans import schemas
from api.plans.bringing_in import brought_in
from api.plans.dependencies import CurrentPlan
from api.plans.naming import naming
from api.plans.pinning import pin_of, put_pin
from api.plans.published import is_published
from api.plans.repository import Plans
from api.plans.storing import load_plan, store_plan
from api.problems import conflict, responses
from api.territories.dependencies import CurrentTerritory
from api.territories.snapshots import assemble, freeze
from models.text import message

router = APIRouter(prefix="/territories/{territory}/plans", tags=["plans"], responses=responses(401, 403, 404, 422))
Reader = Annotated[Principal, Depends(needs(Permission.PLANS_READ))]
Writer = Annotated[Principal, Depends(needs(Permission.PLANS_WRITE))]


@router.get("", responses=responses(400))
def list_plans(
    _: Reader,
    session: Transaction,
    territory: CurrentTerritory,
    page: CurrentPage,
    monday: Annotated[date | None, Query(description="plans of this week alone", examples=["2027-01-11"])] = None,
    origin: schemas.Origin | None = None,
) -> schemas.PlansOut:
    """The territory's plans, the newest first."""
    rows, after = Plans(session, territory).plans(page, monday, origin)
    return schemas.PlansOut(items=[schemas.PlanLine.of(row) for row in rows], next=after)


@router.post("/uploads", status_code=201, responses=responses(409))
def bring_in_a_plan(
    body: schemas.UploadIn,
    response: Response,
    session: Transaction,
    settings: CurrentSettings,
    seal: CurrentSeal,
    territory: CurrentTerritory,
    principal: Writer,
    language: CurrentLanguage,
    once: CurrentOnce,
) -> schemas.PlanOut:
    """Store a plan that was made elsewhere, if it breaks no rule; else 409 with every breach.

    Bounds and reasons it states are not taken over: nobody here proved them.
    """
    once.claim(session)
    plans = Plans(session, territory)
    if body.instance is not None:
        instance_row = plans.instance(body.instance)
    else:
        instance, notices = assemble(session, seal, territory)
        instance_row = freeze(session, seal, territory, instance, principal.actor, notices)
    previous = None if body.previous is None else plans.plan(body.previous).id
    row = store_plan(
        session,
        seal,
        territory,
        instance_row,
        brought_in(body.plan),
        origin="upload",
        actor=principal.actor,
        previous_id=previous,
        label=body.label,
        data_dir=settings.data_dir,
    )
    audit.record(session, principal, "plan.upload", row.id)
    response.headers["Location"] = f"/v1/territories/{territory.slug}/plans/{row.id}"
    tag(response, row.version)
    rename = naming(session, seal, row, principal)
    made = schemas.PlanOut.of(row, load_plan(row), rename, language, published=False)
    return once.keep(session, made, response, 201)


@router.get("/{plan}")
def read_plan(
    plan: CurrentPlan,
    response: Response,
    session: Transaction,
    seal: CurrentSeal,
    principal: Reader,
    language: CurrentLanguage,
) -> schemas.PlanOut:
    """A plan's summary: tiers with their bounds, what is left out and why."""
    tag(response, plan.version)
    rename = naming(session, seal, plan, principal)
    published = is_published(session, plan)
    return schemas.PlanOut.of(plan, load_plan(plan), rename, language, published=published)


@router.get("/{plan}/document", response_class=Response, responses={200: {"content": {"application/json": {}}}})
def read_document(_: Reader, plan: CurrentPlan) -> Response:
    """The whole plan, as ``halte plan`` writes it; people and addresses go by their ids."""
    headers = {"ETag": f'"{plan.version}"'}
    return Response(plan.body, media_type="application/json", headers=headers)


@router.patch("/{plan}", responses=responses(412, 428))
def name_plan(
    body: schemas.LabelIn,
    plan: CurrentPlan,
    response: Response,
    session: Transaction,
    principal: Writer,
    match: CurrentMatch,
) -> schemas.PlanLine:
    """Change what a plan is called."""
    match.check(plan.version)
    plan.label, plan.version = body.label, plan.version + 1
    session.flush()
    audit.record(session, principal, "plan.label", plan.id)
    tag(response, plan.version)
    return schemas.PlanLine.of(plan)


@router.delete("/{plan}", status_code=204, responses=responses(409, 412, 428))
def delete_plan(plan: CurrentPlan, session: Transaction, principal: Writer, match: CurrentMatch) -> None:
    """Delete a plan that was never published and whose search is over."""
    session.refresh(plan, with_for_update=True)  # whoever publishes it meanwhile is waited for
    match.check(plan.version)
    if is_published(session, plan):
        raise conflict("published", message("the plan was published: it stays"))
    if not plan.final:
        raise conflict("searching", message("the search for the plan goes on: cancel its job first"))
    audit.record(session, principal, "plan.delete", plan.id)
    session.delete(plan)


@router.post("/{plan}/pins", status_code=201)
def pin_item(
    body: schemas.PinIn,
    plan: CurrentPlan,
    session: Transaction,
    seal: CurrentSeal,
    territory: CurrentTerritory,
    principal: Writer,
) -> schemas.PinOut:
    """Hold an item as a plan has it: from now on every plan does. It takes the place of the item's pin."""
    pin = pin_of(load_plan(plan), body.item, body.leg, body.fields)
    row = put_pin(session, seal, territory, pin)
    audit.record(session, principal, "pin.put", row.id)
    return schemas.PinOut(id=row.id, pin=pin)
