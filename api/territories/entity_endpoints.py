"""Routes of entities: for each kind of `models.Instance` the same five, typed by its class."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Header, Path, Response
from pydantic import BaseModel

from api import audit
from api.access import Permission, Principal, needs
from api.deps import CurrentLanguage, CurrentMatch, CurrentPage, CurrentSeal, Transaction, etag_of, tag
from api.problems import NoticeOut, Problem, conflict, not_found, refused, responses
from api.store.ids import new_id
from api.store.tables import EntityRow
from api.territories.dependencies import ChangedTerritory, CurrentTerritory
from api.territories.entities import Entities
from api.territories.entity_schemas import EntitiesOut, EntityOut, EntityWritten, NoticesOut
from api.territories.examples import EXAMPLES
from api.territories.faults import dangling_of, dangling_to
from api.territories.kinds import KINDS, Kind
from models.base import Frozen, Id
from models.notices import Location, Notice, error
from models.text import Language, message

Changes = Annotated[Principal, Depends(needs(Permission.DATA_WRITE))]
EntityId = Annotated[Id, Path(description="The entity's id")]
IfNoneMatch = Annotated[str | None, Header(description="`*`: make it, if there is none of that id")]


def router_of(kind: Kind) -> APIRouter:
    """The routes of one kind."""
    router = APIRouter(
        prefix=f"/territories/{{territory}}/{kind.name}", tags=[kind.name], responses=responses(401, 403, 404, 422)
    )
    reads = needs(Permission.PEOPLE_READ if kind.sealed else Permission.DATA_READ)
    reader = Annotated[Principal, Depends(reads)]
    one: Any = EntityOut[kind.model]  # type: ignore[name-defined] # a class per kind, made here
    written: Any = EntityWritten[kind.model]  # type: ignore[name-defined]
    many: Any = EntitiesOut[kind.model]  # type: ignore[name-defined]
    sent: Any = Annotated[kind.model, Body(examples=[EXAMPLES[kind.name]])]

    def list_them(
        territory: CurrentTerritory,
        session: Transaction,
        seal: CurrentSeal,
        page: CurrentPage,
        _: reader,
    ) -> BaseModel:
        entities = Entities(session, seal, territory)
        rows, after = entities.page(kind.name, page)
        return _made(many, items=[_made(one, **_told(row, entities)) for row in rows], next=after)

    def read(
        territory: CurrentTerritory,
        entity: EntityId,
        response: Response,
        session: Transaction,
        seal: CurrentSeal,
        _: reader,
    ) -> BaseModel:
        entities = Entities(session, seal, territory)
        row = _found(entities, kind, entity)
        tag(response, row.version)
        return _made(one, **_told(row, entities))

    def create(
        territory: ChangedTerritory,
        body: sent,
        response: Response,
        session: Transaction,
        seal: CurrentSeal,
        language: CurrentLanguage,
        principal: Changes,
    ) -> BaseModel:
        entities = Entities(session, seal, territory)
        id_ = getattr(body, "id", None) or new_id()
        if entities.row(kind.name, id_) is not None:
            raise conflict("exists", message("there is one of that id already"))
        row = entities.put(kind.name, id_, body.model_dump(mode="json"))
        audit.record(session, principal, "entity.create", f"{kind.name}/{id_}", territory=territory.slug)
        response.headers["Location"] = f"/v1/territories/{territory.slug}/{kind.name}/{id_}"
        tag(response, row.version)
        return _written(written, row, entities, language)

    def replace(
        territory: ChangedTerritory,
        entity: EntityId,
        body: sent,
        response: Response,
        session: Transaction,
        seal: CurrentSeal,
        language: CurrentLanguage,
        match: CurrentMatch,
        principal: Changes,
        if_none_match: IfNoneMatch = None,
    ) -> BaseModel:
        _same_id(body, entity)
        entities = Entities(session, seal, territory)
        row, make = entities.row(kind.name, entity), (if_none_match or "").strip() == "*"
        if row is None and not make:
            raise not_found()
        if row is not None and make:
            what = message("there is one of that id already")
            raise Problem(412, "exists", what, headers={"ETag": etag_of(row.version)})
        if row is not None:
            match.check(row.version)
        response.status_code = 201 if row is None else 200
        row = entities.put(kind.name, entity, body.model_dump(mode="json"))
        action = "entity.create" if response.status_code == 201 else "entity.replace"
        audit.record(session, principal, action, f"{kind.name}/{entity}", territory=territory.slug)
        tag(response, row.version)
        return _written(written, row, entities, language)

    def delete(
        territory: ChangedTerritory,
        entity: EntityId,
        session: Transaction,
        seal: CurrentSeal,
        language: CurrentLanguage,
        match: CurrentMatch,
        principal: Changes,
    ) -> NoticesOut:
        entities = Entities(session, seal, territory)
        row = _found(entities, kind, entity)
        match.check(row.version)
        entities.remove(row)
        audit.record(session, principal, "entity.delete", f"{kind.name}/{entity}", territory=territory.slug)
        notices = dangling_to(entities, entity) if kind.has_id else ()
        return NoticesOut(notices=[NoticeOut.of(notice, language) for notice in notices])

    name, path = kind.name, "/{entity:path}"  # ids may hold a slash
    router.get("", response_model=many, name=f"list_{name}", summary=f"List {name}", responses=responses(400))(
        list_them
    )
    router.get(path, response_model=one, name=f"read_{name}", summary=f"Read one of {name}")(read)
    router.post(
        "",
        response_model=written,
        status_code=201,
        name=f"create_{name}",
        summary=f"Add to {name}",
        responses=responses(409),
    )(create)
    router.put(
        path,
        response_model=written,
        name=f"replace_{name}",
        summary=f"Change one of {name}, or make it",
        responses={201: {"model": written, "description": "Made"}, **responses(412, 428)},
    )(replace)
    router.delete(
        path,
        response_model=NoticesOut,
        name=f"delete_{name}",
        summary=f"Take one of {name} away; the answer tells what names it",
        responses=responses(412, 428),
    )(delete)
    return router


ENTITY_ROUTERS: tuple[APIRouter, ...] = tuple(router_of(kind) for kind in KINDS)


def _found(entities: Entities, kind: Kind, id_: str) -> EntityRow:
    row = entities.row(kind.name, id_)
    if row is None:
        raise not_found()
    return row


def _same_id(body: Frozen, id_: str) -> None:
    own = getattr(body, "id", id_)
    if own != id_:
        what = message("{value} is not the id of the address", value=own)
        raise refused([_other_id(what, own)])


def _other_id(what: Any, own: str) -> Notice:
    where = Location(source="body", field="id", item=own)
    return error("id.other", where, what, message("an id is never changed: make another, and take this one away"))


def _told(row: EntityRow, entities: Entities) -> dict[str, Any]:
    return {"id": row.id, "version": row.version, "changed_at": row.changed_at, "value": entities.body(row)}


def _written(kind: Any, row: EntityRow, entities: Entities, language: Language) -> BaseModel:
    notices = [NoticeOut.of(notice, language) for notice in dangling_of(entities, row.kind, row.id)]
    return _made(kind, **_told(row, entities), notices=notices)


def _made(kind: Any, **values: Any) -> BaseModel:
    made: BaseModel = kind.model_validate(values)
    return made
