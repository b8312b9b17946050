"""Signing in as somebody of the demo, signing out, and choosing the language."""

from litestar import post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect

from makegood.accounts import Sessions
from makegood.demo import personas
from makegood.kit.errors import NotFound, NotPermitted
from makegood.kit.i18n import LANGUAGES
from makegood.kit.settings import Settings
from makegood.web.caller import LANGUAGE_COOKIE, SESSION_COOKIE
from makegood.web.pages_cases import typed_of
from makegood.web.pages_shell import Database, HtmlRequest, Installation, go, own_path

Signing = NamedDependency[SkipValidation[Sessions]]
_SESSION_SECONDS = 12 * 3600
_YEAR_SECONDS = 365 * 24 * 3600


@post("/sign-in", include_in_schema=False, opt={"open": True})
async def sign_in(
    request: HtmlRequest, pool: Database, settings: Installation, sessions: Signing
) -> Redirect:
    """Be one of the demo's people. A production installation has its own way of signing in."""
    if not settings.clock_is_movable:
        raise NotFound(what="page")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise NotPermitted(role="visitor", operation="a form of another site")
    typed = await typed_of(request)
    persona = next((one for one in await personas(pool) if one.key == typed.get("persona")), None)
    if persona is None:
        raise NotFound(what="sign-in")
    answer = go(own_path(typed.get("next")))
    answer.set_cookie(
        _cookie(request, settings, SESSION_COOKIE, sessions.token(persona.principal), _SESSION_SECONDS)
    )
    return answer


@post("/sign-out", include_in_schema=False, opt={"open": True})
async def sign_out(request: HtmlRequest, settings: Installation) -> Redirect:
    """Forget who this browser is. A form of another site cannot do that."""
    await request.app.state.callers.principal_or_none(request)
    answer = go("/")
    answer.set_cookie(_cookie(request, settings, SESSION_COOKIE, "", 0))
    return answer


@post("/language", include_in_schema=False, opt={"open": True})
async def choose_language(request: HtmlRequest, settings: Installation) -> Redirect:
    """Keep the chosen language in a cookie and go back to the page."""
    typed = await typed_of(request)
    answer = go(own_path(typed.get("to")))
    if typed.get("language") in LANGUAGES:
        answer.set_cookie(_cookie(request, settings, LANGUAGE_COOKIE, typed["language"], _YEAR_SECONDS))
    return answer


def _cookie(request: HtmlRequest, settings: Settings, name: str, value: str, max_age_seconds: int) -> Cookie:
    secure = request.url.scheme == "https" or settings.url.startswith("https://")
    return Cookie(
        name, value=value, max_age=max_age_seconds, path="/", httponly=True, samesite="lax", secure=secure
    )


SIGN_IN_HANDLERS = [sign_in, sign_out, choose_language]
