"""Leaving the e-mails by the link in each of them: signed, so that nobody has to sign in, and in one click (RFC 8058)."""

from litestar import Response, get, post

from makegood.kit.errors import NotFound
from makegood.notifications import LeaveLinks, choices_of, keep_choices, without_mail
from makegood.web.pages.case.page import typed_of
from makegood.web.pages.shell import Database, HtmlRequest, Installation, page, reader_of


@get("/unsubscribe", include_in_schema=False, opt={"open": True})
async def ask(request: HtmlRequest, settings: Installation) -> Response[str]:
    """A button, since programs that look through e-mails open their links."""
    reader = await reader_of(request)
    token = request.query_params.get("t", "")
    _ = _person(request, settings, token)
    return page("unsubscribe.html", reader, token=token, has_left=False)


@post("/unsubscribe", include_in_schema=False, opt={"open": True}, status_code=200)
async def leave(request: HtmlRequest, pool: Database, settings: Installation) -> Response[str]:
    """No more e-mails for the person of the link. News is still shown in the product."""
    token = request.query_params.get("t", "") or (await typed_of(request)).get("t", "")
    person = _person(request, settings, token)
    clock = request.app.state.clock
    await keep_choices(pool, person, without_mail(await choices_of(pool, person)), clock.now())
    return page("unsubscribe.html", await reader_of(request), token="", has_left=True)


def _person(request: HtmlRequest, settings: Installation, token: str) -> str:
    """Whose link this is. Raises NotFound for a link that is not ours or too old."""
    found = LeaveLinks(settings.secret or "", settings.url).read(token)
    if found is None:
        raise NotFound(what="page")
    return found[0]


LEAVING_HANDLERS = [ask, leave]
