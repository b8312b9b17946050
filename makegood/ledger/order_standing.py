"""How the accounts of one order stand: what is held of the payment, and what may still be refunded."""

from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of
from makegood.ledger.chart import order_escrow, order_refundable
from makegood.ledger.standing import AccountBalance

_OF_ORDER = """
SELECT account, currency, balance_minor, held_minor FROM ledger_accounts
WHERE bucket = $1 AND account = ANY($2::text[]) ORDER BY currency, account
"""


async def order_accounts(connection: Connection, order_id: int) -> list[AccountBalance]:
    """The escrow of an order and the limit of its refunds."""
    names = [order_escrow(order_id), order_refundable(order_id)]
    return [AccountBalance(**row) for row in await connection.fetch(_OF_ORDER, bucket_of(order_id), names)]
