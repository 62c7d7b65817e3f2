"""The four services of every generated territory: itinerant crèche, ICT workshop, advice desk, toy library.

Durations, crews and set-up follow practice; starts lie in morning and afternoon windows.
"""

from dataclasses import dataclass

from instances.generators.words import weekly
from models.base import WeeklyWindow
from models.services import Childcare, CrewNeed, Service

CHILD, DIGITAL, ADVICE, TOYS, LICENCE = (
    "petite-enfance",
    "animation-numerique",
    "conseil",
    "ludotheque",
    "permis-b",
)
CHILD_VAN = "amenagement-petite-enfance"
CHILD_ROOM = ("dortoir", "sanitaires-enfants")

SERVICES = (
    Service(
        id="creche",
        name="Crèche itinérante",
        kind="creche",
        set_up_min=20,
        duration_min=450,
        tear_down_min=20,
        crew=(CrewNeed(qualification=CHILD, count=2),),
        childcare=Childcare(rules="fr-creche", ratio="by_age"),
        venue_features=CHILD_ROOM,
        needs_authorisation=True,
        kit_kind="creche",
        vehicle_use="keeps",
        vehicle_features=(CHILD_VAN,),
        start_windows=(weekly("08:30", "09:00"),),
        grid_min=15,
        min_attendance=3,
        priority=3,
    ),
    Service(
        id="atelier",
        name="Atelier numérique",
        kind="atelier-numerique",
        set_up_min=30,
        duration_min=150,
        tear_down_min=30,
        crew=(CrewNeed(qualification=DIGITAL, count=1),),
        venue_features=("tables",),
        kit_kind="ordinateurs",
        vehicle_use="may_release",
        start_windows=(weekly("09:00", "09:30"), weekly("13:30", "14:30")),
        grid_min=30,
        min_attendance=4,
        priority=2,
    ),
    Service(
        id="permanence",
        name="Permanence de conseil",
        kind="permanence",
        set_up_min=5,
        duration_min=120,
        tear_down_min=5,
        crew=(CrewNeed(qualification=ADVICE, count=1),),
        venue_features=("internet",),
        start_windows=(weekly("09:00", "10:00"), weekly("13:30", "15:00")),
        grid_min=15,
    ),
    Service(
        id="ludotheque",
        name="Ludothèque itinérante",
        kind="ludotheque",
        set_up_min=20,
        duration_min=120,
        tear_down_min=20,
        crew=(CrewNeed(qualification=TOYS, count=1), CrewNeed(qualification=CHILD, count=1)),
        kit_kind="jeux",
        vehicle_use="keeps",
        start_windows=(weekly("09:30", "10:00"), weekly("14:00", "15:30")),
        grid_min=30,
    ),
)


@dataclass(frozen=True)
class Habit:
    """How a service is asked for: its share of the sessions, the weekdays it can fall on and how many are offered.

    ``crews`` are the people of each qualification it takes, meals relieved; ``hours`` what each of them works for one,
    travel included: what the number of people by qualification is drawn from.
    """

    share: float
    weekdays: tuple[int, ...]
    offered: tuple[int, ...]
    crews: tuple[tuple[str, int], ...]
    hours: float


HABITS = {
    "creche": Habit(0.20, (1, 2, 4, 5), (2, 3, 4), ((CHILD, 3),), 8.3),
    "atelier": Habit(0.28, (1, 2, 3, 4, 5), (2, 3), ((DIGITAL, 1),), 4.6),
    "permanence": Habit(0.34, (1, 2, 3, 4, 5), (2, 3, 4), ((ADVICE, 1),), 3.3),
    "ludotheque": Habit(0.18, (2, 3, 4, 5), (2, 3), ((TOYS, 1), (CHILD, 1)), 3.7),
}

MORNING: tuple[WeeklyWindow, ...] = (weekly("08:30", "10:00"),)
AFTERNOON: tuple[WeeklyWindow, ...] = (weekly("13:30", "15:30"),)
