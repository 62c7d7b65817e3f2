"""Everything that comes out of a plan, written into one folder."""

from collections.abc import Mapping
from pathlib import Path

from api.exports.access import access_by_car
from api.exports.equity import equity
from api.exports.equity_json import write_equity
from api.exports.feeds import publish, write_feeds
from api.exports.lookup import Lookup
from api.exports.maps import write_planner_map, write_stops_map
from api.exports.maps.background_files import Backgrounds
from api.exports.open_data import OPEN_DATA, build_open_data
from api.exports.paper import build_day_sheets, build_posters
from api.exports.week_xlsx import write_week
from models.instance import Instance
from models.plan import Plan
from models.text import Language
from optimiser.travel import TravelTimes

CALENDARS = "calendars"
"""Folder of the calendars within the folder of a plan."""
SHEETS, POSTERS = "sheets", "posters"
"""Folders of the day sheets, which are for those who work, and of the posters, which are for town halls."""
RENEWED = (f"{SHEETS}/*.pdf", f"{POSTERS}/*.pdf", f"{OPEN_DATA}/*")
"""What goes when a publication no longer has it: the sheet of a day somebody no longer works would send them out."""
_OTHER: dict[Language, Language] = {"fr": "en", "en": "fr"}


def write_everything(
    plan: Plan,
    instance: Instance,
    folder: Path,
    times: TravelTimes,
    *,
    previous: Plan | None = None,
    backgrounds: Backgrounds | None = None,
    base_url: str | None = None,
    bilingual: bool = False,
    alarm_min: int | None = None,
    language: Language = "fr",
) -> Plan:
    """Publish a plan: ``plan.json``, calendars, maps, workbook, ``equity.json``, open data, day sheets, posters.

    Parameters
    ----------
    folder : Path
        Made if it is missing; files of the same names are replaced.
    times : TravelTimes
        Of the same instance: road geometry for the map, access figures for the workbook.
    previous : Plan, optional
        The plan published before; its calendars are counted on.
    base_url : str, optional
        Where the folder will be on the web.
    bilingual : bool
        Whether posters say it in the other language too, in smaller letters.
    alarm_min : int, optional
        Minutes before each tour and duty at which the calendars of vehicles and people ring.

    Returns
    -------
    Plan
        The plan with the events of its calendars, as ``plan.json`` holds it.
    """
    backgrounds = backgrounds or Backgrounds()
    shapes = {"communes": backgrounds.communes, "roads": backgrounds.roads}
    published = publish(plan, instance, previous, language=language)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.json").write_text(published.model_dump_json(indent=1) + "\n", encoding="utf-8", newline="\n")
    write_feeds(published, instance, folder / CALENDARS, alarm_min=alarm_min, language=language)
    open_data = build_open_data(published, instance, backgrounds=backgrounds, base_url=base_url, language=language)
    _write_files(open_data, folder / OPEN_DATA)
    _write_files(build_day_sheets(published, instance, language=language), folder / SHEETS)
    also = _OTHER[language] if bilingual else None
    posters = build_posters(published, instance, base_url=base_url, language=language, also=also)
    _write_files(posters, folder / POSTERS)
    access = access_by_car(instance, times)
    planner = folder / "map.html"
    write_planner_map(published, instance, planner, find_path=times.path, access=access, language=language, **shapes)
    write_stops_map(published, instance, folder / "stops.html", feeds=f"{CALENDARS}/", language=language, **shapes)
    write_equity(equity(Lookup(published, instance), access), instance, folder / "equity.json")
    write_week(published, instance, folder / "week.xlsx", access=access, language=language)
    return published


def _write_files(files: Mapping[str, bytes], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
