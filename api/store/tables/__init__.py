"""The tables, by subject; `Base.metadata` knows them all."""

from api.store.tables.access import AccountRow, ApiKeyRow, AuditRow, OrganisationRow, SignInRow
from api.store.tables.base import Base
from api.store.tables.bookings import BookingRow, IdempotencyRow, PassengerMarkRow, PassengerRow
from api.store.tables.jobs import JobRow
from api.store.tables.people import ErasureRow, IdentityRow
from api.store.tables.plans import HappeningRow, InstanceRow, OutcomeRow, PlanRow, PriceListRow
from api.store.tables.publications import (
    CalendarsRow,
    DeliveryRow,
    FeedTokenRow,
    PublicationRow,
    PublishedFileRow,
    SubscriberRow,
    WebhookRow,
)
from api.store.tables.territories import EntityRow, LoanRow, NeedRow, TerritoryRow

__all__ = [
    "AccountRow",
    "ApiKeyRow",
    "AuditRow",
    "Base",
    "BookingRow",
    "CalendarsRow",
    "DeliveryRow",
    "EntityRow",
    "ErasureRow",
    "FeedTokenRow",
    "HappeningRow",
    "IdempotencyRow",
    "IdentityRow",
    "InstanceRow",
    "JobRow",
    "LoanRow",
    "NeedRow",
    "OrganisationRow",
    "OutcomeRow",
    "PassengerMarkRow",
    "PassengerRow",
    "PlanRow",
    "PriceListRow",
    "PublicationRow",
    "PublishedFileRow",
    "SignInRow",
    "SubscriberRow",
    "TerritoryRow",
    "WebhookRow",
]
