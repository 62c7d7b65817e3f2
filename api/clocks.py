"""What the clocks of a territory show."""

from datetime import datetime
from zoneinfo import ZoneInfo

from api.store.tables import TerritoryRow
from api.store.types import now
from models.territory import Territory


def zone_of(territory: TerritoryRow) -> ZoneInfo:
    """The territory's time zone."""
    known = territory.body.get("territory", {})
    return ZoneInfo(known.get("time_zone", Territory.model_fields["time_zone"].default))


def local_time(territory: TerritoryRow, moment: datetime | None = None) -> datetime:
    """A moment, or this one, by the territory's clocks, to the minute that began."""
    return wall_time(moment or now(), zone_of(territory))


def wall_time(moment: datetime, zone: ZoneInfo) -> datetime:
    """A moment as the clocks of a zone show it, without zone, to the minute that began."""
    return moment.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
