"""PURE: which notifications arise from a decision on a claim: for each party that it concerns, what tells it most."""

from collections.abc import Iterator

from msgspec import Struct

from makegood.claims import Claim, Move, Party, Stage, silence_of
from makegood.notifications.model import Arisen, Told

BUYER, MERCHANT, DESK = Party.BUYER.value, Party.MERCHANT.value, Party.DESK.value
_PARTIES = (BUYER, MERCHANT, DESK)

TELLING: dict[str, dict[str, str]] = {
    "opened": {MERCHANT: "answer", BUYER: "progress"},
    "accepted": {BUYER: "refund"},
    "refused": {BUYER: "answer"},
    "appraisal_asked": {BUYER: "answer"},
    "appraised": {BUYER: "ruling", MERCHANT: "ruling"},
    "appraisal_missing": {},
    "evidence_missing": {BUYER: "progress", MERCHANT: "answer"},
    "escalated": {MERCHANT: "ruling"},
    "granted": {BUYER: "refund", MERCHANT: "ruling"},
    "declined": {BUYER: "ruling", MERCHANT: "ruling"},
    "withdrawn": {MERCHANT: "end"},
    "paid_by_clock": {BUYER: "refund", MERCHANT: "answer"},
    "closed": {BUYER: "end", MERCHANT: "end"},
    "called_off": {BUYER: "progress"},
    "ruled": {BUYER: "refund", MERCHANT: "ruling"},
    "paid_as_ruled": {BUYER: "refund", MERCHANT: "progress"},
    "ruled_otherwise": {BUYER: "ruling", MERCHANT: "ruling"},
    "made_whole": {MERCHANT: "ruling"},
    "borne_again": {MERCHANT: "ruling"},
    "reminded": {},
    "reversed": {BUYER: "refund", MERCHANT: "answer"},
}
"""What each decision on a claim is to whom. Whoever gets the ball is told in any case, as of a move."""

_HAS_BALL = {"reminded": "clock"}
"""What it is to whoever has the ball, where it did not come to them just now."""

SILENT = {
    Stage.PAID: "The claim is paid.",
    Stage.CLOSED: "The claim is closed without a payment.",
    Stage.WITH_DESK: "The desk decides on what there is.",
}
"""What happens to a claim if whoever has the ball stays silent, in English, by where silence leads."""

SENTENCES: dict[str, dict[str, str]] = {
    "claim.opened": {
        "merchant": "A claim of {amount} was made under a promise of yours.",
        "desk": "A claim of {amount}, which the platform bears by a ruling, waits for the desk: nothing was shown with it.",
        "": "The platform found that {amount} is owed to you under a promise. Nobody has to ask for it.",
    },
    "claim.accepted": {"": "The merchant granted a claim; {amount} is paid to you."},
    "claim.refused": {"": "The merchant refused a claim of {amount}. You can bring it to the desk."},
    "claim.appraisal_asked": {
        "desk": "The goods of a claim are to be examined; put down the report.",
        "": "The merchant has the goods examined before a claim of {amount} is paid.",
    },
    "claim.appraised": {"": "The goods were examined, and a claim of {amount} is decided."},
    "claim.appraisal_missing": {"": "No report on the goods of a claim came in time; the desk decides."},
    "claim.evidence_missing": {
        "buyer": "Nobody answered a claim of {amount}. Since nothing was shown with it, the desk decides.",
        "": "A claim of {amount} was not answered, and nothing was shown with it: the desk decides.",
    },
    "claim.escalated": {
        "desk": "A refused claim of {amount} was brought to the desk.",
        "": "The buyer brought a claim of {amount} to the desk.",
    },
    "claim.granted": {
        "buyer": "The platform kept a promise; {amount} is paid to you.",
        "": "The platform granted the buyer a claim of {amount}.",
    },
    "claim.declined": {"": "The platform declined a claim of {amount}."},
    "claim.withdrawn": {"": "The buyer took a claim of {amount} back."},
    "claim.paid_by_clock": {
        "buyer": "A claim of {amount} was paid to you.",
        "": "Nobody answered a claim in time, so {amount} was paid to the buyer.",
    },
    "claim.closed": {
        "buyer": "You did not bring a claim of {amount} to the desk in time, so it is closed.",
        "": "The buyer left it at your refusal: a claim of {amount} is closed.",
    },
    "claim.called_off": {"": "A payment of {amount} is called off: its case is open again."},
    "claim.ruled": {
        "buyer": "By the ruling you get {amount} on top of the refund, paid by itself.",
        "": "By the ruling the buyer gets {amount} on top of the refund.",
    },
    "claim.paid_as_ruled": {
        "buyer": "What the ruling gives you on top of the refund was paid: {amount}.",
        "": "What the ruling gives the buyer on top of the refund was paid: {amount}.",
    },
    "claim.ruled_otherwise": {
        "": "The case was decided otherwise, so {amount} on top of the refund is not paid."
    },
    "claim.made_whole": {
        "": "The case was decided otherwise on appeal. The platform gave you back {amount} of what you had paid on top."
    },
    "claim.borne_again": {
        "": "The case was decided anew. You bear again {amount} on top of the refund, which the platform had given you back."
    },
    "claim.reminded": {
        "buyer": "Your time to bring a claim of {amount} to the desk is running out.",
        "": "Your time to answer a claim of {amount} is running out.",
    },
    "claim.reversed": {
        "buyer": "A claim of {amount} was taken back out of your balance.",
        "": "The payment of a claim of {amount} was taken back.",
    },
}
"""What happened to a claim, for the role that reads it, or for everybody else."""


class About(Struct, frozen=True):
    """What notifications name beside a claim: the order's number, and the first of the goods."""

    order_number: str
    title: str


def arisen_from_claim(move: Move, about: About) -> Iterator[Arisen]:
    """The notifications of a decision on a claim; nobody is told of their own doing."""
    owner = move.claim.owner.value if move.claim.owner else ""
    telling = TELLING[move.name]
    for party in _PARTIES:
        if party == move.actor.value or _nothing_to(party, move):
            continue
        kind = _HAS_BALL.get(move.name, "move") if party == owner else telling.get(party, "")
        if kind:
            yield Arisen(_recipient(party, move.claim), kind, _told(move, about, party == owner))


def _nothing_to(party: str, move: Move) -> bool:
    """A merchant is not told of what somebody else pays by itself, which it neither answers nor bears."""
    by_itself = move.claim.owner is Party.SYSTEM or move.claim.is_ruled_on_platform
    by_itself = by_itself or move.name in ("paid_by_clock", "paid_as_ruled")
    return party == MERCHANT and by_itself and move.claim.content.funder.value != MERCHANT


def _recipient(party: str, claim: Claim) -> str:
    numbers = {BUYER: claim.buyer_id, MERCHANT: claim.merchant_id}
    return f"{party}:{numbers[party]}" if party in numbers else party


def _told(move: Move, about: About, yours: bool) -> Told:
    claim = move.claim
    silence = silence_of(claim) if claim.is_open and yours else None
    because, amount = claim.content.because, move.data.get("amount_minor", claim.amount_minor)
    is_ruled = move.name == "ruled"
    return Told(
        event=f"claim.{move.name}", actor=move.actor.value, order_number=about.order_number, currency=claim.currency,
        buyer_id=claim.buyer_id, merchant_id=claim.merchant_id, yours=yours, due_at=claim.deadline_at if yours else None,
        amount_minor=amount, title=about.title, silence=SILENT[silence] if silence else "",
        path=f"/claims/{claim.id}",
        why=because.en if is_ruled else "", why_zh=because.zh if is_ruled else "",
    )  # fmt: skip
