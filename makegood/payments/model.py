"""PURE: the vocabulary of paying back: what is ordered of a processor and the shapes of what it answers."""

import msgspec

SAME_KEY_OTHER_ORDER = "same_key_other_order"
"""`Failed.code` when a key that was used for one order comes back with another one. Nothing was done."""

MORE_THAN_CAPTURED = "more_than_captured"
"""`Failed.code` when the processor holds less of this payment than the order asks for. Nothing was done."""

TAKEN_BY_BANK = "taken_by_bank"
"""In the place of a processor's code: it was not asked, since a bank has paid the buyer back in the meantime."""


class RefundOrder(msgspec.Struct, frozen=True, kw_only=True):
    """One order to pay money back.

    `idempotency_key` is the id of the event that decided the refund: one decision, one key, for ever.
    `processor_reference` names the captured payment at the processor (`pi_…`, `ch_…`). `amount_minor` is in
    minor units of `currency` (ISO 4217, capitals). `tender` is card, wallet, store_credit, gift_card or bank.
    `reason` and `metadata` travel to the processor, so they hold no personal data.
    Raises ValueError for an empty key or reference, an amount below one or a malformed currency.
    """

    idempotency_key: str
    processor_reference: str
    amount_minor: int
    currency: str
    tender: str
    reason: str = ""
    metadata: dict[str, str] = {}

    def __post_init__(self) -> None:
        if not self.idempotency_key or not self.processor_reference:
            raise ValueError("a refund order names its key and the payment it pays back")
        if self.amount_minor < 1:
            raise ValueError("a refund order is for at least one minor unit")
        if not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isupper()):
            raise ValueError("a currency is three capital letters, as in ISO 4217")


class Succeeded(msgspec.Struct, frozen=True, tag="succeeded"):
    """The money went back. `refund_reference` is the processor's own name for it."""

    refund_reference: str


class Pending(msgspec.Struct, frozen=True, tag="pending"):
    """Accepted; whether it succeeds comes later, by notification or by asking."""

    refund_reference: str


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """It did not happen. `retryable`: the same order with the same key may succeed when sent again later;
    otherwise it never will, and only a new decision (with a new key) can try once more or another way.
    """

    code: str
    message: str
    retryable: bool = False


class Unknown(msgspec.Struct, frozen=True, tag="unknown"):
    """It may or may not have happened (time-out, connection lost, 5xx). Never assume: reconcile."""

    reason: str


RefundAnswer = Succeeded | Pending | Failed | Unknown
"""What a processor answers. Only Succeeded and Failed are final."""


class NotFound(msgspec.Struct, frozen=True, tag="not_found"):
    """The processor knows no refund with this key as yet. That does not prove that a request still under way
    will not make one, so the answer to it is the same order with the same key, never to give up on it.
    """


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """What a processor said of its own accord. It may come twice, late, or before the answer itself.

    `event_id` is the same for each copy of one notification. `idempotency_key` is None for a refund that was
    not ordered by us (somebody used the processor's own dashboard).
    """

    processor: str
    event_id: str
    refund_reference: str
    idempotency_key: str | None
    answer: RefundAnswer
