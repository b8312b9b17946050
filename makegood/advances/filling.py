"""What the platform sets aside, and what merchants deposit: money that comes in from outside, by an operator's word."""

from datetime import datetime

from makegood.advances.views import FundPaid
from makegood.db.writes import Connection, Writes
from makegood.kit.errors import NotFound
from makegood.kit.ids import IdMaker, bucket_of
from makegood.kit.money import require_currency
from makegood.ledger import (
    PLATFORM_BUCKET,
    Posting,
    add_transaction,
    merchant_deposit,
    outside,
    platform_fund,
    posted,
)

FUND, DEPOSIT = "fund", "deposit"
_MERCHANT = "SELECT 1 FROM merchants WHERE id = $1"


async def fill(connection: Connection, paid: FundPaid, ids: IdMaker, now: datetime) -> None:
    """Post what came in: to a merchant's deposit where one is named, else to the platform's fund. Raises NotFound, Invalid."""
    require_currency(paid.currency)
    merchant_id = int(paid.merchant_id) if paid.merchant_id else None
    if merchant_id is not None and await connection.fetchval(_MERCHANT, merchant_id) is None:
        raise NotFound(what="merchant")
    bucket = PLATFORM_BUCKET if merchant_id is None else bucket_of(merchant_id)
    account = platform_fund() if merchant_id is None else merchant_deposit(merchant_id)
    posting = Posting(outside("bank"), account, paid.currency, paid.amount_minor)
    kind = FUND if merchant_id is None else DEPOSIT
    writes = Writes()
    add_transaction(writes, posted(bucket, ids(bucket), kind, merchant_id or PLATFORM_BUCKET, posting), now)
    await writes.send(connection)
