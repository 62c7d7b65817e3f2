from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from models.base import DateRange
from models.fleet import Layout, Vehicle
from models.instance import Instance
from models.notices import InvalidInstance, Severity
from models.people import Person
from models.territory import ClosedPair, Commune, Depot, PairOverride, Season, SpeedProfile, Stop, Territory, Travel
from optimiser.travel import UNREACHABLE, travel_notices, travel_times, used_profiles
from optimiser.travel.cache import ArrayCache
from tests.optimiser.travel.drawing import Metres, lon_lat, write_osm
from tests.optimiser.travel.roads.test_provider import BACK, TOWN, WAYS

JANUARY, FEBRUARY, JULY = date(2027, 1, 4), date(2027, 2, 8), date(2027, 7, 5)
WINTER = Season(
    id="winter",
    name="Hiver",
    days=(DateRange(first=date(2026, 12, 1), last=date(2027, 3, 31)),),
    speed_percent=80,
    closed=(ClosedPair(origin="depot", destination="pass"),),
)
SNOW = Season(
    id="snow",
    name="Neige",
    days=(DateRange(first=date(2027, 2, 8), last=date(2027, 2, 14)),),
    speed_percent=50,
    closed=(ClosedPair(origin="village", destination="pass"),),
)
PROFILES = (SpeedProfile(id="car", kmh=60), SpeedProfile(id="van", kmh=30, road_percent=50))


def instance(
    *, travel: Travel, week: date = JULY, seasons: Sequence[Season] = (), places: dict[str, Metres] | None = None
) -> Instance:
    where = places or {"village": (0, 9_999), "pass": (9_999, 9_999)}
    return Instance(
        territory=Territory(id="t", name="T", seasons=tuple(seasons), travel=travel),
        anchor=week,
        week=week,
        communes=(Commune(id="c", name="C", lon=6.5, lat=44.7),),
        depots=(Depot(id="depot", name="Dépôt", commune="c", lon=lon_lat(0, 0)[0], lat=lon_lat(0, 0)[1]),),
        stops=tuple(
            Stop(id=id_, name=id_, commune="c", lon=lon_lat(*at)[0], lat=lon_lat(*at)[1]) for id_, at in where.items()
        ),
        vehicles=(Vehicle(id="v", name="V", depot="depot", layouts=(Layout(id="8", seats=8),), profile="van"),),
    )


GREAT_CIRCLE = Travel(detour_percent=100, profiles=PROFILES)
ROADS = Travel(provider="road_extract", extract="roads.osm.pbf", profiles=PROFILES)


def test_profiles_and_detour_are_those_of_the_territory() -> None:
    times = travel_times(instance(travel=GREAT_CIRCLE))
    assert times.index.keys() == {"depot", "village", "pass"}
    assert times.minutes("depot", "village", "car", JULY) == 10
    assert times.minutes("depot", "village", "van", JULY) == 20
    detoured = travel_times(instance(travel=GREAT_CIRCLE.model_copy(update={"detour_percent": 150})))
    assert detoured.metres("depot", "village", "van", JULY) == 14_999


def test_each_day_has_its_season() -> None:
    times = travel_times(instance(travel=GREAT_CIRCLE, seasons=[WINTER, SNOW]))
    assert times.minutes("depot", "village", "van", JULY) == 20
    assert times.minutes("depot", "village", "van", JANUARY) == 25
    assert times.minutes("depot", "pass", "van", JULY) == 29
    assert times.minutes("depot", "pass", "van", JANUARY) == 25 + 25


def test_where_seasons_overlap_the_slowest_holds_and_all_closed_pairs_are_closed() -> None:
    times = travel_times(instance(travel=GREAT_CIRCLE, seasons=[WINTER, SNOW]))
    assert times.minutes("depot", "village", "van", FEBRUARY) == 40
    assert times.minutes("depot", "pass", "van", FEBRUARY) == UNREACHABLE
    assert times.minutes("pass", "depot", "van", FEBRUARY) == 57


def test_overrides_hold() -> None:
    stated = PairOverride(origin="depot", destination="village", minutes=12, metres=8_000)
    times = travel_times(instance(travel=GREAT_CIRCLE.model_copy(update={"overrides": (stated,)})))
    assert times.minutes("depot", "village", "van", JULY) == 12
    assert times.metres("depot", "village", "van", JULY) == 8_000
    assert times.minutes("village", "depot", "van", JULY) == 20


def test_notices_are_those_of_the_days_planned() -> None:
    in_july = instance(travel=GREAT_CIRCLE, seasons=[WINTER, SNOW])
    assert travel_notices(travel_times(in_july), in_july) == ()
    in_february = instance(travel=GREAT_CIRCLE, seasons=[WINTER, SNOW], week=FEBRUARY)
    notices = travel_notices(travel_times(in_february), in_february)
    assert [(notice.code, notice.location.item) for notice in notices] == [("travel-unreachable", "pass")]
    assert notices[0].severity is Severity.WARNING


def test_a_stated_time_that_is_not_used_is_told_once() -> None:
    stated = PairOverride(origin="depot", destination="village", minutes=90, metres=8_000)
    slow = WINTER.model_copy(update={"closed": ()})
    undercut = instance(
        travel=GREAT_CIRCLE.model_copy(update={"overrides": (stated,)}), seasons=[slow], week=date(2027, 3, 29)
    )
    notices = travel_notices(travel_times(undercut), undercut)
    assert [notice.code for notice in notices] == ["travel-override-undercut"]
    assert "pass" in notices[0].text("en")


def test_a_closed_pair_that_a_neighbour_bypasses_is_told() -> None:
    shut = WINTER.model_copy(update={"closed": (ClosedPair(origin="depot", destination="village"),)})
    places = {"village": (0.0, 9_999.0), "hamlet": (50.0, 9_900.0)}
    bypassed = instance(travel=GREAT_CIRCLE, seasons=[shut], week=JANUARY, places=places)
    notices = travel_notices(travel_times(bypassed), bypassed)
    assert [(notice.code, notice.location.item) for notice in notices] == [("travel-closed-bypassed", "depot")]
    assert "hamlet" in notices[0].text("en")


def test_profiles_in_use_are_those_of_vehicles_and_of_own_cars() -> None:
    nobody_by_car = instance(travel=GREAT_CIRCLE)
    assert used_profiles(nobody_by_car) == ("van",)
    people = Person(id="p", name="P", base="depot"), Person(id="q", name="Q", base="depot", own_car=True)
    assert used_profiles(nobody_by_car.model_copy(update={"people": people[:1]})) == ("van",)
    assert used_profiles(nobody_by_car.model_copy(update={"people": people})) == ("car", "van")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "instance").mkdir()
    write_osm(tmp_path / "instance" / "roads.osm.pbf", TOWN, [*WAYS, BACK])
    return tmp_path / "instance"


def test_roads_come_from_the_extract_beside_the_instance(folder: Path, tmp_path: Path) -> None:
    places = {"east": (1_995.0, 0.0), "farm": (0.0, -500.0), "port": (600.0, 8_010.0)}
    by_road = instance(travel=ROADS, places=places)
    times = travel_times(by_road, folder, ArrayCache(tmp_path / "cache"))
    assert times.minutes("depot", "east", "car", JULY) == 2
    assert times.minutes("depot", "east", "van", JULY) == 4
    assert times.path("depot", "port", "car", JULY) == []
    notices = travel_notices(times, by_road)
    assert [(notice.code, notice.location.item) for notice in notices] == [
        ("travel-far-from-road", "farm"),
        ("travel-unreachable", "port"),
    ]
    assert "500 m" in notices[0].text("en")


def test_an_extract_that_cannot_be_used_is_an_error_notice(folder: Path, tmp_path: Path) -> None:
    by_road = instance(travel=ROADS)
    (folder / "roads.osm.pbf").write_bytes(b"not an extract")
    with pytest.raises(InvalidInstance) as caught:
        travel_times(by_road, folder, ArrayCache(tmp_path / "cache"))
    (notice,) = caught.value.notices
    assert (notice.code, notice.severity, notice.location.item) == ("travel-extract", Severity.ERROR, "roads.osm.pbf")


@pytest.mark.parametrize("extract", ["missing.osm.pbf", "../outside.osm.pbf", "/etc/passwd", "."])
def test_an_extract_is_looked_for_in_the_folder_alone(folder: Path, tmp_path: Path, extract: str) -> None:
    write_osm(tmp_path / "outside.osm.pbf", TOWN, WAYS)
    elsewhere = instance(travel=ROADS.model_copy(update={"extract": extract}))
    with pytest.raises(InvalidInstance):
        travel_times(elsewhere, folder, ArrayCache(tmp_path / "cache"))


def test_an_instance_in_no_folder_has_no_extract() -> None:
    with pytest.raises(InvalidInstance, match="in no folder"):
        travel_times(instance(travel=ROADS))
