"""The days a plan covers, and the items asked within them: session occurrences and ride items."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.base import DAY_MIN, WEEK_DAYS, at, iso_week
from models.instance import Instance
from models.rides import Leg, RideRequest
from models.services import DateException, SessionDemand

WORKING_DAYS = 5
"""Monday to Friday: the days that may take the place of a public holiday."""


@dataclass(frozen=True)
class Horizon:
    """One cycle of ``weeks`` weeks from the Monday ``monday``."""

    monday: date
    weeks: int

    @property
    def days(self) -> tuple[date, ...]:
        """Every day, in order."""
        return tuple(self.monday + timedelta(days=k) for k in range(self.weeks * WEEK_DAYS))

    @property
    def end(self) -> date:
        """The Monday after the last day."""
        return self.monday + timedelta(weeks=self.weeks)

    def __contains__(self, day: date) -> bool:
        return self.monday <= day < self.end

    def week_of(self, day: date) -> int:
        """Index of the week a day lies in, from 0."""
        return (day - self.monday).days // WEEK_DAYS

    def minute(self, when: datetime) -> int:
        """Minutes of wall-clock time since the Monday's midnight."""
        return int((when - at(self.monday, 0)).total_seconds()) // 60

    def moment(self, minute: int) -> datetime:
        """The local time of a minute since the Monday's midnight."""
        return at(self.monday, minute)

    def day_start(self, day: date) -> int:
        """Minute at which a day begins."""
        return (day - self.monday).days * DAY_MIN


def horizon_of(instance: Instance, monday: date | None = None) -> Horizon:
    """The cycle planned from a Monday, the instance's own week by default."""
    return Horizon(monday or instance.week, instance.cycle_weeks)


@dataclass(frozen=True)
class Occurrence:
    """One asked session.

    ``dates`` maps each phase of the pattern still open (the first week it starts from, 1-based) to the days its
    weekdays allow, before holidays and closures are looked at. Occurrences of one ``series`` share phase, weekday and
    start (rule S7), unless ``free``: a date moved or added by hand, or ``replaced``, other days of its week for a
    public holiday.
    """

    id: str
    demand: str
    service: str
    commune: str
    series: int
    dates: tuple[tuple[int, tuple[date, ...]], ...]
    weight: int
    free: bool = False
    start: int | None = None
    cancelled: bool = False
    replaced: bool = False

    @property
    def days(self) -> tuple[date, ...]:
        """Every candidate day, in order."""
        return tuple(sorted({day for _, days in self.dates for day in days}))


@dataclass(frozen=True)
class RideItem:
    """One asked ride: a party's outbound, with its return if one is asked, on a day or at a session's occurrence."""

    id: str
    request: str
    service: str
    commune: str
    day: date | None
    occurrence: str | None
    legs: tuple[Leg, ...]
    weight: int


def _cycle_week(instance: Instance, monday: date, every: int) -> int:
    return ((monday - instance.anchor).days // WEEK_DAYS) % every + 1


def _weight(instance: Instance, commune: str, priority: int, people: int) -> int:
    found = instance.commune_by_id.get(commune)
    return priority * people * (found.weight if found else 1)


def _is_nth(day: date, nth: int) -> bool:
    if nth == -1:
        return (day + timedelta(days=WEEK_DAYS)).month != day.month
    return (day.day - 1) // WEEK_DAYS + 1 == nth


@dataclass(frozen=True)
class _Slot:
    """An occurrence of a pattern, exceptions aside: the days of each phase, others among them for a holiday or not."""

    label: str
    series: int
    by_phase: dict[int, list[date]]
    replaced: bool


def _around_holidays(instance: Instance, horizon: Horizon, demand: SessionDemand, days: list[date]) -> list[date]:
    """The days of one week, with its other working days when holidays leave fewer of them than sessions."""
    open_days = [day for day in days if not instance.territory.is_holiday(day)]
    if demand.pattern.on_holiday == "skip" or not days or len(open_days) >= demand.pattern.sessions:
        return days
    week = horizon.week_of(days[0])
    others = [day for day in horizon.days if horizon.week_of(day) == week and day.isoweekday() <= WORKING_DAYS]
    return sorted({*days, *(day for day in others if day in demand.validity)})


def _slots(instance: Instance, horizon: Horizon, demand: SessionDemand) -> list[_Slot]:
    """Each occurrence of the pattern, exceptions aside."""
    pattern = demand.pattern
    allowed = [d for d in horizon.days if d.isoweekday() in demand.weekdays and d in demand.validity]
    if pattern.nth is not None:
        dated = ((d, _around_holidays(instance, horizon, demand, [d])) for d in allowed if _is_nth(d, pattern.nth))
        return [_Slot(d.isoformat(), 1, {1: days}, days != [d]) for d, days in dated]
    every = pattern.every_weeks
    slots: list[_Slot] = []
    for first in range(0, horizon.weeks, every):
        by_phase: dict[int, list[date]] = {}
        replaced = False
        for k in range(first, min(first + every, horizon.weeks)):
            monday = horizon.monday + timedelta(weeks=k)
            phase = _cycle_week(instance, monday, every)
            days = [d for d in allowed if horizon.week_of(d) == k]
            if days and pattern.week in (None, phase):
                by_phase[phase] = _around_holidays(instance, horizon, demand, days)
                replaced |= by_phase[phase] != days
        if by_phase:
            label = iso_week(horizon.monday + timedelta(weeks=first))
            slots += [_Slot(label, series, by_phase, replaced) for series in range(1, pattern.sessions + 1)]
    return slots


def _occurrences_of(instance: Instance, horizon: Horizon, demand: SessionDemand) -> list[Occurrence]:
    service = instance.service_by_id[demand.service]
    weight = _weight(instance, demand.commune, demand.priority or service.priority, demand.attendance.people)
    pending = [e for e in demand.exceptions if e.kind != "added" and e.date in horizon]
    result: list[Occurrence] = []
    for slot in _slots(instance, horizon, demand):
        weeks = {horizon.week_of(d) for days in slot.by_phase.values() for d in days}
        known = (e for e in pending if horizon.week_of(e.date) in weeks and e.series in (None, slot.series))
        exception = next(known, None)
        if exception:
            pending.remove(exception)
        result.append(_occurrence(demand, slot, weight, exception, horizon))
    for extra in demand.exceptions:
        if extra.kind == "added" and extra.date in horizon:
            result.append(
                Occurrence(
                    id=f"{demand.id}.x@{extra.date.isoformat()}",
                    demand=demand.id,
                    service=demand.service,
                    commune=demand.commune,
                    series=0,
                    dates=((1, (extra.date,)),),
                    weight=weight,
                    free=True,
                    start=extra.start,
                )
            )
    return result


def _occurrence(
    demand: SessionDemand, slot: _Slot, weight: int, exception: DateException | None, horizon: Horizon
) -> Occurrence:
    dates = tuple((phase, tuple(days)) for phase, days in sorted(slot.by_phase.items()))
    moved = exception is not None and exception.kind == "moved"
    if exception is not None and moved and exception.to is not None:
        dates = ((1, (exception.to,)),) if exception.to in horizon else ()
    return Occurrence(
        id=f"{demand.id}.{slot.series}@{slot.label}",
        demand=demand.id,
        service=demand.service,
        commune=demand.commune,
        series=slot.series,
        dates=dates,
        weight=weight,
        free=moved or slot.replaced,
        replaced=slot.replaced and not moved,
        start=exception.start if exception is not None and moved else None,
        cancelled=(exception is not None and exception.kind == "cancelled") or (moved and not dates),
    )


def occurrences(instance: Instance, horizon: Horizon) -> tuple[Occurrence, ...]:
    """Every session occurrence of the horizon, the cancelled ones left out, in the order of the demands."""
    return tuple(
        occurrence
        for demand in instance.demands
        for occurrence in _occurrences_of(instance, horizon, demand)
        if not occurrence.cancelled
    )


def ride_days(request: RideRequest, horizon: Horizon) -> tuple[date, ...]:
    """The days of the horizon on which a dated or recurring ride is asked."""
    if request.date is not None:
        return (request.date,) if request.date in horizon else ()
    rule = request.recurrence
    if rule is None:
        return ()
    found = []
    for day in horizon.days:
        if day.isoweekday() not in rule.weekdays or day not in rule.days or day in rule.without:
            continue
        if rule.days.first is not None and rule.every_weeks > 1:
            first_monday = rule.days.first - timedelta(days=rule.days.first.isoweekday() - 1)
            if ((day - first_monday).days // WEEK_DAYS) % rule.every_weeks:
                continue
        found.append(day)
    return tuple(found)


def ride_items(instance: Instance, horizon: Horizon, asked: tuple[Occurrence, ...]) -> tuple[RideItem, ...]:
    """Every ride item of the horizon, in the order of the requests.

    Parameters
    ----------
    asked : tuple of Occurrence
        The session occurrences of the same horizon, for the rides that follow a session.
    """
    by_demand: dict[str, list[Occurrence]] = {}
    for occurrence in asked:
        by_demand.setdefault(occurrence.demand, []).append(occurrence)
    items = []
    for request in instance.rides:
        commune = instance.places[request.origin].commune
        legs: tuple[Leg, ...] = ("outbound", "return") if request.return_trip is not None else ("outbound",)
        weight = _weight(instance, commune, request.priority, request.people)
        whens: list[tuple[str, date | None, str | None]]
        if request.session is not None:
            there = [o.id for o in by_demand.get(request.session, []) if o.id not in request.without]
            whens = [(id_, None, id_) for id_ in there]
        else:
            whens = [(day.isoformat(), day, None) for day in ride_days(request, horizon)]
        items += [
            RideItem(f"{request.id}@{label}", request.id, request.service, commune, day, occurrence, legs, weight)
            for label, day, occurrence in whens
        ]
    return tuple(items)
