"""One example of each kind of entity, as the documentation of the API shows it."""

from typing import Any

_WEEK = [1, 2, 3, 4, 5]
_CODE = "Code de la santé publique, à vérifier"
_DECREE = "Décret 2000-815 du 25 août 2000, article 3"


def _place(id_: str, name: str, commune: str, lon: float, lat: float) -> dict[str, Any]:
    return {"id": id_, "name": name, "commune": commune, "lon": lon, "lat": lat}


def _figure(value: int, source: str) -> dict[str, Any]:
    return {"value": value, "source": source}


EXAMPLES: dict[str, dict[str, Any]] = {
    "communes": {
        "id": "05026", "name": "Ceillac", "population": 291, "births": 2, "lon": 6.7779, "lat": 44.6686,
    },
    "depots": _place("depot-guillestre", "Guillestre, dépôt", "05065", 6.6455, 44.6612),
    "venues": _place("salle-ceillac", "Ceillac, salle polyvalente", "05026", 6.7779, 44.6686)
    | {"opening": [{"start": "08:00", "end": "12:30", "weekdays": _WEEK}], "features": ["internet", "tables"]},
    "stops": _place("arret-abries", "Abriès, place", "05001", 6.9272, 44.7947),
    "addresses": _place("porte-arvieux", "Domicile, Arvieux", "05007", 6.7406, 44.7649),
    "vehicles": {
        "id": "m1", "name": "Minibus 1", "depot": "depot-guillestre",
        "layouts": [{"id": "8-places", "seats": 8}, {"id": "5-plus-1", "seats": 5, "wheelchairs": 1}],
        "child_seats": 2, "features": ["rampe", "tad"], "kit_volume_l": 700, "profile": "van",
        "availability": [{"start": "06:30", "end": "20:00", "weekdays": _WEEK}],
        "cost_day_cents": 3800, "cost_km_cents": 36, "co2_g_per_km": 255,
    },
    "kits": {
        "id": "kit-ordinateurs", "name": "Douze ordinateurs portables", "kind": "ordinateurs",
        "home": "depot-guillestre", "volume_l": 400,
    },
    "people": {
        "id": "p-04", "name": "Inès Martin", "base": "depot-guillestre",
        "credentials": [{"kind": "permis-b"}, {"kind": "attestation-medicale", "last": "2030-03-31"}],
        "contract": {"week_min": 1800, "tolerance_min": 240, "cost_hour_cents": 2800},
        "availability": [{"start": "06:30", "end": "19:30", "weekdays": _WEEK}],
        "absences": [{"start": "2027-01-14T00:00", "end": "2027-01-15T00:00", "reason": "formation"}],
    },
    "services": {
        "id": "atelier", "name": "Atelier numérique", "kind": "atelier-numerique",
        "set_up_min": 30, "duration_min": 150, "tear_down_min": 30,
        "crew": [{"qualification": "animation-numerique", "count": 1}], "kit_kind": "ordinateurs",
        "start_windows": [{"start": "09:00", "end": "09:30", "weekdays": _WEEK}], "grid_min": 30,
    },
    "demands": {
        "id": "atelier-ceillac", "service": "atelier", "commune": "05026", "venues": ["salle-ceillac"],
        "weekdays": [1, 2, 4, 5], "attendance": {"others": 7}, "preferred_weekday": 4, "preferred_start": "14:00",
    },
    "ride_services": {
        "id": "tad", "name": "TAD Guillestrois-Queyras", "vehicle_features": ["tad"], "phone": "04 99 00 00 01",
        "hours": [{"start": "07:15", "end": "19:00", "weekdays": _WEEK}], "fare_cents": 300,
        "booking": {"days_before": 1, "until": "16:00"},
    },
    "rides": {
        "id": "r001", "service": "tad", "passenger": "P-10386", "origin": "arret-eygliers",
        "destination": "arret-commerces", "walkers": 2, "date": "2027-01-11",
        "outbound": {"dropoff": {"start": "13:55", "end": "14:55"}},
        "return_trip": {"pickup": {"start": "16:10", "end": "17:25"}},
    },
    "work_rules": {
        "profile": "fr-public", "title": "Employeur public, régime général", "employer": "public",
        "day_work_min": _figure(600, _DECREE), "day_amplitude_min": _figure(720, _DECREE),
        "week_work_min": _figure(2880, _DECREE), "average_week_work_min": _figure(2640, _DECREE),
        "average_weeks": _figure(12, _DECREE), "break_before_work_min": _figure(360, _DECREE),
        "break_min": _figure(20, _DECREE),
        "meal_min": {"value": 45, "source": "usage, à vérifier", "unverified": True},
        "meal_from": "11:30", "meal_until": "14:30",
        "daily_rest_min": _figure(660, _DECREE), "weekly_rest_min": _figure(2100, _DECREE),
    },
    "childcare_rules": {
        "profile": "fr-creche", "title": "Micro-crèche", "crawlers_per_adult": _figure(5, _CODE),
        "walkers_per_adult": _figure(8, _CODE), "mixed_per_adult": _figure(6, _CODE), "min_adults": _figure(2, _CODE),
        "alone_max_children": _figure(3, _CODE), "qualified_percent": _figure(40, _CODE),
    },
    "pins": {"item": "atelier-ceillac/1", "date": "2027-01-14", "time": "14:00", "people": ["p-04"]},
    "shortfalls": {"commune": "05026", "service": "atelier", "weight": 3},
}  # fmt: skip
