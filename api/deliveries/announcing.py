"""Who is told of a new version: people and communes whose next two days changed by mail, programs by webhook."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from api.deliveries.outbox import notify
from api.deliveries.subscribers import Subscribers
from api.deliveries.topics import Topic
from api.exports import wording
from api.publications.differences import Difference, said, told_soon
from api.publications.repository import version_text
from api.store.sealing import Seal
from api.store.tables import PublicationRow, TerritoryRow
from models.text import N_, Language, translate

_OF_KIND = {"duty": "person", "session": "commune"}
_INTRODUCTION = N_("Your next two days changed:")
_SUBJECT = N_("{territory}: changes to your next two days")


def announce(
    session: Session,
    seal: Seal,
    territory: TerritoryRow,
    row: PublicationRow,
    topic: Topic,
    difference: Difference,
    made_at: datetime,
    language: Language,
) -> None:
    """Put everything that is to be told of a version into the outbox.

    Parameters
    ----------
    made_at : datetime
        Local time of the publication.
    language : {"fr", "en"}
        Of the organisation: French alone, or French and then English.
    """
    soon = sorted(told_soon(difference, made_at), key=lambda one: (one["kind"], one["subject"], one["by"]))
    languages: tuple[Language, ...] = ("fr",) if language == "fr" else ("fr", "en")
    subscribers = Subscribers(session, seal, territory)
    for (kind, subject), group in groupby(soon, key=lambda one: (one["kind"], one["subject"])):
        told = list(group)
        for address in subscribers.addresses(_OF_KIND.get(kind, ""), subject):
            notify(session, seal, territory.organisation_id, "mail", mail_of(territory.name, address, told, languages))
        if kind == "ride":
            notify(session, seal, territory.organisation_id, "webhook", _ride(territory, subject, told, language))
    data = {
        "territory": territory.slug,
        "publication": row.id,
        "monday": row.monday.isoformat(),
        "version": version_text(row),
        "tellings": len(difference["tellings"]),
    }
    notify(session, seal, territory.organisation_id, "webhook", {"topic": topic.value, "data": data})


def mail_of(
    territory: str, address: str, told: Iterable[Mapping[str, Any]], languages: tuple[Language, ...]
) -> dict[str, str]:
    """A mail that tells what was and what is, in each language."""
    told = list(told)
    parts = [_text(told, language) for language in languages]
    subject = " / ".join(translate(_SUBJECT, language).format(territory=territory) for language in languages)
    return {"to": address, "subject": subject, "text": "\n\n".join(parts) + "\n"}


def _text(told: Iterable[Mapping[str, Any]], language: Language) -> str:
    lines = [translate(_INTRODUCTION, language)]
    for one in told:
        old, new = said(one, language)
        day = wording.long_day(datetime.fromisoformat(one["by"]).date(), language)
        lines += ["", day, f"  {_labelled('before', old, language)}", f"  {_labelled('now', new, language)}"]
    return "\n".join(lines)


def _labelled(label: str, text: str, language: Language) -> str:
    return f"{translate(label, language)}{' :' if language == 'fr' else ':'} {text}"


def _ride(territory: TerritoryRow, passenger: str, told: list[dict[str, Any]], language: Language) -> dict[str, Any]:
    changes = []
    for one in told:
        old, new = said(one, language)
        changes.append({"ride": one["item"], "by": one["by"], "before": old, "now": new})
    data = {"territory": territory.slug, "passenger": passenger, "changes": changes}
    return {"topic": Topic.RIDE_CHANGED.value, "data": data}
