"""A merchant's account at `/work/statements/account`: what it stood at, every movement of a period, what it stands at."""

from typing import Any

from litestar import Response, get
from litestar.response import Stream

from makegood.ledger import AccountOwner, OwnerKind
from makegood.web.pages.account_statement import account_page, kind_words, movement_words
from makegood.web.pages.console.statements import csv_answer
from makegood.web.pages.printing import lines_shown, whole_page
from makegood.web.pages.shell import Database, HtmlRequest
from makegood.web.pages.time import zone_name
from makegood.web.pages.work.frame import address, merchant_reading, work_page
from makegood.web.pages.work.statements import period_of, statement_tabs

PATH = "/work/statements/account"


@get(PATH, include_in_schema=False)
async def show_account(request: HtmlRequest, pool: Database) -> Response[str]:
    """Shares, balance, deposit and debts together."""
    reader, merchant_id = await merchant_reading(request)
    query = request.query_params
    period = period_of(query, reader)
    found = await account_page(
        pool,
        AccountOwner(OwnerKind.MERCHANT, str(merchant_id)),
        period,
        query.get("cursor", ""),
        lines_shown(query),
    )
    asked = {"from": period.first.isoformat(), "to": period.last.isoformat()}
    return work_page(
        "account", reader, period=period, found=found, path=PATH, period_zone=zone_name(reader.language),
        tabs_of=statement_tabs(PATH, asked), movement=lambda line: movement_words(line, reader.language),
        kind_words=lambda kind: kind_words(kind, reader.language),
        csv_href=address(f"{PATH}.csv", asked),
        next_page=address(PATH, asked, cursor=found.next_cursor) if found.next_cursor else "",
        first_page=address(PATH, asked) if query.get("cursor") else "",
        whole=whole_page(PATH, asked, query, found.next_cursor is not None),
    )  # fmt: skip


@get(f"{PATH}.csv", include_in_schema=False)
async def account_file_of_merchant(request: HtmlRequest, pool: Database) -> Stream:
    """All of it, for a spreadsheet."""
    reader, merchant_id = await merchant_reading(request)
    owner = AccountOwner(OwnerKind.MERCHANT, str(merchant_id))
    return csv_answer(pool, owner, period_of(request.query_params, reader), reader.language)


ACCOUNT_HANDLERS: list[Any] = [show_account, account_file_of_merchant]
