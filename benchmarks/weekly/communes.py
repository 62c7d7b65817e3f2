"""Real communes to draw a territory from: bundled files, or one of the same columns."""

import csv
from math import cos, hypot, radians
from pathlib import Path
from random import Random

from models.territory import Commune

FOLDER = Path(__file__).parents[1] / "instances" / "communes"
COLUMNS = ("insee", "name", "population", "births_2022", "lon", "lat")


def read_communes(path: Path) -> tuple[Commune, ...]:
    """The communes of a CSV file with at least the columns of ``COLUMNS``, a point in degrees.

    Raises
    ------
    ValueError
        When a column is missing, a value is not of its kind, or there are fewer than six communes.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise ValueError(f"{path.name} lacks the columns {', '.join(missing)}")
        communes = tuple(
            Commune(
                id=row["insee"],
                name=row["name"],
                population=int(row["population"] or 0),
                births=int(row["births_2022"] or 0),
                lon=float(row["lon"]),
                lat=float(row["lat"]),
            )
            for row in reader
        )
    if len(communes) < 6:
        raise ValueError(f"{path.name} has {len(communes)} communes: a territory takes at least six")
    return communes


def bundled_communes(count: int, rng: Random) -> tuple[Commune, ...]:
    """Every commune of one of the bundled files that have so many, or of the largest."""
    files = [read_communes(path) for path in sorted(FOLDER.glob("*.csv"))]
    large = [communes for communes in files if len(communes) >= count]
    return rng.choice(large) if large else max(files, key=len)


def cluster(communes: tuple[Commune, ...], count: int, rng: Random) -> tuple[Commune, ...]:
    """A commune drawn by population and those nearest to it, ``count`` in all, by distance from it."""
    centre = rng.choices(communes, [commune.population + 1 for commune in communes])[0]
    return tuple(sorted(communes, key=lambda other: (apart_km(centre, other), other.id))[:count])


def apart_km(a: Commune, b: Commune) -> float:
    """Kilometres between two communes as the crow flies, on a plane."""
    return hypot((a.lon - b.lon) * cos(radians((a.lat + b.lat) / 2)), a.lat - b.lat) * 111.2
