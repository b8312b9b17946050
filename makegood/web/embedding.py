"""Orders in a frame of a shop's page: a short-lived token lets the frame in, a cookie of that frame alone keeps it signed in.

The cookie is `SameSite=None; Secure; Partitioned`: browsers send it in frames of that one shop only, never elsewhere,
and take it over http from localhost as well (docs/recipes/embed-the-portal.md).
"""

from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import quote

from itsdangerous import BadSignature, URLSafeTimedSerializer
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, SkipValidation
from msgspec import Meta, Struct

from makegood.accounts import Principal, authorise
from makegood.db.pool import Pool
from makegood.kit.clock import ShiftedClock
from makegood.kit.errors import Invalid, NotFound
from makegood.kit.http import PROBLEM_RESPONSES
from makegood.kit.settings import Settings
from makegood.orders import order_view

TOKEN_SECONDS = 600
"""Long enough for a page to be read before it is scrolled to, short enough to be worthless in a log."""
_SALT = "makegood.embed"


class EmbedAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """For which order a frame is wanted."""

    order: Annotated[str, Meta(min_length=1, max_length=100, description="the marketplace's order number")]


class EmbedToken(Struct, frozen=True):
    """What lets a frame in, until `expires_at`; `url` is the frame's address with it."""

    token: str
    expires_at: datetime
    url: str


class EmbedTokens:
    """Makes and reads the tokens of frames with the installation's secret."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeTimedSerializer(secret, salt=_SALT)

    def token(self, order_id: int, buyer_id: int) -> str:
        """A token for the buyer of an order."""
        return self._serializer.dumps([str(order_id), str(buyer_id)])

    def buyer_of(self, token: str, order_id: int) -> int | None:
        """Whose frame this is; None for a token that is not ours, too old, or of another order."""
        try:
            order, buyer = self._serializer.loads(token, max_age=TOKEN_SECONDS)
        except (BadSignature, ValueError, TypeError):
            return None
        return int(buyer) if order == str(order_id) else None


Caller = NamedDependency[SkipValidation[Principal]]
Database = NamedDependency[SkipValidation[Pool]]
Installation = NamedDependency[SkipValidation[Settings]]


@post("/api/embed-tokens", status_code=201, tags=["orders"], summary="Let a frame of your page show an order",
      operation_id="create_embed_token", responses=PROBLEM_RESPONSES)  # fmt: skip
async def create_embed_token(
    data: JSONBody[EmbedAsked], principal: Caller, pool: Database, settings: Installation
) -> Response[EmbedToken]:
    """A token for the buyer of one order, good for ten minutes. Your server asks for it when your page is drawn.

    The origins that may show frames are a setting (MAKEGOOD_EMBED_ORIGINS); without it nobody may.
    """
    authorise(principal, "embed.create")
    if not settings.embed_origins:
        raise Invalid(field="order", problem="MAKEGOOD_EMBED_ORIGINS names no page that may show frames")
    async with pool.acquire() as connection:
        order = await order_view(connection, data.order)
    if order is None:
        raise NotFound(what="order")
    token = EmbedTokens(settings.secret or "").token(int(order.id), int(order.buyer.id))
    # Tokens go by the machine's time, as sessions do: an advanced clock of a demo does not end them.
    expires_at = ShiftedClock().now() + timedelta(seconds=TOKEN_SECONDS)
    url = f"{settings.url}/embed/orders/{quote(order.external_id, safe='')}?token={token}"
    body: Any = EmbedToken(token, expires_at, url)
    return Response(body, headers={"Cache-Control": "no-store"})


EMBED_ROUTES = [create_embed_token]
