"""The outbox: what is to be sent, written with what it tells of, so that neither is there without the other."""

from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.ids import new_id
from api.store.sealing import Seal
from api.store.tables import DeliveryRow, WebhookRow
from api.store.types import now

Channel = Literal["mail", "webhook"]


def notify(session: Session, seal: Seal, organisation_id: str, channel: Channel, payload: dict[str, Any]) -> None:
    """Put a message into the outbox.

    Parameters
    ----------
    payload : dict
        Sealed, for it may hold addresses and names. Of a mail ``to``, ``subject`` and ``text``; of webhooks ``topic``
        and ``data``, sent to every webhook of the organisation that takes the topic.
    """
    if channel == "mail":
        _put(session, seal, organisation_id, channel, payload, None)
        return
    query = select(WebhookRow).where(WebhookRow.organisation_id == organisation_id, WebhookRow.disabled_at.is_(None))
    for webhook in session.scalars(query.order_by(WebhookRow.id)):
        if payload["topic"] in webhook.topics:
            _put(session, seal, organisation_id, channel, payload, webhook.id)


def payload_of(seal: Seal, row: DeliveryRow) -> dict[str, Any]:
    """What a row of the outbox is to bring."""
    payload: dict[str, Any] = seal.open(row.sealed, _owner(row.id))
    return payload


def _put(
    session: Session, seal: Seal, organisation_id: str, channel: Channel, payload: dict[str, Any], webhook: str | None
) -> None:
    id_ = new_id()
    session.add(
        DeliveryRow(
            id=id_,
            organisation_id=organisation_id,
            channel=channel,
            webhook_id=webhook,
            sealed=seal.close(payload, _owner(id_)),
            next_at=now(),
        )
    )
    session.flush()


def _owner(id_: str) -> str:
    return f"delivery/{id_}"
