"""PURE: which notifications arise when what a carrier paid for a parcel comes to a buyer or a merchant, or is taken back."""

from collections.abc import Iterator

from makegood.carriers import Recovery
from makegood.notifications.model import Arisen, Told
from makegood.notifications.of_claims import About

SENTENCES: dict[str, dict[str, str]] = {
    "recovery.paid": {
        "buyer": "The carrier paid for what it lost or broke: {amount} went to your balance.",
        "": "The carrier paid for what it lost or broke: {amount} is yours.",
    },
    "recovery.taken_back": {
        "buyer": "Of what the carrier had paid, {amount} was taken back out of your balance.",
        "": "Of what the carrier had paid to you, {amount} was taken back.",
    },
}
"""What happened to a claim against a carrier, for the role that reads it, or for everybody else."""


def arisen_from_recovery(
    found: Recovery, about: About, buyer_minor: int, merchant_minor: int
) -> Iterator[Arisen]:
    """The notifications of a change of a claim: to whom something came, each of their own part."""
    parts = ((f"buyer:{found.buyer_id}", buyer_minor), (f"merchant:{found.merchant_id}", merchant_minor))
    for recipient, minor in parts:
        if minor:
            yield Arisen(recipient, "refund", _told(found, about, minor))


def _told(found: Recovery, about: About, minor: int) -> Told:
    return Told(
        event="recovery.paid" if minor > 0 else "recovery.taken_back", actor="system", order_number=about.order_number,
        currency=found.currency, buyer_id=found.buyer_id, merchant_id=found.merchant_id, amount_minor=abs(minor),
        title=about.title, path=_path(found),
    )  # fmt: skip


def _path(found: Recovery) -> str:
    if found.case_id:
        return f"/cases/{found.case_id}"
    return f"/claims/{found.claim_id}" if found.claim_id else f"/orders/{found.order_id}"
