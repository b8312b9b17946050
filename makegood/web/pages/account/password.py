"""A password forgotten, and links of e-mails: to a new password or a first one."""

from typing import Any

from litestar import Response, get, post

from makegood.accounts import FEWEST_CHARACTERS, ask_new_password, see_link, use_link_for_password
from makegood.kit.errors import Refused
from makegood.web.pages.account.cookies import welcome
from makegood.web.pages.account.forms import Accounts, own_form, told_page
from makegood.web.pages.shell import HtmlRequest, Installation, PathPart
from makegood.web.visit import visit_of


@get("/sign-in/forgotten", include_in_schema=False, opt={"open": True})
async def show_forgotten(request: HtmlRequest) -> Response[str]:
    """The field for the address to send a link to."""
    return await told_page("account/forgotten.html", request, email="", is_sent=False, shown="")


@post("/sign-in/forgotten", include_in_schema=False, opt={"open": True})
async def send_link(request: HtmlRequest, settings: Installation, accounts: Accounts) -> Response[str]:
    """Send a link if somebody has this address. The answer is the same if nobody has."""
    typed = await own_form(request)
    email = typed.get("email", "").strip()[:254]
    try:
        shown = await ask_new_password(accounts, email, visit_of(request, settings))
    except Refused as refusal:
        return await told_page(
            "account/forgotten.html", request, refusal, email=email, is_sent=False, shown=""
        )
    return await told_page("account/forgotten.html", request, email=email, is_sent=True, shown=shown or "")


@get("/sign-in/link/{token:str}", include_in_schema=False, opt={"open": True})
async def show_link(
    token: PathPart, request: HtmlRequest, settings: Installation, accounts: Accounts
) -> Response[str]:
    """The fields for a new password. Looking does not use the link up: mail scanners look too."""
    return await _page(token, request, settings, accounts)


@post("/sign-in/link/{token:str}", include_in_schema=False, opt={"open": True})
async def set_password(
    token: PathPart, request: HtmlRequest, settings: Installation, accounts: Accounts
) -> Response[Any]:
    """Set the password, use the link up and sign in."""
    typed = await own_form(request)
    visit, password, repeated = (
        visit_of(request, settings),
        typed.get("password", ""),
        typed.get("repeated", ""),
    )
    try:
        opened = await use_link_for_password(accounts, token, password, repeated, visit)
    except Refused as refusal:
        return await _page(token, request, settings, accounts, refusal)
    return await welcome(request, settings, accounts, opened, "/")


async def _page(
    token: str,
    request: HtmlRequest,
    settings: Installation,
    accounts: Accounts,
    refusal: Refused | None = None,
) -> Response[str]:
    try:
        link, person = await see_link(accounts, token, visit_of(request, settings))
    except Refused as over:
        return await told_page("account/link_over.html", request, over)
    return await told_page(
        "account/new_password.html", request, refusal, purpose=link.purpose.value, person=person, token=token,
        least=FEWEST_CHARACTERS,
    )  # fmt: skip


PASSWORD_HANDLERS = [show_forgotten, send_link, show_link, set_password]
