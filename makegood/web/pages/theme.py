"""Light or dark, by the reader's choice; without one the system decides."""

from litestar import post
from litestar.response import Redirect

from makegood.web.pages.account.forms import own_form
from makegood.web.pages.shell import (
    THEME_COOKIE,
    THEMES,
    HtmlRequest,
    Installation,
    go,
    kept_choice,
    own_path,
)


@post("/theme", include_in_schema=False, opt={"open": True})
async def choose_theme(request: HtmlRequest, settings: Installation) -> Redirect:
    """Keep the chosen theme in a cookie and go back to the page; "system" forgets it. A form of another site cannot do that."""
    typed = await own_form(request)
    answer = go(own_path(typed.get("to")))
    if typed.get("theme") in THEMES:
        answer.set_cookie(kept_choice(request, settings, THEME_COOKIE, typed["theme"]))
    return answer


THEME_HANDLERS = [choose_theme]
