"""What was delivered, for programs: a row for each month, commune and service."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from optimiser.ledger import Cell, Delivery


def delivered_document(found: Mapping[Cell, Delivery], instance: str) -> dict[str, Any]:
    """The document ``halte delivered --json`` writes: cents and minutes; rates none where nothing can be divided by."""
    return {
        "instance": instance,
        "rows": [
            {
                "month": f"{cell.month:%Y-%m}",
                "commune": cell.commune,
                "service": cell.service,
                **asdict(delivery),
                "cents_per_hour": delivery.cents_per_hour,
                "cents_per_attendance": delivery.cents_per_attendance,
                "cents_per_passenger": delivery.cents_per_passenger,
            }
            for cell, delivery in found.items()
        ],
    }
