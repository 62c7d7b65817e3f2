"""Sending what lies in the outbox: each message by itself, outside any transaction, tried again after longer pauses.

A message is taken by moving on the time when it is tried next; whoever does so first sends it. A sender that dies
leaves it to be tried again then: a message may come twice, and is never lost.
"""

import smtplib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from api.deliveries import mail, webhooks
from api.deliveries.outbox import payload_of
from api.settings import Settings
from api.store.engine import Store
from api.store.sealing import Seal
from api.store.tables import DeliveryRow, WebhookRow

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
GIVEN_UP_AFTER = timedelta(days=1)
AT_ONCE = 100
"""Messages of one round."""
CALLS_AT_ONCE = 8


@dataclass(frozen=True)
class _Message:
    id: str
    channel: str
    payload: dict[str, Any]
    url: str
    secret: str


def deliver_due(store: Store, settings: Settings, seal: Seal, now: datetime) -> int:
    """Send what is due; the number of messages that arrived. What they said is forgotten as soon as they are over."""
    taken = _take(store, seal, now)
    arrived = _send_mails([one for one in taken if one.channel == "mail"], settings, now)
    calls = [one for one in taken if one.channel == "webhook"]
    with ThreadPoolExecutor(CALLS_AT_ONCE) as pool:  # one that does not answer holds up few others
        taken_there = list(pool.map(lambda one: _post(one, settings, now), calls))
    arrived |= {one.id for one, done in zip(calls, taken_there, strict=True) if done}
    _note(store, {one.id for one in taken}, arrived, now)
    return len(arrived)


def pause_after(attempts: int) -> timedelta:
    """How long to wait before another attempt: a minute, then twice as long each time, up to four hours."""
    doubled: int = 2 ** min(attempts - 1, 20)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def _take(store: Store, seal: Seal, now: datetime) -> list[_Message]:
    """Messages that are due, each taken by nobody else: the next attempt lies ahead from now on."""
    taken = []
    with store.writing() as session:
        due = select(DeliveryRow).where(DeliveryRow.next_at <= now).order_by(DeliveryRow.next_at).limit(AT_ONCE)
        for row in session.scalars(due.with_for_update(skip_locked=True)).all():
            webhook = session.get(WebhookRow, row.webhook_id) if row.webhook_id else None
            row.attempts += 1
            row.next_at = now + pause_after(row.attempts)
            if row.channel == "webhook" and (webhook is None or webhook.disabled_at is not None):
                row.next_at, row.given_up_at, row.sealed = None, now, b""
                continue
            secret = seal.open(webhook.sealed_secret, secret_owner(webhook.id)) if webhook is not None else ""
            url = webhook.url if webhook is not None else ""
            taken.append(_Message(row.id, row.channel, payload_of(seal, row), url, secret))
    return taken


def secret_owner(webhook_id: str) -> str:
    """What a webhook's secret is sealed to."""
    return f"webhook/{webhook_id}"


def _send_mails(messages: Sequence[_Message], settings: Settings, now: datetime) -> set[str]:
    """All mails over one connection; those that arrived."""
    arrived: set[str] = set()
    if not messages or not settings.smtp_url.get_secret_value():
        return arrived
    try:
        with mail.mail_server(settings) as server:
            for one in messages:
                try:
                    mail.send(server, settings.mail_from, one.id, one.payload, now)
                    arrived.add(one.id)
                except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused, ValueError):
                    continue
    except OSError:
        pass
    return arrived


def _post(one: _Message, settings: Settings, now: datetime) -> bool:
    try:
        webhooks.send(one.url, one.secret, one.id, one.payload, now, allow_private=settings.webhooks_allow_private)
    except (OSError, webhooks.NotTaken, ValueError):
        return False
    return True


def _note(store: Store, tried: set[str], arrived: set[str], now: datetime) -> None:
    if not tried:
        return
    with store.writing() as session:
        done = update(DeliveryRow).where(DeliveryRow.id.in_(arrived))
        session.execute(done.values(delivered_at=now, next_at=None, sealed=b""))
        late = DeliveryRow.made_at <= now - GIVEN_UP_AFTER
        given_up = update(DeliveryRow).where(DeliveryRow.id.in_(tried - arrived), late)
        session.execute(given_up.values(given_up_at=now, next_at=None, sealed=b""))
