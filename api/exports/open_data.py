"""What a publication opens to the world besides its calendars and pages, under the licence the publisher chooses."""

from api.exports.geojson import build_geojson
from api.exports.gtfs import build_gtfs
from api.exports.jsonld import build_jsonld
from api.exports.maps.background_files import Backgrounds
from api.exports.maps.outlines import commune_outlines
from models.instance import Instance
from models.plan import Plan
from models.text import Language

OPEN_DATA = "open-data"
"""Folder of these files within the folder of a plan."""


def build_open_data(
    published: Plan,
    instance: Instance,
    *,
    backgrounds: Backgrounds | None = None,
    base_url: str | None = None,
    language: Language = "fr",
) -> dict[str, bytes]:
    """``gtfs.zip``, ``stops.geojson``, ``venues.geojson``, ``communes.geojson``, ``sessions.jsonld``.

    Parameters
    ----------
    published : Plan
        A plan that ``feeds.publish`` has given its events.
    base_url : str, optional
        Where the publication is on the web.

    Returns
    -------
    dict of str to bytes
        By file name; no timetable where nothing carries passengers, no communes where no outline is known.
    """
    communes = backgrounds.communes if backgrounds else None
    outlines = commune_outlines(communes, instance)
    gtfs = build_gtfs(published, instance, base_url=base_url, outlines=outlines, language=language)
    return {
        **({"gtfs.zip": gtfs} if gtfs is not None else {}),
        **build_geojson(published, instance, communes=communes, language=language),
        "sessions.jsonld": build_jsonld(published, instance, base_url=base_url),
    }
