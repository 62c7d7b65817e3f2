"""A plan as tables, for analysis: sessions, rides, tours, duties, communes, with codes instead of private addresses."""

from datetime import date
from pathlib import Path

import pandas as pd

from api.exports.equity import REACH_MIN, Access, Equity, Reach, equity
from api.exports.lookup import Lookup
from api.exports.served import Served
from models.horizon import Horizon, occurrences, ride_items
from models.instance import Instance
from models.plan import Plan
from models.territory import Address


def plan_tables(plan: Plan, instance: Instance, access: Access | None = None) -> dict[str, pd.DataFrame]:
    """Tables by name; ``sessions`` and ``rides`` hold every item asked, served or not.

    ``communes`` holds a row for each commune and one for each service it asks for; access is travel to the venues.
    Times are local, distances kilometres, money euros, work hours. A private address shows as its commune.
    """
    return {
        "sessions": _sessions(plan, instance),
        "rides": _rides(plan, instance),
        "tours": _tours(plan),
        "duties": _duties(plan),
        "communes": _communes(equity(Lookup(plan, instance), access), instance),
    }


def write_tables(plan: Plan, instance: Instance, folder: Path, access: Access | None = None) -> tuple[Path, ...]:
    """Each table as a CSV file in UTF-8, with commas and points; returns the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, table in plan_tables(plan, instance, access).items():
        path = folder / f"{name}.csv"
        table.to_csv(path, index=False, date_format="%Y-%m-%dT%H:%M", lineterminator="\n")
        written.append(path)
    return tuple(written)


def _frame(rows: list[dict[str, object]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns)


def _sessions(plan: Plan, instance: Instance) -> pd.DataFrame:
    held = {session.id: session for session in plan.sessions}
    rows: list[dict[str, object]] = []
    for asked in occurrences(instance, Horizon(plan.monday, plan.weeks)):
        session = held.get(asked.id)
        demand = instance.demand_by_id[asked.demand]
        rows.append(
            {
                "id": asked.id,
                "service": asked.service,
                "commune": asked.commune,
                "served": session is not None,
                "venue": session.venue if session else None,
                "start": session.start if session else None,
                "end": session.end if session else None,
                "people_expected": demand.attendance.people,
                "crew": len(session.crew) if session else 0,
                "vehicle": session.vehicle if session else None,
            }
        )
    columns = "id service commune served venue start end people_expected crew vehicle".split()
    return _frame(rows, columns)


def _rides(plan: Plan, instance: Instance) -> pd.DataFrame:
    served = {(ride.item, ride.leg): ride for ride in plan.rides}
    horizon = Horizon(plan.monday, plan.weeks)
    rows: list[dict[str, object]] = []
    for item in ride_items(instance, horizon, occurrences(instance, horizon)):
        request = instance.ride_by_id[item.request]
        for leg in item.legs:
            ride = served.get((item.id, leg))
            ends = (ride.pickup, ride.dropoff) if ride else request.ends(leg)
            rows.append(
                {
                    "id": item.id,
                    "leg": leg,
                    "service": item.service,
                    "commune": item.commune,
                    "served": ride is not None,
                    "pickup": _public(instance, ends[0]),
                    "dropoff": _public(instance, ends[1]),
                    "boarding": ride.boarding_start if ride else None,
                    "alighting": ride.alighting_start if ride else None,
                    "people": request.people,
                    "wheelchairs": request.wheelchairs,
                    "tour": ride.tour if ride else None,
                    "taxi_eur": ride.taxi_cents / 100 if ride else 0.0,
                }
            )
    columns = "id leg service commune served pickup dropoff boarding alighting people wheelchairs tour taxi_eur".split()
    return _frame(rows, columns)


def _public(instance: Instance, place_id: str) -> str:
    """A place's id, or the commune's name for a private address."""
    place = instance.places[place_id]
    return instance.commune_by_id[place.commune].name if isinstance(place, Address) else place_id


def _tours(plan: Plan) -> pd.DataFrame:
    rows: list[dict[str, object]] = [
        {
            "id": tour.id,
            "vehicle": tour.vehicle,
            "date": tour.date.isoformat(),
            "start": tour.start,
            "end": tour.end,
            "km": tour.metres / 1000,
            "stops": len(tour.stops),
            "most_seats": max(stop.load.seats for stop in tour.stops),
            "cost_eur": tour.cost_cents / 100,
            "co2_kg": tour.co2_g / 1000,
        }
        for tour in plan.tours
    ]
    return _frame(rows, "id vehicle date start end km stops most_seats cost_eur co2_kg".split())


def _duties(plan: Plan) -> pd.DataFrame:
    rows: list[dict[str, object]] = [
        {
            "person": duty.person,
            "date": duty.date.isoformat(),
            "start": duty.start,
            "end": duty.end,
            "work_h": duty.work_min / 60,
            "own_car_km": duty.own_car_m / 1000,
            "cost_eur": duty.cost_cents / 100,
        }
        for duty in plan.duties
    ]
    return _frame(rows, "person date start end work_h own_car_km cost_eur".split())


def _communes(report: Equity, instance: Instance) -> pd.DataFrame:
    rows: list[dict[str, object]] = []
    for share in report.communes:
        commune = instance.commune_by_id[share.commune]
        who: dict[str, object] = {"commune": commune.id, "name": commune.name, "inhabitants": commune.population}
        for kind, served in (("session", share.sessions), ("ride", share.rides)):
            reach, next_date = (share.reach, share.next_date) if kind == "session" else (Reach(), None)
            rows.append({**who, "kind": kind, "service": None, **_share(served, reach, next_date)})
        for service in share.services:
            found = _share(service.served, service.reach, service.next_date)
            rows.append({**who, "kind": service.served.kind, "service": service.service, **found})
    columns = "commune name inhabitants kind service served asked served_weight asked_weight".split()
    columns += [f"hours_within_{limit}_min" for limit in REACH_MIN]
    return _frame(rows, [*columns, *"nearest_min nearest_km nearest_venue next_date".split()])


def _share(served: Served, reach: Reach, next_date: date | None) -> dict[str, object]:
    near = reach.nearest
    return {
        "served": served.served,
        "asked": served.asked,
        "served_weight": served.served_weight,
        "asked_weight": served.asked_weight,
        **{
            f"hours_within_{limit}_min": minutes / 60
            for limit, minutes in zip(REACH_MIN, reach.service_min or (), strict=False)
        },
        "nearest_min": near.minutes if near else None,
        "nearest_km": near.metres / 1000 if near else None,
        "nearest_venue": near.venue if near else None,
        "next_date": next_date.isoformat() if next_date else None,
    }
