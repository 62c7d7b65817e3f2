"""No open file holds anything of a passenger: every field that could is filled with a mark, and none is found."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from api.exports.everything import write_everything
from api.exports.feeds import build_feeds, publish
from api.exports.feeds.names import feed_file, is_public
from api.exports.feeds.write import feed_titles
from api.exports.lookup import Lookup
from api.exports.maps import write_stops_map
from api.exports.maps.background_files import Backgrounds
from api.exports.open_data import build_open_data
from api.exports.paper.day_sheet import sheet_data
from api.exports.paper.poster import poster_data
from api.exports.paper.speech import Speech
from models.base import Period
from models.instance import Instance
from models.people import FixedActivity
from models.plan import Plan
from optimiser.travel import travel_times
from tests.api.exports.world import MONDAY, clock, make_instance, make_plan, replaced

MARK = "SECRET"
"""In every text about a passenger, a private place or a person who works."""
FAR_LON, FAR_LAT = 6.612345, 44.698765
"""Of every private place."""
SQUARE = [[6.6, 44.6], [6.7, 44.6], [6.7, 44.7], [6.6, 44.7], [6.6, 44.6]]
OUTLINE = {"properties": {"insee": "05026"}, "geometry": {"type": "Polygon", "coordinates": [SQUARE]}}


def marked() -> tuple[Instance, Plan]:
    """The valley: three parties from one stop, one from a door, everything about them and the crew marked."""
    instance = make_instance()
    plan = make_plan(instance)
    market = instance.rides[0]
    others = tuple(market.model_copy(update={"id": f"{MARK}-{k}"}) for k in range(3))
    rides = tuple(
        ride.model_copy(update={"passenger": f"{MARK}-passenger-{k}"})
        for k, ride in enumerate((*instance.rides, *others))
    )
    planned = tuple(
        ride.model_copy(update={"item": f"{other.id}@{ride.boarding_start.date()}", "request": other.id})
        for other in others
        for ride in plan.rides
        if ride.request == market.id
    )
    activity = FixedActivity(
        id=f"{MARK}-meeting",
        name=f"{MARK} meeting",
        place="home-12",
        start=clock(MONDAY, "09:00"),
        end=clock(MONDAY, "10:00"),
    )
    absence = Period(start=clock(MONDAY, "10:00"), end=clock(MONDAY, "11:00"), reason=f"{MARK} illness")
    people = tuple(
        person.model_copy(
            update={
                "name": f"{MARK} {person.name}",
                "employer": MARK,
                "activities": (activity,),
                "absences": (absence,),
            }
        )
        for person in instance.people
    )
    home = instance.addresses[0].model_copy(update={"name": f"{MARK} street", "lon": FAR_LON, "lat": FAR_LAT})
    instance = replaced(instance, rides=rides, people=people, addresses=(home,))
    plan = plan.model_copy(update={"rides": (*plan.rides, *planned)})
    before = publish(plan, instance)
    changed = plan.model_copy(update={"made_at": plan.made_at + timedelta(days=1), "sessions": plan.sessions[:1]})
    return instance, publish(changed, instance, before)


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for part in value.values() for text in texts(part))
    elif isinstance(value, list | tuple):
        yield from (text for part in value for text in texts(part))


def open_files(folder: Path) -> dict[str, str]:
    """Every open file of the publication as text, calendars unfolded, archives unpacked, posters as what they show."""
    instance, plan = marked()
    backgrounds = Backgrounds(communes={"type": "FeatureCollection", "features": [OUTLINE]})
    public = {feed_file(feed) for feed in feed_titles(plan, instance, "fr") if is_public(feed)}
    feeds = build_feeds(plan, instance, alarm_min=30)
    files = {name: feeds[name].replace(b"\r\n ", b"").decode() for name in public}
    data = build_open_data(plan, instance, backgrounds=backgrounds, base_url="https://a.fr/")
    with zipfile.ZipFile(BytesIO(data.pop("gtfs.zip"))) as archive:
        files |= {f"gtfs/{name}": archive.read(name).decode() for name in archive.namelist()}
    files |= {name: content.decode() for name, content in data.items()}
    for commune in instance.communes:
        shown = poster_data(plan, instance, commune, Speech("fr", "en"), "https://a.fr/")
        files[f"poster {commune.id}"] = "\n".join(texts(shown))
    write_stops_map(plan, instance, folder / "stops.html", communes=backgrounds.communes, feeds="calendars/")
    return files | {"stops.html": (folder / "stops.html").read_text("utf-8")}


def secrets(instance: Instance) -> set[str]:
    """What may stand in no open file: the marks, the codes, ids of rides and people, private coordinates."""
    ids = {ride.id for ride in instance.rides} | {place.id for place in instance.addresses}
    return {MARK, "P-0", "Inès", "Paul Blanc", "Zoé", "6.6123", "44.6987", *ids, *(f"{ride}@" for ride in ids)}


def test_no_open_file_holds_anything_of_a_passenger_a_home_or_a_colleague(tmp_path: Path) -> None:
    instance, _ = marked()
    files = open_files(tmp_path)
    assert {re.split(r"[-/ .]", name)[0] for name in files} == {
        *("commune", "service", "stop", "gtfs", "stops", "venues", "communes", "sessions", "poster"),
    }
    assert "s’arrête ici" in files["stop-stop-market.ics"]  # calls are told: there is something to search
    found = {(name, secret) for name, text in files.items() for secret in secrets(instance) if secret in text}
    assert found == set()


def test_the_marks_do_stand_in_what_is_for_those_who_work() -> None:
    instance, plan = marked()
    feeds = build_feeds(plan, instance)
    assert MARK in feeds["vehicle-M1.ics"].replace(b"\r\n ", b"").decode()
    sheet = sheet_data(Lookup(plan, instance), plan.duties[1], "fr")
    assert f"Guillestre, {MARK} street" in list(texts(sheet))


def test_what_is_written_into_a_folder_is_open_or_known_to_be_for_those_who_work(tmp_path: Path) -> None:
    instance, plan = marked()
    write_everything(plan, instance, tmp_path, travel_times(instance))
    internal = {"plan.json", "map.html", "week.xlsx", "equity.json"}
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        name = path.relative_to(tmp_path).as_posix()
        if name in internal or name.startswith("sheets/") or re.match(r"calendars/(vehicle|person)-", name):
            continue
        assert name == "stops.html" or name.startswith(("calendars/", "open-data/", "posters/"))
        content = path.read_bytes()
        if path.suffix not in (".pdf", ".zip"):
            assert MARK not in content.replace(b"\r\n ", b"").decode(), name
