"""Signing in with a password or as somebody of the demo, signing out, and choosing the language."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from makegood.accounts import AccountOffice, Opened, Provider, Stage, Visit, begin_session, sign_in
from makegood.db.pool import Pool
from makegood.demo import Persona, personas
from makegood.kit.errors import NotFound, Refused
from makegood.kit.i18n import LANGUAGES
from makegood.kit.settings import Settings
from makegood.web.caller import LANGUAGE_COOKIE
from makegood.web.pages.account.cookies import session_cookie, welcome
from makegood.web.pages.account.forms import (
    Accounts,
    demo_order,
    leave_session,
    onward_of,
    own_form,
    told_page,
)
from makegood.web.pages.shell import Database, HtmlRequest, Installation, go, kept_choice, own_path
from makegood.web.visit import visit_of


@get("/sign-in", include_in_schema=False, opt={"open": True})
async def show_sign_in(request: HtmlRequest, pool: Database, settings: Installation) -> Response[str]:
    """The ways to sign in."""
    return await _page(request, pool, settings, onward_of(request))


@post("/sign-in", include_in_schema=False, opt={"open": True})
async def sign_in_here(
    request: HtmlRequest, pool: Database, settings: Installation, accounts: Accounts
) -> Response[Any]:
    """Sign in with e-mail address and password; in a demo, be one of its people."""
    typed = await own_form(request)
    onward, visit = onward_of(request, typed), visit_of(request, settings)
    if "persona" in typed:
        opened = await _as_persona(accounts, pool, settings, typed["persona"], visit)
        return await welcome(request, settings, accounts, opened, onward)
    try:
        opened = await sign_in(accounts, typed.get("email", ""), typed.get("password", ""), visit)
    except Refused as refusal:
        return await _page(request, pool, settings, onward, refusal, typed.get("email", ""))
    return await welcome(request, settings, accounts, opened, onward)


async def _page(
    request: HtmlRequest,
    pool: Pool,
    settings: Settings,
    onward: str,
    refusal: Refused | None = None,
    email: str = "",
) -> Response[str]:
    people: list[Persona] = await personas(pool) if settings.clock_is_movable else []
    service: Provider | None = request.app.state.sign_in_service
    return await told_page(
        "account/sign_in.html", request, refusal, onward=onward, email=email[:254], people=people,
        service=service.settings.name if service else "", done=request.query_params.get("done", ""),
        demo_order=await demo_order(request),
    )  # fmt: skip


async def _as_persona(
    office: AccountOffice, pool: Pool, settings: Settings, key: str, visit: Visit
) -> Opened:
    """A session as one of the demo's people, who have no account. Nobody outside a demo or test has it."""
    if not settings.clock_is_movable:
        raise NotFound(what="page")
    persona = next((one for one in await personas(pool) if one.key == key), None)
    if persona is None:
        raise NotFound(what="sign-in")
    async with pool.acquire() as connection:
        who, now = persona.principal, office.now()
        token = await begin_session(connection, office.ids, who, Stage.WHOLE, "demo", visit.device, now)
    return Opened(token, Stage.WHOLE)


@post("/sign-out", include_in_schema=False, opt={"open": True})
async def sign_out(request: HtmlRequest, settings: Installation, accounts: Accounts) -> Redirect:
    """End this browser's session. A form of another site cannot do that."""
    await own_form(request)
    await leave_session(request, accounts)
    request.app.state.callers.forget()
    answer = go("/")
    answer.set_cookie(session_cookie(request, settings, ""))
    return answer


@post("/language", include_in_schema=False, opt={"open": True})
async def choose_language(request: HtmlRequest, settings: Installation) -> Redirect:
    """Keep the chosen language in a cookie and go back to the page. A form of another site cannot do that."""
    typed = await own_form(request)
    answer = go(own_path(typed.get("to")))
    if typed.get("language") in LANGUAGES:
        answer.set_cookie(kept_choice(request, settings, LANGUAGE_COOKIE, typed["language"]))
    return answer


SIGN_IN_HANDLERS = [show_sign_in, sign_in_here, sign_out, choose_language]
