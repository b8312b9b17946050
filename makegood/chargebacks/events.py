"""PURE: what webhooks tell of chargebacks."""

from collections.abc import Iterator

from msgspec import Struct

from makegood.chargebacks.model import ChargebackMove
from makegood.webhooks import register


class ChargebackData(Struct, frozen=True, kw_only=True):
    """A chargeback after something happened to it. Amounts in minor units of `currency`; `taken_minor`: taken from us now."""

    chargeback_id: str
    order_id: str
    case_id: str | None
    buyer_id: str
    merchant_id: str
    seq: int
    processor: str
    reference: str
    reason: str
    reason_code: str
    state: str
    currency: str
    amount_minor: int
    taken_minor: int
    fee_minor: int


EVENTS = {
    "opened": "A buyer had their bank take a payment back, or asks about it by the bank.",
    "updated": "Something about a chargeback changed: its amount, its reason, its state or its deadline.",
    "funds_withdrawn": "The processor took the money of a chargeback.",
    "funds_reinstated": "The processor gave the money of a chargeback back.",
    "won": "The bank decided a chargeback for the merchant.",
    "lost": "The bank decided a chargeback for the buyer.",
    "closed": "A chargeback ended without a decision.",
    "evidence_submitted": "Somebody answered a chargeback; the processor is sent the evidence.",
    "evidence_refused": "The processor did not take the answer; another may be given while there is time.",
}
"""What can happen to a chargeback, by the name that decisions give it."""


def register_chargeback_events() -> None:
    """Put every event of chargebacks into the catalogue (docs/reference/events.md is made from it)."""
    for name, told in EVENTS.items():
        register(f"chargeback.{name}", ChargebackData, told)


def public(move: ChargebackMove) -> Iterator[tuple[str, ChargebackData]]:
    """What the world is told: each thing that happened, with the chargeback as it is after all of them."""
    one = move.after
    data = ChargebackData(
        chargeback_id=str(one.id), order_id=str(one.order_id), case_id=str(one.case_id) if one.case_id else None,
        buyer_id=str(one.buyer_id), merchant_id=str(one.merchant_id), seq=one.version, processor=one.processor,
        reference=one.reference, reason=one.reason.value, reason_code=one.reason_code, state=one.state.value,
        currency=one.currency, amount_minor=one.amount_minor, taken_minor=one.taken_minor, fee_minor=one.fee_minor,
    )  # fmt: skip
    for name in move.names:
        yield f"chargeback.{name}", data


register_chargeback_events()
