"""Communes, depots, venues, stops, addresses and the ways between them."""

from datetime import date, timedelta
from typing import TypedDict

from models.base import DateRange, WeeklyWindow
from models.territory import (
    Address,
    Authorisation,
    ClosedPair,
    Commune,
    Depot,
    Holiday,
    PairOverride,
    Place,
    Season,
    SpeedProfile,
    Stop,
    Territory,
    Travel,
    Venue,
)
from tests.optimiser.strategies.dice import Dice

WORKDAYS = (1, 2, 3, 4, 5)
FEATURES = ("garden", "internet")


class _Point(TypedDict):
    name: str
    commune: str
    lon: float
    lat: float
    accessible: bool


class Map:
    """Places of one territory; a degree of longitude is about 75 km here, so that all lie within an hour's drive."""

    def __init__(self, dice: Dice, monday: date) -> None:
        self.dice, self.monday = dice, monday
        self.communes = tuple(
            Commune(
                id=f"c{k}",
                name=f"Commune {k}",
                lon=6 + dice.between(0, 400) / 1000,
                lat=48 + dice.between(0, 250) / 1000,
                weight=dice.pick((1, 1, 1, 2, 3)),
            )
            for k in range(dice.between(2, 4))
        )
        self.seasons = (Season(id="winter", name="Hiver", days=self._weeks(), speed_percent=dice.pick((100, 60))),)
        charged = dice.pick((0, 0, 500, 2000))
        self.depots = tuple(
            Depot(id=f"d{k}", **self._point(), charger_m_per_min=charged) for k in range(dice.pick((1, 1, 2)))
        )
        self.venues = tuple(
            self._venue(f"v{c}{k}", commune.id)
            for c, commune in enumerate(self.communes)
            for k in range(dice.pick((1, 1, 2)))
        )
        self.stops = tuple(
            Stop(id=f"s{c}{k}", **self._point(commune.id), charger_m_per_min=charged if dice.chance(20) else 0)
            for c, commune in enumerate(self.communes)
            for k in range(dice.between(0, 2))
        )
        self.addresses = tuple(Address(id=f"a{k}", **self._point()) for k in range(dice.between(1, 4)))

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place."""
        return (*self.depots, *self.venues, *self.stops, *self.addresses)

    def day(self, weeks: int = 1) -> date:
        """Some day from the Monday on."""
        return self.monday + timedelta(days=self.dice.between(0, 7 * weeks - 1))

    def windows(self, low: int, high: int, step: int = 30, *, seasonal: bool = True) -> tuple[WeeklyWindow, ...]:
        """Hours on some weekdays, at times in two parts, at times others in winter."""
        dice, found = self.dice, []
        days = dice.pick((WORKDAYS, WORKDAYS, (1, 2, 3, 4, 5, 6, 7), (2, 3, 4), (1, 4, 6)))
        start = dice.between(low, low + 180, step)
        end = dice.between(start + (150 if dice.chance(20) else 480), high, step)
        if dice.chance(30) and start < 720 < end - 60:
            found += [WeeklyWindow(start=start, end=720, weekdays=days)]
            found += [WeeklyWindow(start=dice.pick((720, 780)), end=end, weekdays=days)]
        else:
            found += [WeeklyWindow(start=start, end=end, weekdays=days)]
        if seasonal and dice.chance(15):
            found += [WeeklyWindow(start=low + 60, end=high, weekdays=WORKDAYS, season="winter")]
        return tuple(found)

    def territory(self) -> Territory:
        """The territory, once its places are drawn."""
        dice, places = self.dice, [place.id for place in self.places]
        closed = tuple(
            ClosedPair(origin=a, destination=b)
            for a, b in (dice.some(places, 2, 2) for _ in range(3))
            if dice.chance(10)
        )
        overrides = tuple(
            PairOverride(origin=a, destination=b, minutes=dice.between(0, 40), metres=dice.between(0, 40_000))
            for a, b in (dice.some(places, 2, 2) for _ in range(2))
            if dice.chance(15)
        )
        winter = self.seasons[0].model_copy(update={"closed": closed})
        return Territory(
            id="random",
            name="Tirage",
            holidays=(Holiday(date=self.day()),) if dice.chance(15) else (),
            school_holidays=self._weeks() if dice.chance(30) else (),
            seasons=(winter,),
            travel=Travel(
                detour_percent=dice.pick((110, 130, 160)),
                profiles=(SpeedProfile(id="car", kmh=dice.pick((50, 60))), SpeedProfile(id="van", kmh=45)),
                overrides=overrides,
            ),
        )

    def _weeks(self) -> tuple[DateRange, ...]:
        first = self.monday + timedelta(days=self.dice.pick((-7, 0, 3, 7)))
        return (DateRange(first=first, last=first + timedelta(days=13)),) if self.dice.chance(35) else ()

    def _point(self, commune: str | None = None) -> _Point:
        dice = self.dice
        near = next(c for c in self.communes if c.id == commune) if commune else dice.pick(self.communes)
        return {
            "name": f"Lieu {dice.between(1, 99)}",
            "commune": near.id,
            "lon": near.lon + dice.between(-8, 8) / 1000,
            "lat": near.lat + dice.between(-8, 8) / 1000,
            "accessible": dice.chance(85),
        }

    def _venue(self, id_: str, commune: str) -> Venue:
        dice = self.dice
        since = self.monday - timedelta(days=90)
        until = self.monday + timedelta(days=dice.pick((3, 300, 300, 300)))
        authorised = tuple(
            Authorisation(service_kind="creche", places=dice.pick((8, 14, 20)), first=since, last=until)
            for _ in range(1)
            if dice.chance(90)
        )
        return Venue(
            id=id_,
            **self._point(commune),
            opening=self.windows(420, 1260) if dice.chance(40) else (),
            features=FEATURES if dice.chance(75) else dice.some(FEATURES),
            authorisations=authorised,
            shareable=dice.chance(25),
            stores_kits=dice.chance(30),
            closures=(DateRange(first=self.day(), last=None),) if dice.chance(4) else (),
        )
