"""What is on record around a case: the order as it was bought, its parcels, and the money as the ledger has it."""

from datetime import timedelta

from msgspec import Struct

from makegood.cases.requests import Done
from makegood.db.pool import Pool
from makegood.ledger import (
    AccountBalance,
    entries_of_subject,
    order_accounts,
    order_escrow,
    order_refundable,
)
from makegood.orders import OrderView, order_view
from makegood.web.pages.console.journal import EntryTold, told
from makegood.web.pages.shell import Reader

MOST_ENTRIES = 20
_LARGEST_ID = 2**63 - 1
# Ids are made with the machine's time, which a demo's clock may be far ahead of.
_AHEAD = timedelta(days=366 * 20)


class Record(Struct, frozen=True):
    """The order, what the ledger still holds of it, and what was posted for the case, the newest first."""

    order: OrderView | None
    escrow_minor: int
    refundable_minor: int
    entries: list[EntryTold]


async def record_of(pool: Pool, reader: Reader, done: Done) -> Record:
    """Read it."""
    state = done.case.state
    async with pool.acquire() as connection:
        order = await order_view(connection, state.order_id)
        balances = await order_accounts(connection, state.order_id)
        page = await entries_of_subject(
            connection, state.id, (reader.now + _AHEAD, _LARGEST_ID), MOST_ENTRIES
        )
    return Record(
        order,
        _left(balances, order_escrow(state.order_id), state.currency),
        _left(balances, order_refundable(state.order_id), state.currency),
        await told(pool, page.entries, reader),
    )


def _left(balances: list[AccountBalance], account: str, currency: str) -> int:
    """What can be taken out of an account: its balance less what is held."""
    return sum(
        each.balance_minor - each.held_minor
        for each in balances
        if each.account == account and each.currency == currency
    )
