"""Reading what is real: communes and public-service points, copied beside each territory with their licence."""

import csv
from dataclasses import dataclass
from pathlib import Path

from models.base import WeeklyWindow, parse_time_of_day
from models.territory import Commune

INSTANCES = Path(__file__).parents[1]
DAY_COLUMNS = ("h_lundi", "h_mardi", "h_mercredi", "h_jeudi", "h_vendredi", "h_samedi")


@dataclass(frozen=True)
class ServicePoint:
    """A real public-service point: where it stands and when it opens."""

    name: str
    commune: str
    lon: float
    lat: float
    opening: tuple[WeeklyWindow, ...]


def read_communes(name: str) -> tuple[Commune, ...]:
    """Every commune of a territory's ``source/communes.csv``, in its order."""
    with (INSTANCES / name / "source" / "communes.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Commune(
                id=row["insee"],
                name=row["name"],
                population=int(row["population"]),
                births=int(row["births_2022"]),
                lon=float(row["lon"]),
                lat=float(row["lat"]),
            )
            for row in csv.DictReader(file)
        )


def parse_opening(row: dict[str, str]) -> tuple[WeeklyWindow, ...]:
    """``09:00 - 12:00 / 13:30 - 16:30`` in a column per weekday, as windows; weekdays with the same hours together."""
    days: dict[tuple[int, int], list[int]] = {}
    for weekday, column in enumerate(DAY_COLUMNS, start=1):
        for span in filter(None, (part.strip() for part in row[column].split("/"))):
            start, end = (parse_time_of_day(text.strip()) for text in span.split("-"))
            days.setdefault((start, end), []).append(weekday)
    return tuple(
        WeeklyWindow(start=start, end=end, weekdays=tuple(weekdays)) for (start, end), weekdays in sorted(days.items())
    )


def read_service_points(name: str) -> dict[str, ServicePoint]:
    """The public-service points of a territory's ``source/france_services.csv``, by commune."""
    with (INSTANCES / name / "source" / "france_services.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["insee_com"]: ServicePoint(
                name=row["lib_fs"],
                commune=row["insee_com"],
                lon=round(float(row["longitude"]), 6),
                lat=round(float(row["latitude"]), 6),
                opening=parse_opening(row),
            )
            for row in csv.DictReader(file)
        }
