"""Vehicles, kits and people of a random territory."""

from datetime import date, datetime, timedelta

from instances.fill import bundled_work_rules
from models.base import Period, at
from models.fleet import Kit, Layout, Vehicle
from models.people import PASSENGER_ATTESTATION, Contract, Credential, FixedActivity, Person, WorkHistory
from models.profiles import Figure, WorkRules
from tests.optimiser.strategies.dice import Dice
from tests.optimiser.strategies.places import Map

QUALIFICATIONS = ("educateur-jeunes-enfants", "cap-aepe", "mediation-numerique", "animation")
VEHICLE_FEATURES = ("ramp", "shelves")
KIT_KINDS = ("laptops", "toys")


def work_rules(dice: Dice) -> tuple[WorkRules, ...]:
    """The bundled profiles, and one of an employer who counts time in another way."""
    base = bundled_work_rules()[0]
    other = base.model_copy(
        update={
            "profile": "own-agreement",
            "waiting_is_work": dice.chance(50),
            "riding_is_work": dice.chance(50),
            "own_car_is_work": dice.chance(50),
            "driving_is_work": dice.chance(80),
            "set_up_is_work": dice.chance(80),
            "break_is_work": dice.chance(50),
            "meal_is_work": dice.chance(30),
            "meal_min": Figure(value=dice.pick((0, 30, 60))),
            "break_before_work_min": Figure(value=dice.pick((240, 270, 360))),
            "break_min": Figure(value=dice.pick((15, 30, 45))),
            "day_amplitude_min": Figure(value=dice.pick((540, 660, 780))),
            "evening_from": dice.pick((960, 1140)),
        }
    )
    return (*bundled_work_rules(), other)


def vehicle(dice: Dice, id_: str, land: Map, weeks: int) -> Vehicle:
    """A van, a minibus with a ramp, or an electric car."""
    electric = dice.chance(30)
    layouts = [Layout(id="seats", seats=dice.pick((2, 3, 4, 8)))]
    if dice.chance(40):
        layouts.append(Layout(id="ramp", seats=dice.pick((2, 4)), wheelchairs=dice.pick((1, 2))))
    return Vehicle(
        id=id_,
        name=id_,
        depot=dice.pick(land.depots).id,
        layouts=tuple(layouts),
        child_seats=dice.pick((0, 1, 2)),
        features=VEHICLE_FEATURES if dice.chance(60) else dice.some(VEHICLE_FEATURES),
        kit_volume_l=dice.pick((0, 100, 400, 400)),
        licence=dice.pick(("permis-b", "permis-b", "permis-b", "permis-b", "permis-d")),
        profile=dice.pick(("van", "van", "car")),
        availability=land.windows(360, 1320) if dice.chance(30) else (),
        unavailable=_spells(dice, land, weeks, 15),
        energy="electric" if electric else "diesel",
        range_m=dice.pick((40_000, 90_000, 250_000)) if electric else None,
        cost_day_cents=dice.pick((0, 2000)),
        cost_km_cents=dice.pick((0, 15, 30)),
        cost_hour_cents=dice.pick((0, 0, 150)),
        co2_g_per_km=0 if electric else 190,
    )


def kit(dice: Dice, id_: str, land: Map, weeks: int) -> Kit:
    """Equipment at a depot, at whichever, or at a venue."""
    homes = [*land.depots, *land.depots, *land.depots, *land.venues]
    return Kit(
        id=id_,
        name=id_,
        kind=dice.pick(KIT_KINDS),
        home=dice.pick(homes).id,
        volume_l=dice.pick((0, 60, 60, 150)),
        unavailable=_spells(dice, land, weeks, 15),
    )


def person(dice: Dice, id_: str, land: Map, weeks: int) -> Person:
    """Somebody who drives, cares, teaches, or several of these; each holds one credential at least."""
    kinds = [kind for kind in QUALIFICATIONS if dice.chance(60)]
    kinds += ["permis-b"] if dice.chance(80) or not kinds else []
    kinds += ["permis-d"] if dice.chance(25) else []
    kinds += [PASSENGER_ATTESTATION] if dice.chance(60) else []
    own_car = dice.chance(35)
    elsewhere = own_car and dice.chance(50)
    base = dice.pick(land.addresses).id if elsewhere else dice.pick(land.depots).id
    return Person(
        id=id_,
        name=id_,
        base=base,
        credentials=tuple(_credential(dice, kind, land.monday) for kind in kinds),
        contract=Contract(
            week_min=dice.pick((420, 1050, 2100, 2100)),
            tolerance_min=dice.pick((0, 60, 240)),
            cost_hour_cents=dice.pick((0, 1800, 2450)),
            overtime_percent=dice.pick((100, 125)),
        ),
        work_rules=dice.pick(("fr-public", "fr-public", "fr-private", "own-agreement")),
        availability=land.windows(360, 1320) if dice.chance(25) else (),
        absences=_spells(dice, land, weeks, 20),
        own_car=own_car,
        activities=_activities(dice, id_, land, weeks, base),
        history=_history(dice, land.monday),
        employer=dice.pick(("", "mairie")),
    )


def _credential(dice: Dice, kind: str, monday: date) -> Credential:
    if dice.chance(88):
        return Credential(kind=kind)
    turn = monday + timedelta(days=dice.between(0, 8))
    return Credential(kind=kind, last=turn) if dice.chance(60) else Credential(kind=kind, first=turn)


def _activities(dice: Dice, id_: str, land: Map, weeks: int, base: str) -> tuple[FixedActivity, ...]:
    """A meeting, mostly at the person's base: some nobody can get to in time are left for the plan to bear."""
    if not dice.chance(20):
        return ()
    day, start = land.day(weeks), dice.between(480, 960, 30)
    place = base if dice.chance(75) else dice.pick(land.depots).id
    return (
        FixedActivity(
            id=f"meeting-{id_}",
            name="Réunion",
            place=place,
            start=at(day, start),
            end=at(day, start + dice.pick((30, 60, 120))),
        ),
    )


def _history(dice: Dice, monday: date) -> WorkHistory:
    if not dice.chance(25):
        return WorkHistory()
    weeks = tuple(dice.pick((0, 2100, 2640, 2880)) for _ in range(dice.pick((1, 4, 11, 12))))
    end = at(monday - timedelta(days=1), dice.pick((1080, 1380))) if dice.chance(50) else None
    return WorkHistory(week_work_min=weeks, last_duty_end=end)


def _spells(dice: Dice, land: Map, weeks: int, percent: int) -> tuple[Period, ...]:
    if not dice.chance(percent):
        return ()
    start: datetime = at(land.day(weeks), dice.pick((0, 480, 720, 900)))
    return (Period(start=start, end=start + timedelta(minutes=dice.pick((120, 600, 1440, 4320)))),)
