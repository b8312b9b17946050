"""Who did what: the record of all cases and of all changes to accounts, searched, paged, and exported as CSV."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from litestar import Response, get
from litestar.response import Stream
from msgspec import Struct

from makegood.accounts import authorise
from makegood.cases import RecordEntry, RecordSearch, Role, search_record
from makegood.db.pool import Pool
from makegood.web.pages.case.called import called_of
from makegood.web.pages.console.frame import (
    LARGEST_ID,
    PAGE_SIZE,
    Caller,
    CursorText,
    Machine,
    Short,
    address,
    console_page,
    cursor_of,
    mark_of,
    operator_of,
    records,
    sentence,
)
from makegood.web.pages.doers import doers_of
from makegood.web.pages.shell import Database, HtmlRequest, Reader

PATH = "/console/audit"
MOST_EXPORTED = 50_000
AT_ONCE = 500
SINCE_EVER = datetime(2000, 1, 1, tzinfo=UTC)
COLUMNS = ("at", "case_id", "seq", "name", "actor", "who", "detail")
NAMED = ("who_name", "order_number", "case_title")
"""What people call who did it, and the case, in the reader's language."""


class AuditAsked(Struct, frozen=True):
    """What is looked for. Days are of the calendar in UTC; empty texts are anything."""

    case: str = ""
    name: str = ""
    actor: str = ""
    who: str = ""
    since: str = ""
    until: str = ""

    def query(self) -> dict[str, str]:
        """As the parameters of an address."""
        return {name: getattr(self, name) for name in self.__struct_fields__ if getattr(self, name)}

    def search(self, now: datetime) -> RecordSearch:
        """As a search of the record."""
        until = _day(self.until)
        return RecordSearch(
            _day(self.since) or SINCE_EVER,
            until + timedelta(days=1) if until else now + timedelta(days=1),
            self.name,
            self.actor,
            self.who,
            int(self.case) if self.case else None,
        )


class AuditPage(Struct, frozen=True):
    """Events, the newest first. A page may be empty and still lead on: nothing was found among those looked at."""

    entries: list[RecordEntry]
    next_cursor: str | None


def asked_of(params: Any) -> AuditAsked:
    """What an address asks for; what cannot be asked for is left out."""
    case, actor = sentence(params.get("case"), 19), params.get("actor", "")
    return AuditAsked(
        case if case.isascii() and case.isdecimal() and int(case) <= LARGEST_ID else "",
        sentence(params.get("name"), 60),
        actor if actor in list(Role) else "",
        sentence(params.get("who"), 120),
        _day_text(params.get("since")),
        _day_text(params.get("until")),
    )


def _day(text: str) -> datetime | None:
    return datetime.combine(datetime.fromisoformat(text).date(), time(), UTC) if text else None


def _day_text(value: Any) -> str:
    """A day as an address names it, 2026-03-02; empty for what is none."""
    text = sentence(value, 10)
    try:
        return (
            text
            if len(text) == len("2026-03-02") and 2000 <= datetime.fromisoformat(text).year < 2200
            else ""
        )
    except ValueError:
        return ""


async def audit_of(pool: Pool, now: datetime, asked: AuditAsked, cursor: str | None) -> AuditPage:
    """A page of the record of cases."""
    mark = mark_of(cursor)
    async with pool.acquire() as connection:
        after = (mark.at, mark.id, mark.seq) if mark else None
        found = await search_record(connection, asked.search(now), after, PAGE_SIZE)
    return AuditPage(found.entries, cursor_of(*found.after) if found.after else None)


@get(PATH, include_in_schema=False)
async def show_audit(request: HtmlRequest, pool: Database) -> Response[str]:
    """The record of what happened to cases."""
    reader = await operator_of(request)
    asked, cursor = asked_of(request.query_params), request.query_params.get("cursor")
    found = await audit_of(pool, reader.now, asked, cursor)
    here = address(PATH, asked.query())
    onward = f"{here}{'&' if asked.query() else '?'}cursor={found.next_cursor}" if found.next_cursor else ""
    return console_page(
        "audit",
        reader,
        asked=asked,
        entries=found.entries,
        called=await called_of(pool, (entry.case_id for entry in found.entries), reader),
        doers=await doers_of(pool, (entry.who for entry in found.entries), reader),
        roles=list(Role),
        records=records(PATH),
        next_page=onward,
        first_page=here if cursor else "",
        export=address(f"{PATH}.csv", asked.query()),
        most=MOST_EXPORTED,
    )


@get(f"{PATH}.csv", include_in_schema=False)
async def export_audit(request: HtmlRequest, pool: Database) -> Stream:
    """What the page would show, all of it, as it is read; after so many lines it ends with a word about it."""
    reader = await operator_of(request)
    search = asked_of(request.query_params).search(reader.now)
    headers = {
        "Content-Disposition": 'attachment; filename="makegood-record.csv"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Stream(record_lines(pool, reader, search), media_type="text/csv; charset=utf-8", headers=headers)


async def record_lines(
    pool: Pool, reader: Reader, search: RecordSearch, most: int = MOST_EXPORTED
) -> AsyncIterator[str]:
    """The record as CSV, with names, a batch at a time; no connection is kept while the reader is slow."""
    yield "\ufeff" + _csv([COLUMNS + NAMED])
    after, left = None, most
    while left:
        async with pool.acquire() as connection:
            found = await search_record(connection, search, after, min(AT_ONCE, left))
        if found.entries:
            yield _csv(await _rows(pool, reader, found.entries))
        after, left = found.after, left - len(found.entries)
        if after is None:
            return
    yield _csv([(f"cut off after {most} lines; narrow the search for the rest",)])


async def _rows(pool: Pool, reader: Reader, entries: Sequence[RecordEntry]) -> list[list[str]]:
    doers = await doers_of(pool, {entry.who for entry in entries}, reader)
    called = await called_of(pool, {entry.case_id for entry in entries}, reader)
    rows = []
    for entry in entries:
        case = called.get(entry.case_id)
        names = (doers.get(entry.who, ""), case.order_number if case else "", case.title if case else "")
        rows.append([_cell(value) for value in (*(getattr(entry, name) for name in COLUMNS), *names)])
    return rows


def _csv(rows: Any) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _cell(value: Any) -> str:
    """A value as a cell; what a spreadsheet would take for a formula is marked as text."""
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@get("/api/console/audit", tags=["console"], summary="Search the record of cases")
async def read_audit(
    principal: Caller, pool: Database, engine: Machine, case: Short = "", name: Short = "", actor: Short = "",
    who: Short = "", since: Short = "", until: Short = "", cursor: CursorText = None,
) -> AuditPage:  # fmt: skip
    """Events by case, name, role, person and day. For operators."""
    authorise(principal, "console.read")
    asked = asked_of({"case": case, "name": name, "actor": actor, "who": who, "since": since, "until": until})
    return await audit_of(pool, engine.clock.now(), asked, cursor)


AUDIT_HANDLERS: list[Any] = [show_audit, export_audit, read_audit]
