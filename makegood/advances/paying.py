"""What a buyer pays back of their own: out of their balance with the platform, or by a payment that the marketplace took."""

from datetime import datetime

from makegood.advances.decide import require_owed
from makegood.advances.limits import came_back
from makegood.advances.model import StoredAdvance
from makegood.advances.refusals import MoreThanOwed, NotEnoughBalance
from makegood.advances.views import PaidBack
from makegood.db.writes import Connection, Writes
from makegood.kit.ids import IdMaker
from makegood.ledger import Posting, add_transaction, buyer_balance, outside, platform_advances, posted

PAID_BACK = "advance_paid_back"
_BALANCE = """
SELECT balance_minor - held_minor FROM ledger_accounts WHERE bucket = $1 AND account = $2 AND currency = $3 FOR NO KEY UPDATE
"""


async def pay_back(
    connection: Connection, advance: StoredAdvance, paid: PaidBack, ids: IdMaker, now: datetime
) -> None:
    """Post a payment and count it. Raises NothingOwed, MoreThanOwed, NotEnoughBalance."""
    require_owed(advance)
    if paid.amount_minor > advance.still_owed_minor:
        raise MoreThanOwed(most_minor=advance.still_owed_minor, currency=advance.currency)
    source = outside(paid.processor) if paid.processor else await _balance(connection, advance, paid)
    bucket = advance.bucket
    posting = Posting(source, platform_advances(), advance.currency, paid.amount_minor)
    writes = Writes()
    add_transaction(writes, posted(bucket, ids(bucket), PAID_BACK, advance.case_id, posting), now)
    for transaction in came_back(
        bucket, advance.buyer_id, advance.currency, advance.case_id, lambda: ids(bucket), paid.amount_minor, paid.amount_minor
    ):  # fmt: skip
        add_transaction(writes, transaction, now)
    await writes.send(connection)
    await _count(connection, advance, paid.amount_minor, now)


async def _balance(connection: Connection, advance: StoredAdvance, paid: PaidBack) -> str:
    account = buyer_balance(advance.buyer_id)
    held = await connection.fetchval(_BALANCE, advance.bucket, account, advance.currency) or 0
    if held < paid.amount_minor:
        raise NotEnoughBalance(held_minor=held, currency=advance.currency)
    return account


async def _count(connection: Connection, advance: StoredAdvance, amount_minor: int, now: datetime) -> None:
    await connection.execute(
        "UPDATE advances SET recovered_minor = recovered_minor + $3,"
        " status = CASE WHEN recovered_minor + written_off_minor + $3 = owed_minor THEN 'recovered' ELSE status END,"
        " due_at = CASE WHEN recovered_minor + written_off_minor + $3 < owed_minor THEN due_at END,"
        " ended_at = CASE WHEN recovered_minor + written_off_minor + $3 = owed_minor THEN $4::timestamptz END"
        " WHERE bucket = $1 AND id = $2",
        advance.bucket, advance.id, amount_minor, now,
    )  # fmt: skip
