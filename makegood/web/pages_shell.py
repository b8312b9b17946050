"""What every page shares: who reads it, in which language, its headers, and going elsewhere after a form."""

import secrets
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation
from litestar.response import Redirect
from msgspec import Struct
from msgspec.structs import replace

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import Policy, roles_in_case
from makegood.cases.api import Perform
from makegood.db.pool import Pool
from makegood.demo import shown_name
from makegood.kit.errors import NotSignedIn
from makegood.kit.settings import Mode, Settings
from makegood.web.caller import SESSION_COOKIE, Callers, language_of
from makegood.web.templates import render

HtmlRequest = Request[Any, Any, Any]
PathPart = FromPath[str]
Database = NamedDependency[SkipValidation[Pool]]
Installation = NamedDependency[SkipValidation[Settings]]
Writing = NamedDependency[SkipValidation[Perform]]
Promises = NamedDependency[SkipValidation[Policy]]

PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'",
    "Cache-Control": "no-store",
    "Vary": "Cookie, Accept-Language",
}


class Reader(Struct, frozen=True):
    """Who looks at a page, when, and in which language. `principal` is None for a visitor; `path` leads back here."""

    principal: Principal | None
    language: str
    now: datetime
    path: str
    is_guest: bool = False

    @property
    def me(self) -> Principal:
        """Who is signed in. Raises NotSignedIn for a visitor."""
        if self.principal is None:
            raise NotSignedIn()
        return self.principal

    @property
    def role(self) -> str:
        """The reader's role, empty for a visitor."""
        return self.principal.role.value if self.principal else ""

    @property
    def name(self) -> str:
        """What the reader is called, in the language of the page; empty for a visitor and for a session without a name."""
        return shown_name(self.principal, self.language) if self.principal else ""

    @property
    def roles(self) -> frozenset[str]:
        """The reader's roles in a case that is theirs to see."""
        return (
            frozenset(role.value for role in roles_in_case(self.principal)) if self.principal else frozenset()
        )


def visitor(request: HtmlRequest) -> Principal | None:
    """Who is signed in by cookie, found without asking the database; for pages that tell of problems."""
    sessions = getattr(request.app.state, "sessions", None)
    cookie = request.cookies.get(SESSION_COOKIE)
    found: Principal | None = sessions.principal(cookie) if sessions and cookie else None
    return found


async def reader_of(request: HtmlRequest, signed_in: bool = False) -> Reader:
    """Who reads. Raises NotSignedIn for a visitor where `signed_in` is wanted."""
    callers: Callers = request.app.state.callers
    principal = await callers.principal_or_none(request)
    reader = _reader(request, principal)
    if signed_in:
        _ = reader.me
    return reader


GUEST = Principal(PrincipalRole.OPERATOR, None, "guest")
"""A visitor of a demo, who may look at all of its made-up cases and do nothing."""


async def reader_or_guest(request: HtmlRequest, settings: Settings) -> Reader:
    """Who reads; in a demo a visitor may look. Raises NotSignedIn for a visitor anywhere else."""
    reader = await reader_of(request)
    if reader.principal is None and settings.mode is Mode.DEMO:
        return guest_of(reader)
    _ = reader.me
    return reader


def guest_of(reader: Reader) -> Reader:
    """A visitor as a guest of the demo."""
    return replace(reader, principal=GUEST, is_guest=True)


def reader_of_problem(request: HtmlRequest) -> Reader:
    """Who reads a page about a problem; nothing here can fail."""
    return _reader(request, visitor(request))


def _reader(request: HtmlRequest, principal: Principal | None) -> Reader:
    clock = getattr(request.app.state, "clock", None)
    now = clock.now() if clock else datetime.fromtimestamp(0).astimezone()
    return Reader(principal, language_of(request), now, _path_back(request))


def _path_back(request: HtmlRequest) -> str:
    """Where a change of language returns to: this page, or for a form's answer the page above it."""
    path = request.url.path
    if request.method != "GET":
        return path.rpartition("/")[0] or "/"
    query = urlencode([(n, v) for n, v in request.query_params.multi_items() if n not in ("done", "lang")])
    return f"{path}?{query}" if query else path


def page(template: str, reader: Reader, status: int = 200, **context: Any) -> Response[str]:
    """A template as a page for a reader."""
    body = render(template, reader.language, reader=reader, **context)
    headers = PAGE_HEADERS | {"Content-Language": reader.language}
    return Response(body, status_code=status, media_type="text/html", headers=headers)


def go(path: str) -> Redirect:
    """On to another page after a form was taken."""
    return Redirect(path, status_code=303, headers={"Cache-Control": "no-store"})


def own_path(text: str | None, default: str = "/") -> str:
    """A path of ours to return to; the default for anything that could lead elsewhere."""
    if not text or not text.startswith("/") or text.startswith(("//", "/\\")) or "\n" in text or "\r" in text:
        return default
    parts = urlsplit(text)
    return default if parts.scheme or parts.netloc or len(text) > 500 else text


def new_key() -> str:
    """The idempotency key of a form as it is drawn: sent twice, it is done once."""
    return f"form-{secrets.token_hex(12)}"
