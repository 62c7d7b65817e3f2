"""The rule book's clauses: one short statement per testable clause, under the code planners see.

A clause id is ``<code>.<word>``; the code alone is what a breach, a reason and a page show. ``docs/rules.md`` is made
from this table and from the marks that constraints, checks and tests carry.
"""

from models.base import Frozen
from models.text import N_, Language, translate


class Clause(Frozen):
    """One testable clause of a rule."""

    id: str
    statement: str

    @property
    def code(self) -> str:
        """The rule's code: ``T1`` of ``T1.travel``."""
        return self.id.split(".")[0]

    def text(self, language: Language = "fr") -> str:
        """The statement in a language."""
        return translate(self.statement, language)


_STATEMENTS: dict[str, str] = {
    "T1.overlap": N_("a vehicle is in one tour at a time, and a tour's stops follow each other in time"),
    "T1.travel": N_("between two stops lies at least the travel time of the vehicle's speed profile"),
    "T2.depot": N_("a tour starts and ends at the vehicle's depot"),
    "T2.availability": N_("a tour lies inside the vehicle's availability of its date"),
    "T3.layout": N_("one layout of the vehicle serves from depot to depot"),
    "T3.seats": N_("seats taken by passengers and crew, the driver aside, never exceed the layout's"),
    "T3.wheelchairs": N_("wheelchairs aboard never exceed the layout's places"),
    "T3.child_seats": N_("child seats in use never exceed those the vehicle carries"),
    "T4.features": N_("the features a session or a ride service asks for are the vehicle's"),
    "T4.kit_volume": N_("the kits aboard fit the vehicle's volume"),
    "T5.driver": N_("whenever a vehicle moves, one driver is aboard and does nothing else"),
    "T5.handover": N_("drivers change only where both people are"),
    "T6.range": N_("an electric vehicle's kilometres between charges stay inside its range, full each morning"),
    "T6.charger": N_("a vehicle charges only where a charger is declared"),
    "S1.count": N_("each session asked is held once or left unserved once, and no other is held"),
    "S1.weekday": N_("a session is held on an allowed day of an allowed week"),
    "S1.start": N_("a session starts inside a start window, on the start grid"),
    "S1.duration": N_("set-up, session and tear-down last what the service says"),
    "S2.opening": N_("set-up, session and tear-down lie inside the venue's opening"),
    "S2.sharing": N_("one session per venue at a time, unless the venue can be shared"),
    "S3.venue": N_("a session is held in one of the venues its demand names"),
    "S3.features": N_("the venue has what the service needs"),
    "S3.authorisation": N_("the venue's authorisation is valid that day"),
    "S3.places": N_("the authorisation has enough places"),
    "S4.heads": N_("the crew has so many people of each qualification"),
    "S4.presence": N_("the crew is present from set-up to tear-down, meals relieved or in the closed interval"),
    "S5.ratio": N_("adults reach the childcare ratio on expected attendance"),
    "S5.alone": N_(
        "never fewer than two adults, unless the profile lets one diploma holder be alone with few children"
    ),
    "S6.present": N_("a kit of the kind asked for is on site for the whole session"),
    "S6.continuity": N_("a kit is loaded where it was last unloaded, and is in one place at a time"),
    "S6.overnight": N_("a kit spends the night at its home or at a venue that stores kits"),
    "S6.home": N_("a kit is home when the cycle ends"),
    "S7.weekday": N_("the sessions of a series fall on the same weekday, in the weeks of one phase"),
    "S7.start": N_("the sessions of a series start at the same time"),
    "S7.spacing": N_("two sessions of one village are so many days apart"),
    "S8.holiday": N_("nothing is held on public holidays"),
    "S8.service": N_("nothing is held when the service is closed"),
    "S8.venue": N_("nothing is held when the venue is closed"),
    "S8.exception": N_("a date cancelled, moved or added by hand is obeyed"),
    "S9.kept": N_("a session that keeps its vehicle has a suitable one on site from set-up to tear-down"),
    "S9.back": N_(
        "a session that releases its vehicle has a suitable one for unloading and one back before tear-down ends"
    ),
    "S10.attendance": N_("a session below its minimum expected attendance is not held"),
    "R1.order": N_("pick-up comes before drop-off, in one vehicle"),
    "R1.once": N_("each ride asked is served once or left unserved once"),
    "R2.pickup": N_("boarding starts inside the pick-up window, on the day asked"),
    "R2.dropoff": N_("alighting starts inside the drop-off window"),
    "R3.ride_time": N_("ride time stays inside the limit"),
    "R4.boarding": N_("boarding and alighting take their time, more with a wheelchair"),
    "R5.party": N_("a party travels together"),
    "R5.return": N_("an outbound and its return are both served or neither"),
    "R6.stop": N_("pick-up and drop-off are stops within walking distance, or the door for those entitled to it"),
    "R6.accessible": N_("a wheelchair boards and alights only at accessible places"),
    "R7.before": N_("a ride to a session arrives the margin before its start"),
    "R7.after": N_("a ride from a session leaves after its end"),
    "R8.zone": N_("a ride is a movement the zones allow"),
    "R8.hours": N_("a ride lies inside the service's hours and days"),
    "R8.deadline": N_("a ride was booked before the deadline"),
    "R9.promise": N_("a promised pick-up moves by no more than the tolerance"),
    "P1.place": N_("a person is in one place at a time, with travel"),
    "P1.base": N_("a duty starts and ends at the person's base"),
    "P1.own_car": N_("an own car is used only where allowed"),
    "P1.aboard": N_("a person who drives or rides is aboard that tour at that time"),
    "P1.fixed": N_("a person's fixed activities stand in the duty"),
    "P2.availability": N_("a duty lies inside the person's availability"),
    "P2.absence": N_("an absent person has no duty"),
    "P3.day": N_("a day's work stays inside the limit"),
    "P4.amplitude": N_("a duty's amplitude stays inside the limit"),
    "P5.week": N_("a week's work stays inside the legal limit"),
    "P5.average": N_("the average over twelve weeks, history included, stays inside the limit"),
    "P5.contract": N_("a week's work stays inside contract hours plus the tolerance"),
    "P6.break": N_("a break comes before six hours of work"),
    "P6.meal": N_("a duty that spans the meal hours has a meal break within them"),
    "P7.daily_rest": N_("two duties lie a daily rest apart"),
    "P8.weekly_rest": N_("each week has its weekly rest"),
    "P9.licence": N_("a driver holds the vehicle's licence, valid that day"),
    "P9.attestation": N_("a driver who carries passengers holds the attestation, valid that day"),
    "P9.qualification": N_("a crew member holds the qualification they count for, valid that day"),
    "P10.work": N_("what counts as work is what the profile says"),
    "L1.pin": N_("what the planner pinned stays"),
    "L2.frozen": N_("what lies before the freeze line does not move"),
    "L2.promised": N_("what was promised is still served"),
    "L3.reserve": N_("the stated reserve of vehicle time stays free"),
    "A1.times": N_("the times of tours, sessions, rides and duties agree with each other"),
    "A2.loads": N_("stated loads are what the actions add up to"),
    "A3.metres": N_("stated distances are the travel provider's"),
    "A4.costs": N_("stated costs are what the instance's prices give"),
    "A5.tiers": N_("stated tier values are those recomputed, and no bound passes its value"),
    "A6.unserved": N_("each unserved item states its true weight and at least one reason naming rules"),
}

CLAUSES: dict[str, Clause] = {id_: Clause(id=id_, statement=text) for id_, text in _STATEMENTS.items()}
"""Every clause by id, in the rule book's order; codes A1 to A6 are the plan's own arithmetic."""

CODES: tuple[str, ...] = tuple(dict.fromkeys(clause.code for clause in CLAUSES.values()))
"""Every code, in the rule book's order."""
