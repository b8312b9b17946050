"""PURE: what webhooks tell of claims. The words of the parties stay inside."""

from msgspec import Struct

from makegood.claims.model import Move
from makegood.webhooks import register


class ClaimData(Struct, frozen=True, kw_only=True):
    """A claim after something happened to it. Amounts in minor units; `funder` bears what is paid."""

    claim_id: str
    order_id: str
    case_id: str | None
    buyer_id: str
    merchant_id: str
    seq: int
    actor: str
    kind: str
    stage: str
    owner: str | None
    currency: str
    amount_minor: int
    funder: str


EVENTS = {
    "opened": "A claim under a promise was made, by the buyer or by the platform itself.",
    "accepted": "The merchant granted a claim; it is paid.",
    "refused": "The merchant refused a claim; the buyer may bring it to the desk.",
    "appraisal_asked": "The merchant has the goods examined before anything is paid.",
    "appraised": "The goods were examined; the claim is paid or declined.",
    "appraisal_missing": "No report came in time; the desk decides.",
    "evidence_missing": "The merchant did not answer, and what the promise wants shown was not; the desk decides.",
    "escalated": "The buyer brought a refused claim to the desk.",
    "granted": "The desk kept the promise; the claim is paid.",
    "declined": "The desk declined a claim.",
    "withdrawn": "The buyer took a claim back.",
    "paid_by_clock": "Nobody answered in time, or the time of a payment came; the claim is paid.",
    "closed": "A refused claim was not brought to the desk and is closed.",
    "called_off": "What would have been paid by itself is not: its case is open again.",
    "ruled": "A ruling gives the buyer something on top of the refund; it is paid by itself.",
    "paid_as_ruled": "What a ruling gives on top was paid.",
    "ruled_otherwise": "What a ruling gave on top is not paid: it was decided otherwise before.",
    "made_whole": "An appeal decided otherwise on what was paid on top: the buyer keeps it, the merchant got it back.",
    "borne_again": "The merchant bears again what was paid on top and given back to it: the case was decided anew.",
    "reminded": "Whoever has the ball of a claim was reminded that the clock runs out.",
    "reversed": "A payment was taken back to where it came from, or its case was turned and the platform bears it.",
}
"""What can happen to a claim, by the name that decisions give it."""


def register_claim_events() -> None:
    """Put every event of claims into the catalogue (docs/reference/events.md is made from it)."""
    for name, told in EVENTS.items():
        register(f"claim.{name}", ClaimData, told)


def public(move: Move) -> ClaimData:
    """What the world is told of a decision."""
    claim = move.claim
    return ClaimData(
        claim_id=str(claim.id), order_id=str(claim.order_id), case_id=str(claim.case_id) if claim.case_id else None,
        buyer_id=str(claim.buyer_id), merchant_id=str(claim.merchant_id), seq=claim.version, actor=move.actor.value,
        kind=claim.kind, stage=claim.stage.value, owner=claim.owner.value if claim.owner else None,
        currency=claim.currency, amount_minor=claim.amount_minor, funder=claim.content.funder.value,
    )  # fmt: skip


register_claim_events()
