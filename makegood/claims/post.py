"""PURE: the postings of claims. What the merchant itself pays is taken elsewhere (makegood/flows/claim.py), since a merchant
may have no money.
"""

from collections.abc import Iterable

from msgspec import Struct

from makegood.claims.kinds import KINDS
from makegood.claims.model import Claim, Funder, Paid, Stage
from makegood.ledger import (
    Posting,
    buyer_balance,
    buyer_payout,
    insurer_account,
    merchant_clearing,
    order_escrow,
    order_refundable,
    outside,
    platform_compensation,
    refund_limits,
)
from makegood.payments import RefundLeg

CLAIM, CLAIM_REVERSED, APPRAISAL = "claim", "claim_reversed", "appraisal"
"""Kinds of these transactions."""
_WAY_BACK = frozenset({KINDS["return_freight"].family, KINDS["fault_freight"].family})
"""Families of claims that repay a way back."""


class Shares(Struct, frozen=True):
    """Who pays how much of a claim, in minor units; together they are its amount."""

    escrow_minor: int = 0
    merchant_minor: int = 0
    platform_minor: int = 0
    insurer_minor: int = 0

    @property
    def amount_minor(self) -> int:
        """All of it."""
        return self.escrow_minor + self.merchant_minor + self.platform_minor + self.insurer_minor


def from_escrow(claim: Claim) -> bool:
    """Whether it is paid out of what the order's escrow still holds, which is kept back for it (makegood/flows/settle.py)."""
    told = claim.content
    return told.gives == "refund" and told.funder is Funder.MERCHANT and not told.insurer


def shares_of(claim: Claim, escrow_free_minor: int) -> Shares:
    """Who pays. A refund that the merchant bears comes out of what the order's escrow still holds first; where an insurer
    stands behind the platform, the insurer owes it from the moment of payment.
    """
    amount = claim.amount_minor
    if claim.content.insurer:
        return Shares(insurer_minor=amount)
    if claim.content.funder is not Funder.MERCHANT:
        return Shares(platform_minor=amount)
    held = min(amount, max(escrow_free_minor, 0)) if from_escrow(claim) else 0
    return Shares(escrow_minor=held, merchant_minor=amount - held)


def payment(claim: Claim, shares: Shares, legs: Iterable[RefundLeg] = ()) -> list[Posting]:
    """All but the merchant's part, into the buyer's balance, and out of it what goes back to payments (`legs`); of a refund,
    the order's limit is used up by as much.
    """
    to = buyer_balance(claim.buyer_id)
    parts = (
        (order_escrow(claim.order_id), shares.escrow_minor),
        (platform_compensation(), shares.platform_minor),
        (insurer_account(claim.content.insurer), shares.insurer_minor),
    )
    return [
        *(Posting(source, to, claim.currency, amount) for source, amount in parts if amount),
        *(
            Posting(to, buyer_payout(claim.buyer_id, leg.tender), claim.currency, leg.amount_minor)
            for leg in legs
        ),
        *_limit(claim, order_refundable(claim.order_id), refund_limits()),
    ]


def still_borne_minor(claim: Claim, claims: Iterable[Claim]) -> int:
    """What of earlier payments for the same way back the platform bears, since the buyer had no more of it when it was taken
    back: who pays for that way after all makes it good first, and the buyer has it once. Of all claims of the order.
    """
    if claim.family not in _WAY_BACK or claim.case_id is None:
        return 0
    found = 0
    for one in claims:
        told = one.content.paid
        if told is not None and one.case_id == claim.case_id and one.family in _WAY_BACK:
            found += told.borne_minor if one.stage is Stage.REVERSED else -told.recovered_minor
    return max(0, found)


def recovery(claim: Claim, recovered_minor: int) -> list[Posting]:
    """What of a payment makes good what the platform bears of an earlier one."""
    return _moved(buyer_balance(claim.buyer_id), platform_compensation(), claim.currency, recovered_minor)


def reversal(claim: Claim, paid: Paid) -> list[Posting]:
    """Back out of the buyer's balance, each part to where it came from; what is not there (`paid.borne_minor`), and what the
    platform had of it (`paid.recovered_minor`), at the platform's expense. What came out of escrow goes back there.
    """
    left_minor = claim.amount_minor - paid.recovered_minor - paid.borne_minor
    parts = (
        (order_escrow(claim.order_id), paid.escrow_minor),
        (merchant_clearing(claim.merchant_id), paid.merchant_minor),
        (platform_compensation(), paid.platform_minor),
        (insurer_account(claim.content.insurer), paid.insurer_minor),
    )
    postings = _limit(claim, refund_limits(), order_refundable(claim.order_id))
    for to, amount in parts:
        from_buyer = min(amount, left_minor)
        left_minor -= from_buyer
        postings += _moved(buyer_balance(claim.buyer_id), to, claim.currency, from_buyer)
        postings += _moved(platform_compensation(), to, claim.currency, amount - from_buyer)
    return postings


def _moved(source: str, to: str, currency: str, amount_minor: int) -> list[Posting]:
    return [Posting(source, to, currency, amount_minor)] if amount_minor and source != to else []


def fee(claim: Claim) -> list[Posting]:
    """The platform pays who examined the goods; when that confirmed the claim, the merchant repays it (not here)."""
    found = claim.content.appraisal
    if found is None or not found.fee_minor:
        return []
    return [Posting(platform_compensation(), outside("appraisal"), claim.currency, found.fee_minor)]


def _limit(claim: Claim, source: str, destination: str) -> list[Posting]:
    if claim.content.gives != "refund":
        return []
    return [Posting(source, destination, claim.currency, claim.amount_minor)]
