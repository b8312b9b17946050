"""How the book stands, by family of accounts: a trial balance for people. Bounded: a book too large to add up while
somebody waits is added up by a check (makegood/flows/reconcile.py).
"""

from typing import Any

from msgspec import Struct

from makegood.db.writes import Connection
from makegood.kit.ids import BUCKETS, bucket_of
from makegood.ledger.chart import (
    merchant_balance,
    merchant_clearing,
    merchant_deposit,
    merchant_lent,
    merchant_receivable,
)

MOST_ACCOUNTS = 200_000

# A family is the account's name without its ids: order:escrow, buyer:payout, merchant:balance, processor:transit.
_FAMILY = """CASE split_part(account, ':', 1)
    WHEN 'order' THEN 'order:' || split_part(account, ':', 3)
    WHEN 'buyer' THEN 'buyer:' || split_part(account, ':', 3)
    WHEN 'merchant' THEN 'merchant:' || split_part(account, ':', 3)
    WHEN 'processor' THEN 'processor:transit'
    WHEN 'outside' THEN 'outside'
    ELSE account END"""
_STANDING = f"""
SELECT {_FAMILY} AS family, currency, count(*) AS accounts, sum(balance_minor)::bigint AS balance_minor,
    sum(held_minor)::bigint AS held_minor, count(*) FILTER (WHERE balance_minor < 0) AS below_zero
FROM (SELECT account, currency, balance_minor, held_minor FROM ledger_accounts LIMIT $1) AS part
GROUP BY 1, 2 ORDER BY 2, 1
"""
_OF_ACCOUNTS = """
SELECT account, currency, sum(balance_minor)::bigint AS balance_minor, sum(held_minor)::bigint AS held_minor
FROM ledger_accounts WHERE split_part(account, ':', 1) NOT IN ('order', 'buyer') AND account = ANY($1::text[])
GROUP BY account, currency ORDER BY currency, account
"""
_BELOW_ZERO = """
SELECT account, currency, sum(balance_minor)::bigint AS balance_minor, 0::bigint AS held_minor FROM (
    SELECT account, currency, balance_minor FROM ledger_accounts
    WHERE split_part(account, ':', 1) NOT IN ('order', 'buyer') AND account LIKE 'merchant:%' LIMIT $2
) AS part
WHERE account LIKE '%:receivable' AND balance_minor < 0
GROUP BY account, currency ORDER BY sum(balance_minor), account LIMIT $1
"""
_MERCHANTS = "SELECT id FROM merchants WHERE id > $1 ORDER BY id LIMIT $2"
# Every merchant's debt by its key, and what the fund put up of it.
_UNFUNDED = f"""
SELECT m.id AS merchant_id, r.currency, -(r.balance_minor + coalesce(l.balance_minor, 0)) AS unfunded_minor
FROM unnest($1::bigint[]) AS m(id)
JOIN ledger_accounts r
    ON r.bucket = ((m.id >> 10) & {BUCKETS - 1})::smallint AND r.account = 'merchant:' || m.id || ':receivable'
LEFT JOIN ledger_accounts l
    ON l.bucket = r.bucket AND l.account = 'merchant:' || m.id || ':lent' AND l.currency = r.currency
WHERE r.balance_minor + coalesce(l.balance_minor, 0) < 0 ORDER BY m.id, r.currency
"""
_OF_BUYER = """
SELECT account, currency, balance_minor, held_minor FROM ledger_accounts
WHERE bucket = $1 AND starts_with(account, 'buyer:' || $2::text || ':') ORDER BY currency, account
"""


class FamilyBalance(Struct, frozen=True):
    """Accounts of one family in one currency, in minor units. `balance_minor` is what their owners are due."""

    family: str
    currency: str
    accounts: int
    balance_minor: int
    held_minor: int
    below_zero: int


class AccountBalance(Struct, frozen=True):
    """One account, over all buckets, in minor units."""

    account: str
    currency: str
    balance_minor: int
    held_minor: int


class UnfundedDebt(Struct, frozen=True):
    """What a merchant owes that nobody has put up, in minor units."""

    merchant_id: int
    currency: str
    unfunded_minor: int


async def book_standing(connection: Connection, most: int = MOST_ACCOUNTS) -> list[FamilyBalance] | None:
    """The whole book by family and currency; None when it has more than `most` accounts."""
    rows = _families(await connection.fetch(_STANDING, most + 1))
    return None if sum(row.accounts for row in rows) > most else rows


async def whole_standing(connection: Connection) -> list[FamilyBalance]:
    """The same without a bound; takes time in proportion to the book."""
    return _families(await connection.fetch(_STANDING, None))


async def account_balances(connection: Connection, accounts: list[str]) -> list[AccountBalance]:
    """Accounts of merchants, of the platform, of processors and of the world, each over all buckets."""
    return [AccountBalance(**row) for row in await connection.fetch(_OF_ACCOUNTS, accounts)]


async def merchant_accounts(connection: Connection, merchant_id: int) -> list[AccountBalance]:
    """All accounts of a merchant."""
    names = (merchant_balance, merchant_deposit, merchant_receivable, merchant_lent, merchant_clearing)
    return await account_balances(connection, [name(merchant_id) for name in names])


async def buyer_accounts(connection: Connection, buyer_id: int) -> list[AccountBalance]:
    """All accounts of a buyer."""
    rows = await connection.fetch(_OF_BUYER, bucket_of(buyer_id), str(buyer_id))
    return [AccountBalance(**row) for row in rows]


async def receivables(connection: Connection, limit: int, most: int = MOST_ACCOUNTS) -> list[AccountBalance]:
    """Merchants that owe the platform, the most first, among the first `most` accounts of merchants."""
    return [AccountBalance(**row) for row in await connection.fetch(_BELOW_ZERO, limit, most)]


async def unfunded_debts(
    connection: Connection, after: int, merchants: int
) -> tuple[list[UnfundedDebt], int | None]:
    """What the next `merchants` merchants behind `after` owe that nobody has put up; and the last of them to go on behind, None
    where there are no more.
    """
    found = [row["id"] for row in await connection.fetch(_MERCHANTS, after, merchants)]
    debts = [UnfundedDebt(**row) for row in await connection.fetch(_UNFUNDED, found)]
    return debts, found[-1] if len(found) == merchants else None


def _families(rows: list[Any]) -> list[FamilyBalance]:
    return [FamilyBalance(**row) for row in rows]
