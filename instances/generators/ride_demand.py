"""Bookings drawn from a seed: where people go, when they must be there, how long they stay, with whom.

The proportions are the assumptions stated in each territory's README: four outings in five with a return, a third to
the market, a third to health, some recurring, 5 to 10 % with a wheelchair, most bookings by their arrival time.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from models.base import DAY_MIN, DateRange, Window, at
from models.rides import Recurrence, RideRequest, Trip

GRID_MIN = 5


@dataclass(frozen=True)
class Home:
    """Where outings start: a public stop, on which weekdays, and the door of a passenger entitled to it."""

    stop: str
    weight: int
    door: str | None = None
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Purpose:
    """Why people travel: to which places, due at which minutes of the day, for how long, how often by weekday."""

    id: str
    destinations: tuple[tuple[str, int], ...]
    due: tuple[tuple[int, int], ...]
    stay: tuple[int, int]
    weight: dict[int, int]


@dataclass(frozen=True)
class Mix:
    """Outings wanted by weekday, shares in percent, and how flexible people are.

    ``children`` is the share of pairs with a child in a seat; who must be somewhere at a time accepts to be there
    ``early_min`` before it, who is done waits up to ``wait_min``.
    """

    per_weekday: dict[int, int]
    returns: int = 80
    wheelchairs: int = 8
    recurring: int = 35
    arrive_by: int = 85
    pairs: int = 12
    children: int = 30
    early_min: int = 50
    wait_min: int = 60
    too_near: frozenset[tuple[str, str]] = frozenset()


def _on_grid(rng: Random, low: int, high: int) -> int:
    return rng.randrange(low // GRID_MIN, high // GRID_MIN + 1) * GRID_MIN


def _flags(rng: Random, count: int, percent: int) -> list[bool]:
    """So many percent of the days' outings, to the nearest one, in a random order."""
    wanted = (count * percent + 50) // 100
    flags = [k < wanted for k in range(count)]
    rng.shuffle(flags)
    return flags


def _trips(rng: Random, purpose: Purpose, mix: Mix, *, both_ways: bool, last: int) -> tuple[Trip, Trip | None]:
    low, high = purpose.due[rng.randrange(len(purpose.due))]
    due = _on_grid(rng, low, high)
    if rng.randrange(100) < mix.arrive_by:
        outbound = Trip(dropoff=Window(start=due - mix.early_min, end=due))
    else:
        outbound = Trip(pickup=Window(start=due - mix.early_min - 30, end=due - 30))
    done = min(due + _on_grid(rng, *purpose.stay), last - mix.wait_min)
    return outbound, Trip(pickup=Window(start=done, end=done + mix.wait_min)) if both_ways else None


def draw_rides(
    rng: Random,
    service: str,
    week: date,
    homes: tuple[Home, ...],
    purposes: tuple[Purpose, ...],
    mix: Mix,
    last: int = 18 * 60 + 15,
) -> tuple[RideRequest, ...]:
    """Bookings of one week from Monday to Friday, among them recurring ones.

    Parameters
    ----------
    last : int
        Minute of the day by which every return has left.
    """
    requests: list[RideRequest] = []
    for weekday, wanted in mix.per_weekday.items():
        day = week + timedelta(days=weekday - 1)
        weights = [purpose.weight.get(weekday, 0) for purpose in purposes]
        there = tuple(home for home in homes if weekday in home.weekdays)
        with_door = tuple(home for home in there if home.door is not None)
        flags = (_flags(rng, wanted, share) for share in (mix.returns, mix.wheelchairs, mix.recurring))
        for both_ways, wheelchair, recurring in zip(*flags, strict=True):
            purpose = rng.choices(purposes, weights)[0]
            home, destination = _ends(rng, with_door if wheelchair else there, purpose, mix)
            outbound, back = _trips(rng, purpose, mix, both_ways=both_ways, last=last)
            id_ = f"r{len(requests) + 1:03d}"
            party = _party(rng, id_, service, home, destination, mix, wheelchair=wheelchair)
            when = _recurring(rng, day) if recurring else _booked(rng, day)
            requests.append(RideRequest.model_validate(party | when | {"outbound": outbound, "return_trip": back}))
    return tuple(requests)


def _ends(rng: Random, homes: tuple[Home, ...], purpose: Purpose, mix: Mix) -> tuple[Home, str]:
    places = [place for place, _ in purpose.destinations]
    shares = [share for _, share in purpose.destinations]
    while True:
        home = rng.choices(homes, [home.weight for home in homes])[0]
        destination = rng.choices(places, shares)[0]
        if destination != home.stop and (home.stop, destination) not in mix.too_near:
            return home, destination


def _party(
    rng: Random, id_: str, service: str, home: Home, destination: str, mix: Mix, *, wheelchair: bool
) -> dict[str, object]:
    pair = not wheelchair and rng.randrange(100) < mix.pairs
    child = pair and rng.randrange(100) < mix.children
    return {
        "id": id_,
        "service": service,
        "passenger": f"P-{rng.randrange(10 * DAY_MIN):05d}",
        "origin": home.door if wheelchair else home.stop,
        "destination": destination,
        "door_to_door": wheelchair,
        "walkers": 0 if wheelchair else 1 + pair,
        "wheelchairs": int(wheelchair),
        "child_seats": int(child),
    }


def _recurring(rng: Random, day: date) -> dict[str, object]:
    since = day - timedelta(weeks=rng.randrange(2, 20))
    return {"recurrence": Recurrence(weekdays=(day.isoweekday(),), days=DateRange(first=since))}


def _booked(rng: Random, day: date) -> dict[str, object]:
    """Booked one to eight days before, on an office day, between 9:00 and 15:00."""
    eve = day - timedelta(days=rng.randrange(1, 9))
    eve -= timedelta(days=max(0, eve.isoweekday() - 5))
    return {"date": day, "booked_at": at(eve, _on_grid(rng, 9 * 60, 15 * 60))}
