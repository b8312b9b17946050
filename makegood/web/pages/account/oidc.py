"""Signing in through the sign-in service: leaving for it, and coming back."""

from datetime import UTC, datetime
from typing import Any

from litestar import Response, get
from litestar.response import Redirect

from makegood.accounts import Provider, count_answer, sign_in_with
from makegood.kit.errors import NotFound, Refused
from makegood.web.pages.account.cookies import STATE_COOKIE, state_cookie, welcome
from makegood.web.pages.account.forms import Accounts, onward_of, told_page
from makegood.web.pages.shell import HtmlRequest, Installation
from makegood.web.visit import visit_of


@get("/sign-in/oidc", include_in_schema=False, opt={"open": True})
async def leave(request: HtmlRequest, settings: Installation) -> Response[Any]:
    """Off to the sign-in service."""
    try:
        leaving = await _service(request).leave(onward_of(request))
    except Refused as refusal:
        return await told_page("account/oidc_failed.html", request, refusal)
    answer = Redirect(leaving.address, status_code=303, headers={"Cache-Control": "no-store"})
    answer.set_cookie(state_cookie(request, settings, leaving.state))
    return answer


@get("/sign-in/oidc/answer", include_in_schema=False, opt={"open": True})
async def come_back(request: HtmlRequest, settings: Installation, accounts: Accounts) -> Response[Any]:
    """Back from the sign-in service, with an answer that only this browser's state fits."""
    service, visit = _service(request), visit_of(request, settings)
    try:
        await count_answer(accounts, visit)
        query = {name: str(value) for name, value in request.query_params.items()}
        state = request.cookies.get(STATE_COOKIE, "")
        returning = await service.returned(query, state, datetime.now(UTC))
        opened = await sign_in_with(accounts, service, returning.identity, visit)
    except Refused as refusal:
        return await told_page("account/oidc_failed.html", request, refusal)
    answer = await welcome(request, settings, accounts, opened, returning.onward)
    answer.set_cookie(state_cookie(request, settings, ""))
    return answer


def _service(request: HtmlRequest) -> Provider:
    service: Provider | None = request.app.state.sign_in_service
    if service is None:
        raise NotFound(what="page")
    return service


OIDC_HANDLERS = [leave, come_back]
