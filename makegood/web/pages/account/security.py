"""One's own security: password, second factor, recovery codes, and where one is signed in."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from makegood.accounts import (
    FEWEST_CHARACTERS,
    AccountOffice,
    Person,
    Session,
    SignInOver,
    change_password,
    drop_own_second_factor,
    end_session,
    new_own_recovery_codes,
    person_by_id,
    propose_own_second_factor,
    recovery_codes_left,
    sessions_of,
)
from makegood.kit.errors import NotFound, Refused
from makegood.web.pages.account.cookies import session_cookie, welcome
from makegood.web.pages.account.forms import Accounts, own_form, session_here, told_page
from makegood.web.pages.account.words import TOLD, WAYS
from makegood.web.pages.shell import HtmlRequest, Installation, PathPart, go, reader_of
from makegood.web.visit import visit_of

HERE = "/me/security"


@get(HERE, include_in_schema=False)
async def show_security(request: HtmlRequest, accounts: Accounts) -> Response[Any]:
    """What protects one's account, and where one is signed in."""
    await reader_of(request, signed_in=True)
    return await _page(request, accounts)


@post(f"{HERE}/password", include_in_schema=False)
async def new_password(request: HtmlRequest, settings: Installation, accounts: Accounts) -> Response[Any]:
    """Change the password; every other session ends."""
    typed, session = await _mine(request)
    current, password, repeated = (typed.get(name, "") for name in ("current", "password", "repeated"))
    try:
        visit = visit_of(request, settings)
        opened = await change_password(accounts, session, current, password, repeated, visit)
    except Refused as refusal:
        return await _page(request, accounts, refusal, "password")
    return await welcome(request, settings, accounts, opened, f"{HERE}?done=password")


@post(f"{HERE}/second-factor", include_in_schema=False)
async def new_second_factor(request: HtmlRequest, accounts: Accounts) -> Response[Any]:
    """Begin to set up a second factor, or another phone's."""
    typed, session = await _mine(request)
    try:
        await propose_own_second_factor(accounts, session, typed.get("code", ""))
    except Refused as refusal:
        return await _page(request, accounts, refusal, "second-factor")
    return go(f"/sign-in/set-up?next={HERE}")


@post(f"{HERE}/second-factor/removal", include_in_schema=False)
async def remove_second_factor(request: HtmlRequest, accounts: Accounts) -> Response[Any]:
    """Do without a second factor, where the role allows it."""
    typed, session = await _mine(request)
    try:
        await drop_own_second_factor(accounts, session, typed.get("code", ""))
    except Refused as refusal:
        return await _page(request, accounts, refusal, "second-factor")
    request.app.state.callers.forget()
    return go(f"{HERE}?done=removal")


@post(f"{HERE}/recovery-codes", include_in_schema=False)
async def renew_codes(request: HtmlRequest, accounts: Accounts) -> Response[Any]:
    """New recovery codes, shown this once."""
    typed, session = await _mine(request)
    try:
        codes = await new_own_recovery_codes(accounts, session, typed.get("code", ""))
    except Refused as refusal:
        return await _page(request, accounts, refusal, "second-factor")
    return await told_page("account/recovery_codes.html", request, codes=codes, onward=HERE)


@post(f"{HERE}/sessions/ending", include_in_schema=False)
async def end_others(request: HtmlRequest, accounts: Accounts) -> Redirect:
    """Sign out everywhere else."""
    _, session = await _mine(request)
    for other in await sessions_of(accounts.pool, session.principal, accounts.now()):
        if other.id != session.id:
            await end_session(accounts.pool, other.id, accounts.now())
    request.app.state.callers.forget()
    return go(f"{HERE}?done=others")


@post(f"{HERE}/sessions/{{session_id:str}}/ending", include_in_schema=False)
async def end_one(
    session_id: PathPart, request: HtmlRequest, settings: Installation, accounts: Accounts
) -> Redirect:
    """End one of one's sessions; of the one in use it is signing out."""
    _, session = await _mine(request)
    mine = await sessions_of(accounts.pool, session.principal, accounts.now())
    chosen = next((one for one in mine if str(one.id) == session_id), None)
    if chosen is None:
        raise NotFound(what="session")
    await end_session(accounts.pool, chosen.id, accounts.now())
    request.app.state.callers.forget()
    answer = go("/" if chosen.id == session.id else f"{HERE}?done=session")
    if chosen.id == session.id:
        answer.set_cookie(session_cookie(request, settings, ""))
    return answer


async def _mine(request: HtmlRequest) -> tuple[dict[str, str], Session]:
    """The form and the session it comes with. Raises NotSignedIn, SignInOver."""
    await reader_of(request, signed_in=True)
    session = await session_here(request)
    if session is None:
        raise SignInOver()
    return await own_form(request), session


async def _page(
    request: HtmlRequest, accounts: AccountOffice, refusal: Refused | None = None, at: str = ""
) -> Response[Any]:
    session = await session_here(request)
    person = await _person(accounts, session)
    now = accounts.now()
    return await told_page(
        "account/security.html", request, refusal, at=at, person=person, session=session, ways=WAYS,
        sessions=await sessions_of(accounts.pool, session.principal, now) if session else [],
        codes_left=await recovery_codes_left(accounts.pool, person.id) if person else 0,
        is_demanded=person is not None and accounts.must_have_second_factor(person.role),
        told=TOLD.get(request.query_params.get("done", ""), ""), least=FEWEST_CHARACTERS,
    )  # fmt: skip


async def _person(accounts: AccountOffice, session: Session | None) -> Person | None:
    if session is None or session.person_id is None:
        return None
    return await person_by_id(accounts.pool, session.person_id)


SECURITY_HANDLERS = [
    show_security,
    new_password,
    new_second_factor,
    remove_second_factor,
    renew_codes,
    end_others,
    end_one,
]
