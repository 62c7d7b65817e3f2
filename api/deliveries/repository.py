"""Rows of webhooks and deliveries, bound to an organisation."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.access.secrets import new_secret
from api.deliveries.delivering import secret_owner
from api.deliveries.topics import Topic
from api.deps import Page
from api.owned import of_organisation
from api.store.ids import new_id
from api.store.sealing import Seal
from api.store.tables import DeliveryRow, WebhookRow


class Webhooks:
    """Webhooks of one organisation."""

    def __init__(self, session: Session, seal: Seal, organisation_id: str) -> None:
        self._session, self._seal, self._organisation_id = session, seal, organisation_id

    def row(self, id_: str) -> WebhookRow:
        """One webhook.

        Raises
        ------
        Problem
            404 when the organisation has none of that id.
        """
        return of_organisation(self._session, WebhookRow, id_, self._organisation_id)

    def rows(self, page: Page) -> tuple[list[WebhookRow], str | None]:
        """A part of the webhooks."""
        query = select(WebhookRow).where(WebhookRow.organisation_id == self._organisation_id)
        rows = self._session.scalars(page.select(query, WebhookRow.id)).all()
        return page.cut(rows, lambda row: row.id)

    def make(self, url: str, topics: Sequence[Topic]) -> tuple[WebhookRow, str]:
        """A new webhook, and the secret its messages are signed with."""
        id_, secret = new_id(), new_secret()
        row = WebhookRow(
            id=id_,
            organisation_id=self._organisation_id,
            url=url,
            topics=[topic.value for topic in topics],
            sealed_secret=self._seal.close(secret, secret_owner(id_)),
        )
        self._session.add(row)
        self._session.flush()
        return row, secret

    def deliveries(self, page: Page) -> tuple[list[DeliveryRow], str | None]:
        """A part of the organisation's messages, the newest first."""
        query = select(DeliveryRow).where(DeliveryRow.organisation_id == self._organisation_id)
        rows = self._session.scalars(page.select(query, DeliveryRow.id, newest_first=True)).all()
        return page.cut(rows, lambda row: row.id)
