"""The parts of paid claims that go back to payments: which they are, their rows, and claims read together with them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from makegood.accounts import Principal
from makegood.cases import OrderFacts, rooms_of, within_room
from makegood.claims.model import Claim, PayTo
from makegood.claims.views import ClaimView, SentPart, view_of
from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of
from makegood.ledger import Part, PartStatus, PartTable
from makegood.payments import RefundLeg

CLAIM_PARTS = PartTable(
    "claim", "claim_legs", "claims", "id", "changed_at", "makegood_claim", "o.content ->> 'gives' = 'refund'"
)
"""The parts of claims by tender."""
_SENT = """
SELECT l.claim_id, l.tender, l.amount_minor, l.status FROM claim_legs l
JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) ON (l.bucket, l.claim_id) = (w.bucket, w.id)
ORDER BY l.claim_id, l.leg_no
"""


def back_to_payments(claim: Claim, order: OrderFacts, refundable_minor: int) -> tuple[RefundLeg, ...]:
    """What of a claim goes back to the order's payments, as refunds do; the balance takes the rest. PURE.

    A part of the price back has the room of any refund. What is owed on top has what the payments can take beyond all that
    may still be refunded (`refundable_minor`): no payment takes back more than was paid by it, and the price comes first.
    """
    if claim.content.pay_to is PayTo.BALANCE:
        return ()
    rooms, wanted = rooms_of(order), claim.amount_minor
    if claim.content.gives != "refund":
        wanted = min(wanted, max(sum(room.room_minor for room in rooms) - refundable_minor, 0))
    return within_room(rooms, wanted)[0]


def parts_of(
    claim: Claim, legs: Iterable[RefundLeg], new_id: Callable[[], int], now: datetime
) -> Iterator[Part]:
    """The legs as parts about to be sent."""
    for leg_no, leg in enumerate(legs, 1):
        yield Part(
            bucket=bucket_of(claim.id), owner_id=claim.id, leg_no=leg_no, tender=leg.tender, processor=leg.processor,
            processor_reference=leg.processor_reference, amount_minor=leg.amount_minor, hold=new_id(),
            status=PartStatus.SENDING, subject=claim.id, buyer_id=claim.buyer_id, currency=claim.currency, sent_at=now,
        )  # fmt: skip


async def views_of(
    connection: Connection, claims: Sequence[Claim], who: Principal, language: str
) -> list[ClaimView]:
    """Claims for a reader, each with its parts."""
    paid = [claim.id for claim in claims if claim.content.paid and claim.content.paid.sent_minor]
    sent: dict[int, list[SentPart]] = defaultdict(list)
    rows: Sequence[Any] = (
        await connection.fetch(_SENT, [bucket_of(one) for one in paid], paid) if paid else ()
    )
    for row in rows:
        sent[row["claim_id"]].append(SentPart(row["tender"], row["amount_minor"], row["status"]))
    return [view_of(claim, who, language, sent[claim.id]) for claim in claims]
