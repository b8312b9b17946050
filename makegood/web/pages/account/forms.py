"""What the pages of signing in share: reading their forms, and telling on the page why one was not taken."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from msgspec import Struct
from msgspec.structs import replace

from makegood.accounts import AccountOffice, Session, end_session
from makegood.demo import TO_TRY, email_of, personas
from makegood.kit.errors import Refused
from makegood.kit.i18n import refusal_text
from makegood.kit.settings import Mode
from makegood.web.caller import require_own_form
from makegood.web.pages.case.page import typed_of
from makegood.web.pages.shell import HtmlRequest, own_path, page, reader_of

Accounts = NamedDependency[SkipValidation[AccountOffice]]


async def own_form(request: HtmlRequest) -> dict[str, str]:
    """The fields of a form of our own page. Raises NotPermitted for another site's."""
    require_own_form(request)
    return await typed_of(request)


async def session_here(request: HtmlRequest) -> Session | None:
    """The session of this browser, whatever its stage."""
    found: Session | None = await request.app.state.callers.browser_session(request)
    return found


async def told_page(
    template: str, request: HtmlRequest, refusal: Refused | None = None, **context: Any
) -> Response[str]:
    """A page, or the same page with why its form was not taken, in the reader's language."""
    reader = await reader_of(request)
    reader = replace(reader, path=_here(request, reader.path))
    wrong = refusal_text(reader.language, refusal) if refusal else ""
    status = refusal.status if refusal else 200
    answer = page(template, reader, status=status, wrong=wrong, **context)
    if refusal and "retry_after_seconds" in refusal.fields:
        answer.headers["Retry-After"] = str(refusal.fields["retry_after_seconds"])
    return answer


def _here(request: HtmlRequest, path: str) -> str:
    """Where a change of language comes back to: forms of signing in are answered at the address of their page."""
    own = request.url.path
    has_page = own.startswith("/sign-in") and not own.endswith("/answer")
    return own if request.method == "POST" and has_page else path


def onward_of(request: HtmlRequest, typed: dict[str, str] | None = None) -> str:
    """The page that somebody wanted before signing in."""
    return own_path(typed.get("next") if typed is not None else request.query_params.get("next"))


class DemoOrder(Struct, frozen=True):
    """An order of the demo with which the way in by number and code can be tried."""

    number: str
    email: str


async def demo_order(request: HtmlRequest) -> DemoOrder | None:
    """The order to try that way in with; None outside a demo, and where the demo is not loaded."""
    state = request.app.state
    is_there = state["settings"].mode is Mode.DEMO and await personas(state["pool"])
    return DemoOrder(TO_TRY, email_of("li-na")) if is_there else None


async def leave_session(request: HtmlRequest, accounts: AccountOffice) -> None:
    """End the session that this browser had before it signs in anew."""
    session = await session_here(request)
    if session is not None:
        await end_session(accounts.pool, session.id, accounts.now())
