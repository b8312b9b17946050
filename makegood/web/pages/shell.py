"""What every page shares: who reads it, in which language, its headers, and going elsewhere after a form."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from litestar import Request, Response
from litestar.datastructures import Cookie
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
from makegood.web.frame import FRAME_MARK, is_in_frame
from makegood.web.pages.time import zone_named, zone_of
from makegood.web.pages.typed import ZONE_FIELD, zone_typed
from makegood.web.templates import render

HtmlRequest = Request[Any, Any, Any]
PathPart = FromPath[str]
Database = NamedDependency[SkipValidation[Pool]]
Installation = NamedDependency[SkipValidation[Settings]]
Writing = NamedDependency[SkipValidation[Perform]]
Promises = NamedDependency[SkipValidation[Policy]]

THEME_COOKIE = "makegood_theme"
ZONE_COOKIE = "makegood_zone"
"""The time zone of the reader's browser, which static/script/clocks.js tells; anybody may write anything into it."""
THEMES = ("system", "light", "dark")
_YEAR_SECONDS = 365 * 24 * 3600

PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'",
    "Cache-Control": "no-store",
    "Vary": "Cookie, Accept-Language",
}


class Reader(Struct, frozen=True):
    """Who looks at a page, when, and in which language. `principal` is None for a visitor; `path` leads back here.

    `theme` is what the reader chose: system, light or dark. `unread` counts notifications that were not looked at.
    `framed_by`: the shops' pages that may show this one in a frame, where it is in one. `zone` is the reader's own, where
    it is known.
    """

    principal: Principal | None
    language: str
    now: datetime
    path: str
    is_guest: bool = False
    theme: str = "system"
    unread: int = 0
    framed_by: tuple[str, ...] = ()
    zone: ZoneInfo | None = None

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


def in_zone_of_form(reader: Reader, typed: Mapping[str, str]) -> Reader:
    """The reader of an answer to a form, whose times are in the zone that the form was drawn with (pages/typed.py)."""
    if not typed.get(ZONE_FIELD):
        return reader
    drawn = zone_typed(typed, reader.language)
    return replace(reader, zone=None if drawn == zone_of(reader.language) else drawn)


def visitor(request: HtmlRequest) -> Principal | None:
    """Who is signed in by cookie, found without asking the database; for pages that tell of problems."""
    callers: Callers | None = getattr(request.app.state, "callers", None)
    is_framed = is_in_frame(request.cookies, request.headers, SESSION_COOKIE, request.query_params)
    cookie = "" if is_framed else request.cookies.get(SESSION_COOKIE, "")
    return callers.remembered(cookie) if callers and cookie else None


async def reader_of(request: HtmlRequest, signed_in: bool = False) -> Reader:
    """Who reads. Raises NotSignedIn for a visitor where `signed_in` is wanted."""
    callers: Callers = request.app.state.callers
    principal = await callers.principal_or_none(request)
    reader = _reader(request, principal)
    if signed_in:
        _ = reader.me
    return replace(reader, unread=await request.app.state.unread.count(principal)) if principal else reader


async def counted_again(request: HtmlRequest, reader: Reader) -> Reader:
    """The reader after something was read: the number on the bell is counted anew."""
    request.app.state.unread.forget(reader.me)
    return replace(reader, unread=await request.app.state.unread.count(reader.me))


GUEST = Principal(PrincipalRole.OPERATOR, None, "guest", scopes=frozenset({"cases:read", "orders:read"}))
"""A visitor of a demo, who may look at all of its made-up cases and do nothing. What others of its visitors put there, such
as drafts of packs and files, is not shown: they are strangers to each other.
"""


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
    theme = request.cookies.get(THEME_COOKIE, "")
    return Reader(
        principal,
        language_of(request),
        now,
        _path_back(request),
        theme=theme if theme in THEMES else THEMES[0],
        framed_by=_framed_by(request),
        zone=zone_named(request.cookies.get(ZONE_COOKIE, "")),
    )


def _framed_by(request: HtmlRequest) -> tuple[str, ...]:
    """The origins that may show the answer in a frame: those of the setting, for what a frame itself asks."""
    origins: tuple[str, ...] = getattr(request.app.state, "embed_origins", ())
    return (
        origins
        if origins and is_in_frame(request.cookies, request.headers, SESSION_COOKIE, request.query_params)
        else ()
    )


def _path_back(request: HtmlRequest) -> str:
    """Where a change of language returns to: this page, or for a form's answer the page above it."""
    path = request.url.path
    if request.method != "GET":
        return path.rpartition("/")[0] or "/"
    left_out = ("done", "lang", FRAME_MARK)
    query = urlencode([(n, v) for n, v in request.query_params.multi_items() if n not in left_out])
    return f"{path}?{query}" if query else path


def page(template: str, reader: Reader, status: int = 200, **context: Any) -> Response[str]:
    """A template as a page for a reader."""
    body = render(template, reader.language, reader.zone, reader=reader, **context)
    headers = PAGE_HEADERS | {"Content-Language": reader.language}
    if reader.framed_by:
        policy = headers["Content-Security-Policy"]
        ancestors = f"frame-ancestors {' '.join(reader.framed_by)}"
        headers["Content-Security-Policy"] = policy.replace("frame-ancestors 'none'", ancestors)
    return Response(body, status_code=status, media_type="text/html", headers=headers)


def go(path: str) -> Redirect:
    """On to another page after a form was taken."""
    return Redirect(path, status_code=303, headers={"Cache-Control": "no-store"})


def own_path(text: str | None, default: str = "/") -> str:
    """A path of ours to return to; the default for anything that could lead elsewhere."""
    # Browsers drop tabs and line ends, and read a backslash as a slash: what then begins with two leads elsewhere.
    if (
        not text
        or not text.startswith("/")
        or text.startswith("//")
        or not text.isprintable()
        or "\\" in text
    ):
        return default
    parts = urlsplit(text)
    return default if parts.scheme or parts.netloc or len(text) > 500 else text


def kept_choice(request: HtmlRequest, settings: Settings, name: str, value: str) -> Cookie:
    """A cookie that keeps how a reader likes the pages, for a year."""
    secure = request.url.scheme == "https" or settings.url.startswith("https://")
    return Cookie(
        name, value=value, max_age=_YEAR_SECONDS, path="/", httponly=True, samesite="lax", secure=secure
    )


def new_key() -> str:
    """The idempotency key of a form as it is drawn: sent twice, it is done once."""
    return f"form-{secrets.token_hex(12)}"
