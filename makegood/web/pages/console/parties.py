"""Merchants and buyers at a glance: what they bought or sold, how their cases went, what they owe or are owed."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from litestar import Response, get
from msgspec import Struct

from makegood.accounts import authorise
from makegood.cases import (
    PartyCounts,
    PartyFigures,
    ResponseFigures,
    busiest_buyers,
    buyer_figures,
    counts_of_merchants,
    merchant_figures,
    response_figures,
)
from makegood.cases.api import Promised, parse_id
from makegood.cases.lists import Filters, cases_for
from makegood.claims import MarkCount, marks_of, newest_marks
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.kit.errors import NotFound
from makegood.ledger import AccountBalance, buyer_accounts, merchant_accounts
from makegood.orders import (
    BuyerGlance,
    MerchantGlance,
    OrderTotals,
    buyer_glance,
    find_buyer,
    find_order_id,
    merchant_glance,
    merchants_named,
    merchants_page,
    order_view,
    totals_of_buyer,
    totals_of_merchant,
)
from makegood.policy import Catalogue
from makegood.web.pages.case.model import CaseRow, case_row
from makegood.web.pages.claims.mark_lines import MarkLine, counted, mark_lines
from makegood.web.pages.console.frame import (
    LARGEST_ID,
    PAGE_SIZE,
    Caller,
    CursorText,
    Language,
    Machine,
    Short,
    console_page,
    operator_of,
    sentence,
)
from makegood.web.pages.names import names_of
from makegood.web.pages.shell import Database, HtmlRequest, PathPart, Reader, go

LATEST = 10
ANSWERS_OF = timedelta(days=30)
MARKS_OF = timedelta(days=365)


class Telling(NamedTuple):
    """How and when a party is told of."""

    catalogue: Catalogue
    language: str
    now: datetime


class MerchantRow(Struct, frozen=True):
    """A merchant in the list, with counts of its newest cases."""

    merchant: MerchantGlance
    counts: PartyCounts | None


class MerchantPage(Struct, frozen=True):
    """Merchants, the newest first."""

    merchants: list[MerchantRow]
    next_cursor: str | None


class MerchantView(Struct, frozen=True):
    """A merchant at a glance. Figures are of its newest thousand orders and cases; answers of the last thirty days, marks of
    the last year.
    """

    merchant: MerchantGlance
    orders: list[OrderTotals]
    cases: list[PartyFigures]
    accounts: list[AccountBalance]
    answers: ResponseFigures
    marks: list[MarkCount]
    newest_marks: list[MarkLine]


class BuyerView(Struct, frozen=True):
    """A buyer at a glance. Figures are of their newest thousand orders and cases; marks of the last year."""

    buyer: BuyerGlance
    orders: list[OrderTotals]
    cases: list[PartyFigures]
    accounts: list[AccountBalance]
    marks: list[MarkCount]
    newest_marks: list[MarkLine]


async def merchants_of(pool: Pool, asked: str, cursor: str | None) -> MerchantPage:
    """Merchants by a text, or a page of all of them."""
    before = parse_id(cursor, "page") if cursor else LARGEST_ID
    async with pool.acquire() as connection:
        if asked:
            found = await merchants_named(connection, asked, PAGE_SIZE)
        else:
            found = await merchants_page(connection, before, PAGE_SIZE + 1)
        counts = await counts_of_merchants(connection, [int(one.id) for one in found[:PAGE_SIZE]])
    rows = [MerchantRow(one, counts.get(one.id)) for one in found[:PAGE_SIZE]]
    return MerchantPage(rows, rows[-1].merchant.id if len(found) > PAGE_SIZE else None)


async def merchant_of(pool: Pool, merchant_id: int, telling: Telling) -> MerchantView:
    """A merchant. Raises NotFound."""
    async with pool.acquire() as connection:
        merchant = await merchant_glance(connection, merchant_id)
        if merchant is None:
            raise NotFound(what="merchant")
        return MerchantView(
            merchant,
            await totals_of_merchant(connection, merchant_id),
            await merchant_figures(connection, merchant_id),
            await merchant_accounts(connection, merchant_id),
            await response_figures(connection, merchant_id, telling.now - ANSWERS_OF, telling.now),
            *await _marks(connection, merchant_id, "merchant", telling),
        )


async def buyer_of(pool: Pool, buyer_id: int, telling: Telling) -> BuyerView:
    """A buyer. Raises NotFound."""
    async with pool.acquire() as connection:
        buyer = await buyer_glance(connection, buyer_id)
        if buyer is None:
            raise NotFound(what="buyer")
        return BuyerView(
            buyer,
            await totals_of_buyer(connection, buyer_id),
            await buyer_figures(connection, buyer_id),
            await buyer_accounts(connection, buyer_id),
            *await _marks(connection, buyer_id, "buyer", telling),
        )


async def _marks(
    connection: Connection, party_id: int, against: str, telling: Telling
) -> tuple[list[MarkCount], list[MarkLine]]:
    """The marks on record against a party: how many of each, and the newest."""
    since = telling.now - MARKS_OF
    newest = await newest_marks(connection, party_id, since, against)
    lines = mark_lines(newest, telling.catalogue, telling.language)
    return await marks_of(connection, party_id, since, against), lines


async def latest_cases(pool: Pool, reader: Reader, whose: Filters) -> list[CaseRow]:
    """The newest cases of a party, as rows of a list."""
    found = await cases_for(pool, reader.me, whose, None, LATEST)
    names = await names_of(
        pool,
        {str(case.state.buyer_id) for case, _ in found.cases},
        {str(case.state.merchant_id) for case, _ in found.cases},
        reader.role,
    )
    return [case_row(case, order, reader, names) for case, order in found.cases]


async def buyer_asked(pool: Pool, asked: str) -> str | None:
    """The id of the buyer that a text leads to: theirs, or that of the order whose number it is."""
    async with pool.acquire() as connection:
        found = await find_buyer(connection, asked)
        if found:
            return found.id
        order_id = await find_order_id(connection, asked)
        view = await order_view(connection, order_id) if order_id else None
        return view.buyer.id if view else None


@get("/console/merchants", include_in_schema=False)
async def show_merchants(request: HtmlRequest, pool: Database) -> Response[str]:
    """Merchants, found by name or id."""
    reader = await operator_of(request)
    asked, cursor = sentence(request.query_params.get("q"), 120), request.query_params.get("cursor")
    found = await merchants_of(pool, asked, cursor)
    return console_page(
        "merchants", reader, found=found, asked=asked, first_page="/console/merchants" if cursor else ""
    )


@get("/console/merchants/{merchant_id:str}", include_in_schema=False)
async def show_merchant(
    merchant_id: PathPart, request: HtmlRequest, pool: Database, policy: Promised
) -> Response[str]:
    """A merchant at a glance."""
    reader = await operator_of(request)
    telling = Telling(policy.catalogue, reader.language, reader.now)
    view = await merchant_of(pool, parse_id(merchant_id, "merchant"), telling)
    latest = await latest_cases(pool, reader, Filters(merchant_id=int(view.merchant.id)))
    return console_page(
        "merchant", reader, view=view, party=view.merchant, latest=latest, answers=view.answers,
        marks=counted(view.marks, reader.language), lines=view.newest_marks,
    )  # fmt: skip


@get("/console/buyers", include_in_schema=False)
async def show_buyers(request: HtmlRequest, pool: Database) -> Response[Any]:
    """Buyers with the most cases of late; a text leads to the buyer it names."""
    reader = await operator_of(request)
    asked = sentence(request.query_params.get("q"), 120)
    found = await buyer_asked(pool, asked) if asked else None
    if found:
        return go(f"/console/buyers/{found}")
    busiest = await busiest_buyers(pool, PAGE_SIZE)
    names = await names_of(pool, [one.id for one in busiest], (), reader.role)
    return console_page("buyers", reader, 404 if asked else 200, asked=asked, busiest=busiest, names=names)


@get("/console/buyers/{buyer_id:str}", include_in_schema=False)
async def show_buyer(
    buyer_id: PathPart, request: HtmlRequest, pool: Database, policy: Promised
) -> Response[str]:
    """A buyer at a glance."""
    reader = await operator_of(request)
    telling = Telling(policy.catalogue, reader.language, reader.now)
    view = await buyer_of(pool, parse_id(buyer_id, "buyer"), telling)
    latest = await latest_cases(pool, reader, Filters(buyer_id=int(view.buyer.id)))
    return console_page(
        "buyer", reader, view=view, party=view.buyer, latest=latest,
        marks=counted(view.marks, reader.language), lines=view.newest_marks,
    )  # fmt: skip


@get("/api/console/merchants", tags=["console"], summary="Merchants with counts of their cases")
async def read_merchants(
    principal: Caller, pool: Database, q: Short = "", cursor: CursorText = None
) -> MerchantPage:
    """By the beginning of the name, or by id (`q`); without it all of them, the newest first. For operators."""
    authorise(principal, "console.read")
    return await merchants_of(pool, sentence(q, 120), cursor)


@get("/api/console/merchants/{merchant_id:str}", tags=["console"], summary="A merchant at a glance")
async def read_merchant(
    merchant_id: PathPart, principal: Caller, pool: Database, engine: Machine, language: Language,
    policy: Promised,
) -> MerchantView:  # fmt: skip
    """Orders, cases, accounts, times to answer and marks on record of a merchant. For operators."""
    authorise(principal, "console.read")
    telling = Telling(policy.catalogue, language, engine.clock.now())
    return await merchant_of(pool, parse_id(merchant_id, "merchant"), telling)


@get("/api/console/buyers/{buyer_id:str}", tags=["console"], summary="A buyer at a glance")
async def read_buyer(
    buyer_id: PathPart, principal: Caller, pool: Database, engine: Machine, language: Language,
    policy: Promised,
) -> BuyerView:  # fmt: skip
    """Orders, cases, accounts and marks on record of a buyer. For operators."""
    authorise(principal, "console.read")
    telling = Telling(policy.catalogue, language, engine.clock.now())
    return await buyer_of(pool, parse_id(buyer_id, "buyer"), telling)


PARTY_HANDLERS: list[Any] = [
    show_merchants, show_merchant, show_buyers, show_buyer, read_merchants, read_merchant, read_buyer,
]  # fmt: skip
