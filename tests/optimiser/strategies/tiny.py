"""Instances so small that every plan of them can be tried: a few sessions, or one or two rides, on coarse grids."""

from datetime import date
from random import Random

from instances.fill import bundled_work_rules
from models.base import WeeklyWindow, Window
from models.fleet import Kit, Layout, Vehicle
from models.instance import Instance
from models.people import PASSENGER_ATTESTATION, Contract, Credential, Person
from models.profiles import Figure
from models.rides import RideRequest, RideService, Trip
from models.services import Attendance, CrewNeed, Service, SessionDemand
from models.territory import Address, Commune, Depot, Stop, Territory, Venue
from tests.optimiser.strategies.dice import Dice

MONDAY = date(2027, 1, 11)
EAST = (0.0, 0.12, 0.35)


def tiny_sessions(random: Random) -> Instance:
    """One to three sessions of one service on one or two days; three only for one person with one vehicle."""
    dice = Dice(random)
    count = dice.pick((1, 2, 2, 3))
    staff, fleet = (1, 1) if count == 3 else (dice.between(1, 2), dice.between(1, 2))
    service = Service(
        id="desk",
        name="Permanence",
        kind="desk",
        set_up_min=dice.pick((0, 30)),
        duration_min=dice.pick((60, 180, 300)),
        tear_down_min=dice.pick((0, 30)),
        crew=(CrewNeed(qualification="adviser", count=1),),
        kit_kind="laptops" if dice.chance(30) else None,
        vehicle_use=dice.pick(("none", "keeps")),
        vehicle_features=(),
        start_windows=(WeeklyWindow(start=480, end=dice.pick((480, 720, 840)), weekdays=(1, 2, 3, 4, 5)),),
        grid_min=dice.pick((120, 180)),
    )
    demands = tuple(
        SessionDemand(
            id=f"s{k}",
            service="desk",
            commune=f"c{dice.between(0, 1)}",
            venues=(f"v{dice.between(0, 1)}",),
            weekdays=dice.pick(((1,), (1,), (1, 2))),
            attendance=Attendance(others=dice.between(1, 4)),
            spacing_days=dice.pick((0, 0, 1)),
        )
        for k in range(count)
    )
    kits = (Kit(id="kit", name="Valise", kind="laptops", home="d", volume_l=50),)
    return _instance(dice, staff, fleet).model_copy(
        update={"services": (service,), "demands": demands, "kits": kits if service.kit_kind else ()}
    )


def tiny_ride(random: Random) -> Instance:
    """One ride without a return, often impossible."""
    dice = Dice(random)
    service = RideService(
        id="tad",
        name="TAD",
        hours=(WeeklyWindow(start=480, end=dice.pick((600, 1080)), weekdays=(1, 2)),) if dice.chance(40) else (),
        vehicle_features=("ramp",) if dice.chance(30) else (),
        max_ride_min=dice.pick((10, 60)),
        walking_m=dice.pick((0, 900)),
        ride_constant_min=dice.pick((0, 10)),
        boarding_min=0,
        wheelchair_boarding_min=5,
    )
    first = dice.between(420, 960, 30)
    drop = first + dice.pick((5, 60))
    ride = RideRequest(
        id="r",
        service="tad",
        origin="a",
        destination=dice.pick(("v0", "v1", "s")),
        door_to_door=dice.chance(60),
        walkers=dice.pick((1, 3)),
        wheelchairs=1 if dice.chance(30) else 0,
        date=MONDAY,
        outbound=Trip(
            pickup=Window(start=first, end=first + 30),
            dropoff=Window(start=drop, end=drop + 30) if dice.chance(60) else None,
        ),
    )
    return _instance(dice, 1, 1).model_copy(update={"ride_services": (service,), "rides": (ride,)})


def _instance(dice: Dice, staff: int, fleet: int) -> Instance:
    lon = [6 + east for east in EAST]
    rules = bundled_work_rules()[0].model_copy(update={"profile": "plain", "meal_min": Figure(value=0)})
    hours = (WeeklyWindow(start=420, end=dice.pick((780, 1080)), weekdays=(1, 2)),)
    return Instance(
        territory=Territory(id="tiny", name="Minuscule"),
        anchor=MONDAY,
        week=MONDAY,
        communes=tuple(Commune(id=f"c{k}", name=f"C{k}", lon=lon[k + 1], lat=48) for k in range(2)),
        depots=(Depot(id="d", name="Dépôt", commune="c0", lon=lon[0], lat=48),),
        venues=tuple(
            Venue(
                id=f"v{k}",
                name=f"Salle {k}",
                commune=f"c{k}",
                lon=lon[k + 1],
                lat=48,
                opening=hours if dice.chance(20) else (),
                shareable=dice.chance(50),
            )
            for k in range(2)
        ),
        stops=(Stop(id="s", name="Arrêt", commune="c0", lon=lon[1], lat=48.004, accessible=dice.chance(60)),),
        addresses=(Address(id="a", name="Maison", commune="c0", lon=lon[1], lat=48.008),),
        vehicles=tuple(
            Vehicle(
                id=f"van{k}",
                name=f"Fourgon {k}",
                depot="d",
                layouts=(Layout(id="all", seats=dice.pick((0, 1, 3)), wheelchairs=dice.between(0, 1)),),
                features=("ramp",) if dice.chance(60) else (),
                kit_volume_l=dice.pick((0, 100)),
                availability=hours if dice.chance(20) else (),
                cost_day_cents=dice.pick((0, 1000)),
                cost_km_cents=dice.pick((10, 30)),
            )
            for k in range(fleet)
        ),
        people=tuple(
            Person(
                id=f"p{k}",
                name=f"P{k}",
                base="d",
                credentials=tuple(
                    Credential(kind=kind)
                    for kind, percent in (("adviser", 75), ("permis-b", 85), (PASSENGER_ATTESTATION, 80))
                    if dice.chance(percent)
                )
                or (Credential(kind="permis-b"),),
                contract=Contract(
                    week_min=dice.pick((300, 600, 2100)), cost_hour_cents=dice.pick((1500, 2400)), overtime_percent=100
                ),
                work_rules="plain",
                availability=hours if dice.chance(20) else (),
                own_car=dice.chance(40),
            )
            for k in range(staff)
        ),
        work_rules=(rules,),
    )
