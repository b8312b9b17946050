"""What the reader was told of their cases, and noting that it was read."""

from collections.abc import Mapping

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import Struct

from makegood.accounts import authorise
from makegood.cases.api import parse_id
from makegood.db.pool import Pool
from makegood.notifications import (
    Notification,
    choices_of,
    kinds_in_app,
    mark_all,
    note_seen,
    page_of,
    person_of,
    recipients_of,
)
from makegood.web.pages.case.page import typed_of
from makegood.web.pages.names import names_of
from makegood.web.pages.notifications.groups import Group, grouped, standing_now
from makegood.web.pages.shell import Database, HtmlRequest, Reader, go, page, reader_of

PAGE_SIZE = 60
TOLD = {"read": "Everything is marked as read.", "settings": "We will tell you the way you chose."}


class Choice(Struct, frozen=True):
    """A tab. `label` is English."""

    label: str
    href: str
    chosen: bool
    count: int | None = None


TABS = {"": "All news", "unread": "Not read yet"}


@get("/notifications", include_in_schema=False)
async def show_notifications(request: HtmlRequest, pool: Database) -> Response[str]:
    """The newest cases with news, those not read marked, each with the way to the case."""
    reader = await reader_of(request, signed_in=True)
    authorise(reader.me, "notification.read")
    asked = request.query_params
    unread_only = asked.get("show") == "unread"
    found = await _found(pool, reader, asked, unread_only)
    shown = found[:PAGE_SIZE]
    show = "unread" if unread_only else ""
    return page(
        "notifications.html",
        reader,
        groups=await _groups(pool, reader, shown),
        tab_list=[_tab(label, key, key == show, reader) for key, label in TABS.items()],
        next_page=_next(show, shown[-1].id) if len(found) > PAGE_SIZE else "",
        first_page=_next(show, 0) if asked.get("before") else "",
        any_unread=reader.unread > 0,
        told=TOLD.get(asked.get("done", ""), ""),
    )


async def _found(
    pool: Pool, reader: Reader, asked: Mapping[str, str], unread_only: bool
) -> list[Notification]:
    person = person_of(reader.me)
    kinds = kinds_in_app(reader.role, await choices_of(pool, person))
    before = asked.get("before", "")
    from_id = {"before_id": parse_id(before, "page")} if before else {}
    return await page_of(
        pool, recipients_of(reader.me), kinds, person, unread_only=unread_only, limit=PAGE_SIZE + 1, **from_id
    )


async def _groups(pool: Pool, reader: Reader, shown: list[Notification]) -> list[Group]:
    names = await names_of(
        pool,
        {str(one.told.buyer_id) for one in shown},
        {str(one.told.merchant_id) for one in shown},
        reader.role,
    )
    standing = await standing_now(pool, sorted({one.case_id for one in shown}))
    return grouped(shown, reader, names, standing)


def _tab(label: str, key: str, chosen: bool, reader: Reader) -> Choice:
    return Choice(label, _next(key, 0), chosen, reader.unread if key and reader.unread else None)


def _next(show: str, before: int) -> str:
    asked = [part for part in (f"show={show}" if show else "", f"before={before}" if before else "") if part]
    return "/notifications" + (f"?{'&'.join(asked)}" if asked else "")


@post("/notifications/read", include_in_schema=False)
async def mark_read(request: HtmlRequest, pool: Database) -> Redirect:
    """Mark all of it as read, or what was told of one case."""
    reader = await reader_of(request, signed_in=True)
    authorise(reader.me, "notification.manage")
    case = (await typed_of(request)).get("case", "")
    if case:
        await note_seen(pool, reader.me, parse_id(case, "case"), reader.now)
    else:
        person = person_of(reader.me)
        kinds = kinds_in_app(reader.role, await choices_of(pool, person))
        await mark_all(pool, recipients_of(reader.me), kinds, person, reader.now)
    request.app.state.unread.forget(reader.me)
    return go("/notifications" if case else "/notifications?done=read")


NOTIFICATION_HANDLERS = [show_notifications, mark_read]
