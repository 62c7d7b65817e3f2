"""Ladders of the means: people and vehicles that stay longer, and further ones, on the days that matter."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from models.edits import (
    Edit,
    MoreContract,
    MorePeople,
    MoreVehicles,
    PersonHours,
    Side,
    VehicleHours,
    WithoutPin,
)
from models.fleet import Vehicle
from models.instance import Instance
from models.people import Person
from models.pins import Pin
from optimiser.explain.relaxing import Ladder

SIDES: tuple[Side, ...] = ("earlier", "later")
HOURS = tuple(range(15, 241, 15))
"""Minutes somebody or something could be there longer."""
WEEK_HOURS = tuple(range(30, 601, 30))
"""Minutes of work beyond the contract, in a week."""
MORE = (1, 2)
"""How many more people or vehicles are tried."""


def longer_hours(people: Iterable[Person], vehicles: Iterable[Vehicle], weekdays: Collection[int]) -> Iterator[Ladder]:
    """People, then vehicles, that are there longer, and people who may work more in a week."""
    several, fleet = list(people), list(vehicles)
    for person in several:
        if person.availability:
            for weekday in sorted(weekdays):
                for side in SIDES:
                    yield Ladder(HOURS, _person_hours(person.id, weekday, side), f"person-hours {weekday} {side}")
    for person in several:
        yield Ladder(WEEK_HOURS, _contract(person.id), "contract")
    for vehicle in fleet:
        if vehicle.availability:
            for weekday in sorted(weekdays):
                for side in SIDES:
                    yield Ladder(HOURS, _vehicle_hours(vehicle.id, weekday, side), f"vehicle-hours {weekday} {side}")


def more_means(
    instance: Instance, staff: Sequence[tuple[str, ...]], vehicles: Sequence[Vehicle], weekdays: Collection[int]
) -> Iterator[Ladder]:
    """Further people with one of some sets of qualifications, further vehicles, then one of each.

    People get the base and contract of somebody based where a vehicle of those given starts; of a holder, without any.
    """
    for weekday in sorted(weekdays):
        for kinds in staff:
            for like in _models(instance, kinds, vehicles):
                yield Ladder(MORE, _people(kinds, like.id, weekday), f"more-people {kinds} {weekday} {like.id}")
    fleet = _distinct(vehicles)
    for weekday in sorted(weekdays):
        for vehicle in fleet:
            yield Ladder(MORE, _vehicles(vehicle.id, weekday), f"more-vehicles {weekday} {vehicle.id}")
    for weekday in sorted(weekdays):
        for vehicle in fleet:
            for kinds in staff:
                for like in _models(instance, kinds, [vehicle]):
                    yield Ladder(
                        (1,),
                        _both(kinds, like.id, vehicle.id, weekday),
                        f"more of both {kinds} {weekday} {vehicle.id}",
                    )


def without_pins(pins: Iterable[Pin]) -> Iterator[Ladder]:
    """Each pin taken away."""
    for number, pin in enumerate(pins):
        yield Ladder((1,), _without(pin), f"without-pin {number}")


def _models(instance: Instance, kinds: Sequence[str], vehicles: Sequence[Vehicle]) -> list[Person]:
    """One person for each base that matters, those first who hold the qualifications."""
    depots = {vehicle.depot for vehicle in vehicles}
    holders = [p for p in instance.people if all(any(c.kind == kind for c in p.credentials) for kind in kinds)]
    found: dict[str, Person] = {}
    for person in (*holders, *instance.people):
        if person.base in depots or (not depots and person in holders):
            found.setdefault(person.base, person)
    return list(found.values())


def _distinct(vehicles: Sequence[Vehicle]) -> list[Vehicle]:
    """One vehicle of each sort at each depot."""
    found: dict[tuple[object, ...], Vehicle] = {}
    for vehicle in vehicles:
        found.setdefault((vehicle.depot, vehicle.layouts, vehicle.features, vehicle.licence), vehicle)
    return list(found.values())


Make = Callable[[int], tuple[Edit, ...]]


def _person_hours(person: str, weekday: int, side: Side) -> Make:
    return lambda n: (PersonHours(person=person, weekday=weekday, side=side, minutes=n),)


def _contract(person: str) -> Make:
    return lambda n: (MoreContract(person=person, minutes=n),)


def _vehicle_hours(vehicle: str, weekday: int, side: Side) -> Make:
    return lambda n: (VehicleHours(vehicle=vehicle, weekday=weekday, side=side, minutes=n),)


def _people(kinds: tuple[str, ...], like: str, weekday: int) -> Make:
    return lambda n: (MorePeople(qualifications=kinds, like=like, weekday=weekday, count=n),)


def _vehicles(like: str, weekday: int) -> Make:
    return lambda n: (MoreVehicles(like=like, weekday=weekday, count=n),)


def _both(kinds: tuple[str, ...], like: str, vehicle: str, weekday: int) -> Make:
    return lambda n: (
        MorePeople(qualifications=kinds, like=like, weekday=weekday, count=n),
        MoreVehicles(like=vehicle, weekday=weekday, count=n),
    )


def _without(pin: Pin) -> Make:
    return lambda _: (WithoutPin(pin=pin),)
