"""A statement of a party's accounts as pages and files tell it: opening, every movement in words, closing."""

import csv
import io
import re
from collections.abc import AsyncIterator

from msgspec import Struct

from makegood.db.pool import Pool
from makegood.kit.errors import Invalid
from makegood.kit.i18n import text
from makegood.kit.money import decimal_text
from makegood.ledger import (
    AccountKind,
    AccountLine,
    AccountOwner,
    AccountSums,
    OwnerKind,
    account_kinds,
    account_lines,
    account_sums,
)
from makegood.web.pages.console.words import TRANSACTIONS
from makegood.web.pages.printing import PAGE_SIZE
from makegood.web.pages.work.other_sides import called_outside
from makegood.web.pages.work.statements import Period, promise_words, safe_cell
from makegood.web.pages.work.words import KINDS

AT_ONCE = 1000
MOVEMENTS = {**TRANSACTIONS, **KINDS}
"""Kinds of transactions, in English."""
OWNERS = {
    OwnerKind.MERCHANT: "Merchant {name}",
    OwnerKind.CARRIER: "Carrier {name}",
    OwnerKind.INSURER: "Insurer {name}",
    OwnerKind.PROCESSOR: "Processor {name}",
    OwnerKind.PLATFORM: "The platform",
}
"""Whose statement it is, in English."""
MEANINGS = {
    OwnerKind.MERCHANT: "What stands here is the merchant's: shares, balance, deposit and, below zero, debts.",
    OwnerKind.CARRIER: "What was paid to the carrier in freight, less what it has paid for parcels that were lost or broken.",
    OwnerKind.INSURER: "What the insurer is due in premiums; below zero, what it owes for claims paid for it.",
    OwnerKind.PROCESSOR: "What was handed to the processor for buyers.",
    OwnerKind.PLATFORM: "The platform's fund, and below zero what it has advanced or bears itself.",
}
"""What the amounts mean, in English."""
HEADS = ("When", "Kind", "Order", "Case", "Number", "Currency", "In", "Out")
"""The columns of the file, in English."""
SENTENCES = (*OWNERS.values(), *MEANINGS.values(), *HEADS)
"""All of the above, for the catalogue's test."""
_CURSOR = re.compile(r"([0-9]{1,18})-([A-Z]{3})")


class AccountPage(Struct, frozen=True):
    """A page of a statement, with the totals of the period by kind; `next_cursor` continues its lines."""

    owner: AccountOwner
    sums: list[AccountSums]
    kinds: list[AccountKind]
    lines: list[AccountLine]
    next_cursor: str | None


async def account_page(
    pool: Pool, owner: AccountOwner, period: Period, cursor: str, limit: int = PAGE_SIZE
) -> AccountPage:
    """The sums of a period and a page of its lines. Raises Invalid for a cursor that is none."""
    async with pool.acquire() as connection:
        sums = await account_sums(connection, owner, period.since, period.until)
        kinds = await account_kinds(connection, owner, period.since, period.until)
        lines, after = await account_lines(
            connection, owner, period.since, period.until, place_of(cursor), limit
        )
    return AccountPage(owner, sums, kinds, lines, f"{after[0]}-{after[1]}" if after else None)


def place_of(cursor: str) -> tuple[int, str] | None:
    """A cursor as it comes in. Raises Invalid."""
    if not cursor:
        return None
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise Invalid(field="cursor", problem="take it from next_cursor of the page before")
    return int(found[1]), found[2]


def owner_words(owner: AccountOwner, name: str, language: str) -> str:
    """Whose statement it is. `name`: a merchant's; others are known by their own."""
    return text(
        language, OWNERS[owner.kind], name=name or text(language, called_outside(owner.kind, owner.name))
    )


def movement_words(line: AccountLine, language: str) -> str:
    """What a transaction was, in a reader's words, with the promise of a claim; one that has none by its code."""
    return promise_words(kind_words(line.kind, language), line.promise or "", language)


def kind_words(kind: str, language: str) -> str:
    """A kind of transactions in a reader's words."""
    known = MOVEMENTS.get(kind)
    return text(language, known) if known else kind


async def account_file(
    pool: Pool, owner: AccountOwner, period: Period, language: str
) -> AsyncIterator[bytes]:
    """The statement as CSV, in pieces. It begins with the mark by which spreadsheets know UTF-8."""
    async with pool.acquire() as connection:
        sums = await account_sums(connection, owner, period.since, period.until)
        kinds = await account_kinds(connection, owner, period.since, period.until)
    opening = [_stand(text(language, "Opening"), one.currency, one.opening_minor) for one in sums]
    yield b"\xef\xbb\xbf" + _csv([[text(language, head) for head in HEADS], *opening])
    after = None
    while True:
        lines, after = await account_lines(pool, owner, period.since, period.until, after, AT_ONCE)
        yield _csv([_cells(line, language) for line in lines])
        if after is None:
            break
    yield _csv([_total(one, language) for one in kinds])
    yield _csv([_stand(text(language, "Closing"), one.currency, one.closing_minor) for one in sums])


def _total(kind: AccountKind, language: str) -> list[str]:
    """The total of a kind over the period, in both directions."""
    said = text(language, "Total: {kind}", kind=kind_words(kind.kind, language))
    amounts = [decimal_text(minor, kind.currency) for minor in (kind.in_minor, kind.out_minor)]
    return ["", said, "", "", str(kind.count), kind.currency, *amounts]


def _stand(words: str, currency: str, minor: int) -> list[str]:
    return ["", words, "", "", "", currency, *_in_out(minor, currency)]


def _cells(line: AccountLine, language: str) -> list[str]:
    return [
        line.at.isoformat(timespec="seconds"), movement_words(line, language),
        safe_cell(line.order_number or ""), line.case_id or "", line.subject, line.currency,
        *_in_out(line.amount_minor, line.currency),
    ]  # fmt: skip


def _in_out(minor: int, currency: str) -> list[str]:
    """An amount in the column of what came in, or of what went out."""
    amount = decimal_text(abs(minor), currency)
    return [amount, ""] if minor >= 0 else ["", amount]


def _csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8")
