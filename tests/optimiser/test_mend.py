from datetime import date, datetime

from models.horizon import Horizon
from models.text import message
from optimiser.check import Breach
from optimiser.draft import Draft, HeldSession, Outing, RideCall, Shift, ShiftStop, TaxiRide, Visit
from optimiser.mend import thinnings

MONDAY = date(2027, 1, 11)
HORIZON = Horizon(MONDAY, 1)
TUESDAY = date(2027, 1, 12)


def shift(day: date, item: str) -> Shift:
    base = HORIZON.day_start(day)
    calls = (RideCall("board", item, "outbound", base + 600, base + 601),)
    stops = (ShiftStop("depot", base + 590, base + 590), ShiftStop("stop", base + 600, base + 601, calls))
    return Shift(day, "minibus", "paul", "8", stops)


def held(day: date, id_: str) -> tuple[HeldSession, Outing]:
    base = HORIZON.day_start(day)
    visit = Visit(id_, "hall", base + 500, base + 520, base + 600, base + 620)
    outing = Outing(day, "van", ("ines",), (visit,), "depot", base + 480, base + 640, 10_000)
    return HeldSession(visit, (("ines", "trainer"),), None), outing


DRAFT = Draft(
    sessions=(held(MONDAY, "a.1@2027-W02")[0], held(TUESDAY, "b.1@2027-W02")[0]),
    outings=(held(MONDAY, "a.1@2027-W02")[1], held(TUESDAY, "b.1@2027-W02")[1]),
    shifts=(shift(MONDAY, "r1@2027-01-11"), shift(TUESDAY, "r2@2027-01-12")),
    taxis=(TaxiRide("r3@2027-01-12", "outbound", "x", "y", HORIZON.day_start(TUESDAY) + 700, 2200, 900),),
)
BREACH = Breach(clause="P3.day", who="paul", when=datetime(2027, 1, 12, 8, 0), message=message(""))


def test_the_first_step_takes_out_the_rides_of_the_day_in_breach_alone() -> None:
    thinned = next(thinnings(DRAFT, HORIZON)).apply([BREACH])
    assert [s.day for s in thinned.draft.shifts] == [MONDAY]
    assert thinned.draft.taxis == ()
    assert thinned.draft.sessions == DRAFT.sessions
    assert set(thinned.dropped) == {"r2@2027-01-12", "r3@2027-01-12"}
    assert {reason.codes for found in thinned.dropped.values() for reason in found} == {("P3",)}


def test_later_steps_take_out_all_rides_then_the_sessions_of_the_day_then_all() -> None:
    steps = [thinning.apply([BREACH]).draft for thinning in thinnings(DRAFT, HORIZON)]
    assert [len(step.shifts) for step in steps] == [1, 0, 0, 0]
    assert [[s.visit.occurrence for s in step.sessions] for step in steps[1:]] == [
        ["a.1@2027-W02", "b.1@2027-W02"],
        ["a.1@2027-W02"],
        [],
    ]
    assert [len(step.outings) for step in steps] == [2, 2, 1, 0]


def test_a_breach_without_a_time_concerns_every_day() -> None:
    timeless = BREACH.model_copy(update={"when": None})
    assert next(thinnings(DRAFT, HORIZON)).apply([timeless]).draft.shifts == ()
