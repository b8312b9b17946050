"""PURE: what merchants hold and owe, and in which order it is taken and paid back.

Taken: balance, deposit, then a debt of the merchant. What of the debt the platform's fund can put up, it puts up: the fund
is the platform's money, so the debt stays the merchant's, and `lent` says how much of the fund is tied up in it. What the
fund cannot put up either is `unfunded`, which the console and the operators are told of.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from msgspec import Struct

from makegood.kit.ids import bucket_of
from makegood.ledger import (
    PLATFORM_BUCKET,
    Posting,
    merchant_balance,
    merchant_deposit,
    merchant_lent,
    merchant_receivable,
    platform_fund,
)

BRIDGE = "bridge"


class Funding(Struct, frozen=True):
    """From where an amount came, in minor units. What neither balance nor deposit held is the merchant's debt; `fund_minor`
    of it the platform's fund has put up, and `unfunded_minor` nobody has.
    """

    balance_minor: int
    deposit_minor: int
    fund_minor: int
    unfunded_minor: int

    @property
    def debt_minor(self) -> int:
        """What the merchant owes from now on, on top of what it owed."""
        return self.fund_minor + self.unfunded_minor

    @property
    def amount_minor(self) -> int:
        """All of it."""
        return self.balance_minor + self.deposit_minor + self.debt_minor


@dataclass(slots=True)
class Funds:
    """Free balances by account and currency, as they are while a transaction is being put together."""

    free_minor: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def move(self, account: str, currency: str, by_minor: int) -> None:
        """Change what an account has."""
        self.free_minor[account, currency] += by_minor

    def of(self, account: str, currency: str) -> int:
        """What an account has that nothing holds."""
        return self.free_minor[account, currency]


Postings = dict[int, list[Posting]]
"""Postings by the bucket that they are made in. Each bucket's are joined to the others by its bridge."""


def accounts_of(merchant_id: int) -> list[tuple[int, str]]:
    """The accounts of a merchant that matter here, with their buckets."""
    names = (merchant_balance, merchant_deposit, merchant_receivable, merchant_lent)
    return [(bucket_of(merchant_id), name(merchant_id)) for name in names]


def take(merchant_id: int, currency: str, amount_minor: int, funds: Funds) -> tuple[Funding, Postings]:
    """Take an amount from a merchant: the postings bring it to the bridge of the merchant's bucket. Uses up `funds`."""
    home = bucket_of(merchant_id)
    balance, deposit = merchant_balance(merchant_id), merchant_deposit(merchant_id)
    from_balance = min(amount_minor, max(funds.of(balance, currency), 0))
    from_deposit = min(amount_minor - from_balance, max(funds.of(deposit, currency), 0))
    debt = amount_minor - from_balance - from_deposit
    put_up = min(debt, max(funds.of(platform_fund(), currency), 0))
    parts = ((balance, from_balance), (deposit, from_deposit), (merchant_receivable(merchant_id), debt))
    postings: Postings = {home: []}
    for account, part in parts:
        _add(postings, funds, home, account, BRIDGE, currency, part)
    _add(postings, funds, PLATFORM_BUCKET, platform_fund(), BRIDGE, currency, put_up)
    _add(postings, funds, home, BRIDGE, merchant_lent(merchant_id), currency, put_up)
    return Funding(from_balance, from_deposit, put_up, debt - put_up), postings


def give(merchant_id: int, currency: str, amount_minor: int, funds: Funds) -> Postings:
    """Give a merchant a share out of the bridge of its bucket. A debt is paid back first, and what the fund had put up for
    it goes back to the fund before anything else. Adds to `funds`.
    """
    home, receivable, lent = (
        bucket_of(merchant_id),
        merchant_receivable(merchant_id),
        merchant_lent(merchant_id),
    )
    paid_back = min(amount_minor, max(-funds.of(receivable, currency), 0))
    returned = min(paid_back, funds.of(lent, currency))
    postings: Postings = {home: []}
    _add(postings, funds, home, BRIDGE, receivable, currency, paid_back)
    _add(postings, funds, home, BRIDGE, merchant_balance(merchant_id), currency, amount_minor - paid_back)
    _add(postings, funds, home, lent, BRIDGE, currency, returned)
    _add(postings, funds, PLATFORM_BUCKET, BRIDGE, platform_fund(), currency, returned)
    return postings


def _add(
    postings: Postings,
    funds: Funds,
    bucket: int,
    source: str,
    destination: str,
    currency: str,
    amount_minor: int,
) -> None:
    if amount_minor <= 0:
        return
    funds.move(source, currency, -amount_minor)
    funds.move(destination, currency, amount_minor)
    postings.setdefault(bucket, []).append(Posting(source, destination, currency, amount_minor))
