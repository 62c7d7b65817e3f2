"""Routes of secret calendar addresses: give out, list, end."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from api import audit
from api.access import Permission, Principal, needs
from api.deps import CurrentMoment, CurrentPage, CurrentSettings, Transaction, tag
from api.feeds import schemas
from api.feeds.tokens import FeedTokens, TokenKind
from api.problems import responses
from api.store.tables import FeedTokenRow
from api.territories.dependencies import CurrentTerritory

router = APIRouter(prefix="/territories/{territory}/feeds", tags=["feeds"], responses=responses(401, 403, 404, 422))
Giver = Annotated[Principal, Depends(needs(Permission.FEEDS))]
TokenId = Annotated[str, Path(max_length=26, pattern=r"^[0-9a-z]+$", description="id of an address given out")]


@router.get("", response_model=schemas.FeedTokensOut, responses=responses(400))
def list_feeds(session: Transaction, _: Giver, territory: CurrentTerritory, page: CurrentPage) -> schemas.FeedTokensOut:
    """Secret addresses that were given out."""
    rows, after = FeedTokens(session, territory).rows(page)
    return schemas.FeedTokensOut(items=[_out(row) for row in rows], next=after)


@router.post("", response_model=schemas.FeedTokenMadeOut, status_code=201)
def give_out_feed(
    body: schemas.FeedTokenIn,
    response: Response,
    session: Transaction,
    settings: CurrentSettings,
    principal: Giver,
    territory: CurrentTerritory,
) -> schemas.FeedTokenMadeOut:
    """A secret address of a vehicle's or person's calendar, told this once."""
    row, secret = FeedTokens(session, territory).make(body.kind, body.subject)
    audit.record(session, principal, "feed.make", row.id, kind=row.kind)
    tag(response, row.version)
    url = f"{settings.base_url.rstrip('/')}/feeds/{secret}.ics"
    return schemas.FeedTokenMadeOut(**_out(row).model_dump(), url=url)


@router.delete("/{token}", status_code=204)
def revoke_feed(
    token: TokenId, session: Transaction, principal: Giver, territory: CurrentTerritory, moment: CurrentMoment
) -> None:
    """End an address for good; whoever still asks is told that there is nothing."""
    row = FeedTokens(session, territory).row(token)
    row.revoked_at = row.revoked_at or moment
    row.version += 1
    audit.record(session, principal, "feed.revoke", row.id)


def _out(row: FeedTokenRow) -> schemas.FeedTokenOut:
    kind: TokenKind = "vehicle" if row.kind == "vehicle" else "person"
    return schemas.FeedTokenOut(
        id=row.id, kind=kind, subject=row.subject, made_at=row.made_at, revoked=row.revoked_at is not None
    )
