"""Sessions: what is asked, when, where (rules S1 to S3, S7, S8, S10)."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import combinations, pairwise

from models.base import format_time_of_day
from models.services import SessionDemand
from models.territory import windows_on
from models.text import message
from optimiser.check.breach import Breach, breach, checks
from optimiser.check.facts import Facts, Held


@checks("S1.count", "S1.weekday", "S1.start", "S1.duration")
def s1(facts: Facts) -> Iterator[Breach]:
    """Each session asked is held or left unserved once, on an allowed day, at an allowed time, for its duration."""
    yield from _counted(facts)
    for held in facts.held:
        who, when, service, midnight = (
            held.session.id,
            held.session.start,
            held.service,
            facts.horizon.day_start(held.day),
        )
        by_hand = held.occurrence.free and not held.occurrence.replaced
        if not by_hand and held.day not in held.occurrence.days:
            what = message("{day} is not a day asked for", day=held.day.isoformat())
            yield breach("S1.weekday", who, when, what)
        if held.occurrence.start is None:
            start = held.start - midnight
            asked = held.demand.start_windows or service.start_windows
            windows = windows_on(asked, held.day, facts.seasons(held.day))
            if not any(first <= start <= last for first, last in windows):
                what = message("{time} lies in no start window", time=format_time_of_day(start))
                off = min((max(first - start, start - last) for first, last in windows), default=0)
                yield breach("S1.start", who, when, what, off, "min")
            elif start % service.grid_min:
                what = message(
                    "{time} is not a multiple of {grid} min", time=format_time_of_day(start), grid=service.grid_min
                )
                yield breach("S1.start", who, when, what, start % service.grid_min, "min")
        stated = (held.start - held.set_up_start, held.end - held.start, held.tear_down_end - held.end)
        needed = (service.set_up_min, service.duration_min, service.tear_down_min)
        if stated != needed:
            what = message(
                "set-up, session and tear-down last {stated} min instead of {needed} min",
                stated=" + ".join(map(str, stated)),
                needed=" + ".join(map(str, needed)),
            )
            by = max(abs(a - b) for a, b in zip(stated, needed, strict=True))
            yield breach("S1.duration", who, held.session.set_up_start, what, by, "min")


def _counted(facts: Facts) -> Iterator[Breach]:
    held = Counter(session.id for session in facts.plan.sessions)
    unserved = Counter(item.item for item in facts.plan.unserved if item.kind == "session")
    for id_ in facts.asked:
        times = held[id_] + unserved[id_]
        if times == 0:
            what = message("this session is neither held nor left unserved")
            yield breach("S1.count", id_, None, what, 1)
        elif times > 1:
            what = message(
                "this session is held {held} times and left unserved {left} times", held=held[id_], left=unserved[id_]
            )
            yield breach("S1.count", id_, None, what, times - 1)
    for session in facts.plan.sessions:
        if session.id not in facts.asked and session.id not in facts.cancelled:
            yield breach("S1.count", session.id, session.start, message("nobody asked for this session"), 1)
    for id_ in unserved:
        if id_ not in facts.asked:
            yield breach("S1.count", id_, None, message("nobody asked for this session"), 1)
    for known in facts.held:
        if known.session.demand != known.demand.id:
            what = message("this session is one of {demand}", demand=known.demand.id)
            yield breach("S1.count", known.session.id, known.session.start, what)


@checks("S2.opening", "S2.sharing")
def s2(facts: Facts) -> Iterator[Breach]:
    """A session lies inside the venue's opening, and has the venue to itself unless it can be shared."""
    at_venue: dict[str, list[Held]] = defaultdict(list)
    for held in facts.held:
        if held.venue is None:
            continue
        at_venue[held.venue.id].append(held)
        midnight = facts.horizon.day_start(held.day)
        first, last = held.set_up_start - midnight, held.tear_down_end - midnight
        windows = windows_on(held.venue.opening, held.day, facts.seasons(held.day))
        if not any(start <= first and last <= end for start, end in windows):
            outside = min((max(start - first, 0) + max(last - end, 0) for start, end in windows), default=last - first)
            what = message("{venue} is not open that long", venue=held.venue.name)
            yield breach("S2.opening", held.session.id, held.session.set_up_start, what, outside, "min")
    for venue, there in at_venue.items():
        if facts.instance.venue_by_id[venue].shareable:
            continue
        for a, b in combinations(there, 2):
            shared = min(a.tear_down_end, b.tear_down_end) - max(a.set_up_start, b.set_up_start)
            if shared > 0 and a.session.id != b.session.id:
                what = message("{venue} holds another session at that time", venue=facts.place_name(venue))
                yield breach(
                    "S2.sharing", f"{a.session.id} {b.session.id}", b.session.set_up_start, what, shared, "min"
                )


@checks("S3.venue", "S3.features", "S3.authorisation", "S3.places")
def s3(facts: Facts) -> Iterator[Breach]:
    """The venue is one of those asked for, and has what the service needs."""
    for held in facts.held:
        who, when, service = held.session.id, held.session.set_up_start, held.service
        if held.venue is None or held.venue.id not in held.demand.venues:
            what = message("{venue} is not one of the venues asked for", venue=facts.place_name(held.session.venue))
            yield breach("S3.venue", who, when, what)
        if held.venue is None:
            continue
        if missing := sorted(set(service.venue_features) - set(held.venue.features)):
            what = message("{venue} lacks {features}", venue=held.venue.name, features=", ".join(missing))
            yield breach("S3.features", who, when, what, len(missing))
        if service.needs_authorisation:
            valid = [a for a in held.venue.authorisations if a.service_kind == service.kind and held.day in a]
            people = held.demand.attendance.people
            if not valid:
                what = message("{venue} has no authorisation valid that day", venue=held.venue.name)
                yield breach("S3.authorisation", who, when, what)
            elif (places := max(a.places for a in valid)) < people:
                what = message(
                    "{people} people are expected, and {places} are authorised", people=people, places=places
                )
                yield breach("S3.places", who, when, what, people - places)


@checks("S7.weekday", "S7.start", "S7.spacing")
def s7(facts: Facts) -> Iterator[Breach]:
    """The pattern: same weekday, same weeks, same start; days between two sessions of a village."""
    series: dict[tuple[str, int], list[Held]] = defaultdict(list)
    villages: dict[tuple[str, str], list[tuple[date, str, SessionDemand]]] = defaultdict(list)
    for held in facts.held:
        villages[held.service.id, held.demand.commune].append((held.day, held.session.id, held.demand))
        if not held.occurrence.free:
            series[held.demand.id, held.occurrence.series].append(held)
    for members in series.values():
        first = members[0]
        phases = set(_phases(first))
        for held in members[1:]:
            if held.day.isoweekday() != first.day.isoweekday():
                what = message("the series has another weekday on {day}", day=first.day.isoformat())
                yield breach("S7.weekday", held.session.id, held.session.start, what)
            elif _phases(held) and not phases & _phases(held):
                what = message("the series was in other weeks of the cycle on {day}", day=first.day.isoformat())
                yield breach("S7.weekday", held.session.id, held.session.start, what)
            phases = phases & _phases(held) or phases
            off = abs(_time(facts, held) - _time(facts, first))
            if off:
                what = message("the series started at another time on {day}", day=first.day.isoformat())
                yield breach("S7.start", held.session.id, held.session.start, what, off, "min")
    yield from _spacing(facts, villages)


def _phases(held: Held) -> set[int]:
    return {phase for phase, days in held.occurrence.dates if held.day in days}


def _time(facts: Facts, held: Held) -> int:
    return held.start - facts.horizon.day_start(held.day)


def _spacing(facts: Facts, villages: dict[tuple[str, str], list[tuple[date, str, SessionDemand]]]) -> Iterator[Breach]:
    for session in facts.previous.sessions if facts.previous else ():
        demand = facts.instance.demand_by_id.get(session.demand)
        if demand is not None and session.start.date() < facts.horizon.monday:
            villages[demand.service, demand.commune].append((session.start.date(), session.id, demand))
    for there in villages.values():
        for (day_a, _, demand_a), (day_b, id_b, demand_b) in pairwise(sorted(there, key=lambda v: (v[0], v[1]))):
            apart, asked = (day_b - day_a).days, max(demand_a.spacing_days, demand_b.spacing_days)
            if apart < asked and day_b in facts.horizon:
                what = message(
                    "the village had a session on {day}, less than {days} days before",
                    day=day_a.isoformat(),
                    days=asked,
                )
                yield breach(
                    "S7.spacing", id_b, facts.moment(facts.horizon.day_start(day_b)), what, asked - apart, "days"
                )


@checks("S8.holiday", "S8.service", "S8.venue", "S8.exception")
def s8(facts: Facts) -> Iterator[Breach]:
    """Nothing on closed days; dates changed by hand are obeyed."""
    territory = facts.instance.territory
    for session in facts.plan.sessions:
        if session.id in facts.cancelled:
            what = message("this date of the pattern was cancelled or moved")
            yield breach("S8.exception", session.id, session.start, what)
    for held in facts.held:
        who, when, service = held.session.id, held.session.start, held.service
        if territory.is_holiday(held.day):
            yield breach("S8.holiday", who, when, message("{day} is a public holiday", day=held.day.isoformat()))
        school = territory.is_school_holiday(held.day)
        if any(held.day in closure for closure in service.closures):
            yield breach("S8.service", who, when, message("the service is closed on {day}", day=held.day.isoformat()))
        elif service.school_holidays == "closed" and school:
            yield breach("S8.service", who, when, message("the service is closed in the school holidays"))
        elif service.school_holidays == "only" and not school:
            yield breach("S8.service", who, when, message("the service runs in the school holidays only"))
        if held.venue is not None and any(held.day in closure for closure in held.venue.closures):
            what = message("{venue} is closed on {day}", venue=held.venue.name, day=held.day.isoformat())
            yield breach("S8.venue", who, when, what)
        by_hand = held.occurrence.free and not held.occurrence.replaced
        if by_hand and held.day not in held.occurrence.days:
            what = message("the date set by hand is {day}", day=", ".join(d.isoformat() for d in held.occurrence.days))
            yield breach("S8.exception", who, when, what)
        if held.occurrence.start is not None and _time(facts, held) != held.occurrence.start:
            off = abs(_time(facts, held) - held.occurrence.start)
            what = message("the start set by hand is {time}", time=format_time_of_day(held.occurrence.start))
            yield breach("S8.exception", who, when, what, off, "min")


@checks("S10.attendance")
def s10(facts: Facts) -> Iterator[Breach]:
    """A session below its minimum expected attendance is not held."""
    for held in facts.held:
        people, least = held.demand.attendance.people, held.service.min_attendance
        if people < least:
            what = message("{people} people are expected, and the service asks for {least}", people=people, least=least)
            yield breach("S10.attendance", held.session.id, held.session.start, what, least - people)
