"""What a click on a commune's name tells the planner: what it asked and got, and how near the sessions are."""

from collections.abc import Iterator

from markupsafe import Markup

from api.exports import wording
from api.exports.equity import REACH_MIN, Access, CommuneShare, equity
from api.exports.lookup import Lookup
from models.instance import Instance
from models.text import Language, message


def commune_notes(lookup: Lookup, access: Access | None, language: Language) -> dict[str, Markup]:
    """A text for each commune, by its id."""
    report = equity(lookup, access)
    return {
        share.commune: Markup("<strong>{}</strong>").format(wording.commune_name(lookup.instance, share.commune))
        + Markup("").join(Markup("<br>{}").format(line) for line in _lines(share, lookup.instance, language))
        for share in report.communes
    }


def _lines(share: CommuneShare, instance: Instance, language: Language) -> Iterator[str]:
    for service in share.services:
        served = message(
            "{service}: {served} of {asked}",
            service=wording.service_name(instance, service.service),
            served=service.served.served,
            asked=service.served.asked,
        ).text(language)
        if service.next_date is not None:
            day = wording.short_day(service.next_date, language)
            served = message("{what}, next {day}", what=served, day=day).text(language)
        yield served
    if share.reach.service_min is not None:
        hours = wording.hours(share.reach.service_min[-1])
        yield message("{hours} of service within {n} min", hours=hours, n=REACH_MIN[-1]).text(language)
    if (nearest := share.reach.nearest) is not None:
        yield message(
            "nearest session: {place}, {minutes} min, {km}",
            place=wording.place_name(instance, nearest.venue, language, private=True),
            minutes=nearest.minutes,
            km=wording.kilometres(nearest.metres, language),
        ).text(language)
