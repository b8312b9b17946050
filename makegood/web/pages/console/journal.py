"""The journal, searched by account, transaction, case or order, with every posting in words."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from litestar import Response, get
from msgspec import Struct

from makegood.accounts import authorise
from makegood.db.pool import Pool
from makegood.ledger import (
    JournalEntry,
    JournalPage,
    JournalPosting,
    entries_of_account,
    entries_of_subject,
    entry_with_id,
    newest_entries,
)
from makegood.orders import find_order_id
from makegood.web.pages.console.account_names import account_names
from makegood.web.pages.console.account_words import account_words
from makegood.web.pages.console.frame import (
    LARGEST_ID,
    PAGE_SIZE,
    Caller,
    CursorText,
    Machine,
    Short,
    address,
    choices,
    console_page,
    cursor_of,
    mark_of,
    operator_of,
    sentence,
)
from makegood.web.pages.shell import Database, HtmlRequest, Reader

PATH = "/console/journal"
SWEEPS = ("sweep",)
"""What the journal leaves out until it is asked for: merchants' shares are swept every day, and nobody decides on it."""
# Ids are made with the machine's time, which a demo's clock may be far ahead of.
AHEAD = timedelta(days=366 * 20)


class Journal(Struct, frozen=True):
    """Transactions, the newest first. A page may be empty and still lead on: so many were looked at."""

    entries: list[JournalEntry]
    next_cursor: str | None


async def journal_of(
    pool: Pool, now: Any, asked: str, cursor: str | None, without: Sequence[str] = ()
) -> Journal:
    """What is found for a text: an account, or the id of a transaction, case or order, or an order's number.

    `without`: kinds that the whole journal leaves out; who asks for something finds all of it.
    """
    mark = mark_of(cursor)
    before = (mark.at, mark.id) if mark else (now + AHEAD, LARGEST_ID)
    async with pool.acquire() as connection:
        page = await _found(connection, asked, before, without)
    return Journal(page.entries, cursor_of(*page.after) if page.after else None)


async def _found(connection: Any, asked: str, before: tuple[Any, int], without: Sequence[str]) -> JournalPage:
    if not asked:
        return await newest_entries(connection, before, PAGE_SIZE, without)
    if asked == "bridge" or ":" in asked:
        return await entries_of_account(connection, asked, before, PAGE_SIZE)
    if asked.isascii() and asked.isdecimal() and len(asked) <= 19 and int(asked) <= LARGEST_ID:
        one = await entry_with_id(connection, int(asked))
        found = one if one.entries else await entries_of_subject(connection, int(asked), before, PAGE_SIZE)
        if found.entries:
            return found
    order_id = await find_order_id(connection, asked)
    if order_id is None:
        return JournalPage([], None)
    return await entries_of_subject(connection, order_id, before, PAGE_SIZE)


class Told(Struct, frozen=True):
    """A posting in words: from where, to where, and the accounts themselves to go on with."""

    posting: JournalPosting
    source: str
    destination: str


class EntryTold(Struct, frozen=True):
    """A transaction with its postings in words."""

    entry: JournalEntry
    postings: list[Told]


async def told(pool: Pool, entries: Sequence[JournalEntry], reader: Reader) -> list[EntryTold]:
    """Transactions as the page tells them, everybody by name."""
    sides = [side for entry in entries for one in entry.postings for side in (one.source, one.destination)]
    names = await account_names(pool, sides, reader)

    def said(account: str) -> str:
        return account_words(account, reader.language, names)

    return [
        EntryTold(entry, [Told(one, said(one.source), said(one.destination)) for one in entry.postings])
        for entry in entries
    ]


@get(PATH, include_in_schema=False)
async def show_journal(request: HtmlRequest, pool: Database) -> Response[str]:
    """The page of the journal."""
    reader = await operator_of(request, "ledger.read")
    asked, cursor = sentence(request.query_params.get("q"), 120), request.query_params.get("cursor")
    shows_sweeps = request.query_params.get("sweeps") == "yes"
    found = await journal_of(pool, reader.now, asked, cursor, () if shows_sweeps else SWEEPS)
    query = {"q": asked, "sweeps": "yes" if shows_sweeps else ""}
    here = address(PATH, query)
    onward = f"{here}{'&' if '?' in here else '?'}cursor={found.next_cursor}" if found.next_cursor else ""
    return console_page(
        "journal",
        reader,
        asked=asked,
        entries=await told(pool, found.entries, reader),
        kinds=[] if asked else choices(PATH, query, "sweeps", {"": "Without sweeps", "yes": "With sweeps"}),
        next_page=onward,
        first_page=here if cursor else "",
    )


@get("/api/console/journal", tags=["console"], summary="Search the journal")
async def read_journal(
    principal: Caller, pool: Database, engine: Machine, q: Short = "", cursor: CursorText = None
) -> Journal:
    """By account, by the id of a transaction, case or order, or by an order's number. For operators."""
    authorise(principal, "ledger.read")
    return await journal_of(pool, engine.clock.now(), sentence(q, 120), cursor)


JOURNAL_HANDLERS: list[Any] = [show_journal, read_journal]
