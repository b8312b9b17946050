"""The second step of signing in: a code of the app, or setting one up where the role asks for it."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post

from makegood.accounts import (
    AccountOffice,
    Session,
    Stage,
    app_address,
    confirm_second_factor,
    pass_second_factor,
    person_by_id,
    proposed_second_factor,
    qr_picture,
)
from makegood.kit.errors import NotFound, Refused
from makegood.web.pages.account.cookies import session_cookie, welcome
from makegood.web.pages.account.forms import Accounts, onward_of, own_form, session_here, told_page
from makegood.web.pages.shell import HtmlRequest, Installation, go
from makegood.web.visit import visit_of

ISSUER = "Makegood"


@get("/sign-in/second-factor", include_in_schema=False, opt={"open": True})
async def show_second_factor(request: HtmlRequest) -> Response[Any]:
    """The field for a code."""
    session = await session_here(request)
    if session is None or session.stage is not Stage.SECOND_FACTOR:
        return _again(onward_of(request))
    return await told_page("account/second_factor.html", request, onward=onward_of(request))


@post("/sign-in/second-factor", include_in_schema=False, opt={"open": True})
async def answer_second_factor(
    request: HtmlRequest, settings: Installation, accounts: Accounts
) -> Response[Any]:
    """Take a code of the app, or a recovery code."""
    typed = await own_form(request)
    onward = onward_of(request, typed)
    session = await session_here(request)
    if session is None:
        return _again(onward)
    try:
        opened = await pass_second_factor(
            accounts, session, typed.get("code", ""), visit_of(request, settings)
        )
    except Refused as refusal:
        return await told_page("account/second_factor.html", request, refusal, onward=onward)
    return await welcome(request, settings, accounts, opened, onward)


@get("/sign-in/set-up", include_in_schema=False, opt={"open": True})
async def show_set_up(request: HtmlRequest, accounts: Accounts) -> Response[Any]:
    """The QR code of a new second factor, and the field to prove that the app has it."""
    return await _set_up_page(request, accounts, onward_of(request))


@post("/sign-in/set-up", include_in_schema=False, opt={"open": True})
async def confirm_set_up(request: HtmlRequest, settings: Installation, accounts: Accounts) -> Response[Any]:
    """Take the new second factor into use; its recovery codes are shown this once."""
    typed = await own_form(request)
    onward = onward_of(request, typed)
    session = await session_here(request)
    if session is None:
        return _again(onward)
    visit = visit_of(request, settings)
    try:
        opened, codes = await confirm_second_factor(accounts, session, typed.get("code", ""), visit)
    except Refused as refusal:
        return await _set_up_page(request, accounts, onward, refusal)
    request.app.state.callers.forget()
    answer = await told_page("account/recovery_codes.html", request, codes=codes, onward=onward)
    answer.set_cookie(session_cookie(request, settings, opened.token))
    return answer


@get("/sign-in/set-up/picture.svg", include_in_schema=False, opt={"open": True})
async def qr_code(request: HtmlRequest, accounts: Accounts) -> Response[bytes]:
    """The QR code as a picture, for its owner alone."""
    session = await session_here(request)
    address = await _address(accounts, session)
    if address is None:
        raise NotFound(what="page")
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Response(qr_picture(address[0]), media_type="image/svg+xml", headers=headers)


async def _set_up_page(
    request: HtmlRequest, accounts: AccountOffice, onward: str, refusal: Refused | None = None
) -> Response[Any]:
    session = await session_here(request)
    address = await _address(accounts, session)
    if session is None or address is None:
        return _again(onward)
    link, secret = address
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    answer = await told_page(
        "account/set_up.html", request, refusal, onward=onward, secret=groups, link=link,
        is_demanded=session.stage is Stage.SET_UP,
    )  # fmt: skip
    # A secret that is shown on GET: not to be packed (docs/decisions/0023).
    answer.headers["Cache-Control"] = "no-store, no-transform"
    return answer


async def _address(accounts: AccountOffice, session: Session | None) -> tuple[str, str] | None:
    """What the app is told, and the secret for typing it; None unless one waits to be confirmed."""
    if session is None or session.person_id is None or session.stage is Stage.SECOND_FACTOR:
        return None
    secret = await proposed_second_factor(accounts, session.person_id)
    if secret is None:
        return None
    person = await person_by_id(accounts.pool, session.person_id)
    return app_address(secret, person.email, ISSUER), secret


def _again(onward: str) -> Response[Any]:
    """Back to the beginning, keeping where to go."""
    return go(f"/sign-in?{urlencode({'next': onward, 'done': 'over'})}")


SECOND_FACTOR_HANDLERS = [
    show_second_factor,
    answer_second_factor,
    show_set_up,
    confirm_set_up,
    qr_code,
]
