"""What territories look like from outside."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.deps import PageOut
from api.problems import NoticeOut
from models.base import Frozen
from models.instance import Settings
from models.territory import Territory


class TerritoryIn(Frozen):
    """What a territory says once: its calendar and travel times, the cycle, prices and tolerances."""

    territory: Territory = Field(
        examples=[
            {"id": "queyras", "name": "Guillestrois et Queyras", "time_zone": "Europe/Paris", "max_extent_km": 50}
        ]
    )
    cycle_weeks: Literal[1, 2, 4] = 1
    anchor: date = Field(description="a Monday on which a cycle begins", examples=["2027-01-11"])
    week: date = Field(description="the Monday planned when none is asked for", examples=["2027-01-11"])
    settings: Settings = Settings()


class TerritoryBrief(BaseModel):
    """A territory in a list."""

    id: str = Field(examples=["queyras"])
    name: str
    week: date
    time_zone: str
    made_at: datetime


class TerritoriesOut(PageOut):
    """A part of the organisation's territories."""

    items: list[TerritoryBrief]


class FileOut(BaseModel):
    """A file that is kept with a territory."""

    name: str = Field(examples=["roads.osm.pbf"])
    size: int = Field(description="bytes")


class TerritoryOut(TerritoryIn):
    """A territory: what it says once, how many entities there are of each kind, and what is kept beside them."""

    id: str = Field(examples=["queyras"])
    version: int
    made_at: datetime
    counts: dict[str, int] = Field(examples=[{"communes": 15, "venues": 8, "rides": 93}])
    roads: FileOut | None = None
    outlines: list[str] = Field(examples=[["communes", "roads"]])
    notices: list[NoticeOut] = []


class Outlines(BaseModel):
    """What maps are drawn on: GeoJSON feature collections of the communes' boundaries and of the main roads."""

    model_config = ConfigDict(extra="forbid")

    communes: dict[str, Any] | None = Field(
        default=None,
        examples=[
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"name": "Ceillac"},
                        "geometry": {
                            "type": "Polygon",
                            "coordinates": [[[6.7, 44.6], [6.8, 44.6], [6.8, 44.7], [6.7, 44.6]]],
                        },
                    }
                ],
            }
        ],
    )
    roads: dict[str, Any] | None = None
