"""Who changed what about accounts and settings: the other record, searched and paged."""

from typing import Any

from litestar import Response, get
from msgspec import Struct

from makegood.accounts import AuditEvent, AuditFilters, audit_page, authorise
from makegood.cases.api import parse_id
from makegood.db.pool import Pool
from makegood.kit.i18n import text
from makegood.web.pages.account.words import CHANGES
from makegood.web.pages.console.change_rows import change_rows
from makegood.web.pages.console.frame import (
    LARGEST_ID,
    PAGE_SIZE,
    Caller,
    CursorText,
    Short,
    address,
    console_page,
    operator_of,
    records,
    sentence,
)
from makegood.web.pages.shell import Database, HtmlRequest

PATH = "/console/audit/people"


class ChangesAsked(Struct, frozen=True):
    """What is looked for, each from its beginning; empty texts are anything."""

    who: str = ""
    what: str = ""
    subject: str = ""

    def query(self) -> dict[str, str]:
        """As the parameters of an address."""
        return {name: getattr(self, name) for name in self.__struct_fields__ if getattr(self, name)}


class ChangesPage(Struct, frozen=True):
    """Changes, the newest first."""

    changes: list[AuditEvent]
    next_cursor: str | None


async def changes_of(pool: Pool, asked: ChangesAsked, cursor: str | None) -> ChangesPage:
    """A page of the record of accounts."""
    before = parse_id(cursor, "page") if cursor else LARGEST_ID
    filters = AuditFilters(who=asked.who or None, what=asked.what or None, subject=asked.subject or None)
    async with pool.acquire() as connection:
        found = await audit_page(connection, filters, before, PAGE_SIZE + 1)
    more = len(found) > PAGE_SIZE
    return ChangesPage(found[:PAGE_SIZE], str(found[PAGE_SIZE - 1].id) if more else None)


def asked_of(params: Any) -> ChangesAsked:
    """What an address asks for."""
    return ChangesAsked(
        sentence(params.get("who"), 120),
        sentence(params.get("what"), 60),
        sentence(params.get("subject"), 120),
    )


@get(PATH, include_in_schema=False)
async def show_changes(request: HtmlRequest, pool: Database) -> Response[str]:
    """The record of changes to accounts and settings."""
    reader = await operator_of(request)
    asked, cursor = asked_of(request.query_params), request.query_params.get("cursor")
    found = await changes_of(pool, asked, cursor)
    here = address(PATH, asked.query())
    onward = f"{here}{'&' if asked.query() else '?'}cursor={found.next_cursor}" if found.next_cursor else ""
    return console_page(
        "changes",
        reader,
        asked=asked,
        rows=await change_rows(pool, found.changes),
        kinds=[
            ("", text(reader.language, "Anything")),
            *((code, text(reader.language, label)) for code, label in CHANGES.items()),
        ],
        records=records(PATH),
        next_page=onward,
        first_page=here if cursor else "",
    )


@get("/api/console/changes", tags=["console"], summary="Search the record of changes to accounts")
async def read_changes(
    principal: Caller, pool: Database, who: Short = "", what: Short = "", subject: Short = "",
    cursor: CursorText = None,
) -> ChangesPage:  # fmt: skip
    """By who did it, what it was and about whom, each from its beginning. For operators."""
    authorise(principal, "console.read")
    return await changes_of(pool, asked_of({"who": who, "what": what, "subject": subject}), cursor)


CHANGES_HANDLERS: list[Any] = [show_changes, read_changes]
