"""``05026-ceillac.pdf``: an A4 poster of the dates to come, for the door of a town hall.

An open paper: what is held where and when, where the minibus stops and how to book it, and nobody's name.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from api.exports import wording
from api.exports.feeds.names import commune_feed, feed_file
from api.exports.paper.poster_rides import ride_services
from api.exports.paper.qr import qr_svg
from api.exports.paper.speech import Speech
from api.exports.paper.typesetting import typeset
from api.exports.public_sessions import PublicSession, public_sessions
from models.geography import distance_m
from models.horizon import Horizon
from models.instance import Instance
from models.plan import Plan
from models.territory import Commune
from models.text import N_, Language, message

BLOCKS = 4
"""Services with a block of their own, at most; where more come, the poster goes day by day."""
DATES = 12
"""Dates of one service in its block, at most; how many more there are is told."""
ELSEWHERE = 3
"""Services that come to other communes only, at most."""


def build_posters(
    published: Plan,
    instance: Instance,
    *,
    base_url: str | None = None,
    language: Language = "fr",
    also: Language | None = None,
) -> dict[str, bytes]:
    """One PDF per commune, by file name; none where nothing comes or can be reached.

    Parameters
    ----------
    published : Plan
        A plan that ``feeds.publish`` has given its events.
    base_url : str, optional
        Where the publication is on the web: QR codes then lead to its page and to the commune's calendar.
    also : str, optional
        A second language, in smaller letters beside the first.
    """
    speech = Speech(language, also)
    return {
        f"{commune.id.replace('/', '%2F')}-{_slug(commune.name)}.pdf": typeset("poster", data, published.made_at)
        for commune in instance.communes
        if (data := poster_data(published, instance, commune, speech, base_url))
    }


def poster_data(
    published: Plan, instance: Instance, commune: Commune, speech: Speech, base_url: str | None
) -> dict[str, Any]:
    """What the poster of a commune shows; nothing where there is nothing to show."""
    author = _Author(instance, commune, speech)
    horizon = Horizon(published.monday, published.weeks)
    coming = [s for s in public_sessions(published, instance) if s.event.end > published.made_at]
    here = [session for session in coming if session.place.commune == commune.id]
    blocks = list(author.blocks(here))
    shown = {
        "services": blocks if len(blocks) <= BLOCKS else [],
        "agenda": _halves(list(author.agenda(here))) if len(blocks) > BLOCKS else [],
        "elsewhere": list(author.elsewhere(coming))[:ELSEWHERE],
        "rides": list(ride_services(instance, horizon, commune, speech)),
    }
    if not any(shown.values()):
        return {}
    return {
        "lang": speech.first,
        "title": f"{commune.name}, {instance.territory.name}",
        "commune": commune.name,
        "territory": instance.territory.name,
        "heading": speech.words(N_("Services that come to you")),
        "elsewhere_label": speech.words(N_("Near here")),
        **shown,
        **_dated(horizon, published.made_at.date(), speech),
        "codes": _codes(commune, base_url, speech),
    }


class _Author:
    def __init__(self, instance: Instance, commune: Commune, speech: Speech) -> None:
        self.instance = instance
        self.commune = commune
        self.speech = speech

    def blocks(self, here: Sequence[PublicSession]) -> Iterator[dict[str, Any]]:
        """The services that come to the commune, each room apart."""
        held: dict[tuple[str, str], list[PublicSession]] = {}
        for session in here:
            held.setdefault((session.name, session.place.id), []).append(session)
        for (name, _), sessions in sorted(held.items()):
            place, service = sessions[0].place, sessions[0].service
            yield {
                "name": name,
                "about": service.description if service else "",
                "place": place.name,
                "accessible": self.speech.words(N_("accessible by wheelchair")) if place.accessible else [],
                "dates": [self._date(session) for session in sessions[:DATES]],
                "more": self.speech.more(len(sessions) - DATES),
            }

    def agenda(self, here: Sequence[PublicSession]) -> Iterator[dict[str, Any]]:
        """The days on which anything is held in the commune."""
        for day, sessions in groupby(here, key=lambda session: session.event.start.date()):
            yield {
                "day": self._day(day),
                "rows": [{"name": s.name, "place": s.place.name, **self._date(s)} for s in sessions],
            }

    def elsewhere(self, coming: Sequence[PublicSession]) -> Iterator[dict[str, Any]]:
        """Of each service that does not come here, the nearest place and its next date there."""
        held: dict[str, list[PublicSession]] = {}
        for session in coming:
            held.setdefault(session.name, []).append(session)
        for name, sessions in sorted(held.items()):
            standing = [session for session in sessions if not session.event.cancelled]
            if standing and not any(session.place.commune == self.commune.id for session in sessions):
                nearest = min(standing, key=lambda s: (self._away(s), s.event.start))
                place = wording.place_name(self.instance, nearest.place.id, self.speech.first)
                yield {"name": name, "place": place, **self._date(nearest)}

    def _date(self, session: PublicSession) -> dict[str, Any]:
        event = session.event
        return {
            "day": self._day(event.start.date()),
            "hours": wording.span(event.start, event.end),
            "cancelled": self.speech.words(N_("cancelled")) if event.cancelled else [],
        }

    def _day(self, day: date) -> list[str]:
        return self.speech.say(lambda to: wording.middle_day(day, to))

    def _away(self, session: PublicSession) -> float:
        return distance_m(self.commune.lon, self.commune.lat, session.place.lon, session.place.lat)


def _dated(horizon: Horizon, made: date, speech: Speech) -> dict[str, Any]:
    """Which days the poster is about, and until when it holds."""
    first, last = horizon.days[0], horizon.days[-1]

    def period(to: Language) -> str:
        days = (wording.middle_day(first, to), wording.long_day(last, to))
        return message("From {first} to {last}", first=days[0], last=days[1]).text(to)

    def valid(to: Language) -> str:
        days = (wording.long_day(last, to), wording.long_day(made, to))
        text = message(
            "Valid until {last}. Made on {day}; later changes are in the calendars.", last=days[0], day=days[1]
        )
        return text.text(to)

    return {"period": speech.say(period), "valid": speech.say(valid)}


def _codes(commune: Commune, base_url: str | None, speech: Speech) -> list[dict[str, Any]]:
    if base_url is None:
        return []
    page, calendar = f"{base_url}stops.html", f"{base_url}calendars/{feed_file(commune_feed(commune.id))}"
    return [
        {"label": speech.words(N_("Dates, map and stops")), "qr": qr_svg(page), "text": page},
        {"label": speech.words(N_("Calendar to follow")), "qr": qr_svg(calendar), "text": ""},
    ]


def _halves(days: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Days in two columns, cut where the longer one is shortest."""
    lengths = [2 + 2 * len(day["rows"]) for day in days]
    cut = min(range(1, len(days) + 1), key=lambda k: max(sum(lengths[:k]), sum(lengths[k:])))
    return [days[:cut], days[cut:]]


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", wording.sort_key(name)).strip("-")
