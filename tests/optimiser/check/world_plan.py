"""A plan of the world without a breach: every figure in it was computed by hand."""

from datetime import date
from typing import Literal

from models.plan import CrewMember, Duty, Plan, PlannedRide, PlannedSession, Reason, TierValue, Tour, Unserved
from models.text import message
from tests.optimiser.check.script import at, duty, ride, stops
from tests.optimiser.check.world import MONDAY, SECOND_FRIDAY, SECOND_TUESDAY, THURSDAY, TUESDAY, WEDNESDAY

WORKSHOP, SECOND_WORKSHOP = "workshop-amont.1@2027-W02", "workshop-amont.1@2027-W03"
CRECHE, DESK, ADDED_DESK = "creche-aval.1@2027-W02", "desk-aval.1@2027-W02", "desk-aval.x@2027-01-22"
LEARNER, SECOND_LEARNER = f"learner@{WORKSHOP}", f"learner@{SECOND_WORKSHOP}"
CHAIR, SHOPPERS, VISITOR = "wheelchair@2027-01-12", "shoppers@2027-01-12", "visitor@2027-01-14"


def _released_tour() -> Tour:
    text = f"""
        07:55 08:05 depot      ines 1/0/0 0  | load_kit 07:55 08:05 laptops-1 | crew_on 08:05 08:05 paul
        08:25 08:45 amont-hall paul 0/0/0 20 | crew_off 08:25 08:25 paul | unload_kit 08:30 08:40 laptops-1
        08:47 08:48 amont-stop paul 1/0/0 2  | board 08:47 08:48 {LEARNER} outbound
        08:50 08:51 amont-hall paul 0/0/0 2  | alight 08:50 08:51 {LEARNER} outbound
        08:56 09:00 farm       paul 1/1/0 5  | board 08:56 09:00 {CHAIR} outbound
        09:03 09:04 amont-stop paul 3/1/1 3  | board 09:03 09:04 {SHOPPERS} outbound
        09:24 10:29 market     paul 3/1/1 20 | alight 09:24 09:25 {SHOPPERS} outbound | \
            alight 09:25 09:29 {CHAIR} outbound | board 10:24 10:25 {SHOPPERS} return | board 10:25 10:29 {CHAIR} return
        10:49 10:50 amont-stop paul 1/1/0 20 | alight 10:49 10:50 {SHOPPERS} return
        10:53 10:57 farm       paul 0/0/0 3  | alight 10:53 10:57 {CHAIR} return
        11:02 11:31 amont-hall paul 2/0/0 5  | load_kit 11:20 11:30 laptops-1 | crew_on 11:30 11:30 ines | \
            board 11:30 11:31 {LEARNER} return
        11:33 11:34 amont-stop paul 1/0/0 2  | alight 11:33 11:34 {LEARNER} return
        11:56 12:00 depot      -    0/0/0 22 | crew_off 11:56 11:56 ines | unload_kit 11:56 12:00 laptops-1
    """
    return Tour(
        id="minibus-12",
        vehicle="minibus",
        date=TUESDAY,
        layout="5+1",
        stops=stops(TUESDAY, text),
        metres=104_000,
        cost_cents=2000 + 3120 + 462,  # the day, 104 km at 30, 231 min at 120 an hour
        co2_g=20_800,
    )


def _kept_tour() -> Tour:
    text = """
        07:55 08:05 depot      ines 0/0/0 0  | load_kit 07:55 08:05 laptops-1
        08:25 11:30 amont-hall ines 0/0/0 20 | unload_kit 08:30 08:40 laptops-1 | load_kit 11:20 11:30 laptops-1
        11:50 12:00 depot      -    0/0/0 20 | unload_kit 11:50 12:00 laptops-1
    """
    return Tour(
        id="minibus-19",
        vehicle="minibus",
        date=SECOND_TUESDAY,
        layout="8",
        stops=stops(SECOND_TUESDAY, text),
        metres=40_000,
        cost_cents=2000 + 1200 + 450,  # the day, 40 km at 30, 225 min at 120 an hour
        co2_g=8000,
    )


def _creche_tour() -> Tour:
    text = """
        07:45 07:45 depot     lea 1/0/0 0  | crew_on 07:45 07:45 max
        08:25 15:35 aval-hall lea 1/0/0 40 | crew_off 08:25 08:25 max | crew_on 15:35 15:35 max
        16:15 16:45 depot     -   0/0/0 40 | crew_off 16:15 16:15 max | charge 16:15 16:45
    """
    return Tour(
        id="electric-13",
        vehicle="electric",
        date=WEDNESDAY,
        layout="4",
        stops=stops(WEDNESDAY, text),
        metres=80_000,
        cost_cents=3000 + 800,
        co2_g=0,
    )


def _workshop(id_: str, day: date, *, released: bool) -> PlannedSession:
    return PlannedSession(
        id=id_,
        demand="workshop-amont",
        venue="amont-hall",
        set_up_start=at(day, "08:30"),
        start=at(day, "09:00"),
        end=at(day, "11:00"),
        tear_down_end=at(day, "11:30"),
        crew=(CrewMember(person="ines", qualification="trainer"),),
        kit="laptops-1",
        vehicle="minibus",
        released=released,
        fetched_by="minibus",
    )


def _desk(id_: str, day: date) -> PlannedSession:
    return PlannedSession(
        id=id_,
        demand="desk-aval",
        venue="aval-hall",
        set_up_start=at(day, "09:45"),
        start=at(day, "10:00"),
        end=at(day, "12:00"),
        tear_down_end=at(day, "12:15"),
        crew=(CrewMember(person="nora", qualification="adviser"),),
    )


def _creche() -> PlannedSession:
    return PlannedSession(
        id=CRECHE,
        demand="creche-aval",
        venue="aval-hall",
        set_up_start=at(WEDNESDAY, "08:30"),
        start=at(WEDNESDAY, "09:00"),
        end=at(WEDNESDAY, "15:00"),
        tear_down_end=at(WEDNESDAY, "15:30"),
        crew=(CrewMember(person="lea", qualification="eje"), CrewMember(person="max", qualification="eje")),
        vehicle="electric",
        fetched_by="electric",
    )


def _rides() -> tuple[PlannedRide, ...]:
    day, tour = TUESDAY, "minibus-12"
    return (
        ride(LEARNER, "outbound", day, "amont-stop 08:47 08:48 amont-hall 08:50 08:51", tour),
        ride(LEARNER, "return", day, "amont-hall 11:30 11:31 amont-stop 11:33 11:34", tour),
        ride(CHAIR, "outbound", day, "farm 08:56 09:00 market 09:25 09:29", tour),
        ride(CHAIR, "return", day, "market 10:25 10:29 farm 10:53 10:57", tour),
        ride(SHOPPERS, "outbound", day, "amont-stop 09:03 09:04 market 09:24 09:25", tour),
        ride(SHOPPERS, "return", day, "market 10:24 10:25 amont-stop 10:49 10:50", tour),
        ride(VISITOR, "outbound", THURSDAY, "amont-stop 10:00 10:01 market 10:21 10:22", None, taxi_cents=500 + 3000),
    )


def _desk_duty(day: date, session: str) -> Duty:
    text = f"""
        09:00 09:40 own_car aval-hall
        09:40 09:45 wait aval-hall
        09:45 10:00 set_up aval-hall {session}
        10:00 12:00 session aval-hall {session}
        12:00 12:15 tear_down aval-hall {session}
        12:15 12:55 own_car depot
    """
    # 235 min at 2500 an hour, 80 km at 32
    return duty("nora", day, 235, 9792 + 2560, text, own_car_m=80_000)


def _creche_duty(person: str, aboard: str, cost_cents: int) -> Duty:
    text = f"""
        07:45 08:25 {aboard} aval-hall electric-13
        08:25 08:30 wait aval-hall
        08:30 09:00 set_up aval-hall {CRECHE}
        09:00 12:00 session aval-hall {CRECHE}
        12:00 12:45 meal aval-hall
        12:45 13:00 break aval-hall
        13:00 15:00 session aval-hall {CRECHE}
        15:00 15:30 tear_down aval-hall {CRECHE}
        15:30 15:35 wait aval-hall
        15:35 16:15 {aboard} depot electric-13
    """
    return duty(person, WEDNESDAY, 465, cost_cents, text)


def _ines_duties() -> tuple[Duty, Duty]:
    first = f"""
        07:55 08:05 load depot minibus-12
        08:05 08:25 drive amont-hall minibus-12
        08:25 08:30 wait amont-hall
        08:30 09:00 set_up amont-hall {WORKSHOP}
        09:00 11:00 session amont-hall {WORKSHOP}
        11:00 11:30 tear_down amont-hall {WORKSHOP}
        11:30 11:31 wait amont-hall
        11:31 11:56 ride depot minibus-12
        11:56 12:45 meal depot
        12:45 13:00 wait depot
        13:00 14:30 fixed depot meeting
    """
    second = f"""
        07:55 08:05 load depot minibus-19
        08:05 08:25 drive amont-hall minibus-19
        08:25 08:30 wait amont-hall
        08:30 09:00 set_up amont-hall {SECOND_WORKSHOP}
        09:00 11:00 session amont-hall {SECOND_WORKSHOP}
        11:00 11:30 tear_down amont-hall {SECOND_WORKSHOP}
        11:30 11:50 drive depot minibus-19
        11:50 12:00 load depot minibus-19
    """
    # 346 and 245 min at 2400 an hour
    return duty("ines", TUESDAY, 346, 13_840, first), duty("ines", SECOND_TUESDAY, 245, 9800, second)


def _paul_duty() -> Duty:
    text = """
        07:55 08:05 wait depot
        08:05 08:25 ride amont-hall minibus-12
        08:25 08:45 wait amont-hall
        08:45 08:47 drive amont-stop minibus-12
        08:47 08:48 board amont-stop minibus-12
        08:48 08:50 drive amont-hall minibus-12
        08:50 08:51 board amont-hall minibus-12
        08:51 08:56 drive farm minibus-12
        08:56 09:00 board farm minibus-12
        09:00 09:03 drive amont-stop minibus-12
        09:03 09:04 board amont-stop minibus-12
        09:04 09:24 drive market minibus-12
        09:24 09:29 board market minibus-12
        09:29 09:49 break market
        09:49 10:24 wait market
        10:24 10:29 board market minibus-12
        10:29 10:49 drive amont-stop minibus-12
        10:49 10:50 board amont-stop minibus-12
        10:50 10:53 drive farm minibus-12
        10:53 10:57 board farm minibus-12
        10:57 11:02 drive amont-hall minibus-12
        11:02 11:30 wait amont-hall
        11:30 11:31 board amont-hall minibus-12
        11:31 11:33 drive amont-stop minibus-12
        11:33 11:34 board amont-stop minibus-12
        11:34 11:56 drive depot minibus-12
        11:56 12:00 load depot minibus-12
    """
    # 245 min at 2000 an hour
    return duty("paul", TUESDAY, 245, 8167, text)


def _tiers() -> tuple[TierValue, ...]:
    unit = message("min")
    return (
        # rides of Amont: 7 asked, 1 left, 2 short before: 4 quarter units, 7 to a quarter, from the 8th: 4 × 2
        # toy library: 10 asked and left: 10 × (1 + 2 + 3 + 4)
        TierValue(tier="need", value=8 + 100, unit=unit, lower_bound=100),
        TierValue(tier="change", value=0, unit=unit),
        # tours, duties, overtime (45 min at a quarter of 1800 an hour), taxi, 28.8 kg of CO₂ at 10
        TierValue(tier="cost", value=13_032 + 86_736 + 338 + 3500 + 288, unit=unit),
        # first week, 826 of 4200 min; second week, 480 of 4200; crèche, 930 of 2520; evenings and long days
        TierValue(tier="fairness", value=(39 + 67 + 29) + (120 + 5 + 115) + (310 + 310) + 2 * (15 + 5), unit=unit),
        # wheelchair out and back, shoppers back; two workshops 30 min from the preferred start
        TierValue(tier="comfort", value=2 * 2 + 2 * 1 + 2 * 4 + 2 * 30, unit=unit),
    )


def _left(item: str, kind: Literal["session", "ride"], commune: str, service: str, weight: int, code: str) -> Unserved:
    reason = Reason(kind="impossible", codes=(code,), text=message("min"))
    return Unserved(item=item, kind=kind, commune=commune, service=service, weight=weight, reasons=(reason,))


def build_plan() -> Plan:
    """The plan of the world."""
    return Plan(
        instance="road",
        digest="0" * 64,
        monday=MONDAY,
        weeks=2,
        made_at=at(date(2027, 1, 8), "12:00"),
        tours=(_released_tour(), _creche_tour(), _kept_tour()),
        sessions=(
            _workshop(WORKSHOP, TUESDAY, released=True),
            _creche(),
            _desk(DESK, THURSDAY),
            _workshop(SECOND_WORKSHOP, SECOND_TUESDAY, released=False),
            _desk(ADDED_DESK, SECOND_FRIDAY),
        ),
        rides=_rides(),
        duties=(
            *_ines_duties(),
            _paul_duty(),
            _creche_duty("lea", "drive", 16_275),
            _creche_duty("max", "ride", 13_950),
            _desk_duty(THURSDAY, DESK),
            _desk_duty(SECOND_FRIDAY, ADDED_DESK),
        ),
        unserved=(
            _left("toys-aval.1@2027-W02", "session", "aval", "toys", 10, "S10"),
            _left(SECOND_LEARNER, "ride", "amont", "tad", 1, "R8"),
        ),
        overtime_cents=338,
        tiers=_tiers(),
    )
