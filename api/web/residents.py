"""Routes of the residents' pages: the published ones, and the two that are made when asked for."""

from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Form, Path, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.deps import CurrentLanguage, CurrentSeal, Transaction
from api.files.sending import send
from api.files.shelf import Named
from api.problems import not_found
from api.store.tables import EntityRow, NeedRow, OrganisationRow, TerritoryRow
from api.store.types import now
from api.web import statements
from api.web.environment import POLICY, render
from api.web.robots import is_human, stamp
from api.web.texts import need_texts, resident_texts
from api.web.village_pages import page_path
from models.text import Language, translate

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Slug = Annotated[str, Path(max_length=160)]
HEADERS = {"Content-Security-Policy": POLICY, "Vary": "Accept-Language"}
LONGEST_WHAT, LONGEST_WHEN, LONGEST_CONTACT = 2000, 500, 200
MOST_A_DAY = 200
"""Needs told of one territory in a day; beyond, a robot is at it."""


@router.get("/villages/{organisation}/{territory}")
async def villages(request: Request, organisation: Slug, territory: Slug, language: CurrentLanguage) -> Response:
    """The list of villages."""
    return await _published(request, organisation, territory, "index", language)


@router.get("/villages/{organisation}/{territory}/about/{topic}")
def about(
    organisation: Slug,
    territory: Slug,
    topic: Literal["legal", "privacy", "accessibility"],
    language: CurrentLanguage,
    session: Transaction,
) -> Response:
    """Legal notice, privacy notice, accessibility statement."""
    owner, row = _territory(session, organisation, territory)
    title, paragraphs = statements.statement(topic, owner.name, language)
    return _page("about.html", owner, row, language, f"about/{topic}", title=title, paragraphs=paragraphs)


@router.get("/villages/{organisation}/{territory}/{commune}")
async def village(
    request: Request, organisation: Slug, territory: Slug, commune: Slug, language: CurrentLanguage
) -> Response:
    """A village's page."""
    return await _published(request, organisation, territory, commune, language)


@router.get("/villages/{organisation}/{territory}/{commune}/need")
def ask_for_a_need(
    organisation: Slug,
    territory: Slug,
    commune: Slug,
    language: CurrentLanguage,
    session: Transaction,
    seal: CurrentSeal,
    sent: bool = False,
) -> Response:
    """The form to say what is missing, or thanks for it."""
    owner, row = _territory(session, organisation, territory)
    values = {"what": "", "when": "", "contact": ""}
    return _need_page(session, owner, row, commune, language, stamp(seal), values, sent=sent)


@router.post("/villages/{organisation}/{territory}/{commune}/need")
def tell_a_need(
    organisation: Slug,
    territory: Slug,
    commune: Slug,
    language: CurrentLanguage,
    session: Transaction,
    seal: CurrentSeal,
    what: Annotated[str, Form()] = "",
    when: Annotated[str, Form()] = "",
    contact: Annotated[str, Form()] = "",
    website: Annotated[str, Form()] = "",
    stamped: Annotated[str, Form()] = "",
) -> Response:
    """Keep what a resident says; whoever fills in the field nobody sees, or is faster than a hand, is thanked alone."""
    owner, row = _territory(session, organisation, territory)
    values = {name: _plain(value) for name, value in (("what", what), ("when", when), ("contact", contact))}
    faults = _faults(values, language)
    if not is_human(seal, stamped, website):
        faults.setdefault("what", translate("Please send it once more.", language))
    if _told_today(session, row) >= MOST_A_DAY:
        faults.setdefault("what", translate("Too many messages today: please call us.", language))
    if faults:
        return _need_page(session, owner, row, commune, language, stamp(seal), values, faults=faults, status=422)
    _commune_name(session, row, commune)
    need = NeedRow(territory_id=row.id, commune=commune, what=values["what"], when=values["when"])
    session.add(need)
    session.flush()
    if values["contact"]:
        need.sealed = seal.close({"contact": values["contact"]}, f"need/{need.id}")
    lang = "" if language == "fr" else "&lang=en"
    return RedirectResponse(f"{_root(owner, row)}/{quote(commune, safe='')}/need?sent=true{lang}", 303)


async def _published(request: Request, organisation: str, territory: str, name: str, language: Language) -> Response:
    answer = await send(request, Named(organisation, territory, page_path(name, language)))
    answer.headers.update(HEADERS)
    return answer


def _territory(session: Session, organisation: str, territory: str) -> tuple[OrganisationRow, TerritoryRow]:
    query = (
        select(OrganisationRow, TerritoryRow)
        .join(TerritoryRow, TerritoryRow.organisation_id == OrganisationRow.id)
        .where(OrganisationRow.slug == _plain(organisation), TerritoryRow.slug == _plain(territory))
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise not_found()
    return found[0], found[1]


def _commune_name(session: Session, territory: TerritoryRow, commune: str) -> str:
    row = session.get(EntityRow, (territory.id, "communes", _plain(commune)))
    if row is None or row.body is None:
        raise not_found()
    return str(row.body["name"])


def _need_page(
    session: Session,
    owner: OrganisationRow,
    row: TerritoryRow,
    commune: str,
    language: Language,
    stamped: str,
    values: dict[str, str],
    *,
    faults: dict[str, str] | None = None,
    sent: bool = False,
    status: int = 200,
) -> Response:
    name = _commune_name(session, row, commune)
    back = f"{_root(owner, row)}/{quote(commune, safe='')}" + ("" if language == "fr" else "?lang=en")
    wrong = dict.fromkeys(values, "") | (faults or {})
    told = {"commune": name, "back": back, "values": values, "faults": wrong, "sent": sent, "stamp": stamped}
    here = f"{quote(commune, safe='')}/need"
    answer = _page("need.html", owner, row, language, here, n=need_texts(language), title=name, **told)
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(
    template: str, owner: OrganisationRow, row: TerritoryRow, language: Language, here: str, **values: object
) -> Response:
    root = _root(owner, row)
    other: Language = "en" if language == "fr" else "fr"
    body = render(
        template,
        language,
        t=resident_texts(language),
        territory=row.name,
        site={"pages": root, "open_data": ""},
        other={"language": other, "link": f"{root}/{here}" + ("?lang=en" if other == "en" else "?lang=fr")},
        index=root + ("" if language == "fr" else "?lang=en"),
        **values,
    )
    return HTMLResponse(body, headers=HEADERS)


def _root(owner: OrganisationRow, row: TerritoryRow) -> str:
    return f"/villages/{quote(owner.slug, safe='')}/{quote(row.slug, safe='')}"


def _plain(text: str) -> str:
    """Text without what no database holds."""
    return text.replace("\x00", "").strip()


def _faults(values: dict[str, str], language: Language) -> dict[str, str]:
    found = {}
    if not values["what"]:
        found["what"] = translate("Tell us what is missing.", language)
    for name, longest in (("what", LONGEST_WHAT), ("when", LONGEST_WHEN), ("contact", LONGEST_CONTACT)):
        if len(values[name]) > longest:
            found[name] = translate("This is too long: at most {n} characters.", language).format(n=longest)
    return found


def _told_today(session: Session, row: TerritoryRow) -> int:
    since = now() - timedelta(days=1)
    query = select(func.count()).where(NeedRow.territory_id == row.id, NeedRow.made_at > since)
    return session.scalar(query) or 0
