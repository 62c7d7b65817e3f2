"""Tables of a GTFS feed as CSV, with the columns that Halte fills."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from io import StringIO

Value = str | int | float | None

COLUMNS: dict[str, tuple[str, ...]] = {
    "agency.txt": ("agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang", "agency_phone"),
    "stops.txt": ("stop_id", "stop_name", "stop_lat", "stop_lon", "wheelchair_boarding"),
    "routes.txt": ("route_id", "agency_id", "route_long_name", "route_type", "route_url", "network_id"),
    "trips.txt": (
        *("route_id", "service_id", "trip_id", "trip_headsign", "wheelchair_accessible"),
        *("safe_duration_factor", "safe_duration_offset"),
    ),
    "stop_times.txt": (
        *("trip_id", "arrival_time", "departure_time", "stop_id", "location_group_id", "location_id", "stop_sequence"),
        *("start_pickup_drop_off_window", "end_pickup_drop_off_window", "pickup_type", "drop_off_type"),
        *("pickup_booking_rule_id", "drop_off_booking_rule_id"),
    ),
    "calendar_dates.txt": ("service_id", "date", "exception_type"),
    "location_groups.txt": ("location_group_id", "location_group_name"),
    "location_group_stops.txt": ("location_group_id", "stop_id"),
    "booking_rules.txt": (
        *("booking_rule_id", "booking_type", "prior_notice_duration_min", "prior_notice_last_day"),
        *("prior_notice_last_time", "message", "phone_number", "info_url", "booking_url"),
    ),
    "fare_products.txt": ("fare_product_id", "fare_product_name", "amount", "currency"),
    "fare_leg_rules.txt": ("network_id", "fare_product_id"),
    "feed_info.txt": (
        *("feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_start_date", "feed_end_date"),
        *("feed_version", "feed_contact_url"),
    ),
}
_KEPT = frozenset(("arrival_time", "departure_time", "stop_id"))
"""Empty in every row of a Flex feed, yet some readers skip a ``stop_times.txt`` that lacks them."""


@dataclass
class Table:
    """One file of the feed: its columns, and rows in their order."""

    columns: tuple[str, ...]
    rows: list[Sequence[Value]] = field(default_factory=list)

    def add(self, **values: Value) -> None:
        """Append a row; columns not named stay empty.

        Raises
        ------
        KeyError
            When a value has no column.
        """
        if strange := values.keys() - set(self.columns):
            raise KeyError(", ".join(sorted(strange)))
        self.rows.append([values.get(column) for column in self.columns])

    def encoded(self) -> bytes:
        """UTF-8 with CRLF, as RFC 4180 has it; without the columns that no row fills."""
        filled = [
            k
            for k, column in enumerate(self.columns)
            if column in _KEPT or any(row[k] not in (None, "") for row in self.rows)
        ]
        buffer = StringIO()
        writer = csv.writer(buffer)
        writer.writerow([self.columns[k] for k in filled])
        writer.writerows([["" if row[k] is None else row[k] for k in filled] for row in self.rows])
        return buffer.getvalue().encode()


def gtfs_day(day: date) -> str:
    """``20270114``."""
    return day.strftime("%Y%m%d")


def gtfs_time(minute: int) -> str:
    """``07:15:00``; midnight at a day's end is ``24:00:00``."""
    return f"{minute // 60:02d}:{minute % 60:02d}:00"
