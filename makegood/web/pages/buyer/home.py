"""A buyer's home: what needs them with the one next thing to do, their open cases, their orders."""

from litestar import Response
from msgspec import Struct

from makegood.cases import Role, StoredCase
from makegood.cases.facts import OrderFacts
from makegood.cases.lists import Filters, cases_for
from makegood.db.pool import Pool
from makegood.orders import orders_of
from makegood.web.pages.buyer.next_step import NextStep, next_step
from makegood.web.pages.case.appeal_rows import LARGEST_ID, open_rulings, own_appeals
from makegood.web.pages.case.model import CaseRow, case_row
from makegood.web.pages.names import Names, names_of
from makegood.web.pages.orders.row import order_rows
from makegood.web.pages.shell import Reader, page

MOST_CASES = 20
MOST_ORDERS = 6
MOST_APPEALS = 5
"""The newest appeals; all of them are with their cases."""


class Need(Struct, frozen=True):
    """A case that waits for the buyer, and the next thing to do about it."""

    row: CaseRow
    next: NextStep


async def buyer_home(pool: Pool, reader: Reader, told: str) -> Response[str]:
    """The page."""
    mine = await cases_for(pool, reader.me, Filters(ball=Role.BUYER, urgent=True), None, MOST_CASES)
    others = await cases_for(pool, reader.me, Filters(open_only=True, urgent=True), None, MOST_CASES)
    async with pool.acquire() as connection:
        orders = await orders_of(connection, buyer_id=reader.me.subject or 0, limit=MOST_ORDERS)
        rows = await order_rows(connection, reader.me, orders.orders)
    names = await names_of(
        pool,
        {str(reader.me.subject)},
        {str(case.state.merchant_id) for case, _ in (*mine.cases, *others.cases)},
        reader.role,
    )
    me = reader.me.subject or 0
    can_appeal = await open_rulings(pool, reader, Role.BUYER, me)
    appeals, _ = await own_appeals(pool, reader, Role.BUYER, me, LARGEST_ID, MOST_APPEALS)
    needs = [_need(case, order, reader, names) for case, order in mine.cases]
    return page(
        "buyer/home.html", reader, needs=needs,
        open_rows=[
            case_row(case, order, reader, names) for case, order in others.cases if case.state.owner is not Role.BUYER
        ],
        rows=rows, can_appeal=can_appeal, appeals=appeals, more_orders=orders.next_cursor is not None, told=told, can_ask=True,
    )  # fmt: skip


def _need(case: StoredCase, order: OrderFacts, reader: Reader, names: Names) -> Need:
    row = case_row(case, order, reader, names)
    return Need(row, next_step(row.view, case.state, row.mine))
