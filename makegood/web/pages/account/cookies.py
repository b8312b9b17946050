"""Cookies of signing in, and where a browser goes next."""

from urllib.parse import urlencode

from litestar.datastructures import Cookie
from litestar.response import Redirect

from makegood.accounts import AccountOffice, Opened, Stage
from makegood.kit.settings import Settings
from makegood.web.caller import SESSION_COOKIE
from makegood.web.pages.account.forms import leave_session
from makegood.web.pages.shell import HtmlRequest, go, own_path

SESSION_SECONDS = 7 * 24 * 3600
STATE_COOKIE = "makegood_oidc"
_STATE_SECONDS = 600
_NEXT_PAGE = {Stage.SECOND_FACTOR: "/sign-in/second-factor", Stage.SET_UP: "/sign-in/set-up"}


def session_cookie(request: HtmlRequest, settings: Settings, token: str) -> Cookie:
    """The cookie of a session; an empty token takes it away."""
    return _cookie(request, settings, SESSION_COOKIE, token, SESSION_SECONDS if token else 0)


def state_cookie(request: HtmlRequest, settings: Settings, state: str) -> Cookie:
    """What a browser keeps while it is at the sign-in service; an empty one takes it away."""
    return _cookie(request, settings, STATE_COOKIE, state, _STATE_SECONDS if state else 0, "/sign-in/oidc")


async def welcome(
    request: HtmlRequest, settings: Settings, accounts: AccountOffice, opened: Opened, onward: str | None
) -> Redirect:
    """On to the page that was wanted, or first to what is still asked.

    Every way of signing in ends here, and with it the session that this browser had before.
    """
    await leave_session(request, accounts)
    page = _NEXT_PAGE.get(opened.stage)
    onward = own_path(onward)
    answer = go(f"{page}?{urlencode({'next': onward})}" if page else onward)
    answer.set_cookie(session_cookie(request, settings, opened.token))
    request.app.state.callers.forget()
    return answer


def _cookie(
    request: HtmlRequest, settings: Settings, name: str, value: str, max_age_seconds: int, path: str = "/"
) -> Cookie:
    secure = request.url.scheme == "https" or settings.url.startswith("https://")
    return Cookie(
        name, value=value, max_age=max_age_seconds, path=path, httponly=True, samesite="lax", secure=secure
    )
