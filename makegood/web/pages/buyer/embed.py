"""Where a frame in a shop's page begins, and the small script with which the shop makes it."""

from litestar import Response, get
from msgspec.structs import replace

from makegood.accounts import (
    AccountOffice,
    Principal,
    PrincipalRole,
    Session,
    Stage,
    begin_session,
    end_session,
)
from makegood.kit.errors import NotFound, NotSignedIn
from makegood.kit.i18n import LANGUAGES
from makegood.orders import order_view
from makegood.web.caller import LANGUAGE_COOKIE, Callers
from makegood.web.embedding import EmbedTokens
from makegood.web.frame import FRAME_COOKIE, frame_cookie
from makegood.web.pages.account.forms import Accounts
from makegood.web.pages.buyer.find import LONGEST_NUMBER
from makegood.web.pages.orders.page import order_page
from makegood.web.pages.shell import (
    Database,
    HtmlRequest,
    Installation,
    PathPart,
    Promises,
    Reader,
    page,
    reader_of,
)
from makegood.web.pages.static import content_text
from makegood.web.visit import visit_of

DESTINATION = "sec-fetch-dest"
"""What a browser says it opens (Fetch Metadata); no script and no address can say it in its place."""


@get("/embed/orders/{number:str}", include_in_schema=False, opt={"open": True})
async def show_in_frame(
    number: PathPart, request: HtmlRequest, pool: Database, policy: Promises, settings: Installation, accounts: Accounts
) -> Response[str]:  # fmt: skip
    """The order for which the token was made, and a session of this frame alone. Raises NotSignedIn for any other token."""
    reader = await reader_of(request)
    if not settings.embed_origins:
        raise NotFound(what="page")
    if request.headers.get(DESTINATION) != "iframe":
        return _alone(reader, request, number, settings.embed_origins)
    async with pool.acquire() as connection:
        order = await order_view(connection, number)
    token = request.query_params.get("token", "")
    buyer_id = EmbedTokens(settings.secret or "").buyer_of(token, int(order.id)) if order else None
    callers: Callers = request.app.state.callers
    before = await callers.frame_session(request, int(order.id)) if order else None
    if order is None or (buyer_id is None and before is None):
        # Somebody who guesses numbers learns nothing: without a token there is no such order either.
        raise NotSignedIn()
    who = Principal(PrincipalRole.BUYER, buyer_id, order.buyer.name) if buyer_id else None
    framed = replace(
        reader, principal=who or (before and before.principal), framed_by=settings.embed_origins, path=f"/orders/{order.id}"
    )  # fmt: skip
    answer = await order_page(framed, int(order.id), pool, policy)
    if who is not None:
        device = visit_of(request, settings).device
        session = await _session(accounts, who, device, int(order.id), before)
        answer.set_cookie(frame_cookie(f"{FRAME_COOKIE}{order.id}", session))
        if (language := request.query_params.get("lang", "")) in LANGUAGES:
            answer.set_cookie(frame_cookie(LANGUAGE_COOKIE, language))
    return answer


def _alone(reader: Reader, request: HtmlRequest, number: str, origins: tuple[str, ...]) -> Response[str]:
    """The same for everybody who opens such an address outside a frame: the way in by order number and code.

    A window of its own would sign in whoever follows an address that somebody else made. Browsers that do not say what
    they open (older than those that keep a cookie for a frame alone) are not believed either: there no frame could stay
    signed in anyway. What they see may still be in a frame.
    """
    framed_by = () if request.headers.get(DESTINATION) == "document" else origins
    shown = replace(reader, framed_by=framed_by)
    return page("buyer/embed_alone.html", shown, status=403, number=number[:LONGEST_NUMBER])


async def _session(
    office: AccountOffice, who: Principal, device: str, order_id: int, before: Session | None
) -> str:
    """A session of the frame, in the place of the one that it had."""
    async with office.pool.acquire() as connection, connection.transaction():
        if before is not None:
            await end_session(connection, before.id, office.now())
        return await begin_session(
            connection, office.ids, who, Stage.WHOLE, "embed", device, office.now(), order_id
        )


@get("/embed.js", include_in_schema=False, opt={"open": True})
async def embed_script() -> Response[str]:
    """The script that a shop's page includes."""
    headers = {"Cache-Control": "public, max-age=3600", "Cross-Origin-Resource-Policy": "cross-origin"}
    return Response(content_text("embed.js"), media_type="text/javascript", headers=headers)


EMBED_PAGE_HANDLERS = [show_in_frame, embed_script]
