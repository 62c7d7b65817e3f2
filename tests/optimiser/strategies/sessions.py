"""Itinerant services of every kind, and what the communes ask of them."""

from datetime import date, timedelta
from typing import Literal

from models.base import DateRange, WeeklyWindow, Window
from models.services import Attendance, Childcare, CrewNeed, DateException, Pattern, Service, SessionDemand
from tests.optimiser.strategies.dice import Dice
from tests.optimiser.strategies.places import WORKDAYS, Map


def services(dice: Dice, land: Map) -> tuple[Service, ...]:
    """A crèche, a workshop with a kit, a desk and a show, or some of them."""
    makers = (_creche, _workshop, _desk, _show)
    return tuple(make(dice, land) for make in dice.some(makers, 1))


def _starts(dice: Dice) -> tuple[WeeklyWindow, ...]:
    if dice.chance(25):
        return ()
    found = []
    days = dice.pick((WORKDAYS, WORKDAYS, (2, 3, 4), (3, 6)))
    for low in dice.some((480, 540, 840), 1, 2):
        found.append(WeeklyWindow(start=low, end=low + dice.pick((0, 60, 120)), weekdays=days))
    if dice.chance(10):
        found.append(WeeklyWindow(start=600, end=660, weekdays=WORKDAYS, season="winter"))
    return tuple(found)


def _creche(dice: Dice, _: Map) -> Service:
    long = dice.chance(60)
    return Service(
        id="creche",
        name="Crèche itinérante",
        kind="creche",
        set_up_min=dice.pick((30, 45)),
        duration_min=dice.pick((390, 420)) if long else 180,
        tear_down_min=30,
        crew=(
            CrewNeed(qualification="educateur-jeunes-enfants", count=1),
            *((CrewNeed(qualification="cap-aepe", count=1),) if dice.chance(70) else ()),
        ),
        childcare=Childcare(ratio=dice.pick(("by_age", "mixed"))),
        venue_features=("garden",) if dice.chance(40) else (),
        needs_authorisation=dice.chance(60),
        kit_kind="toys" if dice.chance(30) else None,
        vehicle_use=dice.pick(("keeps", "may_release", "none")),
        start_windows=(WeeklyWindow(start=510, end=dice.pick((510, 570)), weekdays=WORKDAYS),),
        closed_interval=Window(start=720, end=dice.pick((765, 780, 810))) if dice.chance(60) else None,
        school_holidays=dice.pick(("open", "closed")),
        priority=dice.pick((1, 3)),
    )


def _workshop(dice: Dice, _: Map) -> Service:
    use: Literal["keeps", "may_release", "none"] = dice.pick(("keeps", "may_release", "may_release", "none"))
    return Service(
        id="workshop",
        name="Atelier numérique",
        kind="workshop",
        set_up_min=dice.pick((0, 15, 30)),
        duration_min=dice.pick((90, 120, 180)),
        tear_down_min=dice.pick((0, 15, 30)),
        crew=(CrewNeed(qualification="mediation-numerique", count=dice.pick((1, 1, 2))),),
        venue_features=("internet",) if dice.chance(30) else (),
        kit_kind="laptops" if dice.chance(75) else None,
        vehicle_use=use,
        vehicle_features=("shelves",) if use != "none" and dice.chance(30) else (),
        start_windows=_starts(dice),
        grid_min=dice.pick((15, 30, 60)),
        min_attendance=dice.pick((0, 0, 4)),
    )


def _desk(dice: Dice, land: Map) -> Service:
    return Service(
        id="desk",
        name="Permanence",
        kind="desk",
        set_up_min=dice.pick((0, 10)),
        duration_min=dice.pick((60, 120, 180)),
        tear_down_min=dice.pick((0, 10)),
        crew=(CrewNeed(qualification=dice.pick(("mediation-numerique", "animation")), count=1),),
        start_windows=_starts(dice),
        grid_min=dice.pick((5, 30)),
        closures=(DateRange(first=land.day(), last=land.monday + timedelta(days=6)),) if dice.chance(10) else (),
    )


def _show(dice: Dice, _: Map) -> Service:
    """A session that wants nobody in particular, or a big crew."""
    crew = dice.pick(
        ((), (CrewNeed(qualification="animation", count=3),), (CrewNeed(qualification="animation", count=1),))
    )
    return Service(
        id="show",
        name="Ludothèque",
        kind="show",
        set_up_min=dice.pick((0, 60)),
        duration_min=dice.pick((45, 240, 330)),
        tear_down_min=dice.pick((0, 45)),
        crew=crew,
        kit_kind="toys" if dice.chance(50) else None,
        vehicle_use=dice.pick(("none", "keeps", "may_release")),
        start_windows=_starts(dice),
        closed_interval=Window(start=690, end=750) if dice.chance(20) else None,
        school_holidays=dice.pick(("open", "open", "open", "only")),
    )


def demand(dice: Dice, id_: str, land: Map, service: Service, weeks: int) -> SessionDemand:
    """What a commune asks: weekly, every two or four weeks, or on a date of the month, with exceptions."""
    commune = dice.pick(land.communes).id
    here = [venue.id for venue in land.venues if venue.commune == commune]
    venues = dice.some(here, 1) if dice.chance(80) else (dice.pick(land.venues).id,)
    pattern, weekdays = _pattern(dice, weeks)
    small = dice.chance(30)
    attendance = (
        Attendance(crawlers=dice.between(0, 2 if small else 5), walkers=dice.between(1, 2 if small else 9))
        if service.childcare
        else Attendance(others=dice.between(1, 12))
    )
    return SessionDemand(
        id=id_,
        service=service.id,
        commune=commune,
        venues=venues,
        pattern=pattern,
        weekdays=weekdays,
        start_windows=(WeeklyWindow(start=540, end=dice.pick((600, 660)), weekdays=weekdays),)
        if dice.chance(15)
        else (),
        attendance=attendance,
        priority=dice.pick((None, None, 1, 5)),
        spacing_days=dice.pick((0, 0, 2, 5, 8)),
        preferred_weekday=dice.pick((None, 2)),
        preferred_start=dice.pick((None, None, 570, 840)),
        validity=DateRange(first=land.day(weeks)) if dice.chance(10) else DateRange(),
        exceptions=_exceptions(dice, land, weeks),
    )


def _pattern(dice: Dice, weeks: int) -> tuple[Pattern, tuple[int, ...]]:
    weekdays = dice.pick((WORKDAYS, WORKDAYS, (2, 4), (3,), (1, 2, 3, 4, 5, 6, 7)))
    if dice.chance(12):
        return Pattern(nth=dice.pick((1, 2, 3, 4, -1))), (dice.between(1, 5),)
    possible: list[Literal[1, 2, 4]] = [1, 2, 4]
    every = dice.pick([every for every in possible if every <= weeks])
    week = dice.between(1, every) if dice.chance(25) else None
    return Pattern(sessions=dice.pick((1, 1, 1, 2)), every_weeks=every, week=week), weekdays


def _exceptions(dice: Dice, land: Map, weeks: int) -> tuple[DateException, ...]:
    found: dict[date, DateException] = {}
    for _ in range(dice.pick((0, 0, 0, 1, 2))):
        day = land.day(weeks)
        kind: Literal["cancelled", "moved", "added"] = dice.pick(("cancelled", "moved", "added"))
        start = dice.pick((None, 545, 610, 870)) if kind != "cancelled" else None
        to = land.day(weeks) if kind == "moved" else None
        found[day] = DateException(kind=kind, date=day, to=to, start=start)
    return tuple(found.values())
