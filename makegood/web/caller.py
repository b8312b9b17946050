"""Who calls and in which language: keys, session tokens and cookies, and the guard against forged forms."""

import time
from datetime import UTC, datetime
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection

from makegood.accounts import PREFIX, Principal, Session, Sessions, Stage, principal_of_key, session_of
from makegood.kit.errors import NotPermitted, NotSignedIn
from makegood.kit.i18n import LANGUAGES, from_header
from makegood.web.frame import frame_token, is_in_frame, order_of_page

SESSION_COOKIE = "makegood_session"
LANGUAGE_COOKIE = "makegood_language"
KNOWN_SECONDS = 5
MOST_KNOWN = 10_000
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

Connection = ASGIConnection[Any, Any, Any, Any]


def language_of(connection: Connection) -> str:
    """The language asked for: `?lang=`, then the reader's choice in a cookie, then Accept-Language."""
    for chosen in (connection.query_params.get("lang"), connection.cookies.get(LANGUAGE_COOKIE)):
        if chosen in LANGUAGES:
            return str(chosen)
    return from_header(connection.headers.get("accept-language", ""))


class Callers:
    """Finds out who calls. Keys and tokens are remembered for a few seconds, so a revoked key stops that soon.

    A cookie holds a session of ours (in a table, can be ended) or a signed token that a shop was given for its page. The
    session of a frame is good for what belongs to its order, and for nothing else.
    """

    def __init__(self, pool: Any, sessions: Sessions) -> None:
        self._pool = pool
        self._sessions = sessions
        self._known: dict[str, tuple[float, Principal]] = {}

    async def principal_or_none(self, connection: Connection) -> Principal | None:
        """Who calls, or None. A cookie counts only for requests that come from our own pages."""
        header = connection.headers.get("authorization", "")
        if header:
            scheme, _, secret = header.partition(" ")
            return await self._bearer(secret.strip()) if scheme.lower() == "bearer" else None
        if is_in_frame(connection.cookies, connection.headers, SESSION_COOKIE, connection.query_params):
            order_id = await order_of_page(self._pool, connection.url.path)
            principal = await self.of_frame(connection, order_id) if order_id else None
        else:
            cookie = connection.cookies.get(SESSION_COOKIE)
            principal = await self._browser(cookie) if cookie else None
        if principal and is_foreign(connection):
            raise NotPermitted(role=principal.role.value, operation="a form of another site")
        return principal

    async def of_frame(self, connection: Connection, order_id: int) -> Principal | None:
        """The buyer whose frame shows this order; on every page that is not of its order a frame is a visitor."""
        session = await self.frame_session(connection, order_id)
        return session.principal if session else None

    async def frame_session(self, connection: Connection, order_id: int) -> Session | None:
        """The session of the frame that shows this order."""
        token = frame_token(connection.cookies, order_id)
        session = await session_of(self._pool, token, datetime.now(UTC)) if token else None
        return session if session and session.order_id == order_id else None

    async def browser_session(self, connection: Connection) -> Session | None:
        """The session in a table that a browser has, whatever its stage. Raises NotPermitted for a foreign form."""
        cookie = connection.cookies.get(SESSION_COOKIE, "")
        found = await session_of(self._pool, cookie, datetime.now(UTC)) if cookie.startswith(PREFIX) else None
        if found and found.order_id is not None:
            return None
        if found and is_foreign(connection):
            raise NotPermitted(role=found.principal.role.value, operation="a form of another site")
        return found

    def remembered(self, cookie: str) -> Principal | None:
        """Who was found behind a cookie a moment ago, without asking the database."""
        kept = self._known.get(cookie)
        return kept[1] if kept else self._sessions.principal(cookie)

    def forget(self) -> None:
        """Look everybody up anew, after sessions were ended or rights changed."""
        self._known.clear()

    async def principal(self, connection: Connection) -> Principal:
        """Who calls. Raises NotSignedIn."""
        principal = await self.principal_or_none(connection)
        if principal is None:
            raise NotSignedIn()
        return principal

    async def _browser(self, cookie: str) -> Principal | None:
        if not cookie.startswith(PREFIX):
            return self._sessions.principal(cookie)
        kept = self._known.get(cookie)
        if kept and kept[0] > time.monotonic():
            return kept[1]
        session = await session_of(self._pool, cookie, datetime.now(UTC))
        is_whole = session is not None and session.stage is Stage.WHOLE and session.order_id is None
        return self._remember(cookie, session.principal if session and is_whole else None)

    async def _bearer(self, secret: str) -> Principal | None:
        kept = self._known.get(secret)
        if kept and kept[0] > time.monotonic():
            return kept[1]
        if secret.startswith("mgk_"):
            return self._remember(secret, await principal_of_key(self._pool, secret))
        return self._remember(secret, self._sessions.principal(secret))

    def _remember(self, secret: str, principal: Principal | None) -> Principal | None:
        if principal:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[secret] = (time.monotonic() + KNOWN_SECONDS, principal)
        else:
            self._known.pop(secret, None)
        return principal


def is_foreign(connection: Connection) -> bool:
    """Whether a browser says that a writing request comes from another site (Fetch Metadata, else Origin)."""
    if connection.scope.get("method") in _SAFE:
        return False
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = connection.headers.get("origin")
    return origin is not None and origin.partition("://")[2] != connection.headers.get("host")


def require_own_form(connection: Connection) -> None:
    """For forms that a visitor sends, such as signing in. Raises NotPermitted when another site sent it."""
    if is_foreign(connection):
        raise NotPermitted(role="visitor", operation="a form of another site")


async def provide_principal(request: Request[Any, Any, Any]) -> Principal:
    """The dependency `principal`: who calls."""
    callers: Callers = request.app.state.callers
    return await callers.principal(request)


def provide_language(request: Request[Any, Any, Any]) -> str:
    """The dependency `language`."""
    return language_of(request)
