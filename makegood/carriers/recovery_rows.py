"""Rows of what is claimed from who lost or broke a parcel, as operators read them, and the postings of what was paid."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.carriers.freight import carrier_account
from makegood.kit.ids import bucket_of
from makegood.ledger import (
    Posting,
    Transaction,
    buyer_balance,
    insurer_account,
    merchant_clearing,
    platform_compensation,
    platform_wrong_rulings,
    posted,
)

RECOVERY, OWED_BACK = "recovery", "recovery_owed_back"
"""The kinds of these transactions."""


class Recovery(Struct, frozen=True):
    """One claim, for a case, for a claim under a promise (`claim_id`), or for the order alone. Amounts in minor units of
    `currency`; of what was paid `to_buyer_minor` went to the buyer, `to_platform_minor` to the platform, which had made the
    merchant whole or paid the promise, and `to_insurer_minor` to the insurer who had. The shares are those of the claim.
    """

    id: int
    order_id: int
    case_id: int
    claim_id: int
    parcel_id: int
    buyer_id: int
    merchant_id: int
    party_kind: str
    party: str
    because: str
    currency: str
    claimed_minor: int
    paid_minor: int
    to_buyer_minor: int
    to_platform_minor: int
    to_insurer_minor: int
    insurer: str
    insurer_share_minor: int
    platform_share_minor: int
    transaction_id: int | None
    status: str
    note: str
    opened_at: datetime
    changed_at: datetime
    version: int

    @property
    def to_merchant_minor(self) -> int:
        """What of the payment is the merchant's: all that nobody else gets."""
        return self.paid_minor - self.to_buyer_minor - self.to_platform_minor - self.to_insurer_minor


class RecoveryView(Struct, frozen=True):
    """One claim, as operators read it."""

    id: str
    order_id: str
    case_id: str | None
    claim_id: str | None
    parcel_id: str
    party_kind: str
    party: str
    because: str
    currency: str
    claimed_minor: int
    paid_minor: int
    to_buyer_minor: int
    to_platform_minor: int
    to_insurer_minor: int
    status: str
    note: str
    opened_at: datetime
    changed_at: datetime


class RecoveryPage(Struct, frozen=True):
    """Claims, the newest first; `next_cursor` continues the list."""

    recoveries: list[RecoveryView]
    next_cursor: str | None


COLUMNS = ", ".join(Recovery.__struct_fields__)


def subject_of(found: Recovery) -> int:
    """The case, the claim or the order that its transactions are of."""
    return found.case_id or found.claim_id or found.order_id


def payment_of(found: Recovery) -> Transaction:
    """What was posted when it was paid."""
    assert found.transaction_id is not None
    bucket = bucket_of(found.id)
    return posted(bucket, found.transaction_id, RECOVERY, subject_of(found), *postings_of(found))


def postings_of(found: Recovery) -> list[Posting]:
    """Out of the party's account in the world to the buyer, the platform, the insurer and the merchant, each their part. The
    platform has borne a wrong ruling, or a promise that it keeps itself.
    """
    source = carrier_account(found.party)
    platform = platform_compensation() if found.claim_id else platform_wrong_rulings()
    parts = (
        (buyer_balance(found.buyer_id), found.to_buyer_minor),
        (platform, found.to_platform_minor),
        (insurer_account(found.insurer), found.to_insurer_minor),
        (merchant_clearing(found.merchant_id), found.to_merchant_minor),
    )
    return [Posting(source, account, found.currency, amount) for account, amount in parts if amount]


def recovery_of(row: Any) -> Recovery:
    """A claim out of a row of COLUMNS."""
    return Recovery(**dict(row))


def view_of_recovery(found: Recovery) -> RecoveryView:
    """A claim as operators read it."""
    told = {name: getattr(found, name) for name in RecoveryView.__struct_fields__}
    ids = {"id": str(found.id), "order_id": str(found.order_id), "parcel_id": str(found.parcel_id)}
    about = {"case_id": found.case_id, "claim_id": found.claim_id}
    return RecoveryView(**told | ids | {name: str(one) if one else None for name, one in about.items()})
