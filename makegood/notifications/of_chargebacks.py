"""PURE: which notifications arise from what happens to a chargeback: for whoever can answer the bank, what tells it most."""

from collections.abc import Iterator

from makegood.chargebacks import ChargebackMove
from makegood.notifications.model import Arisen, Told
from makegood.notifications.of_claims import About

MERCHANT, DESK = "merchant", "desk"

TELLING: dict[str, dict[str, str]] = {
    "won": {MERCHANT: "answer"},
    "lost": {MERCHANT: "answer"},
    "closed": {MERCHANT: "answer"},
    "evidence_refused": {MERCHANT: "answer", DESK: "answer"},
    "opened": {MERCHANT: "answer", DESK: "answer"},
    "funds_withdrawn": {MERCHANT: "answer"},
    "funds_reinstated": {MERCHANT: "answer"},
    "evidence_submitted": {MERCHANT: "progress"},
    "updated": {MERCHANT: "progress"},
    "reminded": {MERCHANT: "clock", DESK: "clock"},
}
"""What each thing that happens is to whom, the most telling first. Whom the bank waits for is told of a move."""

SILENT = "The bank decides without an answer."
"""What happens if nobody answers, in English."""

SENTENCES: dict[str, dict[str, str]] = {
    "chargeback.opened": {"": "The buyer asks their bank to take {amount} of a payment back."},
    "chargeback.updated": {"": "The bank told something new of a chargeback of {amount}."},
    "chargeback.funds_withdrawn": {"": "The bank has taken back a payment: a chargeback of {amount}."},
    "chargeback.funds_reinstated": {"": "The bank has given money of a chargeback of {amount} back."},
    "chargeback.won": {"": "The bank decided a chargeback of {amount} for you."},
    "chargeback.lost": {"": "The bank decided a chargeback of {amount} for the buyer."},
    "chargeback.closed": {"": "A chargeback of {amount} ended without a decision."},
    "chargeback.evidence_submitted": {"": "The platform answered a chargeback of {amount}."},
    "chargeback.evidence_refused": {
        "": "The answer to a chargeback of {amount} did not reach the bank; answer it anew."
    },
    "chargeback.reminded": {
        "desk": "The merchant has not answered a chargeback of {amount}; you can.",
        "": "The time to answer a chargeback of {amount} is running out.",
    },
}
"""What happened to a chargeback, for the role that reads it, or for everybody else."""


def arisen_from_chargeback(move: ChargebackMove, about: About, with_desk: bool) -> Iterator[Arisen]:
    """The notifications of what was told of a chargeback, or done about it; nobody is told of their own doing.

    The desk can answer as the merchant can: it is told of those whose case lies with it (`with_desk`), and reminded of all.
    """
    name = next(name for name in TELLING if name in move.names)
    asked = _is_asked_anew(move)
    for party, kind in _parties(name, asked, with_desk or name == "reminded"):
        if move.who.partition(":")[0] != party:
            is_move = asked and kind != "clock"
            recipient = f"{MERCHANT}:{move.after.merchant_id}" if party == MERCHANT else party
            yield Arisen(recipient, "move" if is_move else kind, _told(move, name, about))


def _parties(name: str, asked: bool, desk_too: bool) -> Iterator[tuple[str, str]]:
    for party in (MERCHANT, DESK) if desk_too else (MERCHANT,):
        kind = TELLING[name].get(party, "move" if asked else "")
        if kind:
            yield party, kind


def _is_asked_anew(move: ChargebackMove) -> bool:
    """Whether the bank waits for an answer which it did not wait for before, or until another moment."""
    before, after = move.before, move.after
    if not after.awaits_answer:
        return False
    return before is None or not before.awaits_answer or before.evidence_due_at != after.evidence_due_at


def _told(move: ChargebackMove, name: str, about: About) -> Told:
    one = move.after
    actor = move.who.partition(":")[0]
    return Told(
        event=f"chargeback.{name}", actor=actor, order_number=about.order_number, currency=one.currency,
        buyer_id=one.buyer_id, merchant_id=one.merchant_id, yours=one.awaits_answer,
        due_at=one.evidence_due_at if one.awaits_answer else None, amount_minor=one.amount_minor, title=about.title,
        silence=SILENT if one.awaits_answer else "", path=f"/chargebacks/{one.id}",
    )  # fmt: skip
