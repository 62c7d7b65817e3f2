"""Routes of who is told of changes: subscribers by mail, other programs by webhook, and what became of each message."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Path, Response

from api import audit
from api.access import Permission, Principal, needs
from api.deliveries import schemas
from api.deliveries.addresses import must_be_public
from api.deliveries.repository import Webhooks
from api.deliveries.subscribers import Subscribers
from api.deliveries.topics import Topic
from api.deps import CurrentMatch, CurrentMoment, CurrentPage, CurrentSeal, CurrentSettings, Transaction, tag
from api.problems import responses
from api.store.tables import DeliveryRow, SubscriberRow, WebhookRow
from api.territories.dependencies import CurrentTerritory

router = APIRouter(tags=["messages"], responses=responses(401, 403, 422))
Teller = Annotated[Principal, Depends(needs(Permission.PEOPLE_READ))]
Keeper = Annotated[Principal, Depends(needs(Permission.WEBHOOKS))]
RowId = Annotated[str, Path(max_length=26, pattern=r"^[0-9a-z]+$")]
SUBSCRIBERS = "/territories/{territory}/subscribers"


@router.get(SUBSCRIBERS, response_model=schemas.SubscribersOut, responses=responses(400, 404))
def list_subscribers(
    session: Transaction, seal: CurrentSeal, _: Teller, territory: CurrentTerritory, page: CurrentPage
) -> schemas.SubscribersOut:
    """Who is told by mail."""
    subscribers = Subscribers(session, seal, territory)
    rows, after = subscribers.rows(page)
    return schemas.SubscribersOut(items=[_subscriber(row, subscribers) for row in rows], next=after)


@router.post(SUBSCRIBERS, response_model=schemas.SubscriberOut, status_code=201, responses=responses(404))
def add_subscriber(
    body: schemas.SubscriberIn,
    response: Response,
    session: Transaction,
    seal: CurrentSeal,
    principal: Teller,
    territory: CurrentTerritory,
) -> schemas.SubscriberOut:
    """Tell somebody by mail when the next two days change: a person of their duties, a commune of its sessions."""
    subscribers = Subscribers(session, seal, territory)
    row = subscribers.add(body.kind, body.subject, body.email)
    audit.record(session, principal, "subscriber.add", row.id, kind=row.kind)
    tag(response, row.version)
    return _subscriber(row, subscribers)


@router.put(f"{SUBSCRIBERS}/{{subscriber}}", response_model=schemas.SubscriberOut, responses=responses(404, 412, 428))
def change_subscriber(
    subscriber: RowId,
    body: schemas.SubscriberChange,
    response: Response,
    session: Transaction,
    seal: CurrentSeal,
    principal: Teller,
    territory: CurrentTerritory,
    match: CurrentMatch,
) -> schemas.SubscriberOut:
    """Another address of the same subscriber."""
    subscribers = Subscribers(session, seal, territory)
    row = subscribers.row(subscriber)
    match.check(row.version)
    subscribers.change(row, body.email)
    audit.record(session, principal, "subscriber.change", row.id)
    tag(response, row.version)
    return _subscriber(row, subscribers)


@router.delete(f"{SUBSCRIBERS}/{{subscriber}}", status_code=204, responses=responses(404))
def remove_subscriber(
    subscriber: RowId, session: Transaction, seal: CurrentSeal, principal: Teller, territory: CurrentTerritory
) -> None:
    """Tell somebody no longer."""
    row = Subscribers(session, seal, territory).row(subscriber)
    session.delete(row)
    audit.record(session, principal, "subscriber.remove", row.id)


@router.get("/webhooks", response_model=schemas.WebhooksOut, responses=responses(400))
def list_webhooks(session: Transaction, seal: CurrentSeal, principal: Keeper, page: CurrentPage) -> schemas.WebhooksOut:
    """The organisation's webhooks, without their secrets."""
    rows, after = Webhooks(session, seal, principal.organisation_id).rows(page)
    return schemas.WebhooksOut(items=[_webhook(row) for row in rows], next=after)


@router.post("/webhooks", response_model=schemas.WebhookMadeOut, status_code=201)
def register_webhook(
    body: schemas.WebhookIn,
    response: Response,
    session: Transaction,
    seal: CurrentSeal,
    settings: CurrentSettings,
    principal: Keeper,
) -> schemas.WebhookMadeOut:
    """Have another program called; the secret its messages are signed with is told this once."""
    must_be_public(body.url, allow_private=settings.webhooks_allow_private)
    row, secret = Webhooks(session, seal, principal.organisation_id).make(body.url, body.topics)
    audit.record(session, principal, "webhook.make", row.id)
    tag(response, row.version)
    return schemas.WebhookMadeOut(**_webhook(row).model_dump(), secret=secret)


@router.get("/webhooks/{webhook}", response_model=schemas.WebhookOut, responses=responses(404))
def read_webhook(
    webhook: RowId, response: Response, session: Transaction, seal: CurrentSeal, principal: Keeper
) -> schemas.WebhookOut:
    """One webhook."""
    row = Webhooks(session, seal, principal.organisation_id).row(webhook)
    tag(response, row.version)
    return _webhook(row)


@router.put("/webhooks/{webhook}", response_model=schemas.WebhookOut, responses=responses(404, 412, 428))
def change_webhook(
    webhook: RowId,
    body: schemas.WebhookChange,
    response: Response,
    session: Transaction,
    seal: CurrentSeal,
    settings: CurrentSettings,
    principal: Keeper,
    match: CurrentMatch,
    moment: CurrentMoment,
) -> schemas.WebhookOut:
    """Change a webhook; a disabled one is called no more."""
    row = Webhooks(session, seal, principal.organisation_id).row(webhook)
    match.check(row.version)
    must_be_public(body.url, allow_private=settings.webhooks_allow_private)
    row.url, row.topics = body.url, [topic.value for topic in body.topics]
    row.disabled_at = (row.disabled_at or moment) if body.disabled else None
    row.version += 1
    audit.record(session, principal, "webhook.change", row.id)
    tag(response, row.version)
    return _webhook(row)


@router.delete("/webhooks/{webhook}", status_code=204, responses=responses(404))
def remove_webhook(webhook: RowId, session: Transaction, seal: CurrentSeal, principal: Keeper) -> None:
    """Call a program no more, and forget what was still on its way to it."""
    row = Webhooks(session, seal, principal.organisation_id).row(webhook)
    session.delete(row)
    audit.record(session, principal, "webhook.remove", row.id)


@router.get("/deliveries", response_model=schemas.DeliveriesOut, responses=responses(400))
def list_deliveries(
    session: Transaction, seal: CurrentSeal, principal: Keeper, page: CurrentPage
) -> schemas.DeliveriesOut:
    """What became of each message, the newest first; never what it said."""
    rows, after = Webhooks(session, seal, principal.organisation_id).deliveries(page)
    return schemas.DeliveriesOut(items=[_delivery(row) for row in rows], next=after)


def _subscriber(row: SubscriberRow, subscribers: Subscribers) -> schemas.SubscriberOut:
    return schemas.SubscriberOut(
        id=row.id,
        kind=cast("schemas.SubscriberKind", row.kind),
        subject=row.subject,
        email=subscribers.address(row),
        made_at=row.made_at,
    )


def _webhook(row: WebhookRow) -> schemas.WebhookOut:
    return schemas.WebhookOut(
        id=row.id,
        url=row.url,
        topics=[Topic(topic) for topic in row.topics],
        disabled=row.disabled_at is not None,
        made_at=row.made_at,
    )


def _delivery(row: DeliveryRow) -> schemas.DeliveryOut:
    over = "delivered" if row.delivered_at is not None else "given up" if row.given_up_at is not None else "waiting"
    return schemas.DeliveryOut(
        id=row.id,
        channel="mail" if row.channel == "mail" else "webhook",
        webhook=row.webhook_id,
        state=cast("schemas.DeliveryState", over),
        attempts=row.attempts,
        made_at=row.made_at,
        next_at=row.next_at,
    )
