"""The ledger: double entry in integer minor units; nothing in it is ever changed, only added to."""

from makegood.ledger.chart import (
    BALANCES,
    buyer_balance,
    buyer_payout,
    may_go_negative,
    merchant_balance,
    merchant_clearing,
    merchant_deposit,
    merchant_receivable,
    order_escrow,
    order_refundable,
    outside,
    platform_advances,
    platform_fund,
    processor_transit,
    refund_limits,
)
from makegood.ledger.check import Finding, LedgerReport, check_ledger
from makegood.ledger.model import Posting, Transaction, pending, post, posted, reverse, void
from makegood.ledger.store import add_transaction

__all__ = [
    "BALANCES",
    "Finding",
    "LedgerReport",
    "Posting",
    "Transaction",
    "add_transaction",
    "buyer_balance",
    "buyer_payout",
    "check_ledger",
    "may_go_negative",
    "merchant_balance",
    "merchant_clearing",
    "merchant_deposit",
    "merchant_receivable",
    "order_escrow",
    "order_refundable",
    "outside",
    "pending",
    "platform_advances",
    "platform_fund",
    "post",
    "posted",
    "processor_transit",
    "refund_limits",
    "reverse",
    "void",
]
