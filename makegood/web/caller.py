"""Who calls and in which language: keys, session tokens and cookies, and the guard against forged forms."""

import time
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection

from makegood.accounts import Principal, Sessions, principal_of_key
from makegood.kit.errors import NotPermitted, NotSignedIn
from makegood.kit.i18n import LANGUAGES, from_header

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
    """Finds out who calls. Keys and tokens are remembered for a few seconds, so a revoked key stops that soon."""

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
        cookie = connection.cookies.get(SESSION_COOKIE)
        if not cookie:
            return None
        principal = self._sessions.principal(cookie)
        if principal and _forged(connection):
            raise NotPermitted(role=principal.role.value, operation="a form of another site")
        return principal

    async def principal(self, connection: Connection) -> Principal:
        """Who calls. Raises NotSignedIn."""
        principal = await self.principal_or_none(connection)
        if principal is None:
            raise NotSignedIn()
        return principal

    async def _bearer(self, secret: str) -> Principal | None:
        kept = self._known.get(secret)
        if kept and kept[0] > time.monotonic():
            return kept[1]
        if secret.startswith("mgk_"):
            principal = await principal_of_key(self._pool, secret)
        else:
            principal = self._sessions.principal(secret)
        if principal:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[secret] = (time.monotonic() + KNOWN_SECONDS, principal)
        return principal


def _forged(connection: Connection) -> bool:
    """Whether a browser says that a writing request comes from another site (Fetch Metadata, else Origin)."""
    if connection.scope.get("method") in _SAFE:
        return False
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = connection.headers.get("origin")
    return origin is not None and origin.partition("://")[2] != connection.headers.get("host")


async def provide_principal(request: Request[Any, Any, Any]) -> Principal:
    """The dependency `principal`: who calls."""
    callers: Callers = request.app.state.callers
    return await callers.principal(request)


def provide_language(request: Request[Any, Any, Any]) -> str:
    """The dependency `language`."""
    return language_of(request)
