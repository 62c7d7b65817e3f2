"""Constraints on people's days: one place at a time, hours, amplitude, meals, rests, availability."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from ortools.sat.python import cp_model

from models.base import DAY_MIN
from optimiser.binds import binds
from optimiser.master.context import Context
from optimiser.master.stretches import free_stretches
from optimiser.master.work import add_outing_work


@binds("P2.availability", "P2.absence", "P4.amplitude")
def add_days(ctx: Context) -> None:
    """A duty's start and end around everything the person does that day, inside one stretch of availability."""
    model, v, scope = ctx.model, ctx.v, ctx.scope
    for p, person in enumerate(scope.instance.people):
        if scope.staff is not None and p not in scope.staff:
            continue
        for day in scope.horizon.days:
            base = scope.horizon.day_start(day)
            stretches = [(base, base + DAY_MIN)] if "P2" in ctx.without else free_stretches(ctx, person, day)
            fixed = [a for a in person.activities if a.start.date() == day]
            touched = [o for (q, o) in v.member if q == p and (o, day) in v.on_day]
            if not touched and not fixed:
                continue
            key = (p, day)
            v.works[key] = model.new_bool_var(f"works{key}")
            v.day_start[key] = model.new_int_var(base, base + DAY_MIN, f"ds{key}")
            v.day_end[key] = model.new_int_var(base, base + DAY_MIN, f"de{key}")
            model.add(v.day_end[key] >= v.day_start[key])
            amplitude = scope.rules(p, day).day_amplitude_min.value
            if "P4" not in ctx.without:
                model.add(v.day_end[key] - v.day_start[key] <= amplitude)
            inside = []
            for low, high in stretches:
                literal = model.new_bool_var("stretch")
                model.add(v.day_start[key] >= low).only_enforce_if(literal)
                model.add(v.day_end[key] <= high).only_enforce_if(literal)
                inside.append(literal)
            model.add(sum(inside) == v.works[key])
            for o in touched:
                _cover_session(ctx, p, o, day)
    _cover_cars(ctx)
    _cover_fixed(ctx)


def _cover_session(ctx: Context, p: int, o: int, day: date) -> None:
    v, model, scope = ctx.v, ctx.model, ctx.scope
    member, on = v.member[p, o], v.on_day[o, day]
    model.add_bool_or(~member, ~on, v.works[p, day])
    rides = v.rides.get((p, o))
    item = scope.asked[o]
    if rides is not None:
        model.add(v.day_start[p, day] <= v.out_start[o]).only_enforce_if(rides, on)
        model.add(v.day_end[p, day] >= v.out_end[o]).only_enforce_if(rides, on)
    model.add(v.day_start[p, day] <= v.start[o] - item.before_min).only_enforce_if(member, on)
    model.add(v.day_end[p, day] >= v.start[o] + item.after_min).only_enforce_if(member, on)


@binds("P1.place")
def _cover_cars(ctx: Context) -> None:
    scope, v, model = ctx.scope, ctx.v, ctx.model
    for c, column in enumerate(scope.columns):
        if column.person < 0:
            continue
        first, last = column.stays[0], column.stays[-1]
        key = (column.person, column.day)
        depart = v.start[first.asked] - scope.asked[first.asked].before_min - column.lead
        back = v.start[last.asked] + scope.asked[last.asked].after_min + column.drive_home
        model.add(v.day_start[key] <= depart).only_enforce_if(v.x[c])
        model.add(v.day_end[key] >= back).only_enforce_if(v.x[c])
        size = model.new_int_var(0, DAY_MIN, "length")
        v.busy_people[column.person].append(model.new_optional_interval_var(depart, size, back, v.x[c], f"car{c}"))


@binds("P1.fixed")
def _cover_fixed(ctx: Context) -> None:
    """Fixed activities stand in the duty with the way there and back; one that falls in an absence is left out."""
    scope, v, model = ctx.scope, ctx.v, ctx.model
    profile = scope.instance.territory.travel.own_car_profile
    for p, person in enumerate(scope.instance.people):
        for activity in person.activities:
            day = activity.start.date()
            if day not in scope.horizon or (p, day) not in v.works:
                continue
            out = back = 0
            if activity.place != person.base:
                out = scope.times.minutes(person.base, activity.place, profile, day)
                back = scope.times.minutes(activity.place, person.base, profile, day)
            start, end = scope.horizon.minute(activity.start) - out, scope.horizon.minute(activity.end) + back
            if not any(low <= start and end <= high for low, high in free_stretches(ctx, person, day)):
                continue
            model.add(v.works[p, day] == 1)
            model.add(v.day_start[p, day] <= start)
            model.add(v.day_end[p, day] >= end)
            v.busy_people[p].append(model.new_fixed_size_interval_var(start, end - start, "fixed"))


def add_car_days(ctx: Context) -> None:
    """At most one own-car outing per person and day, unless a fixed activity stands between.

    Nothing is lost: driving on to the next session is never longer than by home, and waiting counts the same.
    """
    scope = ctx.scope
    days: dict[tuple[int, date], list[cp_model.IntVar]] = defaultdict(list)
    for c, column in enumerate(scope.columns):
        if column.person >= 0:
            days[column.person, column.day].append(ctx.v.x[c])
    for (p, day), literals in days.items():
        if not any(activity.start.date() == day for activity in scope.instance.people[p].activities):
            ctx.model.add_at_most_one(literals)


@binds("P1.place")
def add_people(ctx: Context) -> None:
    """A person is in one outing at a time, neither in it during a fixed activity."""
    scope, v, model = ctx.scope, ctx.v, ctx.model
    led: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    for (p, c), goes in v.goes.items():
        led[p, scope.columns[c].stays[0].asked].append(goes)
    for (p, o), literals in led.items():
        leads = model.new_bool_var(f"leads{p},{o}")
        model.add(sum(literals) == leads)
        size = model.new_int_var(0, 2 * DAY_MIN, "length")
        v.busy_people[p].append(
            model.new_optional_interval_var(v.out_start[o], size, v.out_end[o], leads, f"out{p},{o}")
        )
    for p in range(len(scope.instance.people)):
        if len(v.busy_people[p]) > 1 and "P1" not in ctx.without:
            model.add_no_overlap(v.busy_people[p])


@binds("P3.day", "P10.work")
def add_work(ctx: Context) -> None:
    """Work of a day is its span less a meal break that is not work; a lower bound by sessions tightens the relaxation.

    Where a profile does not count driving, riding, waiting or breaks, this counts too much: limits still hold, and no
    bound on cost is claimed.
    """
    scope, v, model = ctx.scope, ctx.v, ctx.model
    for key, works in v.works.items():
        p, day = key
        rules = scope.rules(p, day)
        most = DAY_MIN if "P3" in ctx.without else rules.day_work_min.value
        v.work[key] = model.new_int_var(0, most, f"work{key}")
        unpaid = 0 if rules.meal_is_work else rules.meal_min.value
        meal = v.meal.get(key)
        span = v.day_end[key] - v.day_start[key]
        model.add(v.work[key] == span - unpaid * meal if meal is not None else v.work[key] == span).only_enforce_if(
            works
        )
        model.add(v.work[key] == 0).only_enforce_if(~works)
    add_outing_work(ctx)


@binds("P5.week", "P5.average", "P5.contract")
def add_weeks(ctx: Context) -> dict[tuple[int, int], cp_model.IntVar]:
    """Work per person and week inside the legal limit, the average with history, and contract plus tolerance."""
    scope, v, model = ctx.scope, ctx.v, ctx.model
    weeks: dict[tuple[int, int], cp_model.IntVar] = {}
    for p, person in enumerate(scope.instance.people):
        for w in range(scope.horizon.weeks):
            days = [key for key in v.work if key[0] == p and scope.horizon.week_of(key[1]) == w]
            if not days:
                continue
            rules = scope.rules(p, scope.horizon.monday + timedelta(weeks=w))
            limit = min(rules.week_work_min.value, person.contract.week_min + person.contract.tolerance_min)
            if "P5" in ctx.without:
                limit = 7 * DAY_MIN
            weeks[p, w] = model.new_int_var(0, limit, f"week{p},{w}")
            model.add(weeks[p, w] == sum(v.work[key] for key in days))
            window = rules.average_weeks.value
            if window and "P5" not in ctx.without:
                past = person.history.week_work_min
                known = past[len(past) - max(0, window - 1 - w) :] if window - 1 > w else ()
                before = [weeks[p, k] for k in range(max(0, w - window + 1), w) if (p, k) in weeks]
                total = window * rules.average_week_work_min.value
                model.add(sum(before) + weeks[p, w] <= max(0, total - sum(known)))
    return weeks


@binds("P7.daily_rest", "P8.weekly_rest")
def add_rests(ctx: Context) -> None:
    """A daily rest between duties, in real hours across a clock change, and a weekly rest inside each civil week."""
    scope, v, model = ctx.scope, ctx.v, ctx.model
    for p, person in enumerate(scope.instance.people):
        for day in scope.horizon.days:
            key, after = (p, day), (p, day + timedelta(days=1))
            if key not in v.works:
                continue
            rest = 0 if "P7" in ctx.without else scope.rules(p, day).daily_rest_min.value
            if after in v.works:
                model.add(v.day_start[after] - v.day_end[key] >= rest - lost_minutes(ctx, day)).only_enforce_if(
                    v.works[key], v.works[after]
                )
            last = person.history.last_duty_end
            if last is not None:
                model.add(v.day_start[key] >= scope.horizon.minute(last) + rest).only_enforce_if(v.works[key])
        if "P8" not in ctx.without:
            for w in range(scope.horizon.weeks):
                _add_weekly_rest(ctx, p, w)


def lost_minutes(ctx: Context, day: date) -> int:
    """Real minutes more than the clock shows from noon of a day to the next noon: 60 in autumn, -60 in spring."""
    zone = ctx.scope.instance.territory.zone
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
    following = datetime.combine(day + timedelta(days=1), noon.timetz().replace(tzinfo=None), tzinfo=zone)
    return int((noon.utcoffset() - following.utcoffset()).total_seconds()) // 60  # type: ignore[operator]


def _add_weekly_rest(ctx: Context, p: int, w: int) -> None:
    scope, v, model = ctx.scope, ctx.v, ctx.model
    monday = scope.horizon.monday + timedelta(weeks=w)
    days = [monday + timedelta(days=k) for k in range(7)]
    if not any((p, day) in v.works for day in days):
        return
    rest = scope.rules(p, monday).weekly_rest_min.value
    start, end = scope.horizon.day_start(monday), scope.horizon.day_start(monday) + 7 * DAY_MIN
    choices = []
    for k in range(8):
        # The rest before the k-th day's duty: all duties end before it begins or start after it ends.
        begin = model.new_int_var(start, end, f"rest{p},{w},{k}")
        literal = model.new_bool_var(f"rests{p},{w},{k}")
        lost = min((lost_minutes(ctx, day) for day in days[:-1]), default=0)
        model.add(begin + rest - min(0, lost) <= end).only_enforce_if(literal)
        for i, day in enumerate(days):
            if (p, day) not in v.works:
                continue
            if i < k:
                model.add(begin >= v.day_end[p, day]).only_enforce_if(literal, v.works[p, day])
            else:
                model.add(begin + rest - min(0, lost) <= v.day_start[p, day]).only_enforce_if(literal, v.works[p, day])
        choices.append(literal)
    model.add_bool_or(choices)
