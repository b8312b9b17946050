"""Statements: what the cases of a period moved of the merchant's money, as a page to print and as a CSV file."""

import csv
import io
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from litestar import Response, get
from litestar.response import Stream
from msgspec import Struct

from makegood.db.pool import Pool
from makegood.kit.errors import Invalid
from makegood.kit.i18n import text
from makegood.kit.ids import bucket_of
from makegood.kit.money import decimal_text
from makegood.ledger import StatementLine, StatementTotal, statement_lines, statement_totals
from makegood.web.pages.claims import words as claim_words
from makegood.web.pages.printing import lines_shown, whole_page
from makegood.web.pages.shell import Database, HtmlRequest, Reader
from makegood.web.pages.time import zone_name, zone_of
from makegood.web.pages.work import words as work_words
from makegood.web.pages.work.frame import Choice, address, merchant_reading, work_page
from makegood.web.pages.work.marks import Mark, mark_of, text_of_mark
from makegood.web.pages.work.other_sides import party_words

PATH = "/work/statements"
AT_ONCE = 1000
LONGEST = timedelta(days=400)
_ABOUT = """
SELECT c.id, o.external_id, c.promise FROM (
    SELECT bucket, id, order_id, '' AS promise FROM cases
    UNION ALL SELECT bucket, id, order_id, kind FROM claims
) c JOIN orders o ON (o.bucket, o.id) = (c.bucket, c.order_id)
JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) ON (c.bucket, c.id) = (w.bucket, w.id)
"""


class Period(Struct, frozen=True):
    """Whole days of the reader's zone; `until` is the first moment after the last of them."""

    first: date
    last: date
    since: datetime
    until: datetime


class About(Struct, frozen=True):
    """What a line is about: a case, or a claim under the promise `promise`; with the number of its order."""

    id: str
    order_number: str = ""
    promise: str = ""

    @property
    def href(self) -> str:
        """The page of the case or the claim."""
        return f"/{'claims' if self.promise else 'cases'}/{self.id}"


class Row(Struct, frozen=True):
    """A line as the page draws it; `kind` and `to`, which is (words, amount), in the reader's language."""

    line: StatementLine
    about: About
    kind: str
    to: list[tuple[str, int]]


@get(PATH, include_in_schema=False)
async def show_statement(request: HtmlRequest, pool: Database) -> Response[str]:
    """The lines of a period with their sums."""
    reader, merchant_id = await merchant_reading(request)
    query = request.query_params
    period = period_of(query, reader)
    cursor = query.get("cursor", "")
    mark = mark_of(cursor)
    place = (mark.at, mark.id) if mark else None
    lines, after = await statement_lines(
        pool, merchant_id, period.since, period.until, place, lines_shown(query)
    )
    named = {"from": period.first.isoformat(), "to": period.last.isoformat()}
    return work_page(
        "statements", reader, period=period, rows=await _rows(pool, lines, reader.language),
        totals=_summed(await statement_totals(pool, merchant_id, period.since, period.until)),
        period_zone=zone_name(reader.language), periods=_periods(period, reader),
        csv_href=address(f"{PATH}.csv", named), path=PATH, tabs_of=statement_tabs(PATH, named),
        next_page=address(PATH, named, cursor=text_of_mark(Mark(after[1], after[0]))) if after else "",
        first_page=address(PATH, named) if cursor else "",
        whole=whole_page(PATH, named, query, after is not None),
    )  # fmt: skip


@get(f"{PATH}.csv", include_in_schema=False)
async def statement_file(request: HtmlRequest, pool: Database) -> Stream:
    """All lines of a period, amounts as decimal text; for a spreadsheet."""
    reader, merchant_id = await merchant_reading(request)
    period = period_of(request.query_params, reader)
    name = f"statement-{period.first.isoformat()}-{period.last.isoformat()}.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Stream(
        _file(pool, merchant_id, period, reader.language),
        media_type="text/csv; charset=utf-8",
        headers=headers,
    )


def period_of(query: Mapping[str, Any], reader: Reader) -> Period:
    """The days that an address names: this month where it names none. Raises Invalid for days that are none."""
    today = reader.now.astimezone(zone_of(reader.language)).date()
    first = _day(query.get("from"), "from") or today.replace(day=1)
    last = _day(query.get("to"), "to") or today
    return days(first, max(first, last), reader.language)


def days(first: date, last: date, language: str) -> Period:
    """Some whole days, at most LONGEST of them."""
    last = min(last, first + LONGEST)
    zone = zone_of(language)
    since = datetime.combine(first, time(), zone).astimezone(UTC)
    until = datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC)
    return Period(first, last, since, until)


def _day(told: Any, field: str) -> date | None:
    if not told:
        return None
    try:
        day = date.fromisoformat(str(told))
    except ValueError:
        raise Invalid(field=field, problem="a day such as 2026-03-31") from None
    if not 2000 <= day.year <= 2200:
        raise Invalid(field=field, problem="a day such as 2026-03-31")
    return day


def _periods(period: Period, reader: Reader) -> list[Choice]:
    today = reader.now.astimezone(zone_of(reader.language)).date()
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    ranges = {
        "This month": (month, today),
        "Last month": (before.replace(day=1), before),
        "90 days": (today - timedelta(days=89), today),
    }
    return [
        Choice(
            label,
            address(PATH, {"from": first.isoformat(), "to": last.isoformat()}),
            (first, last) == (period.first, period.last),
        )
        for label, (first, last) in ranges.items()
    ]


def statement_tabs(path: str, named: Mapping[str, str]) -> list[Choice]:
    """The two statements of a merchant, as tabs over the same days."""
    return [
        Choice(label, address(href, named), href == path)
        for href, label in ((PATH, "By case"), (f"{PATH}/account", "Account"))
    ]


PERIODS = ("This month", "Last month", "90 days")
"""The labels above, for the catalogue's test."""


def _summed(totals: list[StatementTotal]) -> list[tuple[str, list[StatementTotal], int]]:
    """Sums by currency: each kind of transaction, and all together."""
    by_currency: dict[str, list[StatementTotal]] = {}
    for total in totals:
        by_currency.setdefault(total.currency, []).append(total)
    return [(currency, each, sum(one.total_minor for one in each)) for currency, each in by_currency.items()]


async def _rows(pool: Pool, lines: list[StatementLine], language: str) -> list[Row]:
    about = await _about(pool, lines)
    return [
        Row(
            line,
            about[line.case_id],
            _kind_words(line, about[line.case_id], language),
            [(party_words(party, language), amount) for party, amount in line.to.items()],
        )
        for line in lines
    ]


def promise_words(kind: str, promise: str, language: str) -> str:
    """What a movement was (in the reader's words already), with the promise that it was owed under, if it was."""
    known = claim_words.KINDS.get(promise)
    return text(language, "{what}: {name}", what=kind, name=text(language, known)) if known else kind


def _kind_words(line: StatementLine, about: About, language: str) -> str:
    kind = text(language, work_words.KINDS.get(line.kind, line.kind))
    return promise_words(kind, about.promise, language)


async def _about(pool: Pool, lines: list[StatementLine]) -> dict[str, About]:
    ids = sorted({int(line.case_id) for line in lines})
    rows = await pool.fetch(_ABOUT, [bucket_of(one) for one in ids], ids)
    found = {str(row["id"]): About(str(row["id"]), row["external_id"], row["promise"]) for row in rows}
    return {line.case_id: found.get(line.case_id, About(line.case_id)) for line in lines}


async def _file(pool: Pool, merchant_id: int, period: Period, language: str) -> AsyncIterator[bytes]:
    """The file in pieces. It begins with the mark by which spreadsheets know UTF-8."""
    yield b"\xef\xbb\xbf" + _csv([_head(language)])
    after = None
    while True:
        lines, after = await statement_lines(pool, merchant_id, period.since, period.until, after, AT_ONCE)
        about = await _about(pool, lines)
        yield _csv([_cells(line, about[line.case_id], language) for line in lines])
        if after is None:
            return


def _head(language: str) -> list[str]:
    heads = (
        text(language, "When"), text(language, "Order"), text(language, "Case"), text(language, "Kind"),
        text(language, "Currency"), text(language, "From escrow"), text(language, "From your share"),
        text(language, "In all"), text(language, "Went to"),
    )  # fmt: skip
    return list(heads)


def _cells(line: StatementLine, about: About, language: str) -> list[str]:
    to = "; ".join(
        f"{party_words(party, language)} {decimal_text(amount, line.currency)}"
        for party, amount in line.to.items()
    )
    return [
        line.at.isoformat(timespec="seconds"), safe_cell(about.order_number), line.case_id,
        _kind_words(line, about, language), line.currency,
        decimal_text(line.escrow_minor, line.currency),
        decimal_text(line.share_minor, line.currency), decimal_text(line.total_minor, line.currency), to,
    ]  # fmt: skip


def safe_cell(told: str) -> str:
    """A text that others chose, so that no spreadsheet takes it for a formula."""
    return f"'{told}" if told[:1] in ("=", "+", "-", "@", "\t", "\r") else told


def _csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8")


STATEMENT_HANDLERS: list[Any] = [show_statement, statement_file]
